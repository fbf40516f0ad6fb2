"""A library with all a schema can do: writers, their works, and what is said about them."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec
import strawberry
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    select,
)
from sqlalchemy.schema import CreateTable

from engine.fields import Typed
from engine.reads import (
    LONG_WORK,
    Ask,
    Bound,
    Columns,
    Keys,
    Reads,
    Row,
    Statement,
    batch,
    bound_batch,
    grouped,
)
from engine.sql import PerParent, one_of
from tests.engine.tables import Operation

METADATA = MetaData()


class Mood(Enum):
    GAY = "gay"
    GRAVE = "grave"


class AsRead(TypeDecorator[Any]):
    """A stored text that Python reads."""

    impl = Text
    cache_ok = True

    def __init__(self, read: Any) -> None:
        super().__init__()
        self.read = read

    def process_result_value(self, value: Any, dialect: object) -> Any:  # noqa: ARG002 - SQLAlchemy's
        return None if value is None else self.read(value)


class AsStamp(AsRead):
    cache_ok = True
    written_as: Mapping[str, None] = {"DateTime": None}

    def __init__(self) -> None:
        super().__init__(datetime.fromisoformat)


WRITER = Table(
    "writer",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("mood", AsRead(Mood)),
    Column("joined", AsStamp(), nullable=False),
    Column("tags", AsRead(msgspec.json.Decoder(tuple[str, ...]).decode), nullable=False),
    Column("rating", Float),
    Column("books", Integer),
    Column("active", Boolean),
    Column("motto", Text),
    Column("left", AsRead(datetime.fromisoformat)),
)
NOVEL = Table(
    "novel",
    METADATA,
    Column("writer_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("pages", Integer),
    Column("sequel_id", Text),
)
ESSAY = Table("essay", METADATA, Column("id", Text, primary_key=True), Column("title", Text))
TYPES = {"Novel": NOVEL, "Essay": ESSAY}
WRITERS = [
    ("a", "Ada", "gay", "2020-01-01T00:00:00Z", '["x","y"]', 1.5, 3, 1, None, None),
    (
        "b",
        "Bo",
        None,
        "2021-01-01T00:00:00Z",
        "[]",
        None,
        None,
        0,
        "Write.",
        "2023-01-01T00:00:00+00:00",
    ),
    ("c", "Cy", "grave", "2022-01-01T00:00:00Z", '["z"]', 2.0, 5_000_000_000, None, "Read.", None),
]
NOVELS = [
    ("a", "1", "One", 100, "2"),
    ("a", "2", "Two", 200, None),
    ("a", "3", "Three", None, "1"),
    ("b", "1", "Uno", 50, None),
]


def shelves() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    for table in (WRITER, NOVEL, ESSAY):
        connection.execute(str(CreateTable(table)))
    connection.executemany(f"insert into writer values ({','.join('?' * 10)})", WRITERS)  # noqa: S608 - question marks
    connection.executemany("insert into novel values (?, ?, ?, ?, ?)", NOVELS)
    connection.execute("insert into essay values ('1', 'On e')")
    return connection


# Batch reads.


@dataclass(frozen=True)
class Page:
    nodes: list[Row]
    total_count: int

    @property
    def edges(self) -> list["Edge"]:
        return [Edge(node) for node in self.nodes]


@dataclass(frozen=True)
class Edge:
    node: Row


@dataclass(frozen=True, eq=False)
class Stats:
    """Values of Python, each of a kind of its own."""

    writer_id: str
    best: Typed | None
    note: str | None
    moods: tuple[Mood, ...] = (Mood.GAY,)
    grid: Any = ((1, None), None)
    at: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    ratio: float = 0.5
    works: int = 2
    fine: bool = True
    odd: Any = None

    @property
    def itself(self) -> "Stats":
        return self

    @property
    def within(self) -> Any:
        return ((self, None), None)


@strawberry.input
class Ref:
    id: strawberry.ID | None = None
    name: str | None = None


@strawberry.input
class Size:
    least: int = 0
    most: int | None
    near: "Size | None" = None


@Statement
def all_writers(columns: Columns) -> Select[Any]:
    return select(*(WRITER.c[name] for name in columns)).order_by(WRITER.c.id)


def of_column(name: str) -> Statement:
    def build(columns: Columns) -> Select[Any]:
        wanted = [WRITER.c[one] for one in columns] or [WRITER.c.id]
        return select(*wanted, WRITER.c[name].label("key")).where(one_of(WRITER.c[name]))

    return Statement(build)


BY_ID, BY_NAME = of_column("id"), of_column("name")


@Statement
def first_novels(columns: Columns) -> PerParent:
    return PerParent(
        table=NOVEL, columns=columns, by=("writer_id",), order=lambda rows: [rows.c.id]
    )


@Statement
def novels_named(columns: Columns) -> Select[Any]:
    wanted = [NOVEL.c[name] for name in columns]
    keys = (NOVEL.c.writer_id.label("k0"), NOVEL.c.id.label("k1"))
    return select(*wanted, *keys).where(one_of(NOVEL.c.writer_id, NOVEL.c.id))


@Statement
def essays(columns: Columns) -> Select[Any]:
    return select(*(ESSAY.c[name] for name in columns), ESSAY.c.id.label("key"))


@Statement
def names(_: Columns) -> Select[Any]:
    later = WRITER.c.name >= bindparam("since", "", Text())
    wanted = [WRITER.c.id, WRITER.c.name]
    return select(*wanted).where(one_of(WRITER.c.id), later)


@batch(WRITER)
def writers(_: Keys, ask: Ask, __: Operation) -> Reads[dict[Any, list[Row]]]:
    return {(): (yield ask.rows(all_writers))}


@batch(WRITER)
def writer(
    _: Keys, ask: Ask, __: Operation, *, by: Ref, size: Size | None = None
) -> Reads[dict[Any, Row | None]]:
    statement = BY_NAME if by.id is None else BY_ID
    rows = yield ask.rows(statement, keys=[by.id or by.name])
    wide = size is not None and (size.near or size).least > 9
    return {(): rows[0] if rows and not wide else None}


@batch(WRITER)
def writers_by_id(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Row]]:
    return {row.key: row for row in (yield ask.rows(BY_ID, keys=keys))}


BOUND: list[int] = []
"The lengths of pages that were bound so far."


@bound_batch(NOVEL)
def novels(ask: Ask, *, first: int = 2, tags: list[str] | None = None) -> Bound:
    if first < 0:
        raise ValueError("first is less than none")
    BOUND.append(first)

    def read(keys: Keys, _: Operation) -> Reads[dict[Any, Page | ValueError]]:
        rows = yield ask.rows(first_novels, keys=keys, first=first)
        found: dict[Any, Page | ValueError] = {
            key: Page(own, len(own) if "totalCount" in ask.wants else -len(tags or ()))
            for key, own in grouped(rows, keys, lambda row: keys[row.parent]).items()
        }
        if first == 0:
            found["b"] = ValueError("b is out of order")
        return found

    return read


@batch(NOVEL)
def sequels(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Row]]:
    return {(row.k0, row.k1): row for row in (yield ask.rows(novels_named, keys=keys))}


@batch(NOVEL)
def first_of_all(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Row]]:
    rows = yield ask.rows(first_novels, keys=["a"], first=1)
    return dict.fromkeys(keys, rows[0])


@batch(NOVEL)
def lost(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Row]]:
    yield ask.rows(first_novels, keys=keys, first=1)
    raise ValueError("nobody knows what came after an essay")


@batch(types=TYPES)
def works(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, list[Typed]]]:
    own = ask.of_type("Novel", NOVEL)
    rows = yield own.rows(first_novels, keys=keys, first=1)
    more = yield ask.of_type("Essay", ESSAY).rows(essays)
    found = grouped(rows, keys, lambda row: keys[row.parent])
    return {
        key: [Typed("Novel", row) for row in group] + [Typed("Essay", row) for row in more]
        for key, group in found.items()
    }


@batch(types=TYPES)
def work(_: Keys, ask: Ask, __: Operation, *, kind: str) -> Reads[dict[Any, Typed]]:
    rows = yield ask.of_type("Essay", ESSAY).rows(essays)
    return {(): Typed(kind, rows[0])}


@batch(types=TYPES)
def stats(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Stats]]:
    yield LONG_WORK
    rows = yield ask.values(names, keys=keys)
    best = yield ask.of_type("Essay", ESSAY).rows(essays)
    return {
        row.id: Stats(
            row.id,
            Typed("Essay", best[0]) if row.id != "c" else None,
            None if row.id == "b" else row.name,
            odd=float("inf") if row.id == "b" else None,
        )
        for row in rows
    }


@batch()
def lengths(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, int | ValueError | None]]:
    """Fails for one parent, and is null for another."""
    rows = yield ask.values(names, keys=keys)
    found: dict[Any, int | ValueError | None] = {row.id: len(row.name) for row in rows}
    return found | {"b": ValueError("b cannot be counted"), "c": None}


@batch()
def noted(keys: Keys, _: Ask, context: Operation) -> Reads[dict[Any, str]]:
    """What only one viewer may see."""
    yield from ()
    return {key: f"{context.viewer} on {key}" for key in keys}


@batch()
def broken(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, str]]:
    yield ask.values(names, keys=keys)
    raise RuntimeError("out of order")


@batch()
def label(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, str]]:
    rows = yield ask.values(names, keys=[key.writer_id for key in keys])
    by_id = {row.id: row.name for row in rows}
    return {key: by_id[key.writer_id].upper() for key in keys}
