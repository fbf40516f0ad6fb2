"""The same, keeping parsed and validated documents: two extensions Strawberry offers for that."""

from pathlib import Path

from starlette.applications import Starlette
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.engine import with_strawberry


def application(data: Path) -> Starlette:
    """The application over the file in that directory."""
    return with_strawberry.application(data, extensions=[ParserCache, ValidationCache])
