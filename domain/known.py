"""Records as they were known, and what has been worked out of them before.

The same records are judged again and again: with every write to their account, for every day of a
trend. What a rule says of one of them rests on a few things besides the record; while these are
the same, so is the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

R = TypeVar("R", bound="Remembering")
I_co = TypeVar("I_co", covariant=True)
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembering:
    """Something the same of which is asked again and again."""

    memory: dict[object, Any] = field(
        default_factory=dict[object, Any], init=False, repr=False, compare=False
    )
    "The last answer of each rule that is asked `once`; it lives as long as this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Remembering, Generic[I_co]):
    """One record as it was known: its inputs and since when."""

    source_id: str
    inputs: I_co
    known_from: datetime


def once(
    rule: Callable[Concatenate[R, P], T],
) -> Callable[Concatenate[R, P], T]:
    """A rule about a record, worked out anew only when it is asked with anything else given.

    It must rest on nothing but the record and what is given; its answers are shared, so frozen.
    """

    @wraps(rule)
    def asked(record: R, /, *given: P.args, **named: P.kwargs) -> T:
        last = record.memory.get(rule)
        if last is None or last[0] != given or last[1] != named:
            last = record.memory[rule] = given, named, rule(record, *given, **named)
        return last[2]

    return asked
