"""When an account's score may jump, or has drifted enough to be worth computing again."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter

from domain.evidence.outages import Outage
from domain.facts import CommitmentInputs, CreditInputs, Inputs, ReviewInputs
from domain.history import History
from domain.reviews import outcome_due

WHILE_OPEN = timedelta(hours=1)
"An open incident weighs more with every hour."
JUST_AFTER = timedelta(microseconds=1)
"Due dates, targets and other limits are kept up to and including their instant."


def next_change_at(history: History, outages: Iterable[Outage]) -> datetime:
    """The first instant after `at`, at most a day ahead, at which to look again without a write.

    What is due on a day, and what counts in days, turns at the account's midnight.
    """
    now, today = history.at, history.day_of(history.at)
    limits = [history.start_of(today), history.end_of(today), *awaited(history)]
    turns = [turn for fact in history.facts for turn in stated(fact.inputs) if turn > now]
    for outage in outages:
        if outage.state.is_open:
            turns.append(now + WHILE_OPEN)
            limits += [outage.clock.due_at] if outage.clock and outage.clock.due_at else []
    return min([*turns, *(limit + JUST_AFTER for limit in limits if limit >= now)])


def stated(inputs: Inputs | CreditInputs) -> Iterable[datetime]:
    """Every instant a record names: ends, expiries, things recorded ahead of their time."""
    found = [value for get in getters(type(inputs)) if (value := get(inputs)) is not None]
    if isinstance(inputs, CommitmentInputs) and inputs.credit:
        found += stated(inputs.credit)
    return found


@cache
def getters(kind: type[Inputs | CreditInputs]) -> tuple[Callable[[object], datetime | None], ...]:
    """Of each of its fields that may hold an instant."""
    return tuple(attrgetter(f.name) for f in fields(kind) if f.type in {datetime, datetime | None})


def awaited(history: History) -> Iterable[datetime]:
    """Until when reviews may wait for their outcome; one that has it waits no more."""
    for review in history.every(ReviewInputs):
        ends_at = review.inputs.ends_at or review.inputs.starts_at
        if ends_at is not None and review.inputs.outcome is None:
            yield outcome_due(ends_at, review.inputs.time_zone, holidays=review.inputs.holidays)
