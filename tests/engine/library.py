"""The schema of a library that has all a schema can have, and somebody who asks it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult

from engine.execute import Engine
from engine.executor import EngineExecutor, KnownDocuments
from engine.fields import ROOT, answered_by, done_by, promised, worked_out
from engine.run import as_it_is
from tests.engine.library_reads import (
    Mood,
    broken,
    first_of_all,
    label,
    lengths,
    lost,
    noted,
    novels,
    sequels,
    shelves,
    stats,
    work,
    works,
    writer,
    writers,
    writers_by_id,
)
from tests.engine.tables import Counted, Operation


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
    followed: "Novel | None" = answered_by(first_of_all)


@strawberry.type
class Essay(Work):
    id: strawberry.ID
    title: str
    followed: "Novel | None" = answered_by(lost)


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
    within: list[list["Summary | None"] | None]
    label: str = answered_by(label, key="itself")


def said(motto: str | None) -> str | None:
    return motto


def named(value: Any, *_: object) -> str:
    return str(value.type_name)


def initials(name: str, *, separator: str = ".") -> str:
    return name[0] + separator


def share(rating: float | None, *, of: float = 1.0) -> float | None:
    return None if rating is None else rating / of


@promised
@strawberry.type
class Printed:
    text: str
    ratio: float
    sheets: int
    fine: bool
    mood: Mood
    at: datetime
    remark: str | None
    seen: datetime | None
    again: list["Printed"]
    parts: list[list[str]]
    best: "Printed | None"


@dataclass(frozen=True, kw_only=True)
class Print:
    text: str
    ratio: float = 0.5
    sheets: int = 3
    fine: bool = True
    mood: Mood = Mood.GAY
    at: datetime = datetime(2024, 5, 1, tzinfo=UTC)
    remark: str | None = None
    seen: datetime | None = None
    again: Sequence["Print"] = ()
    parts: Sequence[Sequence[str]] = (("a", "b"), ())

    @property
    def best(self) -> "Print | None":
        return self.again[0] if self.again else None


@promised
def printed(name: str) -> Print:
    other = Print(text="other", remark="seen", seen=datetime(2024, 6, 1, 12, 30, tzinfo=UTC))
    return Print(text=name, again=(other, other))


@promised
def misprinted(name: str) -> Print:
    return Print(text=name, sheets=2**40)


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
    say: str = worked_out(said, "motto")
    initials: str = worked_out(initials, "name")
    share: float | None = worked_out(share, "rating")
    printed: Printed = worked_out(printed, "name")
    misprinted: Printed | None = worked_out(misprinted, "name")
    novels: NovelPage = answered_by(novels)
    works: list[Work] = answered_by(works)
    stats: Summary | None = answered_by(stats)
    length: int | None = answered_by(lengths)
    needed: int = answered_by(lengths)
    broken: str | None = answered_by(broken)
    noted: str = answered_by(noted)


@strawberry.type
class Renamed:
    before: str
    writer: Writer = answered_by(writers_by_id, key="writer_id")


@strawberry.type
class Signed(Renamed):
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
    known: Writer = answered_by(writer, key=ROOT)
    writer: Writer | None = answered_by(writer, key=ROOT)
    work: Work | None = answered_by(work, key=ROOT)

    @strawberry.field
    def own(self) -> str:
        return "mine"


DONE: list[str] = []


async def do_rename(
    context: Operation,
    *,
    id: strawberry.ID,  # noqa: A002 - as clients say
    name: str,
) -> Payload | None:
    DONE.append(name)
    if name == "?":
        raise ValueError("no name")
    connection = context.counted.connection
    (before,) = connection.execute("select name from writer where id = ?", (id,)).fetchone()
    connection.execute("update writer set name = ? where id = ?", (name, id))
    return None if name == "nothing" else Payload(None if name == "null" else before, id)


async def do_count(_: Operation) -> int:
    return len(DONE)


@strawberry.type
class Mutation:
    rename: Renamed = done_by(do_rename)
    may_rename: Renamed | None = done_by(do_rename)
    sign: Signed = done_by(do_rename)
    count: int = done_by(do_count)

    @strawberry.mutation
    def own(self) -> str:
        return f"after {len(DONE)}"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def renamed(self) -> AsyncGenerator[Renamed]:
        for id_ in "ab":
            yield Payload("x", id_)  # type: ignore[misc] # pyright: ignore[reportReturnType] - values stand for types

    @strawberry.subscription
    async def signed(self) -> AsyncGenerator[Signed]:
        yield Payload("x", "a")  # type: ignore[misc] # pyright: ignore[reportReturnType] - the same


def instant(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


SCALARS: dict[object, Any] = {
    datetime: strawberry.scalar(
        name="DateTime", serialize=instant, parse_value=datetime.fromisoformat
    )
}


def built(extensions: Sequence[Any] = (KnownDocuments,)) -> strawberry.Schema:
    schema = strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=[Novel, Essay],
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=EngineExecutor,
        extensions=extensions,
    )
    for kind in schema._schema.type_map.values():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no public way
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = named
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
    viewer: str = "nobody"

    async def __call__(
        self, document: str, name: str | None = None, /, **variables: Any
    ) -> ExecutionResult:
        self.operation = Operation(Counted(shelves()), self.engine, self.viewer)
        return await self.schema.execute(
            document, variables, context_value=self.operation, operation_name=name
        )

    async def at_once(self, document: str, /, **variables: Any) -> ExecutionResult:
        """As HTTP asks: of the engine first, which must know the document."""
        self.operation = Operation(Counted(shelves()), self.engine, self.viewer)
        ready = self.engine and self.engine.ready(document, None, variables)
        assert self.engine
        assert ready, document
        run = await self.engine.run(ready, self.operation, as_it_is)
        if run.failure is None:
            return ExecutionResult(run.answer, None)
        return await self.schema.execute(document, variables, context_value=self.operation)

    async def stream(self, document: str, **variables: Any) -> Any:
        """The events of a subscription, or why there are none."""
        self.operation = Operation(Counted(shelves()), self.engine, self.viewer)
        return await self.schema.subscribe(document, variables, context_value=self.operation)

    @property
    def texts(self) -> list[str]:
        """The statements of the last operation."""
        return self.operation.counted.texts
