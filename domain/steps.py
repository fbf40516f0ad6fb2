"""State machines as tables: what may be done in each state, and which state that leads to."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from domain.errors import InvalidTransition

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)


def taken(step: T, steps: Mapping[S, Mapping[T, S]], *, current: S) -> S:
    """The state a step leads to; raises InvalidTransition naming the steps that are possible."""
    possible = steps[current]
    if step not in possible:
        raise InvalidTransition(step, current=current, allowed=tuple(possible))
    return possible[step]
