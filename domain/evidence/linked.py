"""Records linked as the same thing count once: the one with the strictest due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.evidence.due import due_date
from domain.facts import ActionItemInputs, CommitmentInputs, IncidentInputs
from domain.history import History, Known

Linkable = IncidentInputs | CommitmentInputs | ActionItemInputs


@dataclass(frozen=True, slots=True)
class Links:
    """Which record stands for which; every other record stands for itself."""

    standing_for: Mapping[str, str]

    def of(self, source_id: str) -> str:
        """The record that counts in its place."""
        return self.standing_for.get(source_id, source_id)

    def counts(self, source_id: str) -> bool:
        return self.of(source_id) == source_id


def links(history: History) -> Links:
    """Linked in either direction, and through each other."""
    records: list[Known[Linkable]] = [
        *history.every(IncidentInputs),
        *history.every(CommitmentInputs),
        *history.every(ActionItemInputs),
    ]
    group: dict[str, set[str]] = {}
    for record in records:
        for other in record.inputs.same_as:
            joined = group.get(record.source_id, {record.source_id}) | group.get(other, {other})
            group.update(dict.fromkeys(joined, joined))
    by_strictness = sorted(records, key=strictness)
    standing_for: dict[str, str] = {}
    for record in by_strictness:
        for member in group.get(record.source_id, ()):
            standing_for.setdefault(member, record.source_id)
    return Links(standing_for)


def strictness(record: Known[Linkable]) -> tuple[date, bool, object, str]:
    """The earliest due date first; then a promise before a task; then what was known first."""
    return (
        due_date(record.inputs) or date.max,
        isinstance(record.inputs, ActionItemInputs),
        record.known_at,
        record.source_id,
    )
