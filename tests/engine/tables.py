"""A small library: shelves hold books; nothing of the product's domain."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Column, Float, Integer, MetaData, Table, Text
from sqlalchemy.schema import CreateTable

from engine.execute import Engine
from engine.fields import Kept, Place
from engine.journeys import drive
from engine.price import Price
from engine.reads import Reads

T = TypeVar("T")
METADATA = MetaData()
SHELF = Table("shelf", METADATA, Column("id", Text, primary_key=True), Column("name", Text))
BOOK = Table(
    "book",
    METADATA,
    Column("shelf_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("year", Integer),
    Column("price", Float(asdecimal=True)),
    Column("like_id", Text),
)
BOOKS = [
    ("a", "1", 1990, 1.5, "3"),
    ("a", "2", 1980, None, None),
    ("a", "3", 1985, 2.25, "1"),
    ("b", "1", 2001, 3.0, None),
]


def library() -> sqlite3.Connection:
    """Three shelves, the last one empty."""
    connection = sqlite3.connect(":memory:")
    for table in (SHELF, BOOK):
        connection.execute(str(CreateTable(table)))
    connection.executemany("insert into shelf values (?, ?)", [(i, i.upper()) for i in "abc"])
    connection.executemany("insert into book values (?, ?, ?, ?, ?)", BOOKS)
    return connection


@dataclass(slots=True)
class Counted:
    """A connection that remembers what it ran."""

    connection: sqlite3.Connection
    texts: list[str] = field(default_factory=list[str])

    def execute(self, text: str, arguments: Sequence[Any]) -> Iterable[Sequence[Any]]:
        self.texts.append(text)
        return self.connection.execute(text, arguments)


@dataclass(slots=True)
class Operation:
    """The context of one operation on the library."""

    counted: Counted = field(default_factory=lambda: Counted(library()))
    engine: Engine | None = None
    viewer: str = "nobody"
    loaders: dict[tuple[int, ...], Any] = field(default_factory=dict[tuple[int, ...], Any])
    kept: Mapping[Place, Kept] | None = None

    def admit(self, price: Callable[[], Price], /) -> None:
        """Whatever it costs; but it must have a price."""
        price()

    async def run(self, road: Reads[T]) -> T:
        return drive(road, self.counted)
