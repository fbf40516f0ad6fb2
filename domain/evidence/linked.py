"""Records linked as the same thing count once: the one with the strictest due date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.evidence.due import due_date
from domain.facts import ActionItemInputs, CommitmentInputs, IncidentInputs
from domain.history import History
from domain.known import Known, once
from domain.vocabulary import ActionStatus, RecordType

ALIKE = (
    frozenset({RecordType.INCIDENT}),
    frozenset({RecordType.COMMITMENT, RecordType.ACTION_ITEM}),
)
"Types whose records may be the same thing."
Linkable = Known[IncidentInputs] | Known[CommitmentInputs] | Known[ActionItemInputs]


@dataclass(frozen=True, slots=True)
class Links:
    """Which record stands for which; every other record stands for itself."""

    standing_for: Mapping[str, str]

    def of(self, source_id: str) -> str:
        """The record that counts in its place."""
        return self.standing_for.get(source_id, source_id)

    def counts(self, source_id: str) -> bool:
        return self.of(source_id) == source_id


def may_be_same(one: RecordType, other: RecordType) -> bool:
    return any({one, other} <= types for types in ALIKE)


def links(history: History) -> Links:
    """Linked in either direction, and through each other; promises with tasks, never incidents."""
    outages = history.every(IncidentInputs)
    promises = [*history.every(CommitmentInputs), *history.every(ActionItemInputs)]
    alike = (records for records in (outages, promises) if records)
    return Links({k: v for records in alike for k, v in stand_ins(records[0], records).items()})


@once
def stand_ins(_: Linkable, records: Sequence[Linkable]) -> dict[str, str]:
    """The strictest of each group, by the ids of all its members."""
    group = groups((r.source_id, r.inputs.same_as) for r in records if r.inputs.same_as)
    if not group:
        return {}
    standing_for: dict[str, str] = {}
    own = {record.source_id for record in records}
    for record in sorted(records, key=strictness):
        for member in group.get(record.source_id, set()) & own:
            standing_for.setdefault(member, record.source_id)
    return standing_for


def groups(linked: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    """From ids and what they are linked to: each with its whole group, itself included."""
    group: dict[str, set[str]] = {}
    for one, others in linked:
        for other in others:
            joined = group.get(one, {one}) | group.get(other, {other})
            group.update(dict.fromkeys(joined, joined))
    return group


def strictness(record: Linkable) -> tuple[bool, date, bool, datetime, str]:
    """The earliest due date first; then a promise before a task; then what was known first.

    A cancelled task stands for nothing that is still to be done.
    """
    inputs = record.inputs
    is_task = isinstance(inputs, ActionItemInputs)
    return (
        is_task and inputs.status is ActionStatus.CANCELLED,
        due_date(inputs) or date.max,
        is_task,
        record.known_from,
        record.source_id,
    )
