"""Reviews of a series as rows: put on the calendar, moved there, taken off it."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.review_plan import OnFile, SlotPlan
from domain.reviews import Occurrence
from domain.vocabulary import SlotAction
from models.meeting import Review, ReviewSeries
from resolvers.mutations.writing import change


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotResult:
    """What became of one slot, and where its review is now."""

    slot: str
    action: SlotAction
    local_date: date | None
    starts_at: datetime | None
    shifted_because: str | None
    note: str | None
    account_id: str
    review_id: str


def on_file(review: Review) -> OnFile:
    """What a plan needs to know of it."""
    is_cancelled = review.cancelled_at is not None
    return OnFile(
        slot=review.slot or "",
        starts_at=review.starts_at,
        ends_at=review.ends_at,
        has_outcome=review.outcome is not None,
        moved_by_hand=review.moved_by_hand,
        is_cancelled=is_cancelled,
        is_cancelled_by_rule=is_cancelled and review.cancelled_because is None,
    )


def carry_out(review: Review, one: SlotPlan, series: ReviewSeries, *, now: datetime) -> None:
    """Let the review be as planned."""
    if one.occurrence is not None:
        place(review, one.occurrence, series)
    elif one.action is SlotAction.CANCELLED:
        take_off(review, because=None, now=now)


def place(review: Review, occurrence: Occurrence, series: ReviewSeries) -> None:
    """Where the rule of its series puts it, with those the series invites."""
    put(review, starts_at=occurrence.starts_at, ends_at=occurrence.ends_at)
    is_shifted = occurrence.local_date != occurrence.original_date
    reasons = [why for why in (occurrence.shifted_because, occurrence.note) if why]
    change(
        review,
        {
            "title": series.title,
            "local_date": occurrence.local_date,
            "time_zone": series.time_zone,
            "holidays": series.holidays,
            "original_date": occurrence.original_date if is_shifted else None,
            "shifted_because": "; ".join(reasons) or None,
            "attendance": series.attendance,
        },
    )


def put(review: Review, *, starts_at: datetime, ends_at: datetime) -> None:
    """Onto the calendar, or elsewhere on it: then calendars must be told (SEQUENCE)."""
    is_elsewhere = (review.starts_at, review.ends_at) != (starts_at, ends_at)
    is_known = review.starts_at is not None
    if is_known and (is_elsewhere or review.cancelled_at is not None):
        review.sequence += 1
    change(review, {"starts_at": starts_at, "ends_at": ends_at, "cancelled_at": None})


def take_off(
    review: Review, *, because: str | None, now: datetime, with_series: bool = False
) -> None:
    """Off every calendar; the row stays and says since when and why."""
    if review.starts_at is not None:
        review.sequence += 1
    review.cancelled_at = now
    review.cancelled_because = because
    review.cancelled_with_series = with_series


def put_back(review: Review) -> None:
    """Where it was when it was taken off."""
    if review.starts_at is not None:
        review.sequence += 1
    review.cancelled_at = review.cancelled_because = None
    review.cancelled_with_series = False


def result_of(review: Review, one: SlotPlan) -> SlotResult:
    planned = one.occurrence
    return SlotResult(
        slot=one.slot,
        action=one.action,
        local_date=review.local_date,
        starts_at=review.starts_at,
        shifted_because=planned.shifted_because if planned else review.shifted_because,
        note=planned.note if planned else None,
        account_id=review.account_id,
        review_id=review.id,
    )
