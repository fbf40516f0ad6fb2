"""A library with all a schema can do: writers, their works, and what is said about them."""

import sqlite3
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec
import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType
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
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult

from engine.execute import Engine
from engine.executor import EngineExecutor, KnownDocuments
from engine.fields import ROOT, Typed, answered_by, worked_out
from engine.reads import LONG_WORK, Ask, Columns, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import PerParent, one_of
from tests.engine.tables import Counted, Operation

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

    def process_result_value(self, value: Any, dialect: object) -> Any:
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
    connection.execute("insert into essay values ('e', 'On e')")
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
    return select(WRITER.c.id, WRITER.c.name).where(one_of(WRITER.c.id), later)


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


@batch(NOVEL)
def novels(
    keys: Keys, ask: Ask, _: Operation, *, first: int = 2, tags: list[str] | None = None
) -> Reads[dict[Any, Page | ValueError]]:
    if first < 0:
        raise ValueError("first is less than none")
    rows = yield ask.rows(first_novels, keys=keys, first=first)
    found: dict[Any, Page | ValueError] = {
        key: Page(own, len(own) if "totalCount" in ask.wants else -len(tags or ()))
        for key, own in grouped(rows, keys, lambda row: keys[row.parent]).items()
    }
    if first == 0:
        found["b"] = ValueError("b is out of order")
    return found


@batch(NOVEL)
def sequels(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Row]]:
    return {(row.k0, row.k1): row for row in (yield ask.rows(novels_named, keys=keys))}


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
    return {(): Typed(kind, row) for row in rows}


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
def broken(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, str]]:
    yield ask.values(names, keys=keys)
    raise RuntimeError("out of order")


@batch()
def label(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, str]]:
    rows = yield ask.values(names, keys=[key.writer_id for key in keys])
    by_id = {row.id: row.name for row in rows}
    return {key: by_id[key.writer_id].upper() for key in keys}


# Types.


@strawberry.interface
class Work:
    id: strawberry.ID
    title: str


@strawberry.type
class Novel(Work):
    id: strawberry.ID
    title: str
    pages: int | None
    sequel: "Novel | None" = answered_by(sequels, key=("writer_id", "sequel_id"))
    writer: "Writer" = answered_by(writers_by_id, key="writer_id")


@strawberry.type
class Essay(Work):
    id: strawberry.ID
    title: str


@strawberry.type
class NovelEdge:
    node: Novel


@strawberry.type
class NovelPage:
    nodes: list[Novel]
    edges: list[NovelEdge]
    total_count: int


strawberry.enum(Mood)


@strawberry.type
class Summary:
    best: Work | None
    note: str
    moods: list[Mood]
    grid: list[list[int | None] | None]
    at: datetime
    ratio: float
    works: int
    fine: bool
    odd: float | None
    label: str = answered_by(label, key="itself")


def initials(name: str, *, separator: str = ".") -> str:
    return name[0] + separator


def share(rating: float | None, *, of: float = 1.0) -> float | None:
    return None if rating is None else rating / of


@strawberry.type
class Writer:
    id: strawberry.ID
    name: str
    mood: Mood | None
    joined: datetime
    tags: list[str]
    rating: float | None
    books: int | None
    active: bool
    motto: str | None
    left: datetime | None
    say: str = worked_out(lambda motto: motto, "motto")
    initials: str = worked_out(initials, "name")
    share: float | None = worked_out(share, "rating")
    novels: NovelPage = answered_by(novels)
    works: list[Work] = answered_by(works)
    stats: Summary | None = answered_by(stats)
    length: int | None = answered_by(lengths)
    needed: int = answered_by(lengths)
    broken: str | None = answered_by(broken)


@strawberry.type
class Renamed:
    before: str
    writer: Writer = answered_by(writers_by_id, key="writer_id")

    @strawberry.field
    def own(self) -> str:
        return "mine"


@dataclass(frozen=True)
class Payload:
    before: str | None
    writer_id: str


@strawberry.type
class Query:
    writers: list[Writer] = answered_by(writers, key=ROOT)
    writer: Writer | None = answered_by(writer, key=ROOT)
    work: Work | None = answered_by(work, key=ROOT)

    @strawberry.field
    def own(self) -> str:
        return "mine"


DONE: list[str] = []


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def rename(
        self,
        info: strawberry.Info[Operation],
        id: strawberry.ID,
        name: str,  # noqa: A002 - as clients say
    ) -> Renamed:
        DONE.append(name)
        if name == "?":
            raise ValueError("no name")
        connection = info.context.counted.connection
        (before,) = connection.execute("select name from writer where id = ?", (id,)).fetchone()
        connection.execute("update writer set name = ? where id = ?", (name, id))
        return Payload(None if name == "null" else before, id)  # type: ignore[return-value] # pyright: ignore[reportReturnType] - rows and values stand for types

    @strawberry.mutation
    def count(self) -> int:
        return len(DONE)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def renamed(self) -> AsyncGenerator[Renamed]:
        for id_ in "ab":
            yield Payload("x", id_)  # type: ignore[misc] # pyright: ignore[reportReturnType] - the same


def instant(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


SCALARS: dict[object, Any] = {
    datetime: strawberry.scalar(
        name="DateTime", serialize=instant, parse_value=datetime.fromisoformat
    )
}


def built(**more: Any) -> strawberry.Schema:
    schema = strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=[Novel, Essay],
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=EngineExecutor,
        **{"extensions": [KnownDocuments], **more},
    )
    for kind in schema._schema.type_map.values():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no public way
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = lambda value, *_: str(value.type_name)
        elif isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None
    return schema


SCHEMA = built()


@dataclass(slots=True)
class Reader:
    """Asks the library, with an engine or without one."""

    engine: Engine | None = field(default_factory=lambda: Engine(SCHEMA))
    schema: strawberry.Schema = SCHEMA
    operation: Operation = field(default_factory=lambda: Operation(Counted(shelves())))

    async def __call__(
        self, document: str, name: str | None = None, /, **variables: Any
    ) -> ExecutionResult:
        self.operation = Operation(Counted(shelves()), engine=self.engine)
        return await self.schema.execute(
            document, variables, context_value=self.operation, operation_name=name
        )

    async def stream(self, document: str) -> Any:
        """The events of a subscription."""
        self.operation = Operation(Counted(shelves()), engine=self.engine)
        return await self.schema.subscribe(document, context_value=self.operation)

    @property
    def texts(self) -> list[str]:
        """The statements of the last operation."""
        return self.operation.counted.texts
