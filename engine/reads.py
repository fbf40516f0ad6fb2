"""The words a batch read is written in.

A batch read is a generator: it yields the statements it needs and receives their rows, so the same
lines run in SQLite's thread, under await, and in a test with rows typed by hand. A statement is a
module constant, shaped by columns and flags, never by values: building one for each call costs more
than running it.
"""

from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from engine.narrowing import NarrowedCompiler, Narrowing
from engine.sql import KEYS, OnlyKey, PerParent

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
DIALECT = sqlite.dialect(paramstyle="qmark")
DIALECT.statement_compiler = NarrowedCompiler


class Prepared:
    """One statement, compiled: its text, how to bind its parameters, how to read its columns.

    Rows hold stored values, read when somebody asks: most are written as they are stored.
    """

    def __init__(
        self,
        statement: Select[Any] | PerParent,
        kind: type = tuple,
        *,
        is_alone: bool = False,
        narrowing: Narrowing | None = None,
    ) -> None:
        self._statement = statement
        self._kind = kind
        self._is_alone = is_alone
        self._narrowed: dict[Hashable, Prepared] = {}
        core = select_of(statement, is_alone=is_alone, narrowing=narrowing)
        how = {"render_postcompile": True, "is_alone": is_alone}
        compiled = core.compile(dialect=DIALECT, compile_kwargs=how, narrowing=narrowing)
        self.text = str(compiled)
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self.arguments = taking(binds)
        self.has_keys = any(bind.key == KEYS for bind in binds)
        self.row = row_type(core.selected_columns, kind)

    @cached_property
    def alone(self) -> "Prepared":
        """The same for a single key: pages about one record are most of what is asked."""
        return Prepared(self._statement, self._kind, is_alone=True)

    def narrowed(self, narrowing: Narrowing) -> "Prepared":
        """The same of the rows there are for somebody; kept for each cut of a narrowing."""
        found = self._narrowed.get(narrowing.cut)
        if found is None:
            found = Prepared(
                self._statement, self._kind, is_alone=self._is_alone, narrowing=narrowing
            )
            self._narrowed[narrowing.cut] = found
        return found


def select_of(
    statement: Select[Any] | PerParent, *, is_alone: bool, narrowing: Narrowing | None
) -> Select[Any]:
    if not isinstance(statement, PerParent):
        return statement
    follows = None if narrowing is None else narrowing.follows(statement.table)
    return statement.of_one(follows) if is_alone else statement.of_many(follows)


def writer_of(bind: BindParameter[Any]) -> Callable[[Any], Any] | None:
    """What makes a stored value of a Python one; None where they are the same."""
    return bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)


def taking(binds: Sequence[BindParameter[Any]]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """From the values given to the parameters in the order of the text: one generated function.

    What is given is written once, however often it stands there. A missing value without a default
    is a KeyError.
    """
    known: dict[str, Any] = {}
    written: dict[str, str] = {}

    def parameter(place: int, bind: BindParameter[Any]) -> str:
        value, write = f"value{place}", writer_of(bind)
        if bind.unique:
            known[value] = plain(write(bind.effective_value) if write else bind.effective_value)
            return value
        if bind.key in written:
            return written[bind.key]
        taken = f"given[{bind.key!r}]"
        if isinstance(bind.type, OnlyKey):
            taken = f"given[{KEYS!r}][0]" + (
                "" if bind.type.place is None else f"[{bind.type.place}]"
            )
        elif not bind.required:
            known[f"usual{place}"] = bind.effective_value
            taken = f"given.get({bind.key!r}, usual{place})"
        if write is None:
            return taken
        known[f"write{place}"] = write
        written[bind.key] = value
        return f"({value} := write{place}({taken}))"

    parameters = ", ".join(parameter(place, bind) for place, bind in enumerate(binds))
    return eval(f"lambda given: [{parameters}]", known)  # noqa: S307 - written above


def plain(value: Any) -> Any:
    """A text as nothing but a text: sqlite3 takes long to find out that an enum is one."""
    return str(value) if isinstance(value, str) else value


def reader_of(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """What makes a Python value of a stored one; None where they are the same."""
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)


def row_type(columns: Iterable[ColumnElement[Any]], kind: type = tuple) -> type:
    """Tuples of this kind with the columns' names; of two of one name the first has it."""
    attributes: dict[str, Any] = {"__slots__": ()}
    for place, column in enumerate(columns):
        attributes.setdefault(str(column.key), property(_read_at(place, reader_of(column.type))))
    return type("Row", (kind,), attributes)


def _read_at(place: int, read: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    if read is None:
        return itemgetter(place)
    return lambda row: read(row[place])


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
        prepared = self.prepared(columns, shape)
        is_alone = prepared.has_keys and len(given.get(KEYS, ())) == 1
        return prepared.alone if is_alone else prepared


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


def batch(
    table: Table | None = None,
    *,
    types: Mapping[str, Table] | None = None,
    shares: Statement | None = None,
) -> Callable[[Callable[..., Reads[Any]]], Batch]:
    """Declare a batch read."""
    return lambda read: Batch(read, table, types, shares)


def grouped(rows: Iterable[Row], keys: Keys, by: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by parent; a parent without rows has an empty list."""
    groups: dict[Key, list[Row]] = {key: [] for key in keys}
    for row in rows:
        groups[by(row)].append(row)
    return groups
