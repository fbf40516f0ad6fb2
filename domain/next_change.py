"""When an account's score may jump, or has drifted enough to be worth computing again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.evidence.outages import Outage
from domain.facts import ReviewInputs
from domain.history import History
from domain.reviews import outcome_due
from domain.stated import happened_by, stated

WHILE_OPEN = timedelta(hours=1)
"An open incident weighs more with every hour."
JUST_AFTER = timedelta(microseconds=1)
"Due dates, targets and other limits are kept up to and including their instant."


def next_change_at(history: History, outages: Iterable[Outage]) -> datetime:
    """The first instant after `at`, at most a day ahead, at which to look again without a write.

    What is due on a day, and what counts in days, turns at the account's midnight.
    """
    now, today = history.at, history.moment.day_of(history.at)
    limits = [history.moment.start_of(today), history.moment.end_of(today), *awaited(history)]
    ahead = [fact for fact in history.facts if happened_by(fact) > now]
    turns = [turn for fact in ahead for turn in stated(fact.inputs) if turn > now]
    for outage in outages:
        if outage.state.is_open:
            turns.append(now + WHILE_OPEN)
            limits += [outage.clock.due_at] if outage.clock and outage.clock.due_at else []
    return min([*turns, *(limit + JUST_AFTER for limit in limits if limit >= now)])


def awaited(history: History) -> Iterable[datetime]:
    """Until when reviews may wait for their outcome; one that has it waits no more."""
    for review in history.every(ReviewInputs):
        ends_at = review.inputs.ends_at or review.inputs.starts_at
        if ends_at is not None and review.inputs.outcome is None:
            yield outcome_due(ends_at, review.inputs.time_zone, holidays=review.inputs.holidays)
