"""`contract`: the schema on disk is held against the schema as served, or written."""

from argparse import ArgumentParser, Namespace
from difflib import unified_diff
from pathlib import Path

from cli.exits import Exit
from schema.root import sdl

FILE = Path(__file__).resolve().parent.parent / "schema" / "schema.graphql"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="write the file")


def run(asked: Namespace) -> Exit:
    """FINE when they agree or the file was written; else the difference, and DIFFERS."""
    if asked.write:
        FILE.write_text(sdl(), encoding="utf-8")
        return Exit.FINE
    on_disk = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    difference = [*unified_diff(on_disk.splitlines(), sdl().splitlines(), "on disk", "served", n=1)]
    if not difference:
        print("schema/schema.graphql is the schema as served.")
        return Exit.FINE
    print("\n".join(line.rstrip("\n") for line in difference))
    print("The schema on disk is not the one served: `make contract` writes it.")
    return Exit.DIFFERS
