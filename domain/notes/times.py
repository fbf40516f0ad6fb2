"""Clock times, months, repetitions and horizons as notes write them."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput
from domain.notes.dates import (
    MONTH,
    MONTHS,
    NEAREST_YEAR,
    SPAN,
    WEEKDAY,
    View,
    later,
    valid,
    with_year,
)
from domain.notes.numbers import NUMBER_WORD, number_of
from domain.notes.record import NoteTime, Recurrence
from domain.wall_time import zone_of

CLOCK = re.compile(
    r"(?<![\d:.,+])(?P<hour>\d{1,2})"
    # Minutes, or a half of the day, or the half of the time it runs to (2-3:30 PM).
    r"(?:[:h](?P<minute>\d{2})(?!\d)|(?=\s?[ap]\.?m\b)|(?=\s?[-\u2013]\s?\d{1,2}(?::\d{2})?\s?[ap]\.?m\b))"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
RANGE_MARK = re.compile(r"\s?(?:-|\u2013|\u2014|to|until)\s?")
NAMED_CLOCKS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
NAMED_CLOCK = re.compile(r"\b(?:noon|midday|midnight)\b", re.IGNORECASE)
ZONE_NAME = re.compile(r"\b(?:UTC|GMT|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)\b")

# An abbreviation is no zone (CST is Chicago and Shanghai): it is offered, never taken.
ABBREVIATIONS = {
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
    "CT": "America/Chicago", "CST": "America/Chicago", "CDT": "America/Chicago",
    "MT": "America/Denver", "MST": "America/Denver", "MDT": "America/Denver",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "BST": "Europe/London",
    "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "AEST": "Australia/Sydney",
}  # fmt: skip
ABBREVIATION = re.compile(r"\d(?:\s?[AaPp]\.?[Mm]\.?)?,?\s?\(?(" + "|".join(ABBREVIATIONS) + r")\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    start: int
    end: int
    at: time


def find_clocks(text: str) -> tuple[Clock, ...]:
    """The clock times of a text; in 2-3:30 PM the first takes its half of the day from the last."""
    clocks: list[Clock] = []
    half = ""
    for found in reversed(tuple(CLOCK.finditer(text))):
        is_joined = bool(clocks) and RANGE_MARK.fullmatch(text[found.end() : clocks[-1].start])
        half = (found["half"] or (half if is_joined else "")).lower()
        at = clock_of(int(found["hour"]), int(found["minute"] or 0), half)
        clocks += [Clock(start=found.start(), end=found.end(), at=at)] if at else []
    named = NAMED_CLOCK.finditer(text)
    clocks += [Clock(start=m.start(), end=m.end(), at=NAMED_CLOCKS[m[0].lower()]) for m in named]
    return tuple(sorted(clocks, key=lambda clock: clock.start))


def clock_of(hour: int, minute: int, half: str) -> time | None:
    """The time of day; None when no clock shows it."""
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 a clock's face
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004


def read_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises InvalidInput when there is none."""
    return zone_of("UTC" if name == "GMT" else name)


def find_zone(text: str) -> str | None:
    """The IANA zone (or UTC) the words name outright."""
    for found in ZONE_NAME.finditer(text):
        try:
            return read_zone(found[0]).key
        except InvalidInput:
            continue
    return None


def suggested_zones(text: str) -> tuple[str, ...]:
    """The zones that abbreviations behind a clock time may mean."""
    return tuple(dict.fromkeys(ABBREVIATIONS[short] for short in abbreviations_in(text)))


def abbreviations_in(text: str) -> tuple[str, ...]:
    """The short forms of zones that stand behind a clock time, each once."""
    return tuple(dict.fromkeys(found[1] for found in ABBREVIATION.finditer(text)))


def note_time(day: date, clock: time | None, zone: str | None) -> NoteTime:
    """A wall time, with its instant once the zone is known; of an hour told twice, the first."""
    if zone is None:
        return NoteTime(day=day, clock=clock)
    local = datetime.combine(day, clock or time(), tzinfo=ZoneInfo(zone))
    return NoteTime(day=day, clock=clock, instant=local.astimezone(UTC))


