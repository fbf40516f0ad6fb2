"""When an account's score may jump, or has drifted enough to be worth computing again."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta

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
    turns = [turn for turn in stated(history) if turn > now]
    for outage in outages:
        if outage.state.is_open:
            turns.append(now + WHILE_OPEN)
            limits += [outage.clock.due_at] if outage.clock and outage.clock.due_at else []
    return min([*turns, *(limit + JUST_AFTER for limit in limits if limit >= now)])


def stated(history: History) -> Iterable[datetime]:
    """Every instant any record names: ends, expiries, things recorded ahead of their time."""
    for fact in history.facts:
        yield from instants(fact.inputs)
        if isinstance(fact.inputs, CommitmentInputs) and fact.inputs.credit:
            yield from instants(fact.inputs.credit)


def instants(inputs: Inputs | CreditInputs) -> Iterable[datetime]:
    for field in fields(inputs):
        value: object = getattr(inputs, field.name)
        if isinstance(value, datetime):
            yield value


def awaited(history: History) -> Iterable[datetime]:
    """Until when reviews may wait for their outcome."""
    for review in history.every(ReviewInputs):
        ends_at = review.inputs.ends_at or review.inputs.starts_at
        if ends_at is not None:
            yield outcome_due(ends_at, review.inputs.time_zone, holidays=review.inputs.holidays)
