"""The end of a unit of work: whatever changed, all that belongs to a change, by one road.

Derived columns, version, rows, facts, the account's log and its stored score: together or not at
all. A unit that changed nothing writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.errors import NotFound
from models.account import Account
from models.activity import activities, last_at
from models.base import Base, Owned, table_of
from models.changes import Change, bump
from models.columns import TICK
from models.derived import derive
from models.incident import IncidentEvent
from models.inputs import inputs_of
from models.metadata import METADATA
from models.scores import rescore
from models.versions import Said, record_facts
from models.work import Work

PLACE = {table: place for place, table in enumerate(METADATA.sorted_tables)}
"Of each table, such that what is referred to comes first."


def settle(session: Session, work: Work) -> bool:
    """Write what changed and all that belongs to it; False when nothing did."""
    session.add_all(work.remembered)
    asked = list(work.changes(session))
    if not asked:
        session.flush()
        return False
    refuse_strangers(work, asked)
    at = stamp(session, work.account_id, now=work.now)
    stamp_events(work, at)
    derive(session, work, asked, at=at)
    found = list(work.changes(session))
    for change in found:
        if not change.is_new:
            bump(change.record, at=at)
    insert_rows(session, work.added)
    session.flush()
    delete_rows(session, work.gone)
    if work.account_id is not None:
        record_facts(session, work.account_id, said(found, work), at=at, actor=work.actor)
        session.add_all(activities(found, work.account_id, at=at, actor=work.actor))
        session.flush()
        rescore(session, work.account_id, at=at)
    return True


def refuse_strangers(work: Work, changes: Iterable[Change]) -> None:
    """The account must exist, and what changed must be its own or nobody's."""
    if work.account_id is not None and work.account is None:
        raise NotFound(f"No account {work.account_id}")
    for change in changes:
        owner = account_of(change.record)
        if owner is not None and owner != work.account_id:
            raise ValueError(f"{change.record} belongs to {owner}, not to {work.account_id}")


def account_of(record: Base) -> str | None:
    """The account a record belongs to; None for a directory's."""
    if isinstance(record, Account):
        return record.id
    return record.account_id if isinstance(record, Owned) else None


def stamp(session: Session, account_id: str | None, *, now: datetime) -> datetime:
    """The instant of a change: now, but later than every earlier one of the account."""
    last = last_at(session, account_id) if account_id else None
    return now if last is None else max(now, last + TICK)


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


def id_of(record: Base) -> str:
    return getattr(record, "id")  # noqa: B009 - every record the model judges has one


def said(found: Iterable[Change], work: Work) -> list[Said]:
    """What now holds of the records the model judges."""
    facts: list[Said] = []
    for change in found:
        fact = inputs_of(change.record)
        if fact is not None:
            kind, inputs = fact
            facts.append(
                Said(
                    source_id=id_of(change.record),
                    kind=kind,
                    inputs=None if change.is_gone else inputs,
                    claimed_from=work.added.get(change.record),
                )
            )
    return facts
