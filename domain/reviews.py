"""Business reviews: rule, local date, shift, wall time, instant; and where one stands."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.business_days import (
    business_days_after,
    holiday_names,
    is_business_day,
    next_business_day,
)
from domain.errors import InvalidInput
from domain.facts import ReviewInputs
from domain.review_rules import rule_dates
from domain.slots import slots_of
from domain.vocabulary import ReviewOutcome, ReviewStatus, ShiftPolicy
from domain.wall_time import end_of_day, utc, wall_time, zone_of

BUSINESS_DAYS_TO_RECORD = 3
"Time to write down what became of a review before its silence counts as a missed one."
LONGEST_REVIEW = timedelta(days=1)

STATUS_OF_OUTCOME = {
    ReviewOutcome.HELD: ReviewStatus.HELD,
    ReviewOutcome.NO_SHOW: ReviewStatus.NO_SHOW,
    ReviewOutcome.NOT_HELD: ReviewStatus.MISSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One review of a series as planned; identified by its slot, however it is moved."""

    slot: str
    original_date: date
    local_date: date
    starts_at: datetime
    ends_at: datetime
    shifted_because: str | None = None
    note: str | None = None
    "What daylight saving did to its wall time."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan:
    """How a series turns dates into meetings. `holidays`: ISO 3166 codes, as in US-NY."""

    rule: str
    starts_on: date
    start_time: time
    time_zone: str
    duration: timedelta = timedelta(hours=1)
    shift: ShiftPolicy = ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH
    holidays: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse meetings without length, or longer than a day."""
        meeting_length(self.duration)


def meeting_length(duration: timedelta) -> timedelta:
    """As given; raises InvalidInput for none at all, and for more than a day."""
    if not timedelta() < duration <= LONGEST_REVIEW:
        raise InvalidInput(f"a review of {duration} is none")
    return duration


def occurrences(plan: ReviewPlan) -> tuple[Occurrence, ...]:
    """The reviews of a series in order; with SKIP those on days off are left out.

    Raises InvalidInput for a rule, zone or holiday code that means nothing.
    """
    found = rule_dates(plan.rule, starts_on=plan.starts_on)
    slots = slots_of(found.dates, frequency=found.frequency)
    years = range(found.dates[0].year - 1, found.dates[-1].year + 2)
    holidays = holiday_names(plan.holidays, years)
    return tuple(
        occurrence(plan, slot, original=original, local=local, holidays=holidays)
        for slot, original in zip(slots, found.dates, strict=True)
        if (local := shifted(original, plan.shift, holidays)) is not None
    )


def occurrence(
    plan: ReviewPlan, slot: str, *, original: date, local: date, holidays: Mapping[date, str]
) -> Occurrence:
    """One review on its local date; its length is real time, whatever the clocks do meanwhile."""
    start = wall_time(local, plan.start_time, zone_of(plan.time_zone))
    return Occurrence(
        slot=slot,
        original_date=original,
        local_date=local,
        starts_at=start.instant,
        ends_at=start.instant + plan.duration,
        shifted_because=None if local == original else day_off(original, holidays),
        note=start.note,
    )


def day_off(day: date, holidays: Mapping[date, str]) -> str:
    """Why nobody works that day."""
    return holidays.get(day, f"{day:%A}")


def shifted(day: date, policy: ShiftPolicy, holidays: Container[date]) -> date | None:
    """Where a review due that day is held; None: not at all."""
    if policy is ShiftPolicy.NONE or is_business_day(day, holidays):
        return day
    if policy is ShiftPolicy.SKIP:
        return None
    if policy is ShiftPolicy.PREVIOUS_BUSINESS_DAY:
        return next_business_day(day, holidays, step=-1)
    later = next_business_day(day, holidays)
    if policy is ShiftPolicy.NEXT_BUSINESS_DAY or later.month == day.month:
        return later
    # A review promised for January is not held in February.
    return next_business_day(day, holidays, step=-1)


def review_status(review: ReviewInputs, *, at: datetime) -> ReviewStatus:
    """Where a review stands at an instant. What happened beats what was planned.

    Once its time is over its outcome is awaited for three business days, then it was missed,
    as of its end.
    """
    if review.outcome is not None and (review.outcome_at is None or review.outcome_at <= at):
        return STATUS_OF_OUTCOME[review.outcome]
    if review.cancelled_at is not None and review.cancelled_at <= at:
        return ReviewStatus.CANCELLED
    ends_at = review.ends_at or review.starts_at
    if ends_at is None:
        return ReviewStatus.PROPOSED
    if at < ends_at:
        return ReviewStatus.SCHEDULED
    until = outcome_due(ends_at, review.time_zone, holidays=review.holidays)
    return ReviewStatus.AWAITING_OUTCOME if at <= until else ReviewStatus.MISSED


def outcome_due(ends_at: datetime, time_zone: str, *, holidays: Iterable[str] = ()) -> datetime:
    """Until when an outcome is awaited: the midnight after three business days in its zone.

    `holidays` are ISO 3166 codes. In UTC.
    """
    zone = zone_of(time_zone)
    day = utc(ends_at).astimezone(zone).date()
    days_off = holiday_names(holidays, (day.year, day.year + 1))
    return end_of_day(business_days_after(day, BUSINESS_DAYS_TO_RECORD, holidays=days_off), zone)
