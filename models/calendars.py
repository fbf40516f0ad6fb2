"""Working calendars as the rules read them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Select, select

from domain.facts import Fact, IncidentInputs, SlaTerm
from domain.working_time import Calendar, Calendars, Span
from engine.reads import Ask, Reads, Row, Statement
from engine.sql import one_of
from models.base import table_of
from models.directory import WorkingCalendar

calendar = table_of(WorkingCalendar)
SPANS = msgspec.json.Decoder(tuple[Span, ...])
HOLIDAYS = msgspec.json.Decoder(frozenset[date])


def every_version(_: tuple[str, ...]) -> Select[Any]:
    return select(calendar).where(one_of(calendar.c.key)).order_by(calendar.c.version)


EVERY_VERSION = Statement(every_version)


def calendars_named(names: Iterable[str]) -> Reads[Calendars]:
    """Every version of each of these calendars; nothing is asked for no name."""
    keys = sorted(set(names))
    rows = (yield Ask(()).values(EVERY_VERSION, keys=keys)) if keys else []
    found: dict[tuple[str, int | None], Calendar] = {}
    for row in rows:  # the latest version comes last
        found[row.key, row.version] = found[row.key, None] = calendar_of(row)
    return found


def calendar_of(row: Row) -> Calendar:
    return Calendar(
        key=row.key,
        version=row.version,
        zone=row.time_zone,
        spans=SPANS.decode(row.spans),
        holidays=HOLIDAYS.decode(row.holidays),
    )


def named_in(terms: Iterable[SlaTerm]) -> set[str]:
    """The calendars these terms are read by."""
    return {term.calendar for term in terms if term.calendar is not None}


def pinned(terms: Iterable[SlaTerm], calendars: Calendars) -> tuple[SlaTerm, ...]:
    """The same terms, each to be read by its calendar as it is now, whatever it becomes."""
    return tuple(pinned_one(term, calendars) for term in terms)


def pinned_one(term: SlaTerm, calendars: Calendars) -> SlaTerm:
    calendar = term.calendar and calendars.get((term.calendar, term.calendar_version))
    return replace(term, calendar_version=calendar.version) if calendar else term


def needed_by(facts: Iterable[Fact]) -> set[str]:
    """The calendars the clocks of these incidents are read by."""
    incidents = (fact.inputs for fact in facts if isinstance(fact.inputs, IncidentInputs))
    return named_in(term for incident in incidents for term in incident.sla_terms)
