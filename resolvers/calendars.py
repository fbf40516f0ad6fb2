"""Working calendars as the rules read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Select, select

from domain.working_time import Calendar, Span
from engine.reads import Call, Reads, Row, Statement
from engine.sql import KEYS, one_of
from models.base import table_of
from models.directory import WorkingCalendar

CALENDAR = table_of(WorkingCalendar)
SPANS = msgspec.json.Decoder(tuple[Span, ...])
HOLIDAYS = msgspec.json.Decoder(frozenset[date])

Versions = Mapping[str, Mapping[int, Calendar]]


def with_keys(_: tuple[str, ...]) -> Select[Any]:
    """Every version of the calendars with these keys."""
    return select(CALENDAR).where(one_of(CALENDAR.c.key)).order_by(CALENDAR.c.version)


WITH_KEYS = Statement(with_keys)


def versions(names: list[str]) -> Reads[Versions]:
    """The calendars of these names, by version, the oldest first; nothing is asked for no name."""
    found: dict[str, dict[int, Calendar]] = {name: {} for name in names}
    rows = (yield Call(WITH_KEYS.prepared((), ()), {KEYS: names})) if names else []
    for row in rows:
        found[row.key][row.version] = calendar_of(row)
    return found


def calendar_of(row: Row) -> Calendar:
    """A stored calendar as the rules read it."""
    return Calendar(
        key=row.key,
        version=row.version,
        zone=row.time_zone,
        spans=SPANS.decode(row.spans),
        holidays=HOLIDAYS.decode(row.holidays),
    )


def in_force(known: Versions, version: int | None) -> Mapping[str, Calendar]:
    """Each calendar in that version; where there is none such, in its latest."""
    return {
        name: every.get(version or 0) or every[max(every)] for name, every in known.items() if every
    }
