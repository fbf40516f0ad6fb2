"""`settings`: what counts here, as a file for `EnvironmentFile=`, or the table of all settings."""

from argparse import ArgumentParser, Namespace

from api.environment import counting, table
from cli.exits import Exit
from cli.options import declare_data, settings_of


def declare(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--table", action="store_true", help="what each is for, as it stands in docs/running.md"
    )
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    lines = table() if asked.table else counting(settings_of(asked))
    print(*lines, sep="\n")
    return Exit.FINE
