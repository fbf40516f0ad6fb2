"""Asking the real schema about a real file, and counting what that costs."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from strawberry import Schema
from strawberry.types import ExecutionResult

from engine.journeys import drive
from engine.narrowing import Narrowing
from engine.reads import Reads
from models.base import Base
from resolvers.context import Context, Viewer
from schema.root import schema
from tests.api.records import NOON, store

TABLES = re.compile(r"(?:FROM|JOIN) (\w+)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counting:
    """A connection that keeps the text of every statement it runs."""

    connection: sqlite3.Connection
    texts: list[str]

    def execute(self, text: str, arguments: Sequence[Any]) -> Iterable[Sequence[Any]]:
        self.texts.append(text)
        return self.connection.execute(text, arguments)


@dataclass(slots=True, kw_only=True)
class Asker:
    """Asks a database file at one instant; `texts` are the statements of the last operation."""

    path: Path
    now: datetime = NOON
    viewer: Viewer = field(default_factory=Viewer)
    schema: Schema = schema
    texts: list[str] = field(default_factory=list[str])

    async def result(self, document: str, **variables: Any) -> ExecutionResult:
        """The whole answer, errors included."""
        self.texts.clear()
        with closing(sqlite3.connect(self.path)) as connection:
            counting = Counting(connection, self.texts)

            async def run(road: Reads[T], narrowing: Narrowing | None = None) -> T:
                return drive(road, counting, narrowing)

            context = Context(
                viewer=self.viewer, now=self.now, run=run, cursor_secret=b"of the tests"
            )
            return await self.schema.execute(document, variables, context_value=context)

    async def __call__(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data; an error fails the test."""
        result = await self.result(document, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def code(self, document: str, **variables: Any) -> str:
        """The code of the only error."""
        result = await self.result(document, **variables)
        assert result.errors is not None
        (error,) = result.errors
        return getattr(error.original_error, "code", "")


def asker(path: Path, *records: Base, **given: Any) -> Asker:
    """Asks a new file that holds these rows."""
    file = path / "records.db"
    store(file, *records)
    return Asker(path=file, **given)


def filters(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Filters that say something of some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def reads_of(texts: Iterable[str]) -> Counter[frozenset[str]]:
    """How often which tables were read; for one key a statement has other words than for many."""
    return Counter(frozenset(TABLES.findall(text)) - {"json_each"} for text in texts)
