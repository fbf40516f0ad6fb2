"""Statements over many parents at once: SQLAlchemy writes them, SQLite runs them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    TypeDecorator,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

from engine.narrowing import WHOLE, Follows

KEYS, FIRST = "keys", "first"


class KeyList(TypeDecorator[Sequence[Any]]):
    """All keys as ONE parameter: a JSON text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Write the keys as JSON; none at all is an empty list."""
        return orjson.dumps(value or ()).decode()


class OnlyKey(TypeDecorator[Any]):
    """Of a list of one key: the key, or the part of it at this place."""

    impl = NullType
    cache_ok = True

    def __init__(self, place: int | None) -> None:
        super().__init__()
        self.place = place


def parts_of_only_key(number: int) -> list[BindParameter[Any]]:
    """The only key as parameters: one for each column of it."""
    places = [None] if number == 1 else range(number)
    return [bindparam(f"{KEYS}{place}", type_=OnlyKey(place)) for place in places]


class one_of(ColumnElement[bool]):  # noqa: N801 - reads as the SQL it becomes
    """The column holds one of the keys; several columns: together they hold one of the tuples."""

    type = Boolean()
    inherit_cache = False

    def __init__(self, *columns: ColumnElement[Any], name: str = KEYS) -> None:
        self.columns = columns
        self.keys = bindparam(name, type_=KeyList())

    def self_group(self, against: Any = None) -> "one_of":  # noqa: ARG002
        """Stay bare: SQLAlchemy would write "... = 1" around it and SQLite then scans the table."""
        return self


@compiles(one_of, "sqlite")
def write_one_of(
    element: one_of, compiler: SQLCompiler, *, is_alone: bool = False, **options: Any
) -> str:
    """Write `column IN (SELECT value FROM json_each(?))`, or the same over a row of columns.

    Where it is known that there is one key: `column = ?`, which SQLite answers in half the time.
    """
    columns = [compiler.process(column, **options) for column in element.columns]
    if is_alone and element.keys.key == KEYS:
        parts = [compiler.process(part, **options) for part in parts_of_only_key(len(columns))]
        return " AND ".join(f"{c} = {p}" for c, p in zip(columns, parts, strict=True))
    keys = compiler.process(element.keys, **options)
    if len(columns) == 1:
        return f"{columns[0]} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - compiled parts
    parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(columns)))
    return f"({', '.join(columns)}) IN (SELECT {parts} FROM json_each({keys}))"  # noqa: S608 - the same


@dataclass(frozen=True, slots=True, kw_only=True)
class PerParent:
    """At most `:first` rows for every key: a correlated sub-select, thrice as fast as a window.

    `by` names the columns that hold the parent's key, `id` the one that tells its rows apart; each
    row says in `parent` which of the keys it belongs to, and ends with `more` columns.
    """

    table: Table
    columns: tuple[str, ...]
    by: tuple[str, ...]
    order: Callable[[FromClause], Sequence[ColumnElement[Any]]]
    where: Callable[[FromClause], Sequence[ColumnElement[bool]]] = lambda _: ()
    more: Callable[[FromClause], Sequence[ColumnElement[Any]]] = lambda _: ()
    id: str = "id"

    def of_one(self, follows: Follows | None = None) -> Select[Any]:
        """The statement for a single key, which needs no list of keys.

        Where rows are seen with one that the key names, that is asked once, and not of each row.
        """
        rows = self.table.alias("only_row")
        parts = parts_of_only_key(len(self.by))
        is_its = [rows.c[name] == part for name, part in zip(self.by, parts, strict=True)]
        found = (
            select(
                *(rows.c[name] for name in self.columns),
                literal_column("0", Integer()).label("parent"),
                *self.more(rows),
            )
            .where(*is_its)
            .where(*self.where(rows))
            .order_by(*self.order(rows))
            .limit(bindparam(FIRST, type_=Integer()))
        )
        return self._seen_by_key(found, parts, follows, rows)

    def _seen_by_key(
        self,
        statement: Select[Any],
        parts: Sequence[ColumnElement[Any]],
        follows: Follows | None,
        *rows: FromClause,
    ) -> Select[Any]:
        """Only where what the key names is there; all these rows hold that part of the key."""
        if follows is None or follows.name not in self.by:
            return statement
        is_seen = follows.is_seen(parts[self.by.index(follows.name)])
        return statement.where(is_seen).execution_options(**{WHOLE: frozenset(rows)})

    def of_many(self, follows: Follows | None = None) -> Select[Any]:
        """The statement; rows come parent by parent, in order. `follows` as above."""
        parents = func.json_each(bindparam(KEYS, type_=KeyList())).table_valued(
            "key", "value", name="parent"
        )
        value = parents.c.value
        parts = [
            value if len(self.by) == 1 else func.json_extract(value, f"$[{place}]")
            for place in range(len(self.by))
        ]
        inner, outer = self.table.alias("inner_row"), self.table.alias("outer_row")
        first = (
            select(inner.c[self.id])
            .where(*(inner.c[name] == part for name, part in zip(self.by, parts, strict=True)))
            .where(*self.where(inner))
            .order_by(*self.order(inner))
            .limit(bindparam(FIRST, type_=Integer()))
            .correlate(parents)
        )
        same_parent = [outer.c[name] == part for name, part in zip(self.by, parts, strict=True)]
        found = (
            select(
                *(outer.c[name] for name in self.columns),
                parents.c.key.label("parent"),
                *self.more(outer),
            )
            .select_from(parents)
            .join(outer, outer.c[self.id].in_(first) & same_parent[0])
            .where(*same_parent[1:])
            .order_by(parents.c.key, *self.order(outer))
        )
        return self._seen_by_key(found, parts, follows, inner, outer)
