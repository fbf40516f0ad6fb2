"""What was done to make up for an incident, as the model counts it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, Table, select

from domain.evidence.outages import RecoveryStep, recovery_steps
from domain.facts import Inputs
from domain.known import Known
from domain.vocabulary import RecordType, RecoveryStepKind
from engine.fields import Typed
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.commitment import ActionItem, Commitment
from models.inputs import of_action_item, of_commitment, of_event
from resolvers.clocks import events_of
from resolvers.context import Context
from resolvers.records import TABLES, named

I = TypeVar("I", bound=Inputs)  # noqa: E741 - reads as "inputs" here and nowhere else


def of_incident(table: Table) -> Statement:
    """The rows that belong to each (account id, incident id)."""

    def build(_: tuple[str, ...]) -> Select[Any]:
        return select(table).where(one_of(table.c.account_id, table.c.incident_id))

    return Statement(build)


COMMITMENTS = of_incident(table_of(Commitment))
ACTION_ITEMS = of_incident(table_of(ActionItem))
RECORD_OF = {
    RecoveryStepKind.REPORT: RecordType.TIMELINE_ENTRY,
    RecoveryStepKind.ROOT_CAUSE: RecordType.TIMELINE_ENTRY,
    RecoveryStepKind.COMPENSATION: RecordType.COMMITMENT,
    RecoveryStepKind.CORRECTIVE_ACTIONS: RecordType.ACTION_ITEM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One completed step and the record that shows it."""

    kind: RecoveryStepKind
    done_at: datetime
    record: Typed | None


@batch(types=TABLES)
def of_incidents(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, list[Step]]]:
    """The steps completed by now, of each (account id, id)."""
    events = yield from events_of(keys, ask)
    commitments = grouped((yield ask.values(COMMITMENTS, keys=keys)), keys, incident_of)
    items = grouped((yield ask.values(ACTION_ITEMS, keys=keys)), keys, incident_of)
    steps = {
        key: recovery_steps(
            known(events[key], of_event),
            known(commitments[key], of_commitment),
            known(items[key], of_action_item),
            at=context.now,
        )
        for key in keys
    }
    names = {(key, step): name_of(key, step) for key in keys for step in steps[key]}
    records = yield from named.read(list(names.values()), ask, context)
    return {
        key: [
            Step(kind=step.kind, done_at=step.done_at, record=records.get(names[key, step]))
            for step in steps[key]
        ]
        for key in keys
    }


def incident_of(row: Row) -> Key:
    return (row.account_id, row.incident_id)


def name_of(incident: Key, step: RecoveryStep) -> tuple[str, RecordType, str]:
    """How the record that shows the step is named among all records."""
    return (incident[0], RECORD_OF[step.kind], step.source_id)


def known(rows: Iterable[Row], inputs_of: Callable[[Any], I | None]) -> list[Known[I]]:
    """As the model reads them; a task done at no recorded time was done when that was entered."""
    return [
        Known(
            source_id=row.id,
            inputs=inputs,
            known_from=getattr(row, "known_at", None) or row.updated_at,
        )
        for row in rows
        if (inputs := inputs_of(row)) is not None
    ]
