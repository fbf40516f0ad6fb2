"""Choices that are remembered: the same ones write the same operation, fewer a smaller one.

Not hypothesis: where it draws as varied operations it takes minutes to shrink one, and gives up on
most; what we know of an operation's parts shrinks it in seconds. Numbers: docs/decisions, 0020.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from random import Random
from typing import TypeVar

T = TypeVar("T")
PERCENT = 100
MOST_TRIES = 1500
"Smaller operations tried before one is shown; each takes some hundredths of a second."


Span = tuple[int, int]


class Choices:
    """Those told first, then drawn ones; without a source, the first option: the simplest."""

    def __init__(self, told: Sequence[int] = (), source: Random | None = None) -> None:
        self.told = told
        self.source = source
        self.made: list[int] = []
        self.spans: list[Span] = []

    def below(self, number: int) -> int:
        place = len(self.made)
        if place < len(self.told):
            chosen = min(self.told[place], number - 1)
        else:
            chosen = self.source.randrange(number) if self.source else 0
        self.made.append(chosen)
        return chosen

    def one(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        """False is the simpler of the two."""
        return self.below(PERCENT) >= PERCENT - percent

    @contextmanager
    def span(self) -> Generator[None]:
        """What is chosen meanwhile makes one part, which may be missing from the whole."""
        start = len(self.made)
        yield
        self.spans.append((start, len(self.made)))


def shrunk(made: Choices, fails: Callable[[Choices], bool]) -> Choices:
    """Choices as few and as small as still fail; `fails` makes them anew from those told.

    What was tried in vain is tried again only once all else has been: large parts that must stay
    keep nobody from small ones.
    """
    best, tries, is_better = made, 0, True
    while is_better:
        is_better, place = False, 0
        while (told := next(islice(smaller(best), place, None), None)) is not None:
            tries += 1
            if tries > MOST_TRIES:
                return best
            new = Choices(told)
            if fails(new) and (len(new.made), new.made) < (len(best.made), best.made):
                best, is_better = new, True
            else:
                place += 1
    return best


def smaller(whole: Choices) -> Iterator[list[int]]:
    """The whole without a part, large parts first; with a part of it in its place; simpler."""
    made, spans = whole.made, sorted(whole.spans, key=lambda span: span[0] - span[1])
    for start, end in spans:
        yield made[:start] + made[end:]
    for start, end in spans:
        for first, last in spans:
            if start < first and last <= end:
                yield made[:start] + made[first:last] + made[end:]
    for place, chosen in enumerate(made):
        if chosen:
            yield [*made[:place], 0, *made[place + 1 :]]
            yield made[:place] + made[place + 1 :]
