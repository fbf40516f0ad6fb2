"""Promises: where each one stands at an instant, and what it lacks before anyone can say so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.facts import CommitmentInputs, OccurrenceInputs, ReviewInputs
from domain.money import Money
from domain.slots import last_day
from domain.vocabulary import (
    CommitmentEnding,
    CommitmentGap,
    CommitmentKind,
    CommitmentStatus,
    ReviewOutcome,
)
from domain.wall_time import end_of_day

MEASURE = re.compile(r"\d")
"An end somebody can check names a number: a date, a count, a rate."


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a promise stands. Late: how long after its due date it was kept, or it is overdue.

    Kept late by nothing: after it had been given up at a time nobody recorded.
    """

    status: CommitmentStatus
    due_on: date | None = None
    overdue_after: datetime | None = None
    "The midnight after the due date in the account's zone; kept exactly then is on time."
    kept_at: datetime | None = None
    late: timedelta = timedelta()

    @property
    def is_settled(self) -> bool:
        """Whether only a new fact can change it, not the passing of time."""
        return self.status not in {CommitmentStatus.OPEN, CommitmentStatus.OVERDUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a promise ended without being kept, and since when (None: at a time nobody recorded)."""

    status: CommitmentStatus
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What the reviews of a promise make of it."""

    kept_at: datetime | None = None
    ended: Ended | None = None


BECOMES = {
    ReviewOutcome.HELD: CommitmentStatus.KEPT,
    ReviewOutcome.NO_SHOW: CommitmentStatus.WAIVED,  # the customer let it pass: nobody's fault
    ReviewOutcome.NOT_HELD: CommitmentStatus.BROKEN,
}
SINGLE = {CommitmentKind.ONE_OFF, CommitmentKind.CREDIT}
"Kinds that are kept or not by themselves; the others by their slots."


def commitment_standing(
    commitment: CommitmentInputs,
    *,
    at: datetime,
    zone: ZoneInfo,
    reviews: Iterable[ReviewInputs] = (),
) -> Standing:
    """Judge a promise by its own record; the slots of a repeated one are judged one by one.

    Keeping it beats every ending: a broken promise delivered at last is kept, late. A credit is
    kept when issued and due at the end of its month; one until a condition is kept when that is
    met. A waiver by nobody named counts as broken. Reviews of a one-off promise keep, void or
    break it by their outcome; what is said of the promise itself comes before a review's fault.
    """
    fate = fate_by(reviews if commitment.kind is CommitmentKind.ONE_OFF else (), at=at)
    credit = commitment.credit
    kept = [commitment.kept_at, commitment.condition_met_at, fate.kept_at]
    due_on = commitment.due_on
    if credit is not None:
        kept += [credit.issued_at, credit.applied_at]
        due_on = due_on or (last_day(credit.period) if credit.period else None)
    kept_at = min((instant for instant in kept if instant is not None), default=None)
    return judged(due_on, kept_at, ending_of(commitment) or fate.ended, at=at, zone=zone)


def fate_by(reviews: Iterable[ReviewInputs], *, at: datetime) -> Fate:
    """What recorded outcomes make of a promise; silence about a review breaks none by itself."""
    told = [ended for review in reviews if (ended := told_by(review, at=at))]
    kept = [one.at for one in told if one.status is CommitmentStatus.KEPT and one.at]
    voided = [one for one in told if one.status is CommitmentStatus.WAIVED]
    broken = [one for one in told if one.status is CommitmentStatus.BROKEN]
    return Fate(kept_at=min(kept, default=None), ended=next(iter([*voided, *broken]), None))


def told_by(review: ReviewInputs, *, at: datetime) -> Ended | None:
    """What became of the promise by one review, as of its end, else when that was said."""
    status, said_at = CommitmentStatus.WAIVED, review.cancelled_at
    if review.outcome is not None:
        status, said_at = BECOMES[review.outcome], review.outcome_at
    elif said_at is None or not review.cancelled_by_customer:
        return None
    if said_at is not None and said_at > at:
        return None
    times = [time for time in (review.ends_at or review.starts_at, said_at) if time is not None]
    return Ended(status=status, at=min(times)) if times else None


def occurrence_standing(occurrence: OccurrenceInputs, *, at: datetime, zone: ZoneInfo) -> Standing:
    """Judge one slot. A void one, as when the customer did not come, is waived."""
    ended = None
    if occurrence.void:
        ended = Ended(status=CommitmentStatus.WAIVED, at=None)
    elif occurrence.broken_at is not None:
        ended = Ended(status=CommitmentStatus.BROKEN, at=occurrence.broken_at)
    return judged(occurrence.due_on, occurrence.kept_at, ended, at=at, zone=zone)


def ending_of(commitment: CommitmentInputs) -> Ended | None:
    """How it ended, if it did; only somebody named can waive what was promised to them."""
    if commitment.ending is None:
        return None
    status = CommitmentStatus(commitment.ending)
    if commitment.ending is CommitmentEnding.WAIVED and commitment.waived_by is None:
        status = CommitmentStatus.BROKEN
    return Ended(status=status, at=commitment.ended_at)


def judged(
    due_on: date | None,
    kept_at: datetime | None,
    ended: Ended | None,
    *,
    at: datetime,
    zone: ZoneInfo,
) -> Standing:
    """What these say at an instant; what lies after it has not happened yet."""
    deadline = None if due_on is None else end_of_day(due_on, zone)
    if ended is not None and ended.at is not None and ended.at > at:
        ended = None
    kept = kept_at if kept_at is not None and kept_at <= at else None
    if kept is not None:
        status, late = keeping(kept, deadline, ended)
    elif ended is not None:
        status, late = ended.status, timedelta()
    elif deadline is not None and at > deadline:
        status, late = CommitmentStatus.OVERDUE, at - deadline
    else:
        status, late = CommitmentStatus.OPEN, timedelta()
    return Standing(status=status, due_on=due_on, overdue_after=deadline, kept_at=kept, late=late)


def keeping(
    kept: datetime, deadline: datetime | None, ended: Ended | None
) -> tuple[CommitmentStatus, timedelta]:
    """On time by its due date; without one, unless it had been broken or withdrawn before."""
    limit = deadline
    if deadline is None and ended is not None and ended.status is not CommitmentStatus.WAIVED:
        if ended.at is None:  # nobody recorded when, so it was late by a time nobody knows
            return CommitmentStatus.KEPT_LATE, timedelta()
        limit = ended.at
    if limit is None or kept <= limit:
        return CommitmentStatus.KEPT, timedelta()
    return CommitmentStatus.KEPT_LATE, kept - limit


def gaps(
    kind: CommitmentKind,
    *,
    owner: str | None,
    due_on: date | None = None,
    condition: str | None = None,
    amount: Money | None = None,
    period: str | None = None,
    is_scheduled: bool = False,
) -> tuple[CommitmentGap, ...]:
    """What is missing before anyone can say the promise was kept, in the order of the list.

    Everything needs an owner. A one-off needs a due date, a credit an amount and a date or month,
    a recurring one dates agreed for its slots, one until a condition an end that can be checked;
    a standing one holds on every occasion and needs no more.
    """
    missing = {
        CommitmentGap.NO_OWNER: owner is None,
        CommitmentGap.NO_DATE: (kind is CommitmentKind.ONE_OFF and due_on is None)
        or (kind is CommitmentKind.CREDIT and due_on is None and period is None),
        CommitmentGap.NO_EXIT_TEST: kind is CommitmentKind.UNTIL_CONDITION
        and MEASURE.search(condition or "") is None,
        CommitmentGap.NO_AMOUNT: kind is CommitmentKind.CREDIT and amount is None,
        CommitmentGap.NO_SCHEDULE: kind is CommitmentKind.RECURRING and not is_scheduled,
    }
    return tuple(gap for gap, is_missing in missing.items() if is_missing)
