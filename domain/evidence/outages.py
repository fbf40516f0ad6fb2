"""Incidents as the model sees them: when they struck, how long, what was done about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.evidence.linked import Links
from domain.facts import (
    ActionItemInputs,
    CommitmentInputs,
    IncidentEventInputs,
    IncidentInputs,
)
from domain.history import History, Known
from domain.incidents import IncidentState, incident_state
from domain.recovery import RecoveryStep, recovery_steps
from domain.sla import SlaClock, counting_clock
from domain.vocabulary import IncidentEventKind
from domain.working_time import elapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One incident that has struck, whatever its severity."""

    incident: Known[IncidentInputs]
    state: IncidentState
    started_at: datetime
    known_at: datetime
    "When the last thing about it became known."
    lasted: timedelta
    "To its end, or to the judging instant; pauses and times it was held resolved left out."
    clock: SlaClock | None
    steps: tuple[RecoveryStep, ...]
    last_update: Known[IncidentEventInputs] | None

    @property
    def is_past_target(self) -> bool:
        return self.clock is not None and self.clock.elapsed > self.clock.target


def outages(history: History, links: Links) -> list[Outage]:
    """The incidents that had struck by the judging instant, in the order they did."""
    events: dict[str, list[Known[IncidentEventInputs]]] = {}
    for event in history.every(IncidentEventInputs):
        events.setdefault(links.of(event.inputs.incident_id), []).append(event)
    found = [
        outage
        for incident in history.every(IncidentInputs)
        if links.counts(incident.source_id)
        and (outage := outage_of(history, incident, events.get(incident.source_id, []), links))
    ]
    return sorted(found, key=lambda o: (o.started_at, o.incident.source_id))


def outage_of(
    history: History,
    incident: Known[IncidentInputs],
    events: Sequence[Known[IncidentEventInputs]],
    links: Links,
) -> Outage | None:
    """None while it had not struck; one without any recorded time did when it became known."""
    at, inputs = history.judged_at, incident.inputs
    told = sorted(
        (e for e in events if e.inputs.at <= at), key=lambda e: (e.inputs.at, e.source_id)
    )
    if (events and not told) or (not events and incident.known_at > at):
        return None
    plain = [event.inputs for event in told]
    state = incident_state(inputs.severity, plain, at=at)
    started_at = start_of(state, plain, incident.known_at)
    pauses = (*state.pauses, *state.resolved_spells)
    updates = [e for e in told if e.inputs.kind is IncidentEventKind.UPDATE_SENT]
    return Outage(
        incident=incident,
        state=state,
        started_at=started_at,
        known_at=max(incident.known_at, *(e.known_at for e in told), incident.known_at),
        lasted=elapsed(started_at, state.resolved_at or at, None, pauses),
        clock=counting_clock(
            inputs.sla_terms, inputs.severity, plain, at=at, calendars=history.calendars
        ),
        steps=steps_of(history, incident.source_id, told, links),
        last_update=updates[-1] if updates else None,
    )


def start_of(
    state: IncidentState, events: Sequence[IncidentEventInputs], known_at: datetime
) -> datetime:
    """When it was first noticed, else the first thing recorded, else when we knew of it."""
    noticed = [t for t in (state.reported_at, state.escalated_at, state.declared_at) if t]
    return min(noticed or [e.at for e in events] or [known_at])


def steps_of(
    history: History,
    incident_id: str,
    events: Sequence[Known[IncidentEventInputs]],
    links: Links,
) -> tuple[RecoveryStep, ...]:
    """The recovery steps of one incident, with everything linked to it as the same."""
    commitments = history.every(CommitmentInputs)
    items = history.every(ActionItemInputs)
    return recovery_steps(
        events,
        [
            c
            for c in commitments
            if c.inputs.incident_id and links.of(c.inputs.incident_id) == incident_id
        ],
        [
            i
            for i in items
            if i.inputs.incident_id and links.of(i.inputs.incident_id) == incident_id
        ],
        at=history.judged_at,
    )
