import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.period import Period
from schema import scalars

INSTANT = datetime(2024, 10, 25, 15, 45, tzinfo=timezone(timedelta(hours=-4)))


def test_an_instant_is_written_in_utc_with_z_whatever_its_zone() -> None:
    assert scalars.write_instant(INSTANT) == "2024-10-25T19:45:00Z"
    assert scalars.write_instant(INSTANT.replace(microsecond=5)) == "2024-10-25T19:45:00.000005Z"


SERVED = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


@given(instant=SERVED)
@settings(deadline=None, max_examples=50)
def test_an_instant_written_is_read_back(instant: datetime) -> None:
    assert scalars.read_instant(scalars.write_instant(instant)) == instant


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-25T19:45:00z",
        "2024-10-25t15:45:00-04:00",
        "2024-10-25 19:45Z",
        "2024-10-25T19:45:00.0000000Z",
    ],
)
def test_an_instant_is_read_as_rfc_3339_spells_it(text: str) -> None:
    assert scalars.read_instant(text) == INSTANT


@given(seconds=st.integers(0, 10**8))
@settings(deadline=None, max_examples=50)
def test_a_duration_written_is_read_back(seconds: int) -> None:
    duration = timedelta(seconds=seconds)

    assert scalars.read_duration(scalars.write_duration(duration)) == duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(hours=4), "PT4H"),
        (timedelta(hours=55, minutes=45), "PT55H45M"),
        (timedelta(seconds=61), "PT1M1S"),
        (timedelta(), "PT0S"),
        (timedelta(minutes=-90), "-PT1H30M"),
        (Period(days=60), "P60D"),
        (Period(months=3), "P3M"),
    ],
)
def test_durations_read_as_contracts_state_them(duration: timedelta | Period, text: str) -> None:
    assert scalars.write_duration(duration) == text


def test_days_with_hours_are_elapsed_time_and_days_alone_a_period() -> None:
    assert scalars.read_duration("P1DT12H") == timedelta(hours=36)
    assert scalars.read_duration("P2W") == Period(days=14)


def test_a_decimal_has_no_exponent() -> None:
    assert scalars.write_decimal(Decimal("5E+5")) == "500000"
    assert scalars.read_decimal("6250.00") == Decimal("6250.00")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (scalars.read_instant, "2024-10-25T15:45:00"),
        (scalars.read_instant, "yesterday"),
        (scalars.read_instant, 3),
        (scalars.read_instant, "0001-01-01T00:00:00+14:00"),
        (scalars.read_instant, "1900-01-01T00:00:00+00:01"),
        (scalars.read_instant, "2200-12-31T23:59:59-00:01"),
        (scalars.read_instant, "9999-12-31T23:59:59Z"),
        (scalars.read_instant, "2024-10-25T15:45:00-04:00:30"),
        (scalars.read_instant, "2024-W43-5T15:45:00Z"),
        (scalars.read_instant, "20241025T154500Z"),
        (scalars.read_instant, "2024-10-25T15Z"),
        (scalars.read_instant, "2024-10-25T15:45:00+0100"),
        (scalars.read_instant, "2024-10-25T15:45:00,5Z"),
        (scalars.read_instant, "2024-10-25T24:00:00Z"),
        (scalars.read_date, "1899-12-31"),
        (scalars.read_date, "2201-01-01"),
        (scalars.read_date, "2024-13-01"),
        (scalars.read_date, "20241025"),
        (scalars.read_date, "2024-W43-5"),
        (scalars.read_date, None),
        (scalars.read_decimal, "NaN"),
        (scalars.read_decimal, "much"),
        (scalars.read_decimal, 1.5),
        (scalars.read_decimal, "1_000"),
        (scalars.read_decimal, " 12 "),
        (scalars.read_decimal, "12."),
        (scalars.read_decimal, "\uff11\uff12"),
        (scalars.read_decimal, "1e-999999999"),
        (scalars.read_decimal, "9" * 31),
        (scalars.read_duration, "PT"),
        (scalars.read_duration, "4h"),
        (scalars.read_duration, "PT\uff14H"),
        (scalars.read_duration, 4),
        (scalars.read_text, 978),
    ],
)
def test_what_is_not_the_value_is_refused_in_words(
    read: Callable[[object], object], value: object
) -> None:
    with pytest.raises(GraphQLError, match=re.escape(f"{value!r} is no ")):
        read(value)


def test_of_a_long_value_only_the_beginning_is_said_again() -> None:
    with pytest.raises(GraphQLError) as refused:
        scalars.read_decimal("9e" * 5000)

    assert refused.value.message.startswith("'9e9e")
    assert len(refused.value.message) < 150


def test_a_date_is_a_day_of_the_calendar() -> None:
    assert scalars.read_date("2024-10-25") == date(2024, 10, 25)
    assert scalars.read_text("EUR") == "EUR"
