"""Evidence as it is shown: with the account it belongs to, and so with the record behind it."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.errors import InvalidInput
from domain.facts import FactKind
from domain.health import Scored
from domain.verdicts import FactorKey
from domain.vocabulary import RecordType

MOST_SHOWN = 100
"Items of one list; as on a page."

RECORD: Mapping[FactKind, RecordType] = {
    FactKind.ACCOUNT: RecordType.ACCOUNT,
    FactKind.CONTACT: RecordType.CONTACT,
    FactKind.CONTRACT: RecordType.CONTRACT,
    FactKind.INCIDENT: RecordType.INCIDENT,
    FactKind.INCIDENT_EVENT: RecordType.TIMELINE_ENTRY,
    FactKind.COMMITMENT: RecordType.COMMITMENT,
    FactKind.OCCURRENCE: RecordType.COMMITMENT,
    FactKind.ACTION_ITEM: RecordType.ACTION_ITEM,
    FactKind.REVIEW: RecordType.BUSINESS_REVIEW,
    FactKind.MEETING: RecordType.MEETING,
    FactKind.FEEDBACK: RecordType.FEEDBACK,
    FactKind.CONCERN: RecordType.CONCERN,
    FactKind.SIGNAL: RecordType.SIGNAL,
}
"What a client can open; of an occurrence its promise, of an override nothing."


class Source(NamedTuple):
    """The record something is about; all None where there is none, as with service time."""

    account_id: str
    source_type: RecordType | None
    source_id: str | None


def source_of(account_id: str, kind: FactKind | None, id_: str | None, key: str) -> Source:
    """An occurrence's evidence is named `commitment id:slot`, and the promise is its source."""
    shown = key.partition(":")[0] if kind is FactKind.OCCURRENCE else id_
    record = None if kind is None else RECORD.get(kind)
    return Source(account_id=account_id, source_type=record, source_id=record and shown)


class Sourced:
    """What is said because of a record, with the keys by which that and its words are read."""

    __slots__ = ()

    @property
    @abstractmethod
    def source(self) -> Source: ...

    @property
    def account_id(self) -> str:
        return self.source.account_id

    @property
    def source_type(self) -> RecordType | None:
        return self.source.source_type

    @property
    def source_id(self) -> str | None:
        return self.source.source_id

    @property
    def span_id(self) -> str:
        """The key of its words; no record has the empty one."""
        return self.source.source_id or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Sourced):
    """The same where the record was looked up beforehand."""

    record: Source

    @property
    def source(self) -> Source:
        return self.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Recorded):
    """One piece of evidence of one account."""

    key: str
    factor: FactorKey
    points: float
    summary: str
    occurred_at: datetime
    known_at: datetime


def shown(account_id: str, scored: Sequence[Scored]) -> list[Evidence]:
    return [
        Evidence(
            key=one.key,
            factor=one.factor,
            points=one.points,
            summary=one.summary,
            occurred_at=one.occurred_at,
            known_at=one.known_at,
            record=source_of(account_id, one.source_kind, one.source_id, one.key),
        )
        for one in scored
    ]


def bounded(first: int) -> int:
    """How many items to show; raises InvalidInput for a number no list can have."""
    if not 0 <= first <= MOST_SHOWN:
        raise InvalidInput(f"first lies between 0 and {MOST_SHOWN}, not {first}")
    return first
