"""Who changed what and when."""

from dataclasses import dataclass

from domain.vocabulary import RecordType
from engine.reads import Ask, Key, Keys, Reads, batch
from models.base import table_of
from models.history import Activity
from resolvers import owners
from resolvers.context import Context
from resolvers.filters import Asked, Source, Test, every
from resolvers.ids import opaque, parsed
from resolvers.listing import Listing, children
from resolvers.lists import chosen
from resolvers.paging import By, Connection, Page

ACTIVITY = table_of(Activity)
LATEST = (By("at", descending=True), By("id", descending=True))
of_accounts = children(Activity, order=LATEST)
EVERYWHERE = Listing(source=Source(table=ACTIVITY, terms=owners.TERMS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    accounts: list[str] | None
    mine: bool | None


def activity_test(asked: Asked, f: ActivityFilter) -> Test:
    """Of these accounts, and of those I own or care for."""
    ids = None if f.accounts is None else [parsed(i, RecordType.ACCOUNT).id for i in f.accounts]
    return every(asked.among("account_id", ids), asked.mine(f.mine, *owners.MINE))


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
    where = chosen(context, ActivityFilter(accounts=accounts, mine=mine), activity_test)
    page = Page(first, after)
    return (yield from EVERYWHERE.pages(keys, ask, context, page, order=LATEST, where=where))


def id_of(account_id: str, id_: str) -> str:
    """Opaque like a global id; `node` does not answer to it."""
    return opaque("Activity", account_id, id_)
