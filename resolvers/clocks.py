"""SLA clocks of incidents, read from what happened."""

from typing import Any

from sqlalchemy import Select, select

from domain.errors import InvalidInput
from domain.sla import SlaClock, read_clocks
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.calendars import calendars_named, named_in
from models.incident import IncidentEvent
from models.inputs import of_event
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
    """Every clock now, of (account id, first severity, SLA terms, id)."""
    events = yield from events_of([(account, incident) for account, *_, incident in keys], ask)
    calendars = yield from calendars_named(named_in(term for key in keys for term in key[2]))
    found: dict[Key, tuple[SlaClock, ...] | InvalidInput] = {}
    for key in keys:
        account, severity, terms, incident = key
        happened = [inputs for event in events[account, incident] if (inputs := of_event(event))]
        try:
            found[key] = read_clocks(terms, severity, happened, at=context.now, calendars=calendars)
        except InvalidInput as unreadable:  # a term names a calendar nobody keeps
            found[key] = unreadable
    return found
