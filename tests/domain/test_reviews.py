from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.facts import ReviewInputs
from domain.reviews import ReviewPlan, occurrences, outcome_due, review_status, shifted
from domain.vocabulary import ReviewOutcome, ReviewStatus, ShiftPolicy

NEW_YORK = ZoneInfo("America/New_York")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTHLY = "FREQ=MONTHLY;BYDAY=1TU;COUNT=6"


def plan(
    rule: str = MONTHLY,
    *,
    starts_on: date = date(2024, 11, 1),
    start_time: time = time(9, 30),
    shift: ShiftPolicy = ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH,
    holidays: tuple[str, ...] = (),
    duration: timedelta = HOUR,
) -> ReviewPlan:
    return ReviewPlan(
        rule=rule,
        starts_on=starts_on,
        start_time=start_time,
        time_zone="America/New_York",
        duration=duration,
        shift=shift,
        holidays=holidays,
    )


def test_six_monthly_reviews_keep_their_wall_time_through_the_winter() -> None:
    found = occurrences(plan())

    assert [o.slot for o in found] == [
        *("2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04")
    ]
    assert {o.starts_at.astimezone(NEW_YORK).time() for o in found} == {time(9, 30)}
    assert [o.starts_at.hour for o in found] == [14, 14, 14, 14, 14, 13]
    assert found[0].starts_at == datetime(2024, 11, 5, 14, 30, tzinfo=UTC)
    assert all(o.ends_at - o.starts_at == HOUR for o in found)
    assert all(o.local_date == o.original_date and o.note is None for o in found)


@pytest.mark.parametrize(
    ("day", "policy", "held_on"),
    [
        (date(2025, 2, 15), ShiftPolicy.NONE, date(2025, 2, 15)),
        (date(2025, 2, 14), ShiftPolicy.SKIP, date(2025, 2, 14)),
        (date(2025, 2, 15), ShiftPolicy.SKIP, None),
        (date(2025, 2, 15), ShiftPolicy.PREVIOUS_BUSINESS_DAY, date(2025, 2, 14)),
        (date(2025, 2, 15), ShiftPolicy.NEXT_BUSINESS_DAY, date(2025, 2, 18)),  # 17th: a holiday
        (date(2025, 5, 31), ShiftPolicy.NEXT_BUSINESS_DAY, date(2025, 6, 2)),
        (date(2025, 5, 31), ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH, date(2025, 5, 30)),
        (date(2025, 2, 15), ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH, date(2025, 2, 18)),
        (date(2025, 2, 17), ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH, date(2025, 2, 18)),
    ],
)
def test_a_review_on_a_day_off_is_shifted(
    day: date, policy: ShiftPolicy, held_on: date | None
) -> None:
    assert shifted(day, policy, {date(2025, 2, 17)}) == held_on


def test_a_shifted_review_keeps_its_slot_and_says_why() -> None:
    first_of_month = plan("FREQ=MONTHLY;BYMONTHDAY=1;COUNT=3", holidays=("US-NY",))

    november, december, january = occurrences(first_of_month)

    assert november.shifted_because is None
    assert (december.local_date, december.shifted_because) == (date(2024, 12, 2), "Sunday")
    assert (january.slot, january.original_date) == ("2025-01", date(2025, 1, 1))
    assert january.local_date == date(2025, 1, 2)
    assert january.shifted_because == "New Year's Day (US-NY)"


def test_holidays_are_known_in_every_year_of_a_series() -> None:
    mondays = plan("FREQ=WEEKLY;COUNT=12", starts_on=date(2024, 11, 11), holidays=("US",))

    moved = {o.slot: o.shifted_because for o in occurrences(mondays) if o.shifted_because}

    assert moved == {
        "2024-W46": "Veterans Day (US)",
        "2025-W04": "Martin Luther King Jr. Day (US)",
    }


def test_skipped_slots_are_left_out() -> None:
    found = occurrences(plan("FREQ=MONTHLY;BYMONTHDAY=1;COUNT=3", shift=ShiftPolicy.SKIP))

    assert [o.slot for o in found] == ["2024-11", "2025-01"]


def test_a_wall_time_that_is_skipped_or_comes_twice_is_noted() -> None:
    night = plan(
        "FREQ=WEEKLY;COUNT=20", starts_on=date(2024, 11, 3), start_time=time(1, 30),
        shift=ShiftPolicy.NONE,
    )  # fmt: skip
    assert occurrences(night)[0].note == "01:30 comes twice that day; the first counts"

    gap = plan(
        "FREQ=DAILY;COUNT=1", starts_on=date(2025, 3, 9), start_time=time(2, 30),
        shift=ShiftPolicy.NONE,
    )  # fmt: skip
    (moved,) = occurrences(gap)
    assert moved.starts_at == datetime(2025, 3, 9, 3, tzinfo=NEW_YORK)
    assert moved.note == "02:30 is skipped; moved on to 03:00"


@pytest.mark.parametrize("duration", [timedelta(), -HOUR, DAY + HOUR])
def test_a_meeting_without_length_or_without_end_is_refused(duration: timedelta) -> None:
    with pytest.raises(InvalidInput):
        plan(duration=duration)


def test_an_unknown_holiday_code_is_refused() -> None:
    with pytest.raises(InvalidInput):
        occurrences(plan(holidays=("US-XX",)))


ENDS = datetime(2024, 11, 26, 11, tzinfo=NEW_YORK)  # the Tuesday before Thanksgiving


