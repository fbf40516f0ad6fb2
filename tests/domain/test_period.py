from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.period import Period

periods = st.builds(Period, months=st.integers(0, 60), days=st.integers(0, 400))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P60D", Period(days=60)),
        ("P3M", Period(months=3)),
        ("P1Y6M", Period(months=18)),
        ("P2W", Period(days=14)),
        ("P1M15D", Period(months=1, days=15)),
        ("P0D", Period()),
    ],
)
def test_a_period_is_read_as_months_and_days(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize("text", ["", "P", "60D", "PT4H", "P-3M", "P1.5M", "P3M ", "three months"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Period.parse(text)


def test_months_go_by_the_calendar_and_days_by_days() -> None:
    assert Period(months=3).before(date(2025, 5, 31)) == date(2025, 2, 28)
    assert Period(days=90).before(date(2025, 5, 31)) == date(2025, 3, 2)
    assert Period(months=1, days=1).before(date(2024, 3, 31)) == date(2024, 2, 28)


@settings(max_examples=100, deadline=None)
@given(periods)
def test_a_period_written_reads_back_as_itself(period: Period) -> None:
    assert Period.parse(str(period)) == period


@settings(max_examples=100, deadline=None)
@given(periods, st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_day_before_is_never_after(period: Period, day: date) -> None:
    assert period.before(day) <= day
    assert (period.before(day) == day) is (period == Period())
