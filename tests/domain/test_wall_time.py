from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.wall_time import clock_time, end_of_day, utc, wall_time, zone_of

NEW_YORK = ZoneInfo("America/New_York")
zones = st.sampled_from(
    ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"]
).map(ZoneInfo)
days = st.dates(date(2005, 1, 1), date(2035, 12, 31))
clocks = st.times().map(lambda t: t.replace(microsecond=0))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "America", "UTC+1"])
def test_a_zone_nobody_keeps_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        zone_of(name)


@pytest.mark.parametrize("name", ["localtime", "posixrules", "posix/Europe/Berlin", "right/UTC"])
def test_a_name_only_this_machine_gives_a_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="no IANA time zone"):
        zone_of(name)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(InvalidInput):
        utc(datetime(2024, 10, 23, 8))  # noqa: DTZ001 (that is the point)


def test_an_ordinary_wall_time_means_one_instant() -> None:
    found = wall_time(date(2024, 10, 23), time(8), NEW_YORK)

    assert (found.instant, found.note) == (datetime(2024, 10, 23, 12, tzinfo=UTC), None)


def test_a_skipped_time_moves_on_to_the_first_that_exists_and_says_so() -> None:
    found = wall_time(date(2025, 3, 9), time(2, 30), NEW_YORK)

    assert found.instant == datetime(2025, 3, 9, 3, tzinfo=NEW_YORK)
    assert found.note == "02:30 is skipped; moved on to 03:00"


def test_of_a_repeated_time_the_first_counts_and_it_says_so() -> None:
    found = wall_time(date(2024, 11, 3), time(1, 30), NEW_YORK)

    assert found.instant == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)
    assert found.note == "01:30 comes twice that day; the first counts"


def test_a_day_that_never_was_ends_where_it_would_have_begun() -> None:
    apia = ZoneInfo("Pacific/Apia")

    assert end_of_day(date(2011, 12, 29), apia) == end_of_day(date(2011, 12, 30), apia)


def test_never_is_a_day_with_an_end() -> None:
    assert end_of_day(date.max, NEW_YORK).year == 9999


def test_a_day_is_as_long_as_its_clocks_make_it() -> None:
    ends = [end_of_day(date(2024, 11, day), NEW_YORK) for day in (1, 2, 3)]

    assert [b - a for a, b in pairwise(ends)] == [
        timedelta(hours=24),
        timedelta(hours=25),
    ]


@settings(max_examples=100, deadline=None)
@given(days, clocks, zones)
def test_without_a_note_the_instant_shows_the_wall_time_asked(
    day: date, clock: time, zone: ZoneInfo
) -> None:
    found = wall_time(day, clock, zone)

    shown = found.instant.astimezone(zone).replace(tzinfo=None)
    asked = datetime.combine(day, clock)
    assert shown == asked if found.note is None else shown >= asked


@settings(max_examples=100, deadline=None)
@given(days, zones, clocks, clocks)
def test_a_later_wall_time_is_never_an_earlier_instant(
    day: date, zone: ZoneInfo, one: time, other: time
) -> None:
    early, late = sorted((one, other))

    assert wall_time(day, early, zone).instant <= wall_time(day, late, zone).instant


def test_a_clock_shows_hours_and_minutes() -> None:
    assert clock_time("09:30") == time(9, 30)
    for text in ("9:30", "24:00", "09:60", "09:30:00", "0930", "", "noon"):
        with pytest.raises(InvalidInput):
            clock_time(text)
