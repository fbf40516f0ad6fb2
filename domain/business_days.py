"""Public holidays by ISO 3166 code, and counting in days on which offices are open."""

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

from domain.errors import InvalidInput

SATURDAY = 5
REGION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
LONGEST_CLOSURE = timedelta(days=60)
"No office is closed for longer; beyond it the table of holidays is wrong."


@lru_cache(maxsize=512)  # a hundred regions over five years; building one takes milliseconds
def public_holidays(code: str, year: int) -> Mapping[date, str]:
    """The days off and their names for a country (US) or a part of it (US-NY), from `holidays`.

    Raises InvalidInput for a code the library does not know.
    """
    country, subdivision = region(code)
    found = country_holidays(country, subdiv=subdivision, years=year, expand=False)
    return {day: found[day] for day in sorted(found)}


def region(code: str) -> tuple[str, str | None]:
    """Country and part of it; raises InvalidInput for a code nobody keeps holidays for."""
    found = REGION.fullmatch(code)
    country, part = found.groups() if found else ("", None)
    parts = list_supported_countries(include_aliases=False).get(country)
    if parts is None or (part is not None and part not in parts):
        raise InvalidInput(f"{code!r} is no ISO 3166 code with known holidays, such as US or US-NY")
    return country, part


def holiday_names(codes: Iterable[str], years: Iterable[int]) -> Mapping[date, str]:
    """The days off in any of these regions, each with the name of its holiday and its region."""
    span = tuple(years)
    names: dict[date, str] = {}
    for code in codes:
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
