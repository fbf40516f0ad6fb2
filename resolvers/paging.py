"""What part of a list is asked for, and the page that answers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

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
    def is_backwards(self) -> bool:
        return self.last is not None or self.before is not None

    @property
    def size(self) -> int:
        """Rows at most; raises InvalidInput for a size or a pair of ends that cannot be."""
        if self.is_backwards and (self.first is not None or self.after is not None):
            raise InvalidInput("Ask for first and after, or for last and before, not for both")
        asked = self.last if self.is_backwards else self.first
        if asked is not None and not 0 <= asked <= LARGEST_PAGE:
            raise InvalidInput(f"A page holds 0 to {LARGEST_PAGE} rows, not {asked}")
        return PAGE if asked is None else asked

    @property
    def cursor(self) -> str | None:
        return self.before if self.is_backwards else self.after


class By(NamedTuple):
    """One key of an order; nulls come last in both directions."""

    column: str
    descending: bool = False


Order = tuple[By, ...]


class Edge(NamedTuple):
    cursor: str
    node: Row


class Connection(NamedTuple):
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


def cutter(
    page: Page, cursors: Cursors, *, is_resumed: bool
) -> Callable[[Sequence[Row], int | None], Connection]:
    """What makes a page of a parent's rows, read one further than it is long, and their total."""
    size, is_backwards = page.size, page.is_backwards

    def cut(rows: Sequence[Row], total_count: int | None) -> Connection:
        more, shown = len(rows) > size, rows[:size]
        if is_backwards:
            return Connection(shown[::-1], cursors, is_resumed, more, total_count)
        return Connection(shown, cursors, more, is_resumed, total_count)

    return cut
