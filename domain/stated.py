"""The instants a record names: ends, expiries, things recorded ahead of their time."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from operator import attrgetter

from domain.facts import CommitmentInputs, CreditInputs, Inputs
from domain.known import Known, once


def stated(inputs: Inputs | CreditInputs) -> Sequence[datetime]:
    """Every one of them, in no order."""
    found = [value for get in getters(type(inputs)) if (value := get(inputs)) is not None]
    if isinstance(inputs, CommitmentInputs) and inputs.credit:
        found += stated(inputs.credit)
    return found


@cache
def getters(kind: type[Inputs | CreditInputs]) -> tuple[Callable[[object], datetime | None], ...]:
    """Of each of its fields that may hold an instant."""
    return tuple(attrgetter(f.name) for f in fields(kind) if f.type in {datetime, datetime | None})


@once
def happened_by(record: Known[Inputs]) -> datetime:
    """When it was known and all it names was over: from then on time tells nothing new of it."""
    return max([record.known_from, *stated(record.inputs)])
