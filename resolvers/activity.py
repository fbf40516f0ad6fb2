"""Who changed what and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import orjson

from domain.vocabulary import RecordType
from engine.reads import Ask, Key, Keys, Reads, batch
from models.base import table_of
from models.history import Activity
from resolvers import owners
from resolvers.accounts import heirs
from resolvers.context import Context
from resolvers.filters import Asked, Source, Test, every
from resolvers.ids import DIRECTORY, RecordKey, global_id, opaque, parsed
from resolvers.listing import Listing, children
from resolvers.lists import chosen
from resolvers.paging import By, Connection, Page
from resolvers.records import TABLES

ACTIVITY = table_of(Activity)
LATEST = (By("at", descending=True), By("id", descending=True))
of_accounts = children(Activity, order=LATEST)
EVERYWHERE = Listing(source=Source(table=ACTIVITY, terms=owners.TERMS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    accounts: list[str] | None
    mine: bool | None


def activity_test(asked: Asked, f: ActivityFilter, *, ids: Sequence[str] | None) -> Test:
    """Of the accounts of these ids, and of those I own or care for."""
    return every(asked.among("account_id", ids), asked.mine(f.mine, *owners.MINE))


def ids_now(accounts: Sequence[str] | None, ask: Ask) -> Reads[list[str] | None]:
    """Of the accounts meant, merged ones under the id they go on with; raises InvalidId."""
    if accounts is None:
        return None
    named = [parsed(one, RecordType.ACCOUNT).id for one in accounts]
    now = yield from heirs(named, ask)
    return list(dict.fromkeys(now[one] for one in named))


@batch(ACTIVITY)
def everywhere(
    keys: Keys,
    ask: Ask,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    accounts: list[str] | None = None,
    mine: bool | None = None,
) -> Reads[dict[Key, Connection]]:
    """What happened last, first."""
    ids = yield from ids_now(accounts, ask)
    f = ActivityFilter(accounts=accounts, mine=mine)
    where = chosen(context, f, partial(activity_test, ids=ids))
    pages = EVERYWHERE.pages(ask, Page(first, after), order=LATEST, where=where)
    return (yield from pages.read(keys, context))


def id_of(account_id: str, id_: str) -> str:
    """Opaque like a global id; `node` does not answer to it."""
    return opaque("Activity", account_id, id_)


class FieldChange(NamedTuple):
    """One field of a change: a text as it is, anything else as JSON."""

    column: str
    before: str | None
    after: str | None


def changes_of(account_id: str, kind: RecordType | None, change: str | None) -> list[FieldChange]:
    """What was changed, in the order of the record's columns; ids as clients know them."""
    fields: dict[str, list[Any]] = orjson.loads(change or "{}")
    found: list[FieldChange] = []
    for column, pair in fields.items():
        to = REFERENCES.get((kind, column))
        before, after = (shown(value, to, account_id) for value in pair)
        found.append(FieldChange(column, before, after))
    return found


def shown(value: Any, to: RecordType | None, account_id: str) -> str | None:  # noqa: ANN401 - JSON
    """A stored value as text; None where there is none."""
    if value is None:
        return None
    if to is not None:
        return global_id(RecordKey(to, None if to in DIRECTORY else account_id, value))
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def references() -> dict[tuple[RecordType | None, str], RecordType]:
    """(type, column) -> the type of the record whose id the column holds."""
    kinds = {table.name: RecordType(name) for name, table in TABLES.items()}
    found: dict[tuple[RecordType | None, str], RecordType] = {
        (RecordType.ACCOUNT, "sponsor_id"): RecordType.CONTACT  # has no constraint: it were a ring
    }
    for name, table in TABLES.items():
        for constraint in table.foreign_key_constraints:
            *_, column = constraint.columns
            if column.name != "account_id" and constraint.referred_table.name in kinds:
                found[RecordType(name), column.name] = kinds[constraint.referred_table.name]
    return found


REFERENCES = references()
