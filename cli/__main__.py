"""`python -m cli COMMAND`: finds the command; a failure becomes one line and an exit code."""

import os
import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError

from cli import contract, explain, import_note, migrate, rates, rescore, serve
from cli.exits import Exit
from domain.errors import DomainError, FlagOpen, Overloaded, StorageFull
from models.failures import DatabaseDamaged, DatabaseInUse, DatabaseNewer, DatabaseReadOnly

COMMANDS = {
    "serve": serve,
    "import": import_note,
    "rescore": rescore,
    "rates": rates,
    "migrate": migrate,
    "contract": contract,
    "explain": explain,
}
UNAVAILABLE = (
    DatabaseInUse,
    DatabaseNewer,
    DatabaseDamaged,
    DatabaseReadOnly,
    StorageFull,
    Overloaded,
    DBAPIError,
    sqlite3.Error,
    OSError,
)
"""What an operator has to put right: the database, its disk, its rights."""


def main(words: Sequence[str]) -> int:
    """Run one command; the exit code says what became of it (cli.exits)."""
    asked = parsed(words)
    try:
        code = asked.run(asked)
        sys.stdout.flush()  # at exit it would be too late to say it quietly
    except BrokenPipeError:
        # Whoever read our answer has enough of it; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE
    except UNAVAILABLE as error:
        return failed(getattr(error, "orig", None) or error, Exit.UNAVAILABLE)
    except FlagOpen as error:
        return failed(error, Exit.FLAG_OPEN)
    except DomainError as error:
        return failed(error, Exit.USAGE)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    return code


def parsed(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m cli", description="Bellwether on the command line.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        told = command.TOLD
        own = commands.add_parser(name, help=told, description=told, epilog=EXIT_CODES)
        command.declare(own)
        own.set_defaults(run=command.run)
    return parser.parse_args(words)


EXIT_CODES = "Exit codes: " + ", ".join(
    f"{code.value} {code.name.lower().replace('_', ' ')}" for code in Exit
)


def failed(error: BaseException, code: Exit) -> Exit:
    print(f"bellwether: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