MONTH_YEAR = re.compile(rf"\b{MONTH}(?!\s?\d{{1,2}}\b)(?:,? (?P<year>\d{{4}})\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month a text is about, as 2024-11; its year stated or the next to come."""

    slot: str
    words: str
    is_year_inferred: bool

    @property
    def assumption(self) -> str | None:
        """What was taken for granted about the year."""
        return NEAREST_YEAR if self.is_year_inferred else None


def find_month(text: str, view: View) -> Month | None:
    """The first month that is named without a day."""
    found = MONTH_YEAR.search(text)
    if found is None:
        return None
    month = MONTHS.index(found["month"][:3].lower()) + 1
    if found["year"]:
        first = valid(int(found["year"]), month, 1)
    else:
        first = with_year(month, 1, replace(view, today=view.today and view.today.replace(day=1)))
    if first is None:
        return None
    return Month(slot=f"{first:%Y-%m}", words=found[0], is_year_inferred=not found["year"])


RECURRENCES = tuple(
    (recurrence, re.compile(words, re.IGNORECASE))
    for recurrence, words in (
        (Recurrence.HOURLY, r"\bhourly\b|\b(?:every|each|an) hour\b"),
        (Recurrence.DAILY, r"\bdaily\b|\b(?:every|each) (?:day|morning|evening)\b"),
        (Recurrence.BIWEEKLY, r"\bbi-?weekly\b|\bfortnightly\b|\bevery (?:two|2|other) weeks?\b"),
        (Recurrence.WEEKLY, rf"\bweekly\b|\b(?:every|each) (?:week\b|{WEEKDAY})|\bonce a week\b"),
        (Recurrence.QUARTERLY, r"\bquarterly\b|\b(?:every|each) quarter\b|\bQBRs?\b"),
        (Recurrence.MONTHLY, r"\bmonthly\b|\b(?:every|each) month\b|\bonce a month\b"),
        (Recurrence.YEARLY, r"\b(?:yearly|annually)\b|\b(?:every|each) year\b"),
    )
)
# "15% of the monthly fee" repeats nothing.
NOT_A_RHYTHM = re.compile(
    r"\b(?:monthly|quarterly|yearly|annual|weekly)\s+(?:fee|bill|invoice|subscription|charge|price)",
    re.IGNORECASE,
)


def find_recurrence(text: str) -> Recurrence | None:
    """How often a text says something is done."""
    said = NOT_A_RHYTHM.sub("", text)
    return next((kind for kind, words in RECURRENCES if words.search(said)), None)


COUNTED = re.compile(
    rf"\b(?P<count>{NUMBER_WORD})\s+(?:times|occurrences|sessions|(?:monthly|weekly|quarterly)\b)",
    re.IGNORECASE,
)
EACH_UNIT = {
    Recurrence.DAILY: "day",
    Recurrence.WEEKLY: "week",
    Recurrence.MONTHLY: "month",
    Recurrence.QUARTERLY: "quarter",
}


def find_count(text: str, recurrence: Recurrence) -> int | None:
    """How many times: "six monthly reviews", "monthly for the next 6 months"; None when open."""
    counted, span = COUNTED.search(text), SPAN.search(text)
    if counted:
        return number_of(counted["count"])
    if span and EACH_UNIT.get(recurrence) == span["unit"].lower():
        return number_of(span["count"])
    return None


def slots_after(today: date, recurrence: Recurrence, count: int) -> tuple[str, ...]:
    """The slots from the next month or week on; a day is not ours to choose."""
    if recurrence is Recurrence.MONTHLY:
        return tuple(
            f"{later(today.replace(day=1), n, 'month'):%Y-%m}" for n in range(1, count + 1)
        )
    if recurrence is Recurrence.WEEKLY:
        return tuple(f"{later(today, n, 'week'):%G-W%V}" for n in range(1, count + 1))
    return ()


def find_horizon(text: str, today: date) -> date | None:
    """The last day of "next 2 weeks", counted from the meeting's day."""
    found = SPAN.search(text)
    return later(today, number_of(found["count"]), found["unit"]) if found else None
