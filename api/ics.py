"""A calendar in the format every calendar program reads (RFC 5545)."""

import re
from datetime import timedelta
from functools import lru_cache
from typing import Any

from icalendar import Calendar as Written
from icalendar import Event, vText

from domain.wall_time import zone_of
from resolvers.feeds import Appointment, Calendar

KEPT = 64  # calendars as last written: most are fetched each hour, and most have not changed
FETCH_EVERY = timedelta(hours=1)
UNREADABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"Control characters but the end of a line; what some programs take for one; halves of characters."

ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@lru_cache(maxsize=KEPT)
def written(calendar: Calendar) -> bytes:
    """The calendar's text: the same one for the same calendar."""
    text: Any = Written()
    name = plain(f"Business reviews: {calendar.name}")
    text.add("prodid", "-//Bellwether//Business reviews//EN")
    text.add("version", "2.0")
    text.add("method", "PUBLISH")
    text.add("name", name)
    text.add("x-wr-calname", name)
    text.add("refresh-interval", FETCH_EVERY, parameters={"VALUE": "DURATION"})
    text.add("x-published-ttl", "PT1H")  # the same for Outlook, which reads a text
    for appointment in calendar.appointments:
        text.add_component(event(appointment))
    return text.to_ical()


def event(appointment: Appointment) -> Any:  # noqa: ANN401 - the library leaves types open
    """One meeting; its stamp is that of the record, so that what did not change reads the same."""
    found: Any = Event()
    found.add("uid", appointment.id)
    found.add("sequence", appointment.sequence)
    found.add("dtstamp", appointment.updated_at)
    found.add("dtstart", appointment.starts_at)
    if appointment.ends_at is not None:
        found.add("dtend", appointment.ends_at)
    found.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    found.add("summary", plain(f"{appointment.account}: {appointment.title}"))
    if said := description(appointment):
        found.add("description", plain(said))
    return found


def description(appointment: Appointment) -> str:
    """When it begins where it was planned, and why it is on another day than the rule says.

    A person's reason is for our own people, and whoever has the address reads the calendar.
    """
    lines: list[str] = []
    if appointment.time_zone is not None:
        local = appointment.starts_at.astimezone(zone_of(appointment.time_zone))
        lines.append(f"{local:%H:%M} in {appointment.time_zone}")
    if appointment.original_date not in {None, appointment.local_date}:
        reason = None if appointment.moved_by_hand else appointment.shifted_because
        because = f": {reason}" if reason else ""
        lines.append(f"Moved from {appointment.original_date}{because}")
    return "\n".join(lines)


class Text(vText):
    """A text escaped as RFC 5545 says; the library makes a line's end of backslash and N."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """As it stands in the file, before lines are folded."""
        return self.translate(ESCAPED).encode()


def plain(text: str) -> Text:
    """A text without what no calendar shows; told by its type, for not every name implies one."""
    return Text(UNREADABLE.sub(" ", text))
