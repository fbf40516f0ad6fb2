"""The words a batch read is written in.

A batch read is a generator: it yields the statements it needs and receives their rows, so the same
lines run in SQLite's thread, under await, and in a test with rows typed by hand. A statement is a
module constant, shaped by columns and flags, never by values: building one for each call costs more
than running it.
"""

from collections import namedtuple
from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import Select, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from engine.sql import PerParent

T = TypeVar("T")
Key = Any
"A parent's key: a text, or a tuple of texts."
Keys = Sequence[Key]
Row = Any
"A named tuple of converted values."
Shape = tuple[tuple[str, Hashable], ...]
Columns = tuple[str, ...]
"Names of the columns wanted of a batch read's own table."
Build = Callable[..., Select[Any] | PerParent]

SHAPES_KEPT = 512  # compiled statements kept for each module constant; a shape is a few kB
DIALECT = sqlite.dialect(paramstyle="qmark")


class Prepared:
    """One statement, compiled: its text, how to bind its parameters, how to read its columns."""

    def __init__(self, statement: Select[Any] | PerParent) -> None:
        core = statement.select() if isinstance(statement, PerParent) else statement
        compiled = core.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self.binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self.writers = [
            bind.type.dialect_impl(DIALECT).bind_processor(DIALECT) for bind in self.binds
        ]
        columns = list(core.selected_columns)
        self.readers = [_reader(column.type) for column in columns]
        names = [str(column.key) for column in columns]
        self.row: Any = namedtuple("Row", names, rename=True)  # noqa: PYI024 # pyright: ignore[reportUntypedNamedTuple] - made at run time

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """The parameters in the order of the text; a missing one without default is a KeyError."""
        values = [
            given[bind.key] if bind.required else given.get(bind.key, bind.effective_value)
            for bind in self.binds
        ]
        return [w(v) if w else v for w, v in zip(self.writers, values, strict=True)]

    def rows(self, raw: Iterable[Sequence[Any]]) -> list[Row]:
        """Stored values as named rows of Python values."""
        make, readers = self.row._make, self.readers
        if not any(readers):
            return [make(values) for values in raw]
        return [
            make([r(v) if r else v for r, v in zip(readers, values, strict=True)]) for values in raw
        ]


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)


class Call(NamedTuple):
    """What a batch read yields: run this, send me the rows."""

    prepared: Prepared
    given: Mapping[str, Any]


Reads = Generator[Call, list[Row], T]


class Statement:
    """A statement shaped by the columns asked for and by flags; values are its parameters.

    Stands as a decorator above the function that builds it.
    """

    def __init__(self, build: Build) -> None:
        self.build = build
        self.prepared = lru_cache(maxsize=SHAPES_KEPT)(self._prepare)

    def _prepare(self, columns: tuple[str, ...], shape: Shape) -> Prepared:
        return Prepared(self.build(columns, **dict(shape)))


class Ask:
    """What one place in an operation wants of a batch read: columns of its table, sub-fields."""

    def __init__(self, columns: tuple[str, ...], wants: frozenset[str] = frozenset()) -> None:
        self.columns = columns
        self.wants = wants

    def rows(self, statement: Statement, shape: Shape = (), **given: Any) -> Call:
        """Ask for the wanted columns of the batch's own table."""
        return Call(statement.prepared(self.columns, shape), given)

    def values(self, statement: Statement, shape: Shape = (), **given: Any) -> Call:
        """Ask for all a fixed statement selects: input of the rules."""
        return Call(statement.prepared((), shape), given)


class Connection(Protocol):
    """What `drive` needs of a database connection: DB-API's execute."""

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]: ...


def drive(road: Reads[T], connection: Connection) -> T:
    """Run a whole batch read in the current thread; a failing statement is raised inside it."""
    try:
        call = next(road)
        while True:
            try:
                raw = connection.execute(call.prepared.text, call.prepared.arguments(call.given))
                rows = call.prepared.rows(raw)
            except Exception as error:  # noqa: BLE001 - the batch read decides what to make of it
                call = road.throw(error)
            else:
                call = road.send(rows)
    except StopIteration as end:
        return end.value


@dataclass(frozen=True, slots=True)
class Batch:
    """One read over all parents of a level: (keys, ask, context, **arguments) -> {key: value}.

    A value may be an exception; then the field fails for that parent only. A missing key is null.
    """

    read: Callable[..., Reads[Any]]
    table: Table | None
    "Its rows are rows of this table; None: values of the domain."


def batch(table: Table | None = None) -> Callable[[Callable[..., Reads[Any]]], Batch]:
    """Declare a batch read."""
    return lambda read: Batch(read, table)


def grouped(rows: Iterable[Row], keys: Keys, by: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by parent; a parent without rows has an empty list."""
    groups: dict[Key, list[Row]] = {key: [] for key in keys}
    for row in rows:
        groups[by(row)].append(row)
    return groups
