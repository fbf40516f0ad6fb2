"""Time that counts: between two instants, less pauses, within the hours somebody works."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput
from domain.wall_time import utc, wall_time, zone_of

DAY = timedelta(days=1)
HORIZON = timedelta(days=3660)
"Ten years: a target further away than any contract's term; where looking for open hours ends."

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count; without an end it still goes on."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse one that ends before it starts."""
        if self.end is not None and utc(self.end) < utc(self.start):
            raise InvalidInput(f"a pause ends {self.end} before it starts {self.start}")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open hours of a weekday (Monday 0). Ending at or before its start it ends the next day."""

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse a weekday that is none, and times that bring a zone of their own."""
        if not 0 <= self.weekday <= 6:  # noqa: PLR2004 (Sunday)
            raise InvalidInput(f"{self.weekday} is no weekday: Monday is 0, Sunday 6")
        if self.start.tzinfo or self.end.tzinfo:
            raise InvalidInput("open hours are wall times of the calendar's zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Weekly open hours in one zone. A holiday closes the spans that start on it, to their end."""

    key: str
    version: int
    zone: str
    spans: tuple[Span, ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a calendar without open hours, in which no clock would ever end."""
        zone_of(self.zone)
        if not self.spans:
            raise InvalidInput(f"calendar {self.key} is never open")


Calendars = Mapping[tuple[str, int | None], Calendar]
"By key and version; under no version (None) the latest."


def elapsed(
    start: datetime,
    end: datetime,
    calendar: Calendar | None = None,
    pauses: Iterable[Pause] = (),
) -> timedelta:
    """Real time between two instants that counts: open (no calendar: always) and not paused.

    Nothing has elapsed before the start. Raises InvalidInput for a naive instant.
    """
    opening = open_intervals(utc(start), utc(end), calendar)
    return sum((b - a for a, b in without(opening, stops(pauses))), timedelta())


def due(
    start: datetime,
    target: timedelta,
    calendar: Calendar | None = None,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """The first instant at which `target` has elapsed, in UTC: a pause moves it, in open time.

    Raises InvalidInput when the target is not positive or not reached within ten years, less the
    pauses that have ended, as in one without an end.
    """
    if target <= timedelta():
        raise InvalidInput(f"a target of {target} is no time to meet")
    paused = stops(pauses)
    over = sum((end - begin for begin, end in paused if end), timedelta())
    opening = open_intervals(utc(start), utc(start) + HORIZON + over, calendar)
    left = target
    for begins, ends in without(opening, paused):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise InvalidInput(f"{target} of open time are not reached within {HORIZON.days} days")


def stops(pauses: Iterable[Pause]) -> Sequence[tuple[datetime, datetime | None]]:
    """The pauses in order of their start, in UTC."""
    return sorted(
        ((utc(pause.start), pause.end and utc(pause.end)) for pause in pauses),
        key=lambda stop: stop[0],
    )


def without(
    opening: Iterable[Interval], pauses: Sequence[tuple[datetime, datetime | None]]
) -> Iterator[Interval]:
    """What the pauses leave of the intervals. Overlapping pauses take the same time only once."""
    for begins, ends in opening:
        left = begins
        for paused, resumed in pauses:
            if paused >= ends or left >= ends:
                break
            if paused > left:
                yield left, paused
            left = max(left, min(resumed or ends, ends))
        if left < ends:
            yield left, ends


def open_intervals(start: datetime, end: datetime, calendar: Calendar | None) -> Iterator[Interval]:
    """The open time between two instants, in order and disjoint even where spans overlap."""
    if calendar is None:
        if start < end:
            yield start, end
        return
    zone = zone_of(calendar.zone)
    counted = start
    day = start.astimezone(zone).date() - DAY  # yesterday's last span may reach past midnight
    last = end.astimezone(zone).date()
    while day <= last:
        for opens, closes in spans_of(calendar, day, zone):
            if max(opens, counted) < min(closes, end):
                yield max(opens, counted), min(closes, end)
            counted = max(counted, closes)
        day += DAY


def spans_of(calendar: Calendar, day: date, zone: ZoneInfo) -> Iterator[Interval]:
    """The spans that start on that day, in UTC, the earliest first."""
    if day in calendar.holidays:
        return
    for span in sorted(calendar.spans):
        if span.weekday == day.weekday():
            closing_day = day if span.start < span.end else day + DAY
            yield (
                wall_time(day, span.start, zone).instant,
                wall_time(closing_day, span.end, zone).instant,
            )
