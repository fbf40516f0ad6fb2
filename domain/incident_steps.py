"""What may happen to an incident when, so that its timeline stays one that can have been."""

from collections.abc import Mapping
from enum import StrEnum

from domain.timelines import Life
from domain.vocabulary import IncidentEventKind as Kind


class IncidentStage(StrEnum):
    """Where an incident stands as far as its next steps go."""

    OPEN = "OPEN"
    PAUSED = "PAUSED"
    "Its clocks wait."
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


ORDER = (
    Kind.REPORTED,
    Kind.RESPONDED,
    Kind.DECLARED,
    Kind.ESCALATED,
    Kind.RECOVERY_STARTED,
    Kind.MITIGATED,
    Kind.SEVERITY_CHANGED,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.RESOLVED,
    Kind.CLOSED,
    Kind.REOPENED,
    Kind.ROOT_CAUSE_FOUND,
    Kind.UPDATE_SENT,
    Kind.REPORT_DELIVERED,
    Kind.NOTE,
)
"As domain.incidents reads events of one instant: the incident goes on, its clocks run."
AT_WORK = ORDER[: ORDER.index(Kind.PAUSED)]
"What happens only while it is not over."
TOLD = ORDER[ORDER.index(Kind.ROOT_CAUSE_FOUND) :]
"What may also come afterwards, and changes no state: a cause is often found, and told, later."


def staying(stage: IncidentStage, kinds: tuple[Kind, ...]) -> Mapping[Kind, IncidentStage]:
    return dict.fromkeys(kinds, stage)


STEPS: Mapping[IncidentStage, Mapping[Kind, IncidentStage]] = {
    IncidentStage.OPEN: {
        **staying(IncidentStage.OPEN, (*AT_WORK, *TOLD)),
        Kind.PAUSED: IncidentStage.PAUSED,
        Kind.RESOLVED: IncidentStage.RESOLVED,
        Kind.CLOSED: IncidentStage.CLOSED,
    },
    IncidentStage.PAUSED: {
        **staying(IncidentStage.PAUSED, (*AT_WORK, *TOLD)),
        Kind.RESUMED: IncidentStage.OPEN,
        Kind.RESOLVED: IncidentStage.RESOLVED,
        Kind.CLOSED: IncidentStage.CLOSED,
    },
    IncidentStage.RESOLVED: {
        **staying(IncidentStage.RESOLVED, (Kind.SEVERITY_CHANGED, *TOLD)),
        Kind.CLOSED: IncidentStage.CLOSED,
        Kind.REOPENED: IncidentStage.OPEN,
    },
    IncidentStage.CLOSED: {
        **staying(IncidentStage.CLOSED, TOLD),
        Kind.REOPENED: IncidentStage.OPEN,
    },
}
INCIDENT = Life(start=IncidentStage.OPEN, steps=STEPS, order=ORDER)
