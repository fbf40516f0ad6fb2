"""Lists that clients filter and sort: one description for all records and for those of a parent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from engine.reads import Ask, Batch, Key, Keys, Reads, batch
from resolvers.context import Context
from resolvers.filters import ALL_ROWS, Asked, Source, Test, Where
from resolvers.listing import Listing
from resolvers.paging import By, Connection, Order, Page

F = TypeVar("F")


class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


class OrderBy(Protocol):
    """One key of an order, as a client writes it."""

    @property
    def field(self) -> StrEnum: ...
    @property
    def direction(self) -> OrderDirection: ...


def chosen(context: Context, asked: F | None, test: Callable[[Asked, F], Test]) -> Where:
    """The rows a filter asks for; without one, all."""
    if asked is None:
        return ALL_ROWS
    found = Asked(context)
    return found.where(test(found, asked), asked)


def sorted_by(
    asked: Sequence[OrderBy] | None, ascending: Mapping[Any, Order], usual: Order
) -> Order:
    """The keys, from what each field means when ascending; `usual` when nothing was asked."""
    if not asked:
        return usual
    return tuple(
        By(by.column, by.descending != (order.direction is OrderDirection.DESC))
        for order in asked
        for by in ascending[order.field]
    )


@dataclass(frozen=True, kw_only=True)
class Lists(Generic[F]):
    """What may be asked of lists of one type; the schema says the types of the arguments."""

    source: Source
    test: Callable[[Asked, F], Test]
    ascending: Mapping[Any, Order]
    usual: Order

    def of(self, *by: str) -> Batch:
        """Pages of those whose columns `by` hold the parent's key; without any, of all."""
        listing = Listing(source=self.source, by=by)

        @batch(self.source.table)
        def read(  # noqa: PLR0913 - the arguments of the field
            keys: Keys,
            ask: Ask,
            context: Context,
            *,
            first: int | None = None,
            after: str | None = None,
            last: int | None = None,
            before: str | None = None,
            filter: F | None = None,  # noqa: A002 - the contract's own word
            order_by: Sequence[OrderBy] | None = None,
        ) -> Reads[dict[Key, Connection]]:
            page = Page(first, after, last, before)
            order = sorted_by(order_by, self.ascending, self.usual)
            where = chosen(context, filter, self.test)
            return (yield from listing.pages(keys, ask, context, page, order=order, where=where))

        return read
