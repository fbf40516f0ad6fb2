from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.working_time import Calendar, Pause, Span, due, elapsed, open_intervals

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    key="office",
    version=1,
    zone="Europe/Berlin",
    spans=tuple(
        span
        for day in range(5)
        for span in (Span(day, time(9), time(12)), Span(day, time(13), time(17)))
    ),
    holidays=frozenset({date(2024, 10, 31)}),
)
NIGHTS = Calendar(
    key="nights",
    version=1,
    zone="Europe/Berlin",
    spans=tuple(Span(day, time(22), time(6)) for day in range(7)),
)
ALWAYS = Calendar(
    key="always", version=1, zone="America/New_York", spans=tuple(
        Span(day, time(), time()) for day in range(7)
    )
)  # fmt: skip


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 10) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=BERLIN)


def test_without_a_calendar_every_hour_counts() -> None:
    assert elapsed(berlin(23, 8), berlin(25, 15, 45)) == timedelta(hours=55.75)
    assert due(berlin(23, 8), 4 * HOUR) == berlin(23, 12)


def test_instants_of_one_zone_differ_by_real_time_not_by_wall_time() -> None:
    new_york = ZoneInfo("America/New_York")
    before = datetime(2024, 11, 2, 12, tzinfo=new_york)
    after = datetime(2024, 11, 3, 12, tzinfo=new_york)

    assert after - before == 24 * HOUR  # what Python says of two wall times
    assert elapsed(before, after) == 25 * HOUR
    assert elapsed(before, after, ALWAYS) == 25 * HOUR


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (berlin(23, 8), berlin(23, 20), 7),  # a Wednesday, lunch taken out
        (berlin(23, 11), berlin(23, 14), 2),
        (berlin(25, 16), berlin(28, 10), 2),  # over the weekend
        (berlin(30, 16), berlin(1, 10, month=11), 2),  # over a holiday
        (berlin(26, 0), berlin(28, 0), 0),
        (berlin(23, 10), berlin(23, 10), 0),
        (berlin(23, 10), berlin(22, 10), 0),  # ends before it starts
    ],
)
def test_only_open_hours_count(start: datetime, end: datetime, hours: int) -> None:
    assert elapsed(start, end, OFFICE) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (berlin(23, 8), 4, berlin(23, 14)),
        (berlin(23, 8), 3, berlin(23, 12)),  # at closing time, not at the next opening
        (berlin(25, 16), 2, berlin(28, 10)),
        (berlin(30, 16), 2, berlin(1, 10, month=11)),
        (berlin(26, 3), 1, berlin(28, 10)),
    ],
)
def test_a_target_is_due_in_open_hours(start: datetime, hours: int, end: datetime) -> None:
    assert due(start, hours * HOUR, OFFICE) == end


def test_a_night_shift_counts_over_midnight_and_over_a_change_of_clocks() -> None:
    assert elapsed(berlin(23, 20), berlin(24, 8), NIGHTS) == 8 * HOUR
    assert elapsed(berlin(23, 2), berlin(23, 4), NIGHTS) == 2 * HOUR
    assert elapsed(berlin(26, 20), berlin(27, 8), NIGHTS) == 9 * HOUR  # 03:00 came twice
    assert due(berlin(23, 12), 9 * HOUR, NIGHTS) == berlin(24, 23)


def test_a_holiday_closes_the_shift_that_starts_on_it_to_its_end() -> None:
    closed = Calendar(
        key="n", version=2, zone=NIGHTS.zone, spans=NIGHTS.spans,
        holidays=frozenset({date(2024, 10, 23)}),
    )  # fmt: skip

    assert elapsed(berlin(23, 0), berlin(23, 6), closed) == 6 * HOUR
    assert elapsed(berlin(23, 6), berlin(24, 6), closed) == timedelta()


def test_overlapping_spans_count_once() -> None:
    twice = Calendar(
        key="t", version=1, zone="UTC",
        spans=(Span(2, time(9), time(17)), Span(2, time(8), time(12)), Span(2, time(10), time(11))),
    )  # fmt: skip

    day = datetime(2024, 10, 23, tzinfo=UTC)
    assert elapsed(day, day + 24 * HOUR, twice) == 9 * HOUR


def test_pauses_are_taken_out_once_however_they_overlap() -> None:
    pauses = [
        Pause(berlin(23, 11), berlin(23, 13)),
        Pause(berlin(23, 9), berlin(23, 10)),
        Pause(berlin(23, 12), berlin(23, 12, 30)),
        Pause(berlin(22, 1), berlin(22, 5)),
    ]

    assert elapsed(berlin(23, 8), berlin(23, 16), pauses=pauses) == 5 * HOUR
    assert due(berlin(23, 8), 4 * HOUR, pauses=pauses) == berlin(23, 15)


def test_a_pause_moves_the_due_time_in_open_hours_not_around_the_clock() -> None:
    overnight = [Pause(berlin(23, 16), berlin(24, 10))]  # two open hours

    assert due(berlin(23, 13), 4 * HOUR, OFFICE, overnight) == berlin(24, 11)


def test_a_pause_that_goes_on_stops_the_clock_and_leaves_no_due_time() -> None:
    pauses = [Pause(berlin(23, 9))]

    assert elapsed(berlin(23, 8), berlin(25, 8), pauses=pauses) == HOUR
    assert due(berlin(23, 8), HOUR, pauses=pauses) == berlin(23, 9)
    with pytest.raises(InvalidInput):
        due(berlin(23, 8), 2 * HOUR, pauses=pauses)


