"""Lists in keyset pages: a position in an order, so rows that come and go move no other row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import UserDefinedType

from engine.reads import Ask, Batch, Bound, Statement, bound_batch
from engine.sql import FIRST, PerParent, one_of
from models.base import Base, table_of
from resolvers.filters import ALL_ROWS, Source, Test, Where
from resolvers.pages import Pages
from resolvers.paging import By, Order, Page


class AsStored(UserDefinedType[Any]):
    """A value as the database keeps it; that is what a cursor carries."""

    cache_ok = True


STORED = AsStored()
ORDERS_KEPT = 64  # of each list


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Rows of one table in pages: those of each parent, or, without `by`, all of them."""

    source: Source
    by: tuple[str, ...] = ()
    "Columns that hold the parent's key."
    joined: Callable[[Table], FromClause] = lambda table: table
    "What a list of all rows reads from, when its terms need more than the table."

    @cached_property
    def page(self) -> Statement:
        return Statement(self._page_of_parents if self.by else self._page_of_all)

    @cached_property
    def count(self) -> Statement:
        return Statement(self._count)

    def pages(self, ask: Ask, page: Page, *, order: Order = (), where: Where = ALL_ROWS) -> "Pages":
        """One page for every parent; raises InvalidInput for a page that cannot be."""
        order = self._total_order(order)
        return Pages(self, ask, part=page.part, order=order, where=where)

    def _equal_to_itself(self, rows: FromClause, by: By) -> ColumnElement[bool]:
        return self.source.column(rows, by.column) == self.source.column(rows, by.column)

    @cached_property
    def _total_order(self) -> Callable[[Order], Order]:
        """What makes an order of a client's total; clients order in few ways."""
        names = [column.name for column in self.source.table.primary_key]
        rest = tuple(name for name in names if name not in self.by)
        return lru_cache(maxsize=ORDERS_KEPT)(partial(total, rest))

    def _sorted(
        self, order: Order, rows: FromClause, *, backwards: bool
    ) -> list[ColumnElement[Any]]:
        return [self._direction(by, rows, backwards=backwards) for by in order]

    def _direction(self, by: By, rows: FromClause, *, backwards: bool) -> ColumnElement[Any]:
        column = self.source.column(rows, by.column)
        directed = column.desc() if by.descending != backwards else column.asc()
        if not self.has_nulls(by.column):
            return directed
        return directed.nulls_first() if backwards else directed.nulls_last()

    def has_nulls(self, name: str) -> bool:
        return name in self.source.terms or bool(self.source.table.c[name].nullable)

    def _beyond(self, order: Order, rows: FromClause, *, backwards: bool) -> ColumnElement[bool]:
        """Rows after the position, or before it when reading backwards.

        That they do not lie on the other side of it by the first column alone follows from the
        rest; said first, it lets SQLite begin there in an index.
        """
        tests: list[ColumnElement[bool]] = []
        same: list[ColumnElement[bool]] = []
        for place, by in enumerate(order):
            column = type_coerce(self.source.column(rows, by.column), STORED)
            at = bindparam(f"at{place}", type_=STORED)
            passed = column < at if by.descending != backwards else column > at
            if self.has_nulls(by.column):
                passed = or_(passed, _null_side(column, at, backwards=backwards))
            tests.append(and_(*same, passed))
            same.append(column.is_not_distinct_from(at))
        first = order[0]
        if self.has_nulls(first.column):
            return or_(*tests)
        column = type_coerce(rows.c[first.column], STORED)
        at = bindparam("at0", type_=STORED)
        falls = first.descending != backwards
        return and_(column <= at if falls else column >= at, or_(*tests))

    def _keys(self, order: Order, rows: FromClause) -> list[ColumnElement[Any]]:
        return [
            type_coerce(self.source.column(rows, by.column), STORED).label(f"key{place}")
            for place, by in enumerate(order)
        ]

    def _tests(
        self, rows: FromClause, order: Order, where: Test, *, backwards: bool, resumed: bool
    ) -> list[ColumnElement[bool]]:
        tests = [self.source.condition(where, rows)]
        if resumed:
            tests.append(self._beyond(order, rows, backwards=backwards))
        return tests

    def _page_of_parents(
        self,
        columns: tuple[str, ...],
        *,
        order: Order,
        where: Test,
        backwards: bool,
        resumed: bool,
        placed: bool,
    ) -> PerParent:
        return PerParent(
            table=self.source.table,
            columns=columns,
            by=self.by,
            order=lambda rows: self._sorted(order, rows, backwards=backwards),
            where=lambda rows: self._tests(
                rows, order, where, backwards=backwards, resumed=resumed
            ),
            more=lambda rows: self._keys(order, rows) if placed else (),
        )

    def _page_of_all(
        self,
        columns: tuple[str, ...],
        *,
        order: Order,
        where: Test,
        backwards: bool,
        resumed: bool,
        placed: bool,
        known: bool = False,
    ) -> Select[Any]:
        rows = self.source.table
        tests = self._tests(rows, order, where, backwards=backwards, resumed=resumed)
        if known:
            # Not null, in words SQLite draws a conclusion from: the outer join is an inner one.
            tests.append(self._equal_to_itself(rows, order[0]))
        return (
            select(
                *(rows.c[name] for name in columns),
                bindparam("parent", 0, Integer()).label("parent"),
                *(self._keys(order, rows) if placed else ()),
            )
            .select_from(self.joined(rows))
            .where(*tests)
            .order_by(*self._sorted(order, rows, backwards=backwards))
            .limit(bindparam(FIRST, type_=Integer()))
        )

    def _count(self, _: tuple[str, ...], *, where: Test) -> Select[Any]:
        rows = self.source.table
        parents = [rows.c[name] for name in self.by]
        counted = select(*parents, func.count().label("total")).select_from(self.joined(rows))
        counted = counted.where(self.source.condition(where, rows)).group_by(*parents)
        return counted.where(one_of(*parents)) if parents else counted


def total(rest: Sequence[str], order: Order) -> Order:
    """Each column once, then what tells equal rows apart: the rest of the primary key.

    It goes on in the direction of the last column, as an index does, which ends with the key.
    """
    found: dict[str, By] = {}
    for by in order:
        found.setdefault(by.column, by)
    falls = bool(found) and [*found.values()][-1].descending
    for name in rest:
        found.setdefault(name, By(name, falls))
    return tuple(found.values())


def children(
    record: type[Base], *, order: Order = (), by: Sequence[str] = ("account_id",)
) -> Batch:
    """The batch read of a connection (first, after) over a parent's records, in a fixed order."""
    listing = Listing(source=Source(table=table_of(record)), by=tuple(by))

    @bound_batch(listing.source.table)
    def bind(ask: Ask, *, first: int | None = None, after: str | None = None) -> Bound:
        return listing.pages(ask, Page(first, after), order=order).read

    return bind


def _null_side(
    column: ColumnElement[Any], at: ColumnElement[Any], *, backwards: bool
) -> ColumnElement[bool]:
    """Nulls stand at the end: beyond every value, and before them stands every value."""
    if backwards:
        return and_(at.is_(None), column.is_not(None))
    return and_(column.is_(None), at.is_not(None))
