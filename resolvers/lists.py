"""Lists that clients filter and sort: one description for all records and for those of a parent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from engine.reads import Ask, Batch, Bound, bound_batch
from resolvers.context import Context
from resolvers.filters import ALL_ROWS, Anybody, Asked, DependsOnAsker, Source, Test, Where
from resolvers.listing import Listing
from resolvers.pages import Pages
from resolvers.paging import By, Order, Page

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


def chosen(context: Context | Anybody, asked: F | None, test: Callable[[Asked, F], Test]) -> Where:
    """The rows a filter asks for; without one, all."""
    if asked is None:
        return ALL_ROWS
    found = Asked(context)
    return found.where(test(found, asked), asked)


def bound_to(
    asked: F | None, test: Callable[[Asked, F], Test], pages: Callable[[Where], Pages]
) -> Bound:
    """What reads these pages: the filter is worked out now, or, if it must be, for each asker."""
    try:
        return pages(chosen(Anybody(), asked, test)).read
    except DependsOnAsker:
        return lambda keys, context: pages(chosen(context, asked, test)).read(keys, context)


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

        @bound_batch(self.source.table)
        def bind(
            ask: Ask,
            *,
            first: int | None = None,
            after: str | None = None,
            last: int | None = None,
            before: str | None = None,
            filter: F | None = None,  # noqa: A002 - the contract's own word
            order_by: Sequence[OrderBy] | None = None,
        ) -> Bound:
            page = Page(first, after, last, before)
            order = sorted_by(order_by, self.ascending, self.usual)
            return bound_to(
                filter, self.test, lambda where: listing.pages(ask, page, order=order, where=where)
            )

        return bind