def test_a_clock_held_for_longer_than_ten_years_is_due_once_it_went_on() -> None:
    held = Pause(berlin(23, 9), berlin(23, 9) + timedelta(days=4000))

    assert due(berlin(23, 8), 2 * HOUR, pauses=[held]) == berlin(23, 10) + timedelta(days=4000)


def test_a_calendar_that_never_opens_is_an_error_and_no_loop() -> None:
    with pytest.raises(InvalidInput):
        Calendar(key="never", version=1, zone="UTC", spans=())


def test_a_target_beyond_ten_years_of_open_hours_is_an_error_and_no_loop() -> None:
    with pytest.raises(InvalidInput):
        due(berlin(23, 8), timedelta(days=3000), OFFICE)


@pytest.mark.parametrize("target", [timedelta(), -HOUR])
def test_a_target_of_no_time_is_refused(target: timedelta) -> None:
    with pytest.raises(InvalidInput):
        due(berlin(23, 8), target)


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Pause(berlin(23, 9), berlin(23, 8))
    with pytest.raises(InvalidInput):
        Span(7, time(9), time(17))
    with pytest.raises(InvalidInput):
        Span(1, time(9, tzinfo=UTC), time(17))
    with pytest.raises(InvalidInput):
        Calendar(key="k", version=1, zone="Nowhere", spans=(Span(1, time(9), time(17)),))
    with pytest.raises(InvalidInput):
        elapsed(datetime(2024, 10, 23), berlin(23, 8))  # noqa: DTZ001 (that is the point)


# Quarters: a calendar open for a minute a week does not reach every target in ten years.
wall_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
calendars = st.builds(
    Calendar,
    key=st.just("any"),
    version=st.just(1),
    zone=st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe"]),
    spans=st.lists(
        st.builds(Span, st.integers(0, 6), wall_times, wall_times), min_size=1, max_size=5
    ).map(tuple),
    holidays=st.frozensets(st.dates(date(2024, 10, 20), date(2024, 11, 20)), max_size=5),
)
maybe_calendars = st.none() | calendars
instants = st.integers(0, 45 * 24 * 60).map(
    lambda m: datetime(2024, 10, 15, tzinfo=UTC) + m * MINUTE
)
pauses_of_time = st.lists(
    st.tuples(instants, instants).map(lambda pair: Pause(min(pair), max(pair))), max_size=4
)
quick = settings(max_examples=60, deadline=None)


@quick
@given(instants, st.integers(1, 3000).map(lambda m: m * MINUTE), maybe_calendars, pauses_of_time)
def test_at_the_due_instant_exactly_the_target_has_elapsed_and_not_before(
    start: datetime, target: timedelta, calendar: Calendar | None, pauses: list[Pause]
) -> None:
    end = due(start, target, calendar, pauses)

    assert elapsed(start, end, calendar, pauses) == target
    assert elapsed(start, end - MINUTE / 2, calendar, pauses) < target


@quick
@given(st.tuples(instants, instants, instants).map(sorted), maybe_calendars, pauses_of_time)
def test_elapsed_time_adds_up_and_never_exceeds_real_time(
    times: list[datetime], calendar: Calendar | None, pauses: list[Pause]
) -> None:
    first, middle, last = times

    parts = [elapsed(a, b, calendar, pauses) for a, b in pairwise(times)]
    assert parts[0] + parts[1] == elapsed(first, last, calendar, pauses)
    assert parts[0] <= middle - first


@quick
@given(instants, instants, maybe_calendars, pauses_of_time)
def test_a_pause_said_twice_changes_nothing_and_one_more_never_adds_time(
    start: datetime, end: datetime, calendar: Calendar | None, pauses: list[Pause]
) -> None:
    counted = elapsed(start, end, calendar, pauses)

    assert elapsed(start, end, calendar, [*pauses, *reversed(pauses)]) == counted
    assert counted <= elapsed(start, end, calendar, pauses[1:])


@quick
@given(instants, instants, calendars)
def test_open_time_agrees_with_looking_at_the_wall_clock_each_minute(
    start: datetime, end: datetime, calendar: Calendar
) -> None:
    start, end = min(start, end), min(max(start, end), min(start, end) + 30 * HOUR)
    zone = ZoneInfo(calendar.zone)

    def is_open(instant: datetime) -> bool:
        wall = instant.astimezone(zone)
        for back in (0, 1):
            day = wall.date() - timedelta(days=back)
            for span in calendar.spans:
                closes = day if span.start < span.end else day + timedelta(days=1)
                opening = datetime.combine(day, span.start, zone).astimezone(UTC)
                closing = datetime.combine(closes, span.end, zone).astimezone(UTC)
                works = span.weekday == day.weekday() and day not in calendar.holidays
                if works and opening <= instant < closing:
                    return True
        return False

    minutes = int((end - start) / MINUTE)
    counted = sum(is_open(start + n * MINUTE) for n in range(minutes))
    assert elapsed(start, end, calendar) == counted * MINUTE


@quick
@given(instants, instants, calendars)
def test_open_intervals_come_in_order_and_never_touch_twice(
    start: datetime, end: datetime, calendar: Calendar
) -> None:
    found = list(open_intervals(start, end, calendar))

    assert all(start <= a < b <= end for a, b in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
