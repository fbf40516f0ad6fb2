"""Incidents as the model sees them: when they struck, how long, what was done about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from domain.evidence.linked import Links
from domain.facts import (
    ActionItemInputs,
    CommitmentInputs,
    IncidentEventInputs,
    IncidentInputs,
)
from domain.history import History
from domain.incidents import IncidentState, incident_state
from domain.known import Known, once
from domain.recovery import RecoveryStep, recovery_steps
from domain.sla import SlaClock, clock_that_counts
from domain.vocabulary import IncidentEventKind
from domain.working_time import Calendars, elapsed

AS_THEY_HAPPENED = attrgetter("inputs.at", "source_id")


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


@dataclass(slots=True)
class About:
    """What is recorded about one incident, with everything linked to it as the same."""

    events: list[Known[IncidentEventInputs]] = field(default_factory=list[Any])
    promises: list[Known[CommitmentInputs]] = field(default_factory=list[Any])
    tasks: list[Known[ActionItemInputs]] = field(default_factory=list[Any])


def outages(history: History, links: Links) -> list[Outage]:
    """The incidents that had struck by the judging instant, in the order they did."""
    incidents = history.every(IncidentInputs)
    if not incidents:
        return []
    about = about_each(
        incidents[0],
        incidents,
        links,
        history.every(IncidentEventInputs),
        history.every(CommitmentInputs),
        history.every(ActionItemInputs),
    )
    found = [
        outage
        for incident in incidents
        if incident.source_id in about
        and (outage := outage_of(history, incident, about[incident.source_id]))
    ]
    return sorted(found, key=lambda o: (o.started_at, o.incident.source_id))


@once
def about_each(  # noqa: PLR0917 - all it rests on
    _: Known[IncidentInputs],
    incidents: Sequence[Known[IncidentInputs]],
    links: Links,
    events: Sequence[Known[IncidentEventInputs]],
    promises: Sequence[Known[CommitmentInputs]],
    tasks: Sequence[Known[ActionItemInputs]],
) -> Mapping[str, About]:
    """By the ids of those that count."""
    about = {i.source_id: About() for i in incidents if links.counts(i.source_id)}
    nothing = About()
    for event in events:
        about.get(links.of(event.inputs.incident_id), nothing).events.append(event)
    for promise in promises:
        about.get(links.of(promise.inputs.incident_id or ""), nothing).promises.append(promise)
    for task in tasks:
        about.get(links.of(task.inputs.incident_id or ""), nothing).tasks.append(task)
    return about


def outage_of(history: History, incident: Known[IncidentInputs], about: About) -> Outage | None:
    """None while it had not struck; one without any recorded time did when it became known."""
    at = history.judged_at
    told = sorted((e for e in about.events if e.inputs.at <= at), key=AS_THEY_HAPPENED)
    if (about.events and not told) or (not about.events and incident.known_from > at):
        return None
    state = state_of(incident, told)
    return read_outage(
        incident,
        told,
        recovery_steps(told, about.promises, about.tasks, at=at),
        at=state.resolved_at or at,
        calendars=history.calendars,
    )


@once
def state_of(
    incident: Known[IncidentInputs], told: Sequence[Known[IncidentEventInputs]]
) -> IncidentState:
    """Where all these events, the earliest first, have led to."""
    plain = [event.inputs for event in told]
    last = plain[-1].at if plain else incident.known_from
    return incident_state(incident.inputs.severity, plain, at=last)


@once
def read_outage(
    incident: Known[IncidentInputs],
    told: Sequence[Known[IncidentEventInputs]],
    steps: tuple[RecoveryStep, ...],
    *,
    at: datetime,
    calendars: Calendars,
) -> Outage:
    """As of an instant; what is resolved is read as of then, for time changes it no more."""
    state, inputs = state_of(incident, told), incident.inputs
    started_at = start_of(state, [event.inputs for event in told], incident.known_from)
    pauses = (*state.pauses, *state.resolved_spells)
    updates = [e for e in told if e.inputs.kind is IncidentEventKind.UPDATE_SENT]
    return Outage(
        incident=incident,
        state=state,
        started_at=started_at,
        known_at=max([incident.known_from, *(e.known_from for e in told)]),
        lasted=elapsed(started_at, state.resolved_at or at, None, pauses),
        clock=clock_that_counts(inputs.sla_terms, state, at=at, calendars=calendars),
        steps=steps,
        last_update=updates[-1] if updates else None,
    )


def start_of(
    state: IncidentState, events: Sequence[IncidentEventInputs], known_at: datetime
) -> datetime:
    """When it was first noticed, else the first thing recorded, else when we knew of it."""
    noticed = [t for t in (state.reported_at, state.escalated_at, state.declared_at) if t]
    return min(noticed or [e.at for e in events] or [known_at])
