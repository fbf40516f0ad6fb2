"""Review rules: RFC 5545 text, or a day of the month, to the dates they name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from domain.errors import InvalidInput
from domain.vocabulary import MonthEndPolicy

MOST_SLOTS = 60
"Five years of monthly reviews; more is a typing error."
HORIZON = timedelta(days=3653)
"Ten years: a rule that has not come by then never will, and looking further takes seconds."
LATEST_START = date(2999, 12, 31)
CYCLE = 400
"Years after which dates and weekdays of the Gregorian calendar repeat."
LAST_CYCLE = 9988
"The last year from which ten more exist."
SHORTEST_MONTH = 28
LONGEST_MONTH = 31

PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)")
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
WHICH_DAYS = {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "WKST"}
LIMITS = {"COUNT", "UNTIL"}
NUMBER = re.compile(r"[1-9]\d{0,2}")
UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDates:
    """The local dates a rule names, in order, and its FREQ."""

    frequency: str
    dates: tuple[date, ...]


def monthly_rule(day: int, *, count: int, month_end: MonthEndPolicy) -> str:
    """RFC 5545 text for a day of the month; in a shorter month its last day (CLAMP) or none (SKIP).

    Raises InvalidInput for a day no month has.
    """
    if not 1 <= day <= LONGEST_MONTH:
        raise InvalidInput(f"no month has a day {day}")
    days = f"{day}"
    if day > SHORTEST_MONTH and month_end is MonthEndPolicy.CLAMP:
        days = clamped(day)
    return f"FREQ=MONTHLY;BYMONTHDAY={days};COUNT={count}"


def with_month_end(rule: str, *, starts_on: date, month_end: MonthEndPolicy) -> str:
    """RFC 5545 skips a month without the rule's one day; with CLAMP its last day stands in.

    Raises InvalidInput for a rule that cannot be read.
    """
    parts = parts_of(rule)
    names_days = WHICH_DAYS & parts.keys()
    day = parts.get("BYMONTHDAY", f"{starts_on.day}")
    is_plain = parts["FREQ"] == "MONTHLY" and names_days <= {"BYMONTHDAY", "WKST"}
    if month_end is MonthEndPolicy.SKIP or not is_plain or day not in {"29", "30", "31"}:
        return rule
    rest = ";".join(f"{key}={value}" for key, value in parts.items() if key != "BYMONTHDAY")
    return f"{rest};BYMONTHDAY={clamped(int(day))}"


def clamped(day: int) -> str:
    """The day, or in a shorter month its last one: of the days that may stand in, the last."""
    return f"{','.join(f'{d}' for d in range(SHORTEST_MONTH, day + 1))};BYSETPOS=-1"


def rule_dates(rule: str, *, starts_on: date) -> RuleDates:
    """The dates of an RRULE from that day on. UNTIL counts as a whole day, its last one included.

    Raises InvalidInput for a rule that cannot be read, has no end or both COUNT and UNTIL, speaks
    of hours, gives more than 60 dates, or does not give what it promises within ten years.
    """
    parts = parts_of(rule)
    count, until = limits(parts, starts_on)
    days = ";".join(f"{key}={value}" for key, value in parts.items() if key not in LIMITS)
    # dateutil looks for a date until the year 9999, which for 30 February takes seconds: it is
    # asked about the same days of the last cycle, where little is left to search.
    ahead = (LAST_CYCLE - starts_on.year) // CYCLE * CYCLE
    first, last = years_ahead(starts_on, ahead), years_ahead(until, ahead)
    try:
        found = rrulestr(f"{days};UNTIL={last:%Y%m%d}", dtstart=datetime.combine(first, time()))
        instants = list(islice(found, count or MOST_SLOTS + 1))
    except (ValueError, TypeError, IndexError) as problem:
        raise InvalidInput(f"{rule!r} is no rule: {problem}") from None
    dates = tuple(years_ahead(instant.date(), -ahead) for instant in instants)
    if len(dates) > MOST_SLOTS:
        raise InvalidInput(f"{rule!r} gives more than {MOST_SLOTS} reviews")
    if len(dates) < (count or 1):
        raise InvalidInput(f"{rule!r} gives {len(dates)} dates, not {count or 'one'}, in ten years")
    return RuleDates(frequency=parts["FREQ"], dates=dates)


def years_ahead(day: date, ahead: int) -> date:
    """The same day so many years ahead; whole cycles keep weekdays and leap days."""
    return day.replace(year=day.year + ahead)


def parts_of(rule: str) -> Mapping[str, str]:
    """The rule's parts by name; RRULE: in front of them is allowed."""
    parts: dict[str, str] = {}
    for text in rule.removeprefix("RRULE:").split(";"):
        part = PART.fullmatch(text)
        if part is None or part[1] in parts:
            raise InvalidInput(f"{text!r} is no part of a rule such as FREQ=MONTHLY;BYDAY=1TU")
        parts[part[1]] = part[2]
    if unknown := parts.keys() - WHICH_DAYS - LIMITS - {"FREQ", "INTERVAL"}:
        raise InvalidInput(f"{', '.join(sorted(unknown))}: a review rule names days, no more")
    if parts.get("FREQ") not in FREQUENCIES:
        raise InvalidInput(f"{rule!r} has no FREQ of {', '.join(sorted(FREQUENCIES))}")
    if not NUMBER.fullmatch(parts.get("INTERVAL", "1")):
        raise InvalidInput(f"INTERVAL={parts['INTERVAL']} is no number from 1 to 999")
    return parts


def limits(parts: Mapping[str, str], starts_on: date) -> tuple[int | None, date]:
    """How many dates (None: as many as there are), and the last day to look at."""
    if len(LIMITS & parts.keys()) != 1:
        raise InvalidInput("a review rule ends by COUNT or by UNTIL: one of them")
    if starts_on > LATEST_START:
        raise InvalidInput(f"a series cannot start on {starts_on}")
    if "COUNT" in parts:
        if not NUMBER.fullmatch(parts["COUNT"]) or int(parts["COUNT"]) > MOST_SLOTS:
            raise InvalidInput(f"COUNT={parts['COUNT']} is no number from 1 to {MOST_SLOTS}")
        return int(parts["COUNT"]), starts_on + HORIZON
    return None, last_date(parts["UNTIL"], starts_on)


def last_date(text: str, starts_on: date) -> date:
    """The day of an UNTIL, as written."""
    found = UNTIL.fullmatch(text)
    try:
        until = date.fromisoformat(found[1]) if found else None
    except ValueError:
        until = None
    if until is None or until > starts_on + HORIZON:
        raise InvalidInput(f"UNTIL={text} is no date such as 20250430 within ten years")
    return until
