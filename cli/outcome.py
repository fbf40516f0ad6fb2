"""Running a command: a failure becomes one line and an exit code."""

import os
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from cli.exits import Exit
from domain.errors import DomainError, FlagOpen, Overloaded, StorageFull
from models.failures import DatabaseDamaged, DatabaseInUse, DatabaseNewer, DatabaseReadOnly

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


def outcome(run: Callable[[Namespace], Exit], asked: Namespace) -> Exit:
    """What became of it."""
    try:
        code = run(asked)
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


def failed(error: BaseException, code: Exit) -> Exit:
    for line in str(error).splitlines():
        print(f"bellwether: {line}", file=sys.stderr)
    return code
