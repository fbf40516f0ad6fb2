from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.review_rules import MOST_SLOTS, monthly_rule, rule_dates, with_month_end
from domain.vocabulary import MonthEndPolicy

START = date(2024, 11, 1)


def dates(rule: str, *, starts_on: date = START) -> list[str]:
    return [day.isoformat() for day in rule_dates(rule, starts_on=starts_on).dates]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", ["2024-11-05", "2024-12-03", "2025-01-07"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2", ["2024-11-01", "2024-11-15"]),
        ("FREQ=DAILY;UNTIL=20241103", ["2024-11-01", "2024-11-02", "2024-11-03"]),
        ("FREQ=DAILY;UNTIL=20241102T235959Z", ["2024-11-01", "2024-11-02"]),
        ("FREQ=YEARLY;COUNT=2", ["2024-11-01", "2025-11-01"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2", ["2028-02-29", "2032-02-29"]),
    ],
)
def test_a_rule_names_dates(rule: str, expected: list[str]) -> None:
    assert dates(rule) == expected


def test_the_frequency_is_told_with_the_dates() -> None:
    assert rule_dates("FREQ=WEEKLY;COUNT=1", starts_on=START).frequency == "WEEKLY"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "monthly",
        "FREQ=MONTHLY",
        "COUNT=6",
        "FREQ=HOURLY;COUNT=6",
        "FREQ=MONTHLY;COUNT=0",
        "FREQ=MONTHLY;COUNT=-1",
        "FREQ=DAILY;COUNT=61",
        "FREQ=DAILY;UNTIL=20250101",
        "FREQ=MONTHLY;COUNT=6;UNTIL=20250101",
        "FREQ=MONTHLY;COUNT=6;COUNT=7",
        "FREQ=MONTHLY;COUNT=6;INTERVAL=0",
        "FREQ=MONTHLY;COUNT=6;BYHOUR=9",
        "FREQ=YEARLY;COUNT=6;BYEASTER=0",
        "FREQ=MONTHLY;COUNT=6;BYDAY=XX",
        "FREQ=YEARLY;COUNT=6;BYDAY=60MO",
        "FREQ=MONTHLY;COUNT=6;BYSETPOS=0",
        "FREQ=MONTHLY;UNTIL=tomorrow",
        "FREQ=MONTHLY;UNTIL=20251301",
        "FREQ=MONTHLY;UNTIL=SOON",
        "FREQ=YEARLY;UNTIL=20990101",
        "FREQ=YEARLY;COUNT=12",
        "FREQ=MONTHLY;UNTIL=20241031",
        "DTSTART:20240101\nRRULE:FREQ=DAILY;COUNT=2",
    ],
)
def test_a_rule_without_an_end_a_meaning_or_a_date_is_refused(rule: str) -> None:
    with pytest.raises(InvalidInput):
        rule_dates(rule, starts_on=START)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=YEARLY;BYMONTH=13;UNTIL=20300101",
    ],
)
def test_a_rule_that_never_comes_is_refused_at_once(rule: str) -> None:
    began = process_time()

    with pytest.raises(InvalidInput):
        rule_dates(rule, starts_on=START)

    assert process_time() - began < 3  # searched to the year 9999 it took up to six seconds


def test_a_series_starts_within_this_millennium() -> None:
    with pytest.raises(InvalidInput):
        rule_dates("FREQ=DAILY;COUNT=1", starts_on=date(3000, 1, 1))


def test_on_the_31st_of_a_shorter_month_it_is_the_last_day_or_none() -> None:
    clamp = monthly_rule(31, count=4, month_end=MonthEndPolicy.CLAMP)
    skip = monthly_rule(31, count=3, month_end=MonthEndPolicy.SKIP)

    assert dates(clamp) == ["2024-11-30", "2024-12-31", "2025-01-31", "2025-02-28"]
    assert dates(skip) == ["2024-12-31", "2025-01-31", "2025-03-31"]


@pytest.mark.parametrize("day", [0, 32, -1])
def test_a_day_no_month_has_is_refused(day: int) -> None:
    with pytest.raises(InvalidInput):
        monthly_rule(day, count=6, month_end=MonthEndPolicy.CLAMP)


starts = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 31), st.integers(1, MOST_SLOTS), starts)
def test_clamped_every_month_has_one_date_its_day_or_the_last(
    day: int, count: int, starts_on: date
) -> None:
    rule = monthly_rule(day, count=count, month_end=MonthEndPolicy.CLAMP)

    found = rule_dates(rule, starts_on=starts_on).dates

    months = [d.year * 12 + d.month for d in found]
    assert months == list(range(months[0], months[0] + count))
    assert all(d.day == day or (d + timedelta(days=1)).day == 1 for d in found)
    assert found[0] >= starts_on


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY;BYDAY=2WE", "MONTHLY;BYMONTHDAY=-1"]),
    st.integers(1, MOST_SLOTS),
    starts,
)
def test_until_the_last_date_of_a_count_gives_the_same_dates(
    frequency: str, count: int, starts_on: date
) -> None:
    counted = rule_dates(f"FREQ={frequency};COUNT={count}", starts_on=starts_on)

    until = f"FREQ={frequency};UNTIL={counted.dates[-1]:%Y%m%d}"
    assert rule_dates(until, starts_on=starts_on) == counted
    assert len(counted.dates) == count


@pytest.mark.parametrize(
    ("rule", "starts_on", "days"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", date(2025, 1, 1), [31, 28, 31]),
        ("FREQ=MONTHLY;COUNT=3", date(2025, 1, 30), [30, 28, 30]),
        ("FREQ=MONTHLY;BYMONTHDAY=28;COUNT=3", date(2025, 1, 1), [28, 28, 28]),
        ("FREQ=MONTHLY;BYMONTHDAY=30,31;COUNT=3", date(2025, 1, 1), [30, 31, 30]),
        ("FREQ=MONTHLY;BYDAY=5FR;COUNT=3", date(2025, 1, 31), [31, 30, 29]),
        ("FREQ=YEARLY;BYMONTHDAY=31;COUNT=3", date(2025, 1, 31), [31, 31, 31]),
    ],
)
def test_the_last_day_of_a_shorter_month_stands_in_for_a_rules_one_day(
    rule: str, starts_on: date, days: list[int]
) -> None:
    clamped = with_month_end(rule, starts_on=starts_on, month_end=MonthEndPolicy.CLAMP)

    assert [day.day for day in rule_dates(clamped, starts_on=starts_on).dates] == days
    assert with_month_end(rule, starts_on=starts_on, month_end=MonthEndPolicy.SKIP) == rule
