"""SLA clocks of incidents, read from what happened."""

from typing import Any

from sqlalchemy import Select, select

from domain.errors import InvalidInput
from domain.sla import SlaClock, read_clocks
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.incident import IncidentEvent
from models.inputs import of_event
from resolvers.calendars import in_force, versions
from resolvers.context import Context

EVENT = table_of(IncidentEvent)


def told(_: tuple[str, ...]) -> Select[Any]:
    """What happened in each (account id, incident id), less what was taken back."""
    return select(EVENT).where(
        one_of(EVENT.c.account_id, EVENT.c.incident_id), EVENT.c.retracted_at.is_(None)
    )


TOLD = Statement(told)


def events_of(incidents: Keys, ask: Ask) -> Reads[dict[Key, list[Row]]]:
    """The events of each (account id, incident id)."""
    rows = yield ask.values(TOLD, keys=incidents)
    return grouped(rows, incidents, lambda row: (row.account_id, row.incident_id))


@batch()
def of_incidents(
    keys: Keys, ask: Ask, context: Context
) -> Reads[dict[Key, tuple[SlaClock, ...] | InvalidInput]]:
    """Every clock now, of (account id, first severity, SLA terms, calendar version, id)."""
    events = yield from events_of([(account, incident) for account, *_, incident in keys], ask)
    names = {term.calendar for _, _, terms, *_ in keys for term in terms if term.calendar}
    calendars = yield from versions(sorted(names))
    found: dict[Key, tuple[SlaClock, ...] | InvalidInput] = {}
    for key in keys:
        account, severity, terms, version, incident = key
        happened = [inputs for event in events[account, incident] if (inputs := of_event(event))]
        known = in_force(calendars, version)
        try:
            found[key] = read_clocks(terms, severity, happened, at=context.now, calendars=known)
        except InvalidInput as unreadable:  # a term names a calendar nobody keeps
            found[key] = unreadable
    return found