def review(
    *,
    starts_at: datetime | None = ENDS - HOUR,
    ends_at: datetime | None = ENDS,
    outcome: ReviewOutcome | None = None,
    outcome_at: datetime | None = None,
    cancelled_at: datetime | None = None,
    holidays: tuple[str, ...] = ("US",),
) -> ReviewInputs:
    return ReviewInputs(
        title="Monthly business review",
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone="America/New_York",
        holidays=holidays,
        outcome=outcome,
        outcome_at=outcome_at,
        cancelled_at=cancelled_at,
    )


@pytest.mark.parametrize(
    ("inputs", "at", "status"),
    [
        (review(starts_at=None, ends_at=None), ENDS, ReviewStatus.PROPOSED),
        (review(), ENDS - timedelta(minutes=1), ReviewStatus.SCHEDULED),
        (review(), ENDS, ReviewStatus.AWAITING_OUTCOME),
        (review(ends_at=None), ENDS - HOUR, ReviewStatus.AWAITING_OUTCOME),
        (review(), datetime(2024, 12, 3, tzinfo=NEW_YORK), ReviewStatus.AWAITING_OUTCOME),
        (review(), datetime(2024, 12, 3, 0, 1, tzinfo=NEW_YORK), ReviewStatus.MISSED),
        (review(holidays=()), datetime(2024, 11, 30, 1, tzinfo=NEW_YORK), ReviewStatus.MISSED),
        (review(outcome=ReviewOutcome.HELD, outcome_at=ENDS), ENDS, ReviewStatus.HELD),
        (review(outcome=ReviewOutcome.HELD), ENDS, ReviewStatus.HELD),
        (review(outcome=ReviewOutcome.NO_SHOW), ENDS, ReviewStatus.NO_SHOW),
        (review(outcome=ReviewOutcome.NOT_HELD), ENDS, ReviewStatus.MISSED),
        (
            review(outcome=ReviewOutcome.HELD, outcome_at=ENDS + DAY),
            ENDS,
            ReviewStatus.AWAITING_OUTCOME,
        ),
        (review(cancelled_at=ENDS - DAY), ENDS, ReviewStatus.CANCELLED),
        (review(cancelled_at=ENDS - DAY), ENDS - 2 * DAY, ReviewStatus.SCHEDULED),
        (
            review(cancelled_at=ENDS - DAY, outcome=ReviewOutcome.HELD),
            ENDS,
            ReviewStatus.HELD,
        ),
    ],
)
def test_a_review_stands_where_its_times_and_its_outcome_put_it(
    inputs: ReviewInputs, at: datetime, status: ReviewStatus
) -> None:
    assert review_status(inputs, at=at) is status


def test_an_outcome_is_awaited_for_three_business_days_in_the_zone_of_the_review() -> None:
    due = outcome_due(ENDS, "America/New_York", holidays=["US"])

    assert due == datetime(2024, 12, 3, tzinfo=NEW_YORK)
    late_evening = datetime(2024, 11, 5, 1, tzinfo=UTC)  # still the 4th in New York
    assert outcome_due(late_evening, "America/New_York") == datetime(2024, 11, 8, tzinfo=NEW_YORK)
    assert outcome_due(late_evening, "UTC") == datetime(2024, 11, 9, tzinfo=UTC)


rules = st.sampled_from(
    [MONTHLY, "FREQ=WEEKLY;COUNT=20", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;COUNT=9"]
)
quick = settings(max_examples=50, deadline=None)


@quick
@given(rules, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(ShiftPolicy))
def test_no_shifted_review_is_on_a_day_off_and_every_slot_is_there_once(
    rule: str, starts_on: date, policy: ShiftPolicy
) -> None:
    found = occurrences(plan(rule, starts_on=starts_on, shift=policy, holidays=("US",)))

    assert len({o.slot for o in found}) == len(found)
    if policy is not ShiftPolicy.NONE:
        assert all(o.local_date.weekday() < 5 for o in found)
    if policy is ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH:
        assert all(o.local_date.month == o.original_date.month for o in found)
    assert all((o.shifted_because is None) is (o.local_date == o.original_date) for o in found)


@quick
@given(rules, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(ShiftPolicy))
def test_the_same_plan_gives_the_same_reviews_and_an_hour_later_the_same_slots(
    rule: str, starts_on: date, policy: ShiftPolicy
) -> None:
    first = occurrences(plan(rule, starts_on=starts_on, shift=policy))
    again = occurrences(plan(rule, starts_on=starts_on, shift=policy))
    later = occurrences(plan(rule, starts_on=starts_on, shift=policy, start_time=time(10, 30)))

    assert first == again
    assert [o.slot for o in later] == [o.slot for o in first]
    assert all(b.starts_at - a.starts_at == HOUR for a, b in zip(first, later, strict=True))


@quick
@given(st.integers(0, 400), st.integers(0, 60 * 24 * 30))
def test_unrecorded_a_review_only_moves_from_scheduled_to_awaiting_to_missed(
    day: int, minutes: int
) -> None:
    order = [ReviewStatus.SCHEDULED, ReviewStatus.AWAITING_OUTCOME, ReviewStatus.MISSED]
    ends = ENDS + day * DAY
    inputs = review(starts_at=ends - HOUR, ends_at=ends)
    at = ends - DAY + timedelta(minutes=minutes)

    now, then = (order.index(review_status(inputs, at=t)) for t in (at, at + 9 * DAY))
    assert now <= then
