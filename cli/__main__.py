"""`python -m cli COMMAND`: finds the command and loads that one alone; help waits for none."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module

from cli.exits import Exit

COMMANDS = {
    "serve": ("cli.serve", "start the server"),
    "import": (
        "cli.import_note",
        "read a meeting note; show what it says, or store it with --apply",
    ),
    "reviews": ("cli.reviews", "schedule business reviews on a running server"),
    "import-csv": (
        "cli.import_csv",
        "send accounts, contacts or contracts of another system to a running server; twice is once",
    ),
    "rescore": (
        "cli.rescore",
        "judge every account again and store its score (a running server does what is due)",
    ),
    "rates": ("cli.rates", "list the reference rates that compare currencies, or set one"),
    "user": ("cli.user", "list, add and change our own people, on a running server or without"),
    "token": ("cli.token", "make, list and revoke tokens, on a running server or without"),
    "share": ("cli.share", "make, list and revoke links that show a customer what is theirs"),
    "migrate": (
        "cli.migrate",
        "make or upgrade the database without starting a server (serve does it, too)",
    ),
    "settings": ("cli.settings", "show the settings that count here, or what each one is for"),
    "contract": (
        "cli.contract",
        "compare schema/schema.graphql with the schema as served, or write it",
    ),
    "explain": (
        "cli.explain",
        "run a query and tell what it reads: levels, columns, statements, rows",
    ),
}
"Name -> its module, which can `declare` its flags and `run`, and what it is for."

EXIT_CODES = "Exit codes: " + ", ".join(
    f"{code.value} {code.name.lower().replace('_', ' ')}" for code in Exit
)


def main(words: Sequence[str]) -> int:
    """Run one command; the exit code says what became of it (cli.exits)."""
    asked = parsed(words)
    # Knowing the database's failures means loading half the product, which help can do without.
    from cli.outcome import outcome  # noqa: PLC0415 - see above

    return outcome(asked.run, asked)


def parsed(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m cli", description="Bellwether on the command line.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (module, told) in COMMANDS.items():
        own = commands.add_parser(name, help=told, description=told, epilog=EXIT_CODES)
        if name in words[:1]:
            command = import_module(module)
            command.declare(own)
            own.set_defaults(run=command.run)
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
