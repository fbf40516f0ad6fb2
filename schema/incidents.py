"""What went wrong, what happened when, and the clocks that run on it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.texts import Duration
from domain.vocabulary import (
    ClockBasis,
    ClockMetric,
    ClockState,
    IncidentEventKind,
    IncidentStatus,
    Precision,
    RecordType,
    RecoveryStepKind,
    Severity,
)
from engine.fields import answered_by, worked_out
from resolvers import actions, clocks, commitments, incidents, records, recovery
from resolvers.incidents import root_cause
from resolvers.mutations.root_causes import RootCauseInput
from schema.actions import ActionItem
from schema.build import input_type
from schema.commitments import Commitment
from schema.contracts import Contract
from schema.node import Connection, Node, SourceSpan, Versioned, id_of, sources_of

if TYPE_CHECKING:
    from schema.accounts import Account

for words in (ClockState, IncidentEventKind, IncidentStatus, Precision, RecoveryStepKind):
    strawberry.enum(words)

OWN = ("account_id", "id")


@strawberry.type(description="elapsedAtMost is null while the end is unknown.")
class SlaClock:
    metric: ClockMetric
    basis: ClockBasis
    state: ClockState
    target: Duration
    started_at: datetime | None = strawberry.field(
        description="Null, like dueAt, where nobody recorded the start: state UNKNOWN."
    )
    due_at: datetime | None
    stopped_at: datetime | None
    elapsed: Duration
    elapsed_at_most: Duration | None
    paused_for: Duration
    times_target: float
    breached_at: datetime | None


@strawberry.type
class RecoveryStep:
    kind: RecoveryStepKind
    done_at: datetime
    record: Node | None


@strawberry.type
class RootCause:
    key: str | None = strawberry.field(
        description="Two incidents with the same key struck for the same cause."
    )
    summary: str
    category: str | None
    contributing_factors: list[str]
    confirmed: bool


input_type(
    RootCauseInput,
    key="Two incidents with the same key struck for the same cause.",
    factors="What else contributed.",
)


@strawberry.type
class TimelineEntry(Node):
    id: strawberry.ID = id_of(RecordType.TIMELINE_ENTRY)
    kind: IncidentEventKind
    at: datetime
    precision: Precision
    summary: str
    severity: Severity | None
    known_at: datetime
    recorded_at: datetime
    retracted_at: datetime | None
    sources: list[SourceSpan] = sources_of()


@strawberry.type
class Incident(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.INCIDENT)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    contract: Contract | None = answered_by(
        records.NODES[RecordType.CONTRACT], key=("account_id", "contract_id")
    )
    title: str
    severity: Severity
    status: IncidentStatus
    severity_text: str | None
    impact: str | None
    stated_duration: Duration | None
    reported_at: datetime | None
    responded_at: datetime | None
    declared_at: datetime | None
    escalated_at: datetime | None
    root_cause_found_at: datetime | None
    recovery_started_at: datetime | None
    mitigated_at: datetime | None
    resolved_at: datetime | None = strawberry.field(
        description="Null while nobody has recorded it; never inferred."
    )
    users_affected: int | None
    sources: list[SourceSpan] = sources_of()
    recovery_steps: list[RecoveryStep] = answered_by(recovery.of_incidents, key=OWN)
    clocks: list[SlaClock] = answered_by(
        clocks.of_incidents,
        key=("account_id", "first_severity", "sla_terms", "id"),
        description="As they stand now. Without an agreed basis, one for each recorded start.",
    )
    root_cause: RootCause | None = worked_out(
        root_cause,
        "cause_key",
        "cause_summary",
        "cause_category",
        "cause_factors",
        "cause_confirmed",
    )
    timeline: Connection[TimelineEntry] = answered_by(incidents.timeline, key=OWN)
    action_items: Connection[ActionItem] = answered_by(actions.of_incidents, key=OWN)
    commitments: Connection[Commitment] = answered_by(commitments.of_incidents, key=OWN)
