"""Statements to which a table is some of its rows: those one viewer may see.

A batch read says nothing of who asks, and so cannot forget it. Where its statement is compiled each
table in a FROM becomes a sub-select of the rows that stand for it; SQLite flattens it, so that
indexes and orders stay.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, FromClause, Table, literal_column, select
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Dialect
from sqlalchemy.types import NullType

THESE = "these"
"The alias of a table within the sub-select that stands for it."


class Narrowing(Protocol):
    """Which rows there are; a plan knows none, for it belongs to who runs it."""

    @property
    def kind(self) -> Hashable:
        """A statement is compiled once for each."""
        ...

    @property
    def given(self) -> Mapping[str, Any]:
        """The parameters of `seen`."""
        ...

    def seen(self, table: Table, these: FromClause) -> ColumnElement[bool] | None:
        """Which of `these`, its rows, stand for the table; None: the table itself does."""
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
        super().__init__(dialect, statement, *args, **options)

    def visit_table(self, table: Table, **options: Any) -> str:  # pyright: ignore[reportIncompatibleMethodOverride] - all is passed by name
        """Its name; in a FROM behind the rows that stand for it."""
        name = cast("Any", super()).visit_table(table, **options)
        rows = self._rows_of(table) if options.get("asfrom") else None
        if rows is None:
            return name
        is_renamed = getattr(options.get("enclosing_alias"), "element", None) is table
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
