"""What an incident's events say at an instant: status, severity in force, first times, pauses.

Where the order of two events of one instant is not known, the reading is the one that lets the
incident go on and the clock run: being wrong then never makes a breach look met.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.facts import IncidentEventInputs
from domain.vocabulary import IncidentEventKind as Kind
from domain.vocabulary import IncidentStatus, Severity
from domain.working_time import Pause

ENDS = (Kind.RESOLVED, Kind.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentState:
    """An incident as its events tell it. A time is None while nobody has recorded it."""

    status: IncidentStatus
    severity: Severity
    reported_at: datetime | None
    responded_at: datetime | None
    declared_at: datetime | None
    escalated_at: datetime | None
    root_cause_found_at: datetime | None
    recovery_started_at: datetime | None
    mitigated_at: datetime | None
    "Since it was last reopened."
    resolved_at: datetime | None
    "Since it was last reopened; closing it without resolving it first ends it as well."
    pauses: tuple[Pause, ...]
    "Disjoint, in order; the last may go on."
    resolved_spells: tuple[Pause, ...]
    "From each resolution to the reopening that undid it."

    @property
    def is_open(self) -> bool:
        """Whether nobody has recorded an end."""
        return self.resolved_at is None


def incident_state(
    severity: Severity, events: Iterable[IncidentEventInputs], *, at: datetime
) -> IncidentState:
    """Read the events up to and including an instant; `severity` is the one first reported.

    The order they come in does not matter. That recovery started, or a restore was completed,
    never resolves: only RESOLVED and CLOSED do.
    """
    told = sorted((e for e in events if e.at <= at), key=lambda e: (e.at, e.kind))
    reopened_at = max((e.at for e in told if e.kind is Kind.REOPENED), default=None)
    current = [e for e in told if reopened_at is None or e.at > reopened_at]
    return IncidentState(
        status=status_of(current),
        severity=severity_in_force(severity, told),
        reported_at=first(told, Kind.REPORTED),
        responded_at=first(told, Kind.RESPONDED),
        declared_at=first(told, Kind.DECLARED),
        escalated_at=first(told, Kind.ESCALATED),
        root_cause_found_at=first(told, Kind.ROOT_CAUSE_FOUND),
        recovery_started_at=first(told, Kind.RECOVERY_STARTED),
        mitigated_at=first(current, Kind.MITIGATED),
        resolved_at=first(current, *ENDS),
        pauses=tuple(between(told, {Kind.PAUSED}, {Kind.RESUMED, Kind.REOPENED, *ENDS})),
        resolved_spells=tuple(
            spell for spell in between(told, set(ENDS), {Kind.REOPENED}) if spell.end is not None
        ),
    )


def first(events: Sequence[IncidentEventInputs], *kinds: Kind) -> datetime | None:
    """When one of these first happened; the events are in order."""
    return next((event.at for event in events if event.kind in kinds), None)


def status_of(current: Sequence[IncidentEventInputs]) -> IncidentStatus:
    """The furthest it came since it was last reopened."""
    kinds = {event.kind for event in current}
    if Kind.CLOSED in kinds:
        return IncidentStatus.CLOSED
    if Kind.RESOLVED in kinds:
        return IncidentStatus.RESOLVED
    return IncidentStatus.MITIGATED if Kind.MITIGATED in kinds else IncidentStatus.OPEN


def severity_in_force(reported: Severity, events: Iterable[IncidentEventInputs]) -> Severity:
    """The one it was last changed to; of two changes in one instant the graver."""
    changes = [(event.at, event.severity) for event in events if event.severity is not None]
    if not changes:
        return reported
    last = max(changed_at for changed_at, _ in changes)
    return min(severity for changed_at, severity in changes if changed_at == last)


def between(
    events: Iterable[IncidentEventInputs], begin: set[Kind], end: set[Kind]
) -> Iterable[Pause]:
    """The spells from one kind of event to the next of another; the last may have no end."""
    since: datetime | None = None
    for event in sorted(events, key=lambda e: (e.at, e.kind in end)):
        if since is None and event.kind in begin:
            since = event.at
        elif since is not None and event.kind in end:
            yield Pause(since, event.at)
            since = None
    if since is not None:
        yield Pause(since)
