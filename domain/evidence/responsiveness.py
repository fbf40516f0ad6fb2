"""Responsiveness: tasks done in time, late or not at all, and keeping the customer informed."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.evidence.item import Evidence
from domain.evidence.linked import Links
from domain.evidence.outages import Outage
from domain.evidence.settled import Settled, parted
from domain.evidence.words import counted
from domain.facts import ActionItemInputs, FactKind
from domain.history import History
from domain.known import Known, once
from domain.model import ResponsivenessModel
from domain.verdicts import FactorKey
from domain.vocabulary import ActionOrigin, ActionStatus, Audience
from domain.wall_time import Moment


def responsiveness_evidence(
    history: History, links: Links, outages: Sequence[Outage], model: ResponsivenessModel
) -> list[Evidence]:
    items, zone = history.every(ActionItemInputs), history.moment.zone
    settled, others = parted(items, history.judged_at, items_settled, links, zone, model)
    found = [item_evidence(history, item, model) for item in others if links.counts(item.source_id)]
    return [*settled, *(e for e in found if e is not None), *incident_updates(outages, model)]


def items_settled(
    items: Sequence[Known[ActionItemInputs]],
    links: Links,
    zone: ZoneInfo,
    model: ResponsivenessModel,
) -> list[Settled | None]:
    """Of each that is done; what has been done stays so."""

    def settled(item: Known[ActionItemInputs]) -> Settled | None:
        done_at = judged_done_at(item.inputs) if links.counts(item.source_id) else None
        return done_at and Settled(done_at, done_evidence(item, done_at, zone, model))

    return [settled(item) for item in items]


def item_evidence(
    history: History, item: Known[ActionItemInputs], model: ResponsivenessModel
) -> Evidence | None:
    """None where there is nothing to judge: not due, cancelled, or done nobody knows when."""
    done_at = judged_done_at(item.inputs)
    if done_at is not None and done_at <= history.judged_at:
        return done_evidence(item, done_at, history.moment.zone, model)
    if item.inputs.status is ActionStatus.DONE and done_at is None:
        return None
    return overdue_evidence(history, item, model)


def judged_done_at(inputs: ActionItemInputs) -> datetime | None:
    """When it was done, else said to be. What was taken before says little without its own time."""
    if inputs.status is not ActionStatus.DONE:
        return None
    if inputs.origin is ActionOrigin.TAKEN and not is_update(inputs):
        return inputs.done_at
    return inputs.done_at or inputs.stated_at


@once
def done_evidence(
    item: Known[ActionItemInputs], done_at: datetime, zone: ZoneInfo, model: ResponsivenessModel
) -> Evidence:
    due_on = item.inputs.due_on
    days = 0 if due_on is None else (Moment(done_at, zone).today - due_on).days
    if is_update(item.inputs):
        good, bad, words = model.updates, 0.0, "kept informed"
    elif days > 0:
        good, bad, words = model.late, model.late, f"done {counted(days, 'day')} late"
    else:
        good, bad, words = model.on_time, 0.0, "done in time" if due_on else "done"
    return evidence_of(
        item, good=good, bad=bad, anchor=done_at, summary=f"{item.inputs.text}: {words}"
    )


def is_update(inputs: ActionItemInputs) -> bool:
    """Something the customer was told again and again."""
    return (
        inputs.origin is ActionOrigin.TAKEN
        and inputs.audience is Audience.CUSTOMER
        and inputs.recurrence is not None
    )


def overdue_evidence(
    history: History, item: Known[ActionItemInputs], model: ResponsivenessModel
) -> Evidence | None:
    due_on = item.inputs.due_on
    if due_on is None or due_on >= history.today or item.inputs.status is ActionStatus.CANCELLED:
        return None
    days = (history.today - due_on).days
    return evidence_of(
        item,
        bad=model.overdue * min(model.overdue_most, 1 + model.overdue_per_day * days),
        anchor=history.judged_at,
        occurred_at=history.moment.end_of(due_on),
        is_open=True,
        summary=f"{item.inputs.text}: {counted(days, 'day')} overdue",
    )


def evidence_of(
    item: Known[ActionItemInputs],
    *,
    anchor: datetime,
    summary: str,
    good: float = 0.0,
    bad: float = 0.0,
    is_open: bool = False,
    occurred_at: datetime | None = None,
) -> Evidence:
    return Evidence(
        key=f"{item.source_id}:action",
        factor=FactorKey.RESPONSIVENESS,
        good=good,
        bad=bad,
        anchor=anchor,
        is_open=is_open,
        summary=summary,
        occurred_at=occurred_at or anchor,
        known_at=item.known_from,
        source_kind=FactKind.ACTION_ITEM,
        source_id=item.source_id,
    )


def incident_updates(outages: Sequence[Outage], model: ResponsivenessModel) -> list[Evidence]:
    """Once per incident, at the latest update sent."""
    return [
        Evidence(
            key=f"{outage.incident.source_id}:updates",
            factor=FactorKey.RESPONSIVENESS,
            good=model.updates,
            anchor=update.inputs.at,
            summary=f"{outage.incident.inputs.title}: the customer was kept informed",
            occurred_at=update.inputs.at,
            known_at=update.known_from,
            source_kind=FactKind.INCIDENT,
            source_id=outage.incident.source_id,
        )
        for outage in outages
        if (update := outage.last_update)
    ]
