"""One page of a list for each parent, when it is known what is asked of the list."""

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine.prepared import Prepared
from engine.reads import Ask, Call, Key, Keys, Reads, Row, Shape
from engine.sql import FIRST, KEYS
from resolvers.context import Context
from resolvers.cursors import Cursors
from resolvers.filters import Where
from resolvers.paging import Connection, Order, Part, cutter

if TYPE_CHECKING:
    from resolvers.listing import Listing

PARENT = attrgetter("parent")
PLACED = frozenset({"edges", "pageInfo"})
"Who selects one of these may want a row's place in the list, which is what a cursor tells."


class Pages:
    """What asking for a page comes to: all that needs no parent, no asker and no clock."""

    def __init__(self, of: "Listing", ask: Ask, *, part: Part, order: Order, where: Where) -> None:
        is_placed = not PLACED.isdisjoint(ask.wants)
        shape: Shape = (
            ("order", order),
            ("where", where.shape),
            ("backwards", part.is_backwards),
            ("resumed", bool(part.cursor)),
            ("placed", is_placed),
        )
        self._part = part
        self._by = of.by
        self._first = part.size + is_placed
        self._given = where.given
        self._place = (of.source.table.name, of.by, order, where.asked)
        self._page = of.page.prepared(ask.columns, shape)
        self._known: Prepared | None = None
        "Nulls come last, so they are looked for last: an index gives all others in order."
        if not of.by and not part.is_backwards and of.has_nulls(order[0].column):
            self._known = of.page.prepared(ask.columns, (*shape, ("known", True)))
        self._count: Prepared | None = None
        if "totalCount" in ask.wants:
            self._count = of.count.prepared((), (("where", where.shape),))

    def read(self, keys: Keys, context: Context) -> Reads[dict[Key, Connection]]:
        """One page for every key; one statement, and one more when totalCount is selected.

        Raises InvalidCursor.
        """
        cursors = Cursors(
            secret=context.cursor_secret,
            viewer=context.viewer.token,
            place=self._place,
            keys=len(self._place[2]),
        )
        given = {KEYS: keys, "now": context.now, FIRST: self._first, **self._given}
        if "today" in self._page.takes:
            given["today"] = context.today
        if self._part.cursor:
            at = cursors.position(self._part.cursor)
            given |= {f"at{place}": value for place, value in enumerate(at)}
        cut = cutter(self._part, cursors)
        rows: list[Row] = []
        if self._known is not None:
            rows = yield Call(self._known, given)
        if len(rows) < self._first:
            rows = yield Call(self._page.of_keys(given), given)
        found = by_parent(rows, keys)
        if self._count is None:
            return {key: cut(own, None) for key, own in found.items()}
        totals = yield from self._totals(self._count, given)
        return {key: cut(own, totals.get(key, 0)) for key, own in found.items()}

    def _totals(self, count: Prepared, given: Mapping[str, Any]) -> Reads[dict[Key, int]]:
        counted = yield Call(count.of_keys(given), given, is_input=True)
        if not self._by:
            return {(): counted[0].total}
        single = len(self._by) == 1
        return {(row[0] if single else tuple(row[:-1])): row.total for row in counted}


def by_parent(rows: list[Row], keys: Keys) -> dict[Key, list[Row]]:
    """Each row says which of the keys is its parent's; those of one parent stand together."""
    if len(keys) == 1:
        return {keys[0]: rows}
    found: dict[Key, list[Row]] = {key: [] for key in keys}
    found.update((keys[place], [*own]) for place, own in groupby(rows, PARENT))
    return found
