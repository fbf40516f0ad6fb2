"""Days as people write them in notes: a closed grammar, so that "24/7" and "48+ hours" stay words.

A reading is one day, or none and the days it could be. Nothing here knows the clock: every
relative word counts from the meeting's day.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from domain.notes.numbers import NUMBER_WORD, number_of
from domain.vocabulary import Basis

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_MONTH = 12
EARLIEST_YEAR, LATEST_YEAR = 1900, 2999
"What counting hundreds of years from a meeting cannot take out of the calendar."
WEEKEND = 5
"date.weekday() of Saturday, the first day nobody works."

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = (
    r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun))\b"
)


NEAREST_YEAR = "the year nearest to the meeting"


class Direction(StrEnum):
    """Where a section looks: a timeline back, a plan forward."""

    BACK = "BACK"
    FORWARD = "FORWARD"


class Order(StrEnum):
    """Which part of 05/06/2024 is the day."""

    DAY_FIRST = "DMY"
    MONTH_FIRST = "MDY"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From where a section reads its days; without a `today` only whole dates can be read."""

    today: date | None
    direction: Direction
    order: Order = Order.DAY_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day found in a text; `day` is None while `candidates` are open."""

    start: int
    end: int
    words: str
    day: date | None
    basis: Basis = Basis.STATED
    candidates: tuple[date, ...] = ()
    assumption: str | None = None


def valid(year: int, month: int, day: int) -> date | None:
    """The day, unless the calendar, or a meeting's lifetime, has no such one."""
    try:
        return date(year, month, day) if EARLIEST_YEAR <= year <= LATEST_YEAR else None
    except ValueError:
        return None


def with_year(month: int, day: int, view: View) -> date | None:
    """The nearest such day in the view's direction, the meeting's own day included."""
    if view.today is None:
        return None
    is_back = view.direction is Direction.BACK
    # Eight years reach the next 29 February even across a year such as 1900.
    for away in range(9):
        found = valid(view.today.year + (-away if is_back else away), month, day)
        if found and (found <= view.today if is_back else found >= view.today):
            return found
    return None


def read_named(found: re.Match[str], view: View) -> Day | None:
    """25 October 2024, Oct 25."""
    month = MONTHS.index(found["month"][:3].lower()) + 1
    if found["year"]:
        return made(found, valid(int(found["year"]), month, int(found["day"])))
    day = with_year(month, int(found["day"]), view)
    return made(found, day, basis=Basis.INFERRED, assumption=NEAREST_YEAR)


def read_iso(found: re.Match[str], view: View) -> Day | None:
    del view
    return made(found, valid(int(found["year"]), int(found["mm"]), int(found["day"])))


def read_slashed(found: re.Match[str], view: View) -> Day | None:
    """25/10/2024 or 10/25/2024; 25.10.2024 is always day first."""
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    is_day_first = first > LAST_MONTH or (second <= LAST_MONTH and view.order is Order.DAY_FIRST)
    if found["mark"] == "." or is_day_first:
        return made(found, valid(year, second, first))
    return made(found, valid(year, first, second))


def read_near(found: re.Match[str], view: View) -> Day | None:
    """Today, tomorrow, yesterday, end of the day or of the week."""
    if view.today is None:
        return None
    word = found["near"].lower()
    friday = timedelta(days=(4 - view.today.weekday()) % 7)
    ahead = {"tomorrow": timedelta(days=1), "yesterday": timedelta(days=-1)}
    away = friday if "week" in word or word == "eow" else ahead.get(word, timedelta())
    return made(found, view.today + away, basis=Basis.DERIVED, assumption="from the meeting's day")


def read_weekday(found: re.Match[str], view: View) -> Day | None:
    """Friday: the nearest one; two candidates when it is today, or said with "next"."""
    if view.today is None:
        return None
    name = found["weekday"].lower()[:3]
    ahead = (
        next(n for n, day in enumerate(WEEKDAYS) if day[:3] == name) - view.today.weekday()
    ) % 7
    if view.direction is Direction.BACK:
        day = view.today - timedelta(days=(7 - ahead) % 7)
        return made(found, day, basis=Basis.INFERRED, assumption="the latest such day")
    day = view.today + timedelta(days=ahead)
    if ahead == 0 or (found["next"] and ahead < 7 - view.today.weekday()):
        # The later one first: who means today says so.
        return made(found, None, candidates=(day + timedelta(days=7), day))
    return made(found, day, basis=Basis.INFERRED, assumption="the next such day")


