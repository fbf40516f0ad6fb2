"""The words a batch read is written in.

A batch read is a generator: it yields the statements it needs and receives their rows, so the same
lines run in SQLite's thread, under await, and in a test with rows typed by hand. A statement is a
module constant, shaped by columns and flags, never by values: building one for each call costs more
than running it.
"""

import inspect
from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import Select, Table

from engine.narrowing import Narrowing
from engine.prepared import Prepared
from engine.sql import PerParent

T = TypeVar("T")
Key = Any
"A parent's key: a text, or a tuple of texts."
Keys = Sequence[Key]
Row = Any
"A tuple of stored values; its attributes give them as Python values."
Shape = tuple[tuple[str, Hashable], ...]
Columns = tuple[str, ...]
"Names of the columns wanted of a batch read's own table."
Build = Callable[..., Select[Any] | PerParent]

SHAPES_KEPT = 512  # compiled statements kept for each module constant; a shape is a few kB


class Call(NamedTuple):
    """What a batch read yields: run this, send me the rows."""

    prepared: Prepared
    given: Mapping[str, Any]
    is_input: bool = False
    "The rules want it: read once, however many fields are made of it."

    def run(
        self, connection: "Connection", seen: "Seen", narrowing: Narrowing | None = None
    ) -> list[Row]:
        """Its rows."""
        prepared, given = self.prepared, self.given
        if narrowing is not None:
            prepared, given = prepared.narrowed(narrowing), {**given, **narrowing.given}
        arguments = prepared.arguments(given)
        if not self.is_input:
            return list(map(prepared.row, connection.execute(prepared.text, arguments)))
        key = (prepared, *arguments)
        if key not in seen:
            seen[key] = list(map(prepared.row, connection.execute(prepared.text, arguments)))
        return seen[key]


Seen = dict[tuple[Any, ...], list[Row]]
"Rows of one snapshot, by statement and parameters."


class LongWork:
    """What a batch read yields before work that nobody else should wait for."""

    def run(self, connection: "Connection", *_: object) -> list[Row]:
        """Nothing; raises TooLong on a connection for brief answers."""
        if getattr(connection, "is_brief", False):
            raise TooLong
        return []


LONG_WORK = LongWork()
Reads = Generator[Call | LongWork, list[Row], T]


class Statement:
    """A statement shaped by the columns asked for and by flags; values are its parameters.

    Stands as a decorator above the function that builds it. `kind` is a tuple that can say more of
    its columns than their values.
    """

    def __init__(self, build: Build, kind: type = tuple) -> None:
        self.build = build
        self.kind = kind
        self.prepared = lru_cache(maxsize=SHAPES_KEPT)(self._prepare)

    def _prepare(self, columns: tuple[str, ...], shape: Shape) -> Prepared:
        return Prepared(self.build(columns, **dict(shape)), self.kind)

    def of_keys(self, columns: Columns, shape: Shape, given: Mapping[str, Any]) -> Prepared:
        """The statement for these columns and flags, and for as many keys as are given."""
        return self.prepared(columns, shape).of_keys(given)


class Ask:
    """What one place in an operation wants of a batch read: columns of its table, sub-fields."""

    def __init__(
        self,
        columns: Columns,
        wants: frozenset[str] = frozenset(),
        of_types: Mapping[str, Columns] | None = None,
    ) -> None:
        self.columns = columns
        self.wants = wants
        self.of_types = of_types
        "Columns wanted of each type, where rows are of several tables; None: all of them."

    def rows(self, statement: Statement, shape: Shape = (), **given: Any) -> Call:
        """Ask for the wanted columns of the batch's own table."""
        return Call(statement.of_keys(self.columns, shape, given), given)

    def values(self, statement: Statement, shape: Shape = (), **given: Any) -> Call:
        """Ask for all a fixed statement selects: input of the rules."""
        return Call(statement.of_keys((), shape, given), given, is_input=True)

    def of_type(self, name: str, table: Table) -> "Ask":
        """The part of it that is about rows of one type, which `Typed` will hold."""
        if self.of_types is None:
            return Ask(tuple(table.c.keys()), self.wants)
        return Ask(self.of_types.get(name) or (table.c[0].name,), self.wants)


class Connection(Protocol):
    """What a batch read needs of a database connection: DB-API's execute."""

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]: ...


class TooLong(Exception):
    """A connection has done as much as it may."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """One read over all parents of a level: (keys, ask, context, **arguments) -> {key: value}.

    A value may be an exception; then the field fails for that parent only. A missing key is null.
    """

    read: Callable[..., Reads[Any]]
    table: Table | None
    "Its rows are rows of this table; None: values of the domain."
    types: Mapping[str, Table] | None = None
    "Objects of these types are `Typed` rows of these tables."
    shares: Statement | None = None
    "Batch reads that share one are told what is wanted of all of them, and so run it once."
    bind: "Callable[..., Bound] | None" = None
    "(ask, **arguments) -> the read of (keys, context): what arguments mean is worked out once."


Bound = Callable[[Keys, Any], Reads[Any]]
"A batch read that knows what is asked of it."


def batch(
    table: Table | None = None,
    *,
    types: Mapping[str, Table] | None = None,
    shares: Statement | None = None,
) -> Callable[[Callable[..., Reads[Any]]], Batch]:
    """Declare a batch read."""
    return lambda read: Batch(read, table, types, shares)


def bound_batch(
    table: Table | None = None, *, shares: Statement | None = None
) -> Callable[[Callable[..., Bound]], Batch]:
    """Declare a batch read that is bound to its arguments first."""

    def declare(bind: Callable[..., Bound]) -> Batch:
        def read(keys: Keys, ask: Ask, context: Any, **arguments: Any) -> Reads[Any]:
            return bind(ask, **arguments)(keys, context)

        read.__signature__ = inspect.signature(bind)
        read.__module__, read.__qualname__ = bind.__module__, bind.__qualname__
        return Batch(read, table, shares=shares, bind=bind)

    return declare


def grouped(rows: Iterable[Row], keys: Keys, by: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by parent; a parent without rows has an empty list."""
    groups: dict[Key, list[Row]] = {key: [] for key in keys}
    for row in rows:
        groups[by(row)].append(row)
    return groups
