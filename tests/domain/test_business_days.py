from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.business_days import (
    business_days_after,
    holiday_names,
    is_business_day,
    next_business_day,
)
from domain.errors import InvalidInput
from domain.public_holidays import public_holidays

days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
holiday_sets = st.frozensets(st.dates(date(2024, 1, 1), date(2024, 3, 1)), max_size=12)


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    lincoln = date(2024, 2, 12)

    assert public_holidays("US-NY", 2024)[lincoln] == "Lincoln's Birthday"
    assert lincoln not in public_holidays("US", 2024)


@pytest.mark.parametrize(
    "code", ["", "us", "XX", "US-XX", "USA", "HolidayBase", "US-", "DE-Bayern"]
)
def test_a_region_nobody_keeps_holidays_for_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput):
        public_holidays(code, 2024)


def test_holidays_of_several_regions_name_the_region() -> None:
    names = holiday_names(["US", "DE-BY"], [2024])

    assert names[date(2024, 7, 4)] == "Independence Day (US)"
    assert names[date(2024, 12, 25)] == "Christmas Day (US)"
    assert "(DE-BY)" in names[date(2024, 11, 1)]
    assert holiday_names([], [2024]) == {}


def test_three_business_days_step_over_weekend_and_holiday() -> None:
    thanksgiving = holiday_names(["US"], [2024])

    assert business_days_after(date(2024, 11, 26), 3, holidays=thanksgiving) == date(2024, 12, 2)
    assert business_days_after(date(2024, 11, 26), 3) == date(2024, 11, 29)


def test_a_table_without_any_business_day_is_an_error_and_no_loop() -> None:
    always = {date(2024, 1, 1) + timedelta(days=n) for n in range(100)}

    with pytest.raises(InvalidInput):
        next_business_day(date(2024, 1, 2), always)


@settings(max_examples=100, deadline=None)
@given(days, st.integers(0, 20), holiday_sets)
def test_as_many_business_days_lie_between_as_were_counted(
    day: date, count: int, holidays: frozenset[date]
) -> None:
    reached = business_days_after(day, count, holidays=holidays)

    between = [day + timedelta(days=n) for n in range(1, (reached - day).days + 1)]
    assert sum(is_business_day(d, holidays) for d in between) == count
    assert count == 0 or is_business_day(reached, holidays)


@settings(max_examples=50, deadline=None)
@given(days, holiday_sets)
def test_the_nearest_business_day_before_mirrors_the_one_after(
    day: date, holidays: frozenset[date]
) -> None:
    before = next_business_day(day, holidays, step=-1)

    assert before < day
    assert next_business_day(before, holidays) >= day
