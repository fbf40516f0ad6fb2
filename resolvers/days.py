"""Filters by day on a column that holds an instant: a day is what the viewer's calendar says."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput
from domain.wall_time import end_of_day, wall_time
from resolvers.filters import EVERY, MOST_DAYS, Asked, DateFilter, Test, every

FIRST_DAY = date(2, 1, 1)
"Its midnight is an instant in every zone; nothing is recorded before it."


def on_days(asked: Asked, column: str, f: DateFilter | None) -> Test:
    """The tests of a date filter, each day from its first instant up to the next day's."""
    if f is None:
        return EVERY
    zone, today = ZoneInfo(asked.context.viewer.time_zone), asked.context.today
    ahead, behind = from_today(today, f.next_days), from_today(today, f.last_days, step=-1)
    since = (f.eq, f.gte, behind, ahead and today)
    until = (f.eq, f.lte, ahead, behind and today)
    return every(
        *(asked.compare("gte", column, start_of_day(day, zone)) for day in since if day),
        *(asked.compare("lt", column, end_of_day(day, zone)) for day in until if day),
        asked.compare("gte", column, f.gt and end_of_day(f.gt, zone)),
        asked.compare("lt", column, f.lt and start_of_day(f.lt, zone)),
        asked.null(column, f.is_null),
    )


def from_today(today: date, days: int | None, *, step: int = 1) -> date | None:
    """That many days ahead, or back; raises InvalidInput for a number that leaves the calendar."""
    if days is None:
        return None
    if not 0 <= days <= MOST_DAYS:
        raise InvalidInput(f"nextDays and lastDays lie between 0 and {MOST_DAYS}")
    return today + timedelta(days=step * days)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Its midnight, in UTC."""
    return wall_time(max(day, FIRST_DAY), time(), zone).instant
