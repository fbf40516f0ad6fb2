"""One account taken over by another: its records go on there, its history stays what it was."""

from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from engine.reads import Ask, Reads, Statement
from models.account import Account, AccountAlias, AccountRef
from models.base import Base, Owned, table_of
from models.changes import Change
from models.feeds import FeedToken
from models.history import Activity, DailyScore, FactRow, Score, ScoreDetail
from models.meeting import ReviewSeries
from models.metadata import METADATA
from models.names import RecordRef
from models.voice import HealthOverride
from models.work import Work

OWN = "account_id"
STAYS = frozenset({table_of(FactRow), table_of(DailyScore)})
"What was known of it while it was one by itself."
GOES = frozenset({table_of(Score), table_of(ScoreDetail)})
"What follows from facts it no longer has."
CARRIED: dict[Table, type[Any]] = {
    cast("Table", mapper.local_table): mapper.class_
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Owned) and mapper.class_ is not Activity
}
"Records: their facts begin anew under the account that takes them over."
NAMES = table_of(RecordRef)
alias = table_of(AccountAlias)


def heir(_: tuple[str, ...]) -> Select[Any]:
    return select(alias.c.account_id).where(alias.c.alias_id == bindparam("asked"))


HEIR = Statement(heir)


def heir_of(account_id: str) -> Reads[str | None]:
    """The account this one was merged into."""
    rows = yield Ask(()).values(HEIR, asked=account_id)
    return rows[0].account_id if rows else None


def take_over(session: Session, work: Work, source_id: str) -> None:
    """Everything of another account is this one's from here on; its id leads here."""
    target_id = work.account_id or ""
    for record in records_of(session, source_id, target_id):
        work.added[record] = None
        work.moved.add(record)
        if isinstance(record, HealthOverride):
            work.written += gone_over(owned_by(record, source_id), record)
    drop_names(session, source_id, target_id)
    work.written += parts_moved(session, source_id, target_id)
    for table in reversed(METADATA.sorted_tables):
        if OWN not in table.c or table in STAYS:
            continue
        is_its = table.c[OWN] == source_id
        if table in GOES or table in CARRIED:
            session.execute(delete(table).where(is_its))
        else:
            session.execute(update(table).where(is_its).values({OWN: target_id}))
    end_facts(session, work, source_id)
    work.written.append(ended(session, work, source_id))
    for account_id in (source_id, target_id):  # the target's log has other entries now
        work.recent.forget(account_id)


def records_of(session: Session, source_id: str, target_id: str) -> list[Base]:
    """Each as it is, but of the other account; a series' key there already is no key of it."""
    taken = set(
        session.scalars(
            select(ReviewSeries.external_key).where(ReviewSeries.account_id == target_id)
        )
    )
    found: list[Base] = []
    for table, kind in CARRIED.items():
        for row in session.scalars(select(kind).where(table.c[OWN] == source_id)).all():
            session.expunge(row)
            record = owned_by(row, target_id)
            if isinstance(record, ReviewSeries) and record.external_key in taken:
                record.external_key = None
            found.append(record)
    return found


def drop_names(session: Session, source_id: str, target_id: str) -> None:
    """A name in another system that leads to a record of the target goes on leading there."""
    names = (NAMES.c.record_type, NAMES.c.system, NAMES.c.key)
    theirs = session.execute(select(*names).where(NAMES.c[OWN] == target_id)).all()
    for theirs_is in theirs:
        is_same = [column == value for column, value in zip(names, theirs_is, strict=True)]
        session.execute(delete(NAMES).where(NAMES.c[OWN] == source_id, *is_same))


def parts_moved(session: Session, source_id: str, target_id: str) -> list[Change]:
    """What other systems call the account, and its feeds, belong to the one that takes it over."""
    found: list[Change] = []
    for kind in (AccountRef, FeedToken):
        for part in session.scalars(select(kind).where(kind.account_id == source_id)).all():
            session.expunge(part)
            found += gone_over(part, owned_by(part, target_id))
    return found


def gone_over(left: Base, came: Base) -> tuple[Change, Change]:
    """What a log tells as a part of an account leaves the one, and comes to the other."""
    return Change(record=left, is_gone=True), Change(record=came, is_new=True)


def owned_by(record: Base, account_id: str) -> Base:
    """The same of another account."""
    values = {column.key: getattr(record, column.key) for column in table_of(type(record)).c}
    return type(record)(**values | {OWN: account_id})


def end_facts(session: Session, work: Work, source_id: str) -> None:
    """Nothing is known of it by itself any more."""
    is_open = (FactRow.account_id == source_id, FactRow.known_until.is_(None))
    session.execute(update(FactRow).where(*is_open).values(known_until=work.now))


def ended(session: Session, work: Work, source_id: str) -> Change:
    """It is the other account now."""
    session.execute(
        update(Account)
        .where(Account.id == source_id)
        .values(merged_into_id=work.account_id, version=Account.version + 1, updated_at=work.now)
        .execution_options(synchronize_session=False)
    )
    source = session.scalars(
        select(Account).where(Account.id == source_id).execution_options(populate_existing=True)
    ).one()
    session.expunge(source)
    return Change(record=source, before={"merged_into_id": None})
