"""What a clock on the wall says, and the instant it means: where it skips, where it repeats."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput, quoted

CLOCK = re.compile(r"\d{2}:\d{2}")
OF_THIS_MACHINE = re.compile(r"localtime$|posixrules$|(posix|right)/")
"What a system keeps beside the zones: another machine has others or none, a browser knows none."
MIDNIGHTS_KEPT = 4_096  # of a zone's eleven years: what is judged asks for the same ones again
LAST_DAY = date(9999, 12, 29)
"31 December 9999 is how people write never; its midnight must still be an instant in every zone."


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTime:
    """The instant a wall time means, in UTC, and why it is not the obvious one."""

    instant: datetime
    note: str | None = None


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises InvalidInput for any other text."""
    try:
        if not OF_THIS_MACHINE.match(name):
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no relative path; a folder such as America
        pass  # told below
    raise InvalidInput(f"{name!r} is no IANA time zone such as Europe/Berlin")


def clock_time(text: str) -> time:
    """What a clock shows, as in 09:30; raises InvalidInput for any other text."""
    try:
        if CLOCK.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError:
        pass  # 24:00, told below
    raise InvalidInput(f"{quoted(text)} is no wall time such as 09:30")


def utc(instant: datetime) -> datetime:
    """The same instant in UTC, where differences are real time; InvalidInput for a naive one."""
    if instant.utcoffset() is None:
        raise InvalidInput(f"{instant.isoformat()} has no time zone")
    return instant.astimezone(UTC)


def write_instant(value: datetime) -> str:
    """In UTC with Z; a fraction of a second only where there is one."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def wall_time(day: date, clock: time, zone: ZoneInfo) -> WallTime:
    """A skipped time moves on to the next one that exists; of a repeated one the first counts."""
    wall = datetime.combine(day, clock, tzinfo=zone)
    early, late = wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC)
    if early == late:
        return WallTime(instant=late)
    if early > late:
        return WallTime(instant=late, note=f"{clock:%H:%M} comes twice that day; the first counts")
    instant = change_between(early.replace(microsecond=0), late, zone)
    moved = instant.astimezone(zone)
    return WallTime(instant=instant, note=f"{clock:%H:%M} is skipped; moved on to {moved:%H:%M}")


def change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first second after `early` with another offset, which `late` is known to have."""
    before = early.astimezone(zone).utcoffset()
    seconds = range(int((late - early).total_seconds()) + 1)
    changed = bisect_left(
        seconds,
        x=True,
        key=lambda s: (early + timedelta(seconds=s)).astimezone(zone).utcoffset() != before,
    )
    return early + timedelta(seconds=changed)


@lru_cache(maxsize=MIDNIGHTS_KEPT)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The midnight at which it begins, in UTC."""
    return wall_time(day, time(), zone).instant


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The midnight after it, in UTC: until then a thing due that day is on time."""
    return start_of_day(min(day, LAST_DAY) + timedelta(days=1), zone)


class Moment(NamedTuple):
    """An instant, and the zone by whose midnights its days are counted."""

    at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.day_of(self.at)

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The midnight at which the day begins, in UTC."""
        return start_of_day(day, self.zone)

    def end_of(self, day: date) -> datetime:
        """The midnight at which the day is over, in UTC."""
        return end_of_day(day, self.zone)
