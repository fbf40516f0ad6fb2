"""Accounts: one, many, filtered and ranked, and what each is worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, Table, bindparam, func, select

from domain.verdicts import HealthBand
from domain.vocabulary import RecordType
from engine.reads import (
    Ask,
    Bound,
    Columns,
    Key,
    Keys,
    Reads,
    Row,
    Statement,
    batch,
    bound_batch,
    grouped,
)
from engine.sql import one_of
from models.account import Account, AccountAlias, AccountRef
from models.base import table_of
from models.history import Score
from resolvers.commitments import COMMITMENTS, CommitmentFilter, commitment_test
from resolvers.context import Context
from resolvers.filters import (
    EVERY,
    Asked,
    DateFilter,
    FloatFilter,
    IdFilter,
    Related,
    Source,
    StringFilter,
    Test,
    every,
)
from resolvers.ids import parsed
from resolvers.incidents import INCIDENTS, IncidentFilter, incident_test
from resolvers.listing import Listing
from resolvers.lists import OrderDirection, bound_to, sorted_by
from resolvers.owners import owned_by
from resolvers.paging import By, Order, Page
from resolvers.worth import BY_ARR, BY_AT_RISK, arr_in_usd, largest_arr

F = TypeVar("F")
ACCOUNT, SCORE = table_of(Account), table_of(Score)
ALIAS, REF = table_of(AccountAlias), table_of(AccountRef)


@dataclass(kw_only=True)
class BandFilter:
    eq: HealthBand | None = None
    in_: list[HealthBand] | None = None


@dataclass(kw_only=True)
class AccountFilter:
    """`mine`: I own it or care for it. Score and dates are the stored ones."""

    mine: bool | None = None
    and_: list["AccountFilter"] | None = None
    or_: list["AccountFilter"] | None = None
    not_: "AccountFilter | None" = None
    name: StringFilter | None = None
    owner: IdFilter | None = None
    segment: StringFilter | None = None
    band: BandFilter | None = None
    health: FloatFilter | None = None
    renewal_date: DateFilter | None = None
    notice_deadline: DateFilter | None = None
    risk_probability: FloatFilter | None = None
    incidents_some: IncidentFilter | None = None
    commitments_some: CommitmentFilter | None = None


class AccountOrderField(StrEnum):
    NAME = "NAME"
    HEALTH = "HEALTH"
    RISK = "RISK"
    CONTRACT_VALUE_AT_RISK = "CONTRACT_VALUE_AT_RISK"
    RENEWAL_DATE = "RENEWAL_DATE"
    NOTICE_DEADLINE = "NOTICE_DEADLINE"
    ARR = "ARR"
    UPDATED_AT = "UPDATED_AT"


@dataclass(kw_only=True)
class AccountOrder:
    """Amounts are ranked by what they are worth in USD, at the reference rates in force.

    Those in a currency without a rate come after them, currency by currency, by code.
    """

    field: AccountOrderField
    direction: OrderDirection = OrderDirection.ASC


@dataclass(kw_only=True)
class ExternalRefInput:
    system: str
    key: str


@dataclass(kw_only=True)
class AccountRefInput:
    """Exactly one of the two."""

    id: str | None = None
    external: ExternalRefInput | None = None


def of_score(name: str, _: FromClause) -> ColumnElement[Any]:
    return SCORE.c[name]


def with_score(accounts: Table) -> FromClause:
    """Every account, with its score where it has one."""
    return accounts.outerjoin(SCORE, SCORE.c.account_id == accounts.c.id)


ACCOUNTS = Source(
    table=ACCOUNT,
    terms={
        "band": partial(of_score, "band"),
        "health": partial(of_score, "value"),
        "risk": partial(of_score, "probability"),
        "at_risk_usd": partial(of_score, "at_risk_usd"),
        "at_risk": partial(of_score, "at_risk_minor"),
        "at_risk_currency": partial(of_score, "currency_code"),
        "renewal_date": partial(of_score, "renewal_date"),
        "notice_deadline": partial(of_score, "notice_deadline"),
        "arr_usd": arr_in_usd,
        "arr": partial(largest_arr, "minor"),
        "arr_currency": partial(largest_arr, "currency"),
    },
    related={
        "incidents": Related(source=INCIDENTS, by="account_id"),
        "commitments": Related(source=COMMITMENTS, by="account_id"),
    },
)
LIVE: Test = ("null", "merged_into_id")
"An account merged into another is that other."
LISTING = Listing(source=ACCOUNTS, joined=with_score)
ASCENDING: Mapping[AccountOrderField, Order] = {
    AccountOrderField.NAME: (By("name"),),
    AccountOrderField.HEALTH: (By("health"),),
    AccountOrderField.RISK: (By("risk"),),
    AccountOrderField.CONTRACT_VALUE_AT_RISK: BY_AT_RISK,
    AccountOrderField.RENEWAL_DATE: (By("renewal_date"),),
    AccountOrderField.NOTICE_DEADLINE: (By("notice_deadline"),),
    AccountOrderField.ARR: BY_ARR,
    AccountOrderField.UPDATED_AT: (By("updated_at"),),
}
BY_NAME = (By("name"),)


def account_test(asked: Asked, f: AccountFilter) -> Test:
    """What a filter of accounts asks for."""
    return every(
        asked.mine(f.mine, "owner_id", "csm_id"),
        asked.nested(f, partial(account_test, asked)),
        asked.text("name", f.name),
        owned_by(asked, f.owner),
        asked.text("segment", f.segment),
        EVERY
        if f.band is None
        else every(asked.equal("band", f.band.eq), asked.among("band", f.band.in_)),
        asked.range("health", f.health),
        asked.day("renewal_date", f.renewal_date),
        asked.day("notice_deadline", f.notice_deadline),
        asked.range("risk", f.risk_probability),
        some("incidents", f.incidents_some, partial(incident_test, asked)),
        some("commitments", f.commitments_some, partial(commitment_test, asked)),
    )


def some(relation: str, f: F | None, test: Callable[[F], Test]) -> Test:
    """At least one related record passes the filter."""
    return EVERY if f is None else ("some", relation, test(f))


def live(asked: Asked, f: AccountFilter) -> Test:
    return every(LIVE, account_test(asked, f))


@bound_batch(ACCOUNT)
def listed(
    ask: Ask,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    filter: AccountFilter | None = None,  # noqa: A002 - the contract's own word
    order_by: list[AccountOrder] | None = None,
) -> Bound:
    """All accounts, by name unless asked otherwise."""
    page = Page(first, after, last, before)
    order = sorted_by(order_by, ASCENDING, BY_NAME)
    return bound_to(
        filter or AccountFilter(),
        live,
        lambda where: LISTING.pages(ask, page, order=order, where=where),
    )


@Statement
def aliases(_: Columns) -> Select[Any]:
    columns = [ALIAS.c.alias_id, ALIAS.c.account_id]
    return select(*columns).where(one_of(ALIAS.c.alias_id))


@Statement
def named_elsewhere(_: Columns) -> Select[Any]:
    """The account another system's key stands for."""
    is_system = REF.c.system == bindparam("system", type_=REF.c.system.type)
    return select(REF.c.account_id).where(
        is_system, REF.c.key == bindparam("key", type_=REF.c.key.type)
    )


