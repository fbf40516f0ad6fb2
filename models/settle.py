"""The end of a unit of work: whatever changed, all that belongs to a change, by one road.

Derived columns, version, rows, facts, the account's log and its stored score: together or not at
all. A unit that changed nothing writes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import NotFound
from models.access import DECIDING
from models.account import Account
from models.activity import activities, last_at
from models.base import Base, Numbered, Owned
from models.changes import Change, bump
from models.columns import TICK
from models.daily import append_days
from models.derived import derive
from models.here import Here
from models.history import Activity
from models.incident import IncidentEvent
from models.inputs import inputs_of
from models.loading import let_go
from models.merging import heir_of
from models.recent import Known, Recent, read_known
from models.retries import Retry
from models.rows import delete_rows, insert_rows, inserting, update_rows
from models.scores import rescore
from models.versions import Said, record_facts
from models.work import Work


def settle(session: Session, work: Work) -> bool:
    """Write what changed and all that belongs to it; False when nothing did."""
    here = Here(session)
    judge_parts(here, work)
    asked = list(work.changes(session))
    if not asked:
        inserting(Retry).run(here, work.remembered)
        return False
    refuse_strangers(work, asked)
    last = last_of(here, work.account_id)
    at = stamp(work.now, last=last)
    stamp_events(work, at)
    derive(session, work, asked, at=at)
    found = list(work.changes(session))
    work.decides_access |= any(isinstance(change.record, DECIDING) for change in found)
    moved_on = dict.fromkeys(change.record for change in found if not change.is_new)
    if isinstance(work.subject, Numbered) and work.subject not in work.added:
        moved_on[work.subject] = None
    for record in moved_on:
        bump(record, at=at)
    insert_rows(here, work.added)
    inserting(Retry).run(here, work.remembered)
    update_rows(here, [record for record in moved_on if record not in work.gone])
    delete_rows(here, work.gone)
    let_go(session)  # all of it is written
    if work.account_id is not None:
        settle_account(here, work, found, account_id=work.account_id, last=last, at=at)
    return True


def settle_account(
    here: Here,
    work: Work,
    found: Sequence[Change],
    *,
    account_id: str,
    last: datetime | None,
    at: datetime,
) -> None:
    """What an account has of its changes: facts, entries of its log, its score."""
    known = work.recent.of(account_id, last) or read_known(here, account_id, at=at)
    facts = record_facts(
        here, known.facts, said(found, work), account_id=account_id, at=at, actor=work.actor
    )
    news = [change for change in found if change.record not in work.moved] + work.written
    log = activities(news, account_id, at=at, actor=work.actor, because=work.because)
    inserting(Activity).run(here, log)
    days = append_days(here, account_id, known.days, at=at)
    work.recent.keep(account_id, at, Known(facts=facts, days=days))
    if work.is_part:
        work.unjudged[account_id] = None
    else:
        rescore(here, account_id, facts.values(), days, at=at)


def judge_parts(here: Here, work: Work) -> None:
    """Store the scores of accounts that units within this one have changed: each once."""
    if work.is_part:
        return
    for account_id in work.unjudged:
        last = last_of(here, account_id)
        at = last or work.now
        known = work.recent.of(account_id, last) or read_known(here, account_id, at=at)
        rescore(here, account_id, known.facts.values(), known.days, at=at)


def judge_again(here: Here, account_id: str, recent: Recent, *, now: datetime) -> bool:
    """Store a score anew though nothing was written, from what is on file.

    False for an account merged into another one: it has no score, and its facts are over.
    """
    if here.read(heir_of(account_id)) is not None:
        return False
    recent.forget(account_id)
    at = stamp(now, last=last_of(here, account_id))
    known = read_known(here, account_id, at=at)
    days = append_days(here, account_id, known.days, at=at)
    rescore(here, account_id, known.facts.values(), days, at=at)
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


def last_of(here: Here, account_id: str | None) -> datetime | None:
    """When the account was last changed; None for a new one."""
    return here.read(last_at(account_id)) if account_id else None


def stamp(now: datetime, *, last: datetime | None) -> datetime:
    """The instant of a change: now, but later than every earlier one of the account."""
    return now if last is None else max(now, last + TICK)


def stamp_events(work: Work, at: datetime) -> None:
    """A timeline entry shows itself when it was known and recorded."""
    for record, claimed in work.added.items():
        if isinstance(record, IncidentEvent) and record not in work.moved:
            record.known_at, record.recorded_at = claimed or at, at


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
