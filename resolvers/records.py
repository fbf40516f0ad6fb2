"""Records by their keys: what a reference, a global id or a back-reference needs."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, select

from domain.vocabulary import RecordType
from engine.fields import Typed
from engine.reads import (
    Ask,
    Batch,
    Bound,
    Call,
    Columns,
    Key,
    Keys,
    Reads,
    Row,
    Statement,
    batch,
    bound_batch,
)
from engine.sql import KEYS, one_of
from models.account import Account, Contact, User
from models.base import Base, table_of
from models.commitment import ActionItem, Commitment
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Meeting, Review, ReviewSeries
from models.voice import Concern, Feedback, Signal
from resolvers.context import Context


def by_key(record: type[Base]) -> Batch:
    """The batch read of one record for each key: its primary key, a text or a tuple of texts."""
    table = table_of(record)
    names = tuple(column.name for column in table.primary_key)

    @Statement
    def statement(columns: Columns) -> Select[Any]:
        return select(
            *(table.c[name] for name in columns),
            *(table.c[name].label(f"key{place}") for place, name in enumerate(names)),
        ).where(one_of(*(table.c[name] for name in names)))

    key_of: Callable[[Any], Key] = (
        (lambda row: row[-1]) if len(names) == 1 else (lambda row: tuple(row[-len(names) :]))
    )

    @bound_batch(table)
    def bind(ask: Ask) -> Bound:
        prepared = statement.prepared(ask.columns, ())

        def read(keys: Keys, _: Context) -> Reads[dict[Key, Row]]:
            given = {KEYS: keys}
            rows = yield Call(prepared.of_keys(given), given)
            return {key_of(row): row for row in rows}

        return read

    return bind


users = by_key(User)
accounts = by_key(Account)

NODES: Mapping[RecordType, Batch] = {
    RecordType.USER: users,
    RecordType.ACCOUNT: accounts,
    RecordType.CONTACT: by_key(Contact),
    RecordType.CONTRACT: by_key(Contract),
    RecordType.INCIDENT: by_key(Incident),
    RecordType.TIMELINE_ENTRY: by_key(IncidentEvent),
    RecordType.COMMITMENT: by_key(Commitment),
    RecordType.ACTION_ITEM: by_key(ActionItem),
    RecordType.REVIEW_SERIES: by_key(ReviewSeries),
    RecordType.BUSINESS_REVIEW: by_key(Review),
    RecordType.MEETING: by_key(Meeting),
    RecordType.FEEDBACK: by_key(Feedback),
    RecordType.CONCERN: by_key(Concern),
    RecordType.SIGNAL: by_key(Signal),
}
"How each type that implements Node is read by its key."


TABLES = {kind.value: read.table for kind, read in NODES.items() if read.table is not None}
"Where the rows of each type that implements Node are; for batch reads that give `Typed` rows."


@batch(types=TABLES)
def named(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, Typed]]:
    """Records of any type, by (account id, record type, id); one statement for each type named."""
    found: dict[Key, Typed] = {}
    for kind, read in NODES.items():
        own = {key: _own_key(read, key) for key in keys if key[1] is kind}
        if own:
            asked = ask.of_type(kind, TABLES[kind])
            rows = yield from read.read(list(dict.fromkeys(own.values())), asked, context)
            found |= {key: Typed(kind, rows[at]) for key, at in own.items() if at in rows}
    return found


def _own_key(read: Batch, key: Key) -> Key:
    """A directory's key is the id alone."""
    account, _, id_ = key
    return id_ if read in {users, accounts} else (account, id_)
