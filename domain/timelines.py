"""What may have happened when: steps told in any order, each judged at its own instant."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from domain.errors import InvalidTransition
from domain.wall_time import write_instant

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)
When = TypeVar("When", bound=date)
"A day, or an instant (which is a date to Python); one timeline knows only one of them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Life(Generic[S, T]):
    """How something goes through its states."""

    start: S
    steps: Mapping[S, Mapping[T, S]]
    order: Sequence[T]
    "Every step; of one instant they are read in this order."

    def place(self, told: tuple[When, T]) -> tuple[When, int]:
        when, step = told
        return when, self.order.index(step)

    def walked(self, told: Iterable[tuple[When, T]]) -> tuple[S, Counter[tuple[When, T]]]:
        """The state they lead to, and those no state allowed; these are passed over."""
        state, impossible = self.start, Counter[tuple[When, T]]()
        for one in sorted(told, key=self.place):
            _, step = one
            if step in self.steps[state]:
                state = self.steps[state][step]
            else:
                impossible[one] += 1
        return state, impossible

    def fits(self, new: tuple[When, T], told: Sequence[tuple[When, T]]) -> bool:
        """Whether it was possible then, and all that followed still is.

        What was impossible before (a note may contradict itself) is no reason against it.
        """
        _, before = self.walked(told)
        _, after = self.walked([*told, new])
        return not after - before

    def refuse_misfit(self, new: tuple[When, T], told: Sequence[tuple[When, T]]) -> None:
        """Raises InvalidTransition, with the state at that instant and what was possible then."""
        if self.fits(new, told):
            return
        when, step = new
        current, _ = self.walked(one for one in told if self.place(one) <= self.place(new))
        allowed = tuple(other for other in self.order if self.fits((when, other), told))
        error = InvalidTransition(step, current=current, allowed=allowed)
        if step in self.steps[current]:
            at = write_instant(when) if isinstance(when, datetime) else when
            error.message = f"{step} at {at} is not possible: what is told of later rules it out"
        raise error
