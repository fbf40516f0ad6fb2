"""What part of a list is asked for, and the page that answers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from domain.errors import InvalidInput
from engine.reads import Row
from resolvers.cursors import Cursors

PAGE = 20
"Rows on a page when the client does not say."
LARGEST_PAGE = 100


class Page(NamedTuple):
    """Which part of a list is asked for: forwards from `after`, or backwards from `before`."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def part(self) -> "Part":
        """The same in one way; raises InvalidInput for a size or a pair of ends that cannot be."""
        first, after, last, before = self
        asked, cursor, is_backwards = first, after, last is not None or before is not None
        if is_backwards:
            if first is not None or after is not None:
                raise InvalidInput("Ask for first and after, or for last and before, not for both")
            asked, cursor = last, before
        if asked is not None and not 0 <= asked <= LARGEST_PAGE:
            raise InvalidInput(f"A page holds 0 to {LARGEST_PAGE} rows, not {asked}")
        return Part(PAGE if asked is None else asked, cursor, is_backwards)


class Part(NamedTuple):
    """So many rows from a cursor on, or from the end that is named."""

    size: int
    cursor: str | None
    is_backwards: bool


class By(NamedTuple):
    """One key of an order; nulls come last in both directions."""

    column: str
    descending: bool = False


Order = tuple[By, ...]


class Edge(NamedTuple):
    cursor: str
    node: Row


class Connection(msgspec.Struct, frozen=True):
    """A page of rows; cursors are written only when somebody reads them."""

    nodes: Sequence[Row]
    cursors: Cursors
    has_next_page: bool
    has_previous_page: bool
    total_count: int | None
    "None while nobody asked for it."

    @property
    def edges(self) -> list[Edge]:
        return [Edge(self.cursors.of(row), row) for row in self.nodes]

    @property
    def page_info(self) -> "Connection":
        """The page tells of itself."""
        return self

    @property
    def start_cursor(self) -> str | None:
        return self.cursors.of(self.nodes[0]) if self.nodes else None

    @property
    def end_cursor(self) -> str | None:
        return self.cursors.of(self.nodes[-1]) if self.nodes else None


def cutter(part: Part, cursors: Cursors) -> Callable[[Sequence[Row], int | None], Connection]:
    """What makes a page of a parent's rows, read one further than it is long, and their total."""
    size, cursor, is_backwards = part
    is_resumed = bool(cursor)

    def cut(rows: Sequence[Row], total_count: int | None) -> Connection:
        more = len(rows) > size
        shown = rows[:size] if more else rows
        if is_backwards:
            return Connection(shown[::-1], cursors, is_resumed, more, total_count)
        return Connection(shown, cursors, more, is_resumed, total_count)

    return cut
