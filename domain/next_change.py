"""When an account's score may jump, or has drifted enough to be worth computing again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain.evidence.outages import Outage
from domain.facts import Inputs, ReviewInputs
from domain.history import History
from domain.known import Known, once
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
    ahead = [facts for facts in history.by_inputs.values() if all_over_by(facts[0], facts) > now]
    turns = [turn for facts in ahead for f in facts for turn in stated(f.inputs) if turn > now]
    for outage in outages:
        if outage.state.is_open:
            turns.append(now + WHILE_OPEN)
            limits += [outage.clock.due_at] if outage.clock and outage.clock.due_at else []
    return min([*turns, *(limit + JUST_AFTER for limit in limits if limit >= now)])


@once
def all_over_by(_: Known[Inputs], facts: Sequence[Known[Inputs]]) -> datetime:
    """From when on time tells nothing new of any of them."""
    return max(map(happened_by, facts))


def awaited(history: History) -> Sequence[datetime]:
    """Until when reviews may wait for their outcome; one that has it waits no more."""
    reviews = history.every(ReviewInputs)
    return awaited_of(reviews[0], reviews) if reviews else ()


@once
def awaited_of(
    _: Known[ReviewInputs], reviews: Sequence[Known[ReviewInputs]]
) -> Sequence[datetime]:
    waiting = (review.inputs for review in reviews if review.inputs.outcome is None)
    return [
        outcome_due(ends_at, review.time_zone, holidays=review.holidays)
        for review in waiting
        if (ends_at := review.ends_at or review.starts_at) is not None
    ]
