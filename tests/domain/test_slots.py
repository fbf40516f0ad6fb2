from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.slots import (
    first_day,
    last_day,
    near,
    refuse_no_month,
    slots_of,
)

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
quick = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(
    ("slot", "first", "last"),
    [
        ("2024-11", date(2024, 11, 1), date(2024, 11, 30)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-W45", date(2024, 11, 4), date(2024, 11, 10)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-11-05", date(2024, 11, 5), date(2024, 11, 5)),
    ],
)
def test_a_slot_begins_on_its_first_day_and_is_due_on_its_last(
    slot: str, first: date, last: date
) -> None:
    assert (first_day(slot), last_day(slot)) == (first, last)


@pytest.mark.parametrize(
    "slot",
    [
        *("", "2024", "2024-13", "2024-00", "2024-W54", "2024-W00", "0000-01", "9999-12"),
        *("9999-W52", "2024-02-30", "20241105", "2024-W45-1", "November", "٢٠٢٤-11"),
    ],
)
def test_what_is_no_slot_is_refused(slot: str) -> None:
    with pytest.raises(InvalidInput):
        last_day(slot)


def test_two_dates_in_one_month_are_told_apart_by_their_dates() -> None:
    twice = [date(2024, 11, 5), date(2024, 11, 19)]

    assert slots_of(twice, frequency="MONTHLY") == ("2024-11-05", "2024-11-19")
    assert slots_of(twice, frequency="WEEKLY") == ("2024-W45", "2024-W47")
    assert slots_of(twice, frequency="YEARLY") == ("2024-11-05", "2024-11-19")


@quick
@given(days, st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
def test_a_date_lies_in_its_slot(day: date, frequency: str) -> None:
    (slot,) = slots_of([day], frequency=frequency)

    assert timedelta() <= last_day(slot) - day <= timedelta(days=30)
    assert slots_of([last_day(slot)], frequency=frequency) == (slot,)
    assert slots_of([first_day(slot)], frequency=frequency) == (slot,)
    before = first_day(slot) - timedelta(days=1)
    assert slots_of([before], frequency=frequency) != (slot,)


def test_a_slot_more_than_ten_years_off_is_a_slip_of_the_pen() -> None:
    today = date(2024, 11, 5)

    assert near("2034-10", day=today) == date(2034, 10, 31)
    assert near("2014-11", day=today) == date(2014, 11, 30)
    for slot in ("2035-01", "2014-10", "0001-01"):
        with pytest.raises(InvalidInput):
            near(slot, day=today)


def test_only_a_month_of_a_year_is_one() -> None:
    today = date(2024, 11, 5)

    refuse_no_month("2024-11", day=today)
    for text in ("2024-13", "2024-W45", "2024-11-05", "November", "2124-11"):
        with pytest.raises(InvalidInput):
            refuse_no_month(text, day=today)
