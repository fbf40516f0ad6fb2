"""Facts of one account, written by hand for tests: short builders around NOW."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from domain.assessment import judge
from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    CommitmentInputs,
    ConcernInputs,
    ContactInputs,
    ContractInputs,
    CreditInputs,
    Fact,
    FactKind,
    FeedbackInputs,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    MeetingInputs,
    OccurrenceInputs,
    OverrideInputs,
    ReviewInputs,
    SignalInputs,
    SlaTerm,
)
from domain.vocabulary import (
    Audience,
    ClockMetric,
    CommitmentEnding,
    CommitmentKind,
    IncidentEventKind,
    Severity,
)

NOW = datetime(2025, 6, 4, 12, tzinfo=UTC)
"A Wednesday."
LONG_AGO = NOW - timedelta(days=2000)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

KIND_OF: dict[type[Inputs], FactKind] = {
    AccountInputs: FactKind.ACCOUNT,
    ContactInputs: FactKind.CONTACT,
    ContractInputs: FactKind.CONTRACT,
    IncidentInputs: FactKind.INCIDENT,
    IncidentEventInputs: FactKind.INCIDENT_EVENT,
    CommitmentInputs: FactKind.COMMITMENT,
    OccurrenceInputs: FactKind.OCCURRENCE,
    ActionItemInputs: FactKind.ACTION_ITEM,
    ReviewInputs: FactKind.REVIEW,
    MeetingInputs: FactKind.MEETING,
    FeedbackInputs: FactKind.FEEDBACK,
    ConcernInputs: FactKind.CONCERN,
    SignalInputs: FactKind.SIGNAL,
    OverrideInputs: FactKind.OVERRIDE,
}


def fact(
    source_id: str,
    inputs: Inputs,
    known_from: datetime = LONG_AGO,
    *,
    known_until: datetime | None = None,
    version: int = 1,
) -> Fact:
    return Fact(
        account_id="account",
        source_id=source_id,
        kind=KIND_OF[type(inputs)],
        version=version,
        known_from=known_from,
        known_until=known_until,
        inputs=inputs,
    )


def event(
    incident_id: str,
    kind: IncidentEventKind,
    at: datetime,
    *,
    severity: Severity | None = None,
    known_from: datetime | None = None,
) -> Fact:
    inputs = IncidentEventInputs(incident_id=incident_id, kind=kind, at=at, severity=severity)
    return fact(f"{incident_id}/{kind}/{at.isoformat()}", inputs, known_from or at)


def incident(
    incident_id: str,
    started_at: datetime,
    *,
    lasted: timedelta | None = None,
    target: timedelta | None = None,
    severity: Severity = Severity.SEV1,
    users: int | None = None,
    cause: str | None = None,
    same_as: tuple[str, ...] = (),
) -> list[Fact]:
    """Known as it happened; open without `lasted`."""
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=target) if target else None
    inputs = IncidentInputs(
        title="Outage",
        severity=severity,
        users_affected=users,
        cause_key=cause,
        sla_terms=(term,) if term else (),
        same_as=same_as,
    )
    found = [
        fact(incident_id, inputs, started_at),
        event(incident_id, IncidentEventKind.REPORTED, started_at),
    ]
    if lasted is not None:
        found.append(event(incident_id, IncidentEventKind.RESOLVED, started_at + lasted))
    return found


def promise(
    commitment_id: str = "promise",
    *,
    due_on: date | None = None,
    promised_on: date | None = None,
    kept_at: datetime | None = None,
    audience: Audience = Audience.CUSTOMER,
    kind: CommitmentKind = CommitmentKind.ONE_OFF,
    ending: CommitmentEnding | None = None,
    ended_at: datetime | None = None,
    waived_by: str | None = None,
    condition_met_at: datetime | None = None,
    credit: CreditInputs | None = None,
    incident_id: str | None = None,
    same_as: tuple[str, ...] = (),
) -> Fact:
    inputs = CommitmentInputs(
        text="A report",
        audience=audience,
        kind=kind,
        due_on=due_on,
        promised_on=promised_on,
        kept_at=kept_at,
        ending=ending,
        ended_at=ended_at,
        waived_by=waived_by,
        condition_met_at=condition_met_at,
        credit=credit,
        incident_id=incident_id,
        same_as=same_as,
    )
    return fact(commitment_id, inputs)


def day(days_ago: float) -> date:
    return (NOW - days_ago * DAY).date()


def ago(days: float) -> datetime:
    return NOW - days * DAY


def weights(facts: Sequence[Fact], at: datetime = NOW) -> dict[str, tuple[float, float]]:
    """Good and bad mass at its anchor, by key of the evidence."""
    found = judge(facts, at=at).health.evidence
    return {e.key: (e.evidence.good, e.evidence.bad) for e in found}


def summaries(facts: Sequence[Fact], at: datetime = NOW) -> list[str]:
    """What the evidence says in words, the largest first."""
    return [e.summary for e in judge(facts, at=at).health.evidence]
