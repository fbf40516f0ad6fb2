from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.period import Period
from domain.targets import target_of
from domain.working_time import Calendar, Span, due

NOW = datetime(2024, 10, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
MONDAYS = Calendar(key="c", version=1, zone="UTC", spans=(Span(0, time(9), time(10)),))


def test_a_day_is_24_hours_and_hours_are_hours() -> None:
    assert target_of(Period(days=2), at=NOW) == 48 * HOUR
    assert target_of(4 * HOUR, at=NOW) == 4 * HOUR


@pytest.mark.parametrize(
    "said", [Period(months=1), Period(months=1, days=1), Period(), timedelta(), -HOUR, 11 * YEAR]
)
def test_what_no_clock_can_be_read_against_is_refused(said: timedelta | Period) -> None:
    with pytest.raises(InvalidInput):
        target_of(said, at=NOW)


def test_ten_years_are_a_target_and_no_more() -> None:
    assert target_of(10 * YEAR, at=NOW) == 10 * YEAR
    with pytest.raises(InvalidInput):
        target_of(10 * YEAR + timedelta(seconds=1), at=NOW)


def test_open_hours_must_reach_it_in_ten_years() -> None:
    assert target_of(200 * HOUR, MONDAYS, at=NOW) == 200 * HOUR
    with pytest.raises(InvalidInput):
        target_of(300 * HOUR, MONDAYS, at=NOW)


@given(hours=st.integers(1, 600), days=st.integers(-5000, 5000))
@settings(deadline=None, max_examples=60)
def test_a_target_accepted_is_reached_whenever_a_clock_starts(hours: int, days: int) -> None:
    try:
        target = target_of(hours * HOUR, MONDAYS, at=NOW)
    except InvalidInput:
        return
    start = NOW + timedelta(days=days)

    assert due(start, target, MONDAYS) > start
