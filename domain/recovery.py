"""What makes up for an incident: its report, its root cause, a credit, work that prevents it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.facts import ActionItemInputs, CommitmentInputs, IncidentEventInputs
from domain.known import Known
from domain.vocabulary import ActionOrigin, ActionStatus, IncidentEventKind, RecoveryStepKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryStep:
    """One thing that makes up for an incident, done."""

    kind: RecoveryStepKind
    done_at: datetime
    source_id: str
    "The event, the credit's commitment, or the action item done last."


def recovery_steps(
    events: Iterable[Known[IncidentEventInputs]],
    commitments: Iterable[Known[CommitmentInputs]],
    items: Iterable[Known[ActionItemInputs]],
    *,
    at: datetime,
) -> tuple[RecoveryStep, ...]:
    """What was done by that instant about the incident all of these belong to, a step per kind."""
    told = [(e.inputs.kind, e.inputs.at, e.source_id) for e in events if e.inputs.at <= at]
    found = [
        *first_step(
            RecoveryStepKind.REPORT,
            [(t, i) for kind, t, i in told if kind is IncidentEventKind.REPORT_DELIVERED],
        ),
        *first_step(
            RecoveryStepKind.ROOT_CAUSE,
            [(t, i) for kind, t, i in told if kind is IncidentEventKind.ROOT_CAUSE_FOUND],
        ),
        *first_step(RecoveryStepKind.COMPENSATION, issued_credits(commitments, at)),
        *corrective_actions(items, at),
    ]
    return tuple(found)


def first_step(
    kind: RecoveryStepKind, done: Sequence[tuple[datetime, str]]
) -> Iterable[RecoveryStep]:
    if done:
        done_at, source_id = min(done)
        yield RecoveryStep(kind=kind, done_at=done_at, source_id=source_id)


def issued_credits(
    commitments: Iterable[Known[CommitmentInputs]], at: datetime
) -> list[tuple[datetime, str]]:
    return [
        (c.inputs.credit.issued_at, c.source_id)
        for c in commitments
        if c.inputs.credit and c.inputs.credit.issued_at and c.inputs.credit.issued_at <= at
    ]


def corrective_actions(
    items: Iterable[Known[ActionItemInputs]], at: datetime
) -> Iterable[RecoveryStep]:
    """Done when every item that was to be done is; items already taken are no plan to better it."""
    planned = [
        item
        for item in items
        if item.inputs.origin is not ActionOrigin.TAKEN
        and item.inputs.status is not ActionStatus.CANCELLED
    ]
    done = [(done_at, i.source_id) for i in planned if (done_at := done_by(i, at))]
    if planned and len(done) == len(planned):
        done_at, source_id = max(done)
        yield RecoveryStep(
            kind=RecoveryStepKind.CORRECTIVE_ACTIONS, done_at=done_at, source_id=source_id
        )


def done_by(item: Known[ActionItemInputs], at: datetime) -> datetime | None:
    """When it was done, or said to be; None when that was not so at the instant."""
    if item.inputs.status is not ActionStatus.DONE:
        return None
    done_at = item.inputs.done_at or item.inputs.stated_at or item.known_from
    return done_at if done_at <= at else None
