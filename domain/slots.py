"""What identifies one of a series: 2024-11 monthly, 2024-W45 weekly, else the rule's date."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from domain.errors import InvalidInput, quoted

SLOT_FORM = {"MONTHLY": "%Y-%m", "WEEKLY": "%G-W%V"}
"By FREQ of RFC 5545; weeks are those of ISO 8601, Monday to Sunday."
DATE_FORM = "%Y-%m-%d"

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
SUNDAY = 7
FARTHEST = timedelta(days=3653)
"Ten years: a month or day further off is a slip of the pen."


def slots_of(dates: Sequence[date], *, frequency: str) -> tuple[str, ...]:
    """The slot of each date; where a month or week holds two, only their dates tell them apart."""
    slots = tuple(day.strftime(SLOT_FORM.get(frequency, DATE_FORM)) for day in dates)
    if len(set(slots)) == len(slots):
        return slots
    return tuple(day.strftime(DATE_FORM) for day in dates)


def last_day(slot: str) -> date:
    """The day a slot is due: its last one. Raises InvalidInput for what is no slot."""
    try:
        if month := MONTH.fullmatch(slot):
            first = date(int(month[1]), int(month[2]), 1)
            return first + relativedelta(months=1) - timedelta(days=1)
        if week := WEEK.fullmatch(slot):
            return date.fromisocalendar(int(week[1]), int(week[2]), SUNDAY)
        day = date.fromisoformat(slot)
    except ValueError:
        raise no_slot(slot) from None
    if day.isoformat() != slot:  # 20241105 and 2024-W45-2 would be second names for one slot
        raise no_slot(slot)
    return day


def first_day(slot: str) -> date:
    """The day a slot begins. Raises InvalidInput for what is no slot."""
    last = last_day(slot)
    if MONTH.fullmatch(slot):
        return last.replace(day=1)
    return last - timedelta(days=6) if WEEK.fullmatch(slot) else last


def near(slot: str, *, day: date) -> date:
    """The same of a slot within ten years of that day; raises InvalidInput for any other."""
    due_on = last_day(slot)
    if abs(due_on - day) > FARTHEST:
        raise InvalidInput(f"{slot} is more than ten years from {day}")
    return due_on


def refuse_no_month(text: str, *, day: date) -> None:
    """Raises InvalidInput for what is no month of a year within ten years of that day."""
    if not MONTH.fullmatch(text):
        raise InvalidInput(f"{quoted(text)} is no month such as 2024-11")
    near(text, day=day)


def no_slot(text: str) -> InvalidInput:
    """Say what a slot looks like."""
    return InvalidInput(f"{quoted(text)} is no slot such as 2024-11, 2024-W45 or 2024-11-05")
