"""The end of a unit of work: whatever changed, all that belongs to a change, by one road.

Derived columns, version, rows, facts, the account's log and its stored score: together or not at
all. A unit that changed nothing writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.errors import NotFound
from models.account import Account
from models.activity import activities, last_at
from models.base import Base, Owned, table_of
from models.changes import Change, bump, change_of
from models.incident import IncidentEvent
from models.inputs import inputs_of
from models.metadata import METADATA
from models.versions import Said, record_facts

TICK = timedelta(microseconds=1)  # the finest difference between two instants we store
PLACE = {table: place for place, table in enumerate(METADATA.sorted_tables)}
"Of each table, such that what is referred to comes first."


@dataclass(slots=True, kw_only=True)
class Work:
    """What a unit of work has collected."""

    account_id: str | None
    actor: str
    now: datetime
    account: Account | None = None
    added: dict[Base, datetime | None] = field(default_factory=dict[Base, datetime | None])
    "With the instant it was known already, where that is claimed."
    gone: list[Base] = field(default_factory=list[Base])


def settle(session: Session, work: Work) -> bool:
    """Write what changed and all that belongs to it; False when nothing did."""
    if not any(changes(session, work)):
        return False
    refuse_strangers(session, work)
    at = stamp(session, work)
    stamp_events(work, at)
    found = list(changes(session, work))
    for change in found:
        if not change.is_new:
            bump(change.record, at=at)
    insert_rows(session, work.added)
    session.flush()
    delete_rows(session, work.gone)
    if work.account_id is not None:
        facts = said(found, work)
        record_facts(session, work.account_id, facts, at=at, actor=work.actor)
        session.add_all(activities(found, work.account_id, at=at, actor=work.actor))
        session.flush()
    return True


def changes(session: Session, work: Work) -> Iterator[Change]:
    """Records added, retracted, and those with a value other than before."""
    yield from (Change(record=record, is_new=True) for record in work.added)
    yield from (Change(record=record, is_gone=True) for record in work.gone)
    for record in session.dirty:
        change = change_of(record)
        if change is not None and record not in work.gone:
            yield change


def refuse_strangers(session: Session, work: Work) -> None:
    """The account must exist, and what changed must be its own or nobody's."""
    accounts = [record for record in work.added if isinstance(record, Account)]
    if work.account_id is not None and work.account is None and not accounts:
        raise NotFound(f"No account {work.account_id}")
    for change in changes(session, work):
        owner = account_of(change.record)
        if owner is not None and owner != work.account_id:
            raise ValueError(f"{change.record} belongs to {owner}, not to {work.account_id}")


def account_of(record: Base) -> str | None:
    """The account a record belongs to; None for a directory's."""
    if isinstance(record, Account):
        return record.id
    return record.account_id if isinstance(record, Owned) else None


def stamp(session: Session, work: Work) -> datetime:
    """The instant of this change: now, but later than every earlier one of the account."""
    last = last_at(session, work.account_id) if work.account_id and work.account else None
    return work.now if last is None else max(work.now, last + TICK)


def stamp_events(work: Work, at: datetime) -> None:
    """A timeline entry shows itself when it was known and recorded."""
    for record, claimed in work.added.items():
        if isinstance(record, IncidentEvent):
            record.known_at, record.recorded_at = claimed or at, at


def insert_rows(session: Session, records: Iterable[Base]) -> None:
    """One statement for each table, those that are referred to first."""
    by_kind: dict[type[Base], list[Base]] = defaultdict(list)
    for record in records:
        by_kind[type(record)].append(record)
    for kind in sorted(by_kind, key=lambda kind: PLACE[table_of(kind)]):
        names = [column.key for column in table_of(kind).columns]
        rows = [{name: getattr(record, name) for name in names} for record in by_kind[kind]]
        session.execute(insert(kind), rows)


def delete_rows(session: Session, records: Iterable[Base]) -> None:
    for record in sorted(records, key=lambda record: -PLACE[table_of(type(record))]):
        session.delete(record)
        session.flush()


def said(found: Iterable[Change], work: Work) -> list[Said]:
    """What now holds of the records the model judges."""
    facts: list[Said] = []
    for change in found:
        fact = inputs_of(change.record)
        if fact is not None:
            kind, inputs = fact
            facts.append(
                Said(
                    source_id=change.record.id,
                    kind=kind,
                    inputs=None if change.is_gone else inputs,
                    claimed_from=work.added.get(change.record),
                )
            )
    return facts
