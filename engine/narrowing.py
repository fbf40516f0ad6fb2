"""Statements to which a table is some of its rows: those one viewer may see.

A batch read says nothing of who asks, and so cannot forget it. Where its statement is compiled each
table in a FROM becomes a sub-select of the rows that stand for it; SQLite flattens it, so that
indexes and orders stay. Where a row is seen with another one, and that one is looked for anyway,
it is not looked for again.
"""

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import Column, ColumnElement, FromClause, Join, Table, literal_column, select
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Dialect
from sqlalchemy.types import NullType

NONE: frozenset[FromClause] = frozenset()
THESE = "these"
"The alias of a table within the sub-select that stands for it."
WHOLE = "whole"
"Execution option of a statement: FROM clauses of its own whose rows it looks after itself."


class Follows(NamedTuple):
    """A row is seen exactly when that row of another table is which it names."""

    name: str
    "The column that names it,"
    of: Column[Any]
    "and what it names there."

    def is_seen(self, value: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether rows that name this are seen; narrowed itself where it is compiled."""
        owner = self.of.table.alias("owner_row")
        return select(owner.c[self.of.name]).where(owner.c[self.of.name] == value).exists()


class Narrowing(Protocol):
    """Which rows there are; a plan knows none, for it belongs to who runs it."""

    @property
    def cut(self) -> Hashable:
        """A statement is compiled once for each."""
        ...

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters of `seen`."""
        ...

    def seen(self, table: Table, these: FromClause) -> ColumnElement[bool] | None:
        """Which of `these`, its rows, stand for the table; None: the table itself does."""
        ...

    def follows(self, table: Table) -> Follows | None:
        """With what its rows are seen; None: not with one other row."""
        ...


class NarrowedCompiler(SQLiteCompiler):
    """Writes statements for one kind of narrowing, or without any."""

    def __init__(
        self,
        dialect: Dialect,
        statement: Any,
        *args: Any,
        narrowing: Narrowing | None = None,
        **options: Any,
    ) -> None:
        self._narrowing = narrowing
        self._whole: frozenset[FromClause] = statement.get_execution_options().get(WHOLE, NONE)
        super().__init__(dialect, statement, *args, **options)

    def visit_join(self, join: Join, **options: Any) -> str:  # pyright: ignore[reportIncompatibleMethodOverride] - the same
        """What is joined to the row it is seen with is seen."""
        if self._narrowing is not None and follows_left(join, self._narrowing):
            options["followed"] = join.right
        return cast("Any", super()).visit_join(join, **options)

    def visit_table(self, table: Table, **options: Any) -> str:  # pyright: ignore[reportIncompatibleMethodOverride] - all is passed by name
        """Its name; in a FROM behind the rows that stand for it."""
        name = cast("Any", super()).visit_table(table, **options)
        alias = options.get("enclosing_alias")
        is_renamed = getattr(alias, "element", None) is table
        named = alias if is_renamed else table
        is_whole = named in self._whole or named is options.get("followed")
        rows = self._rows_of(table) if options.get("asfrom") and not is_whole else None
        if rows is None:
            return name
        return f"({rows})" if is_renamed else f"({rows}) AS {name}"

    def _rows_of(self, table: Table) -> str | None:
        """The text of the sub-select, whose own tables are whole: it decides by them."""
        narrowing, these = self._narrowing, table.alias(THESE)
        seen = None if narrowing is None else narrowing.seen(table, these)
        if seen is None:
            return None
        rows = select(literal_column(f"{THESE}.*", NullType())).select_from(these).where(seen)
        self._narrowing = None
        text = self.process(rows, asfrom=True)
        self._narrowing = narrowing
        return text


def follows_left(join: Join, narrowing: Narrowing) -> bool:
    """Whether it joins a table of its own name to nothing but the very rows it is seen with."""
    if join.full or join.onclause is None or not isinstance(join.right, Table):
        return False
    right = cast("Table", join.right)
    follows = narrowing.follows(right)
    if follows is None or follows.of.table is not join.left:
        return False
    return join.onclause.compare(right.c[follows.name] == follows.of)
