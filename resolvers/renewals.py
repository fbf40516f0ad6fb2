"""What accounts pay, and when they next decide."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from domain.money import Money, totals
from engine.reads import Ask, Columns, Key, Keys, Reads, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.contract import Contract
from models.history import Score
from resolvers.context import Context
from resolvers.running import is_running

CONTRACT, SCORE = table_of(Contract), table_of(Score)


@Statement
def running(_: Columns) -> Select[Any]:
    """What each account's running contracts come to, currency by currency."""
    is_known = CONTRACT.c.annual_value_minor.is_not(None) & CONTRACT.c.currency_code.is_not(None)
    shared = [CONTRACT.c.account_id, CONTRACT.c.currency_code]
    return (
        select(*shared, func.sum(CONTRACT.c.annual_value_minor).label("minor"))
        .where(one_of(CONTRACT.c.account_id), is_running(CONTRACT), is_known)
        .group_by(*shared)
    )


@Statement
def decisions(_: Columns) -> Select[Any]:
    """The stored dates of the contract whose decision comes first."""
    columns = [SCORE.c.account_id, SCORE.c.renewal_date, SCORE.c.notice_deadline]
    return select(*columns).where(one_of(SCORE.c.account_id))


@batch()
def arr(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, tuple[Money, ...]]]:
    """The annual value of each account's running contracts, one sum for each currency."""
    rows = yield ask.values(running, keys=keys, today=context.today)
    found = grouped(rows, keys, lambda row: row.account_id)
    return {
        account: totals(Money(row.minor, row.currency_code) for row in own)
        for account, own in found.items()
    }


@batch()
def renewal_date(keys: Keys, ask: Ask, _: Context) -> Reads[dict[Key, date | None]]:
    """Of the contract whose decision comes first."""
    return {row.account_id: row.renewal_date for row in (yield ask.values(decisions, keys=keys))}


@batch()
def notice_deadline(keys: Keys, ask: Ask, _: Context) -> Reads[dict[Key, date | None]]:
    """Of the contract whose decision comes first."""
    return {row.account_id: row.notice_deadline for row in (yield ask.values(decisions, keys=keys))}
