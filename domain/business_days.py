"""Counting in days on which offices are open."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta

from domain.errors import InvalidInput

SATURDAY = 5
LONGEST_CLOSURE = timedelta(days=60)
"No office is closed for longer; beyond it the table of holidays is wrong."


def holiday_names(codes: Iterable[str], years: Iterable[int]) -> Mapping[date, str]:
    """The days off in any of these regions, each with the name of its holiday and its region.

    Raises InvalidInput for a region nobody keeps holidays for.
    """
    regions = tuple(codes)
    if not regions:
        return {}
    # The world's holidays take 2.4 MiB, which a portfolio whose reviews name no region saves.
    from domain.public_holidays import public_holidays  # noqa: PLC0415 - see above

    span = tuple(years)
    names: dict[date, str] = {}
    for code in regions:
        for year in span:
            for day, name in public_holidays(code, year).items():
                names.setdefault(day, f"{name} ({code})")
    return names


def is_business_day(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def next_business_day(day: date, holidays: Container[date], *, step: int = 1) -> date:
    """The nearest business day after it, or before it with step -1."""
    for days in range(1, LONGEST_CLOSURE.days + 1):
        nearest = day + timedelta(days=step * days)
        if is_business_day(nearest, holidays):
            return nearest
    raise InvalidInput(f"no business day within {LONGEST_CLOSURE.days} days of {day}")


def business_days_after(day: date, count: int, *, holidays: Container[date] = ()) -> date:
    """The count-th business day after that day; the day itself does not count."""
    for _ in range(count):
        day = next_business_day(day, holidays)
    return day