def heirs(accounts: list[str], ask: Ask) -> Reads[dict[str, str]]:
    """Each id, or that of the account it was merged into."""
    rows = yield ask.values(aliases, keys=accounts)
    return {id_: id_ for id_ in accounts} | {row.alias_id: row.account_id for row in rows}


@Statement
def with_id(columns: Columns) -> Select[Any]:
    """The account of an id, or the one it was merged into."""
    id_ = bindparam("id", type_=ACCOUNT.c.id.type)
    heir = select(ALIAS.c.account_id).where(ALIAS.c.alias_id == id_).scalar_subquery()
    wanted = [ACCOUNT.c[name] for name in columns]
    return select(*wanted).where(ACCOUNT.c.id == func.coalesce(heir, id_))


@batch(ACCOUNT)
def one(
    keys: Keys, ask: Ask, context: Context, *, by: AccountRefInput
) -> Reads[dict[Key, Row | None]]:
    """The account of an id, also an old one, or of another system's key; null when none is."""
    rows = yield ask.rows(with_id, id=(yield from account_named(by)) or "")
    return {(): rows[0] if rows else None}


def account_named(by: AccountRefInput) -> Reads[str | None]:
    """The id a client means; None where another system's key is not known. Raises InvalidId."""
    if by.external is None:
        return parsed(by.id or "", RecordType.ACCOUNT).id
    there = by.external
    rows = yield Ask(()).values(named_elsewhere, system=there.system, key=there.key)
    return rows[0].account_id if rows else None


@Statement
def refs(columns: Columns) -> Select[Any]:
    return (
        select(*(REF.c[name] for name in columns), REF.c.account_id.label("of"))
        .where(one_of(REF.c.account_id))
        .order_by(REF.c.system, REF.c.key)
    )


@batch(REF)
def external_refs(keys: Keys, ask: Ask, _: Context) -> Reads[dict[Key, list[Row]]]:
    """What other systems call each account."""
    rows = yield ask.rows(refs, keys=keys)
    return grouped(rows, keys, lambda row: row.of)