def read_ahead(found: re.Match[str], view: View) -> Day | None:
    """In two weeks, within 48 hours: counted from the meeting's day, to the day."""
    if view.today is None:
        return None
    day = later(view.today, number_of(found["count"]), found["unit"])
    return made(found, day, basis=Basis.DERIVED, assumption="counted from the meeting's day")


def made(
    found: re.Match[str],
    day: date | None,
    *,
    basis: Basis = Basis.STATED,
    candidates: tuple[date, ...] = (),
    assumption: str | None = None,
) -> Day | None:
    """The reading; None when there is neither a day nor a choice of days."""
    if day is None and not candidates:
        return None
    return Day(
        start=found.start(),
        end=found.end(),
        words=found[0],
        day=day,
        basis=basis,
        candidates=candidates,
        assumption=assumption,
    )


UNIT = r"(?P<unit>hour|day|week|month|quarter|year)s?\b"
COUNTED = rf"(?P<count>(?!\d{{4}}){NUMBER_WORD})[\s-]+(?:business\s+|working\s+)?{UNIT}"
SPAN = re.compile(
    r"\b(?:next|coming|following|first|over|within|in|for)\s+(?:the\s+)?(?:next\s+|coming\s+)?"
    + COUNTED,
    re.IGNORECASE,
)
NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
SLASHED = r"\b(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})\b"
NEAR = r"\b(?P<near>today|tonight|tomorrow|yesterday|eod|cob|eow|end of (?:the )?(?:day|week))\b"
READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], View], Day | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (r"\b(?P<year>\d{4})-(?P<mm>\d{1,2})-(?P<day>\d{1,2})(?!\d)", read_iso),
        (rf"\b{NTH}(?: of)? {MONTH},?(?: (?P<year>\d{{4}})\b)?", read_named),
        (rf"\b{MONTH} {NTH}\b(?!:)(?:,? (?P<year>\d{{4}})\b)?", read_named),
        (SLASHED, read_slashed),
        (NEAR, read_near),
        # "Every Friday" is a rhythm and no day.
        (rf"\b(?<!every )(?<!each )(?P<next>next )?{WEEKDAY}", read_weekday),
        (r"\b(?:within|in)\s+(?:the\s+)?(?:next\s+)?" + COUNTED, read_ahead),
    )
)


def later(day: date, count: int, unit: str) -> date:
    """The day so many units later; hours count as begun days, months by calendar."""
    months = {"month": 1, "quarter": 3, "year": 12}
    if unit.lower() in months:
        return day + relativedelta(months=count * months[unit.lower()])
    days = {"hour": -(-count // 24), "day": count, "week": 7 * count}
    return day + timedelta(days=days[unit.lower()])


WHOLE = 4
"The first readers, whose words name a day and a month."
SOME_DAY = date(2024, 1, 1)
LAST_DAY = 31
"A higher number counts something else: May 45 people come."


def is_free(found: re.Match[str], taken: Iterable[Day]) -> bool:
    return all(found.end() <= day.start or day.end <= found.start() for day in taken)


def find_impossible(text: str, order: Order) -> str | None:
    """The first words that look like a day and name none: 31 February, 2024-13-01."""
    view = View(today=SOME_DAY, direction=Direction.FORWARD, order=order)
    taken = find_days(text, view)
    for pattern, reader in READERS[:WHOLE]:
        for found in pattern.finditer(text):
            is_day = 0 < int(found.groupdict().get("day") or 1) <= LAST_DAY
            if is_day and is_free(found, taken) and reader(found, view) is None:
                return found[0].strip()
    return None


def find_days(text: str, view: View) -> tuple[Day, ...]:
    """The days a text names, in its order; of overlapping readings the first style's wins."""
    taken: list[Day] = []
    for pattern, reader in READERS:
        for found in pattern.finditer(text):
            day = reader(found, view) if is_free(found, taken) else None
            taken += [day] if day else []
    return tuple(sorted(taken, key=lambda day: day.start))


def order_of(text: str) -> tuple[Order | None, bool]:
    """Which order the note's own slashed dates prove, and whether it has any such date at all."""
    found = re.finditer(SLASHED, text)
    pairs = [(int(m["first"]), int(m["second"])) for m in found if m["mark"] != "."]
    day_first = any(first > LAST_MONTH for first, _ in pairs)
    month_first = any(second > LAST_MONTH for _, second in pairs)
    if day_first == month_first:
        return None, bool(pairs)
    return (Order.DAY_FIRST if day_first else Order.MONTH_FIRST), True
