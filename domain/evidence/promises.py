"""What one promise weighs: kept, late, overdue or broken.

For every promise and day: broken weighs no less than overdue, overdue no less than kept late,
and kept late is never worth more than kept on time.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.commitments import Standing
from domain.evidence.item import Evidence
from domain.evidence.words import counted
from domain.facts import FactKind
from domain.model import CommitmentModel, Model
from domain.verdicts import FactorKey
from domain.vocabulary import CommitmentStatus
from domain.wall_time import Moment, start_of_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One thing to be kept by one day, judged."""

    key: str
    text: str
    weight: float
    to_customer: bool
    standing: Standing
    ended_at: datetime | None
    known_at: datetime
    source_kind: FactKind
    source_id: str


def is_given_up(promise: Promise) -> bool:
    """Broken; withdrawing what the customer was promised is no better."""
    status = promise.standing.status
    withdrawn = status is CommitmentStatus.WITHDRAWN and promise.to_customer
    return withdrawn or status is CommitmentStatus.BROKEN


def promise_evidence(moment: Moment, promise: Promise, model: Model) -> Evidence | None:
    """None while there is nothing to judge: not due yet, or waived."""
    if is_given_up(promise):
        return broken_evidence(moment, promise, model.commitment)
    if promise.standing.status is CommitmentStatus.OVERDUE:
        return overdue_evidence(moment, promise, model.commitment)
    if promise.standing.kept_at is not None:
        return kept_evidence(moment, promise, promise.standing.kept_at, model)
    return None


def kept_evidence(moment: Moment, promise: Promise, kept_at: datetime, model: Model) -> Evidence:
    """Kept on time, or late: half the good, and bad by the days it took longer."""
    numbers = model.commitment
    fresh_from = freshness(promise.standing, moment.zone, numbers)
    if promise.standing.status is CommitmentStatus.KEPT:
        anchor = max(kept_at, min(moment.at, fresh_from or kept_at))
        return evidence_of(
            promise,
            good=promise.weight,
            anchor=anchor,
            occurred_at=kept_at,
            words="kept on time" if promise.standing.due_on else "kept",
        )
    days = days_late(moment, promise.standing, kept_at)
    half_life = model.factors[FactorKey.COMMITMENTS].half_life
    ceiling = 2.0 ** (-((kept_at - fresh_from) / DAY) / half_life) if fresh_from else 1.0
    return evidence_of(
        promise,
        good=promise.weight * min(numbers.kept_late, ceiling),
        bad=promise.weight
        * min(numbers.late_most, numbers.late_base + numbers.late_per_day * days),
        anchor=kept_at,
        occurred_at=kept_at,
        words=f"kept {counted(round(days), 'day')} late" if days else "kept late",
    )


def freshness(standing: Standing, zone: ZoneInfo, model: CommitmentModel) -> datetime | None:
    """The earliest instant from which keeping it on time ages; None without a due date."""
    if standing.due_on is None:
        return None
    return start_of_day(standing.due_on - model.early_days * DAY, zone)


def days_late(moment: Moment, standing: Standing, until: datetime) -> float:
    """Counted by the calendar, as people do; without a due date since it was given up."""
    if standing.due_on is None:
        return standing.late / DAY
    return float((moment.day_of(until) - standing.due_on).days)


def overdue_evidence(moment: Moment, promise: Promise, model: CommitmentModel) -> Evidence:
    days = days_late(moment, promise.standing, moment.at)
    return evidence_of(
        promise,
        bad=promise.weight
        * min(model.overdue_most, model.overdue_base + model.overdue_per_day * days),
        anchor=moment.at,
        occurred_at=promise.standing.overdue_after,
        is_open=True,
        words=f"{counted(round(days), 'day')} overdue",
    )


def broken_evidence(moment: Moment, promise: Promise, model: CommitmentModel) -> Evidence:
    is_broken = promise.standing.status is CommitmentStatus.BROKEN
    return evidence_of(
        promise,
        bad=promise.weight * model.broken,
        anchor=moment.at,
        occurred_at=promise.ended_at or promise.known_at,
        is_open=True,
        words="broken" if is_broken else "withdrawn, not kept",
    )


def undated_evidence(
    moment: Moment, promise: Promise, promised_on: date | None, model: CommitmentModel
) -> Evidence | None:
    """Promised long ago, and nobody has named a day."""
    if promised_on is None or (moment.today - promised_on).days <= model.undated_days:
        return None
    return evidence_of(
        promise,
        bad=promise.weight * model.undated,
        anchor=moment.at,
        occurred_at=moment.start_of(promised_on),
        is_open=True,
        words=f"promised {(moment.today - promised_on).days} days ago and still without a date",
    )


def evidence_of(
    promise: Promise,
    *,
    anchor: datetime,
    words: str,
    occurred_at: datetime | None,
    good: float = 0.0,
    bad: float = 0.0,
    is_open: bool = False,
) -> Evidence:
    return Evidence(
        key=promise.key,
        factor=FactorKey.COMMITMENTS,
        good=good,
        bad=bad,
        anchor=anchor,
        is_open=is_open,
        summary=f"{promise.text}: {words}",
        occurred_at=occurred_at or anchor,
        known_at=promise.known_at,
        source_kind=promise.source_kind,
        source_id=promise.source_id,
    )
