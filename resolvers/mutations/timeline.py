"""What happened to an incident when: every change of its state is an entry of its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import InvalidInput
from domain.incident_steps import INCIDENT
from domain.incidents import severity_in_force
from domain.vocabulary import IncidentEventKind, Precision, RecordType, Severity
from engine.given import ID
from models.incident import Incident, IncidentEvent
from models.inputs import of_event
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, told_at


@dataclass(kw_only=True)
class IncidentRecordEventInput(UpdateInput):
    incident: ID
    kind: IncidentEventKind
    at: datetime
    precision: Precision = Precision.MINUTE
    summary: str | None = None
    severity: Severity | None = None
    known_at: datetime | None = None


async def record(writing: Writing, asked: IncidentRecordEventInput) -> None:
    incident = await writing.about(Incident, asked.incident, at="incident")
    writing.past(asked.at, at="at")
    known_at = writing.known_since(asked.known_at, happened=asked.at)
    if (asked.kind is IncidentEventKind.SEVERITY_CHANGED) != (asked.severity is not None):
        raise InvalidInput("SEVERITY_CHANGED says which one, and nothing else", at=("severity",))
    event = event_of(incident, asked.kind, asked.at, summary=asked.summary, severity=asked.severity)
    event.precision = asked.precision
    told = await entries_of(writing, incident)
    if not any(says_the_same(event, other) for other in told):
        refuse_impossible(event, incident, told, kind_at="kind", time_at="at")
        writing.add(event, known_at=known_at)


def event_of(
    incident: Incident,
    kind: IncidentEventKind,
    at: datetime,
    *,
    summary: str | None = None,
    severity: Severity | None = None,
) -> IncidentEvent:
    """A new entry; without words of its own it says what kind it is."""
    return IncidentEvent(
        incident_id=incident.id,
        kind=kind,
        at=at,
        precision=Precision.MINUTE,
        summary=summary or kind.replace("_", " ").capitalize(),
        severity=severity,
    )


async def entries_of(writing: Writing, incident: Incident) -> list[IncidentEvent]:
    """What is told of it and was not taken back."""
    return await writing.unit.find(
        IncidentEvent,
        IncidentEvent.incident_id == incident.id,
        IncidentEvent.retracted_at.is_(None),
    )


def says_the_same(one: IncidentEvent, other: IncidentEvent) -> bool:
    fields = ("kind", "at", "precision", "severity", "summary")
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def refuse_impossible(
    event: IncidentEvent,
    incident: Incident,
    told: Sequence[IncidentEvent],
    *,
    kind_at: str,
    time_at: str,
) -> None:
    """Raises InvalidTransition for what cannot have happened then (at the input's `kind_at`).

    And InvalidInput (at `time_at`) for a severity that another entry of that instant outweighs.
    """
    with told_at(kind_at):
        INCIDENT.refuse_misfit((event.at, event.kind), [(e.at, e.kind) for e in told])
    if event.severity not in {None, severity_at(event.at, incident, [*told, event])}:
        raise InvalidInput("At that instant another severity was set already", at=(time_at,))


def severity_at(at: datetime, incident: Incident, told: Sequence[IncidentEvent]) -> Severity:
    """The one in force at an instant."""
    events = [inputs for event in told if event.at <= at and (inputs := of_event(event))]
    return severity_in_force(incident.first_severity, events)


RECORD = Mutation(
    name="incidentRecordEvent",
    asked=IncidentRecordEventInput,
    of="incident",
    about=RecordType.INCIDENT,
    body=record,
    told="Judged at its own instant: what happened earlier may be told later, as long as all that"
    " followed stays possible. The same entry again changes nothing.",
)
ALL = (RECORD,)
