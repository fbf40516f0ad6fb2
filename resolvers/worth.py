"""What ranking accounts by money goes by: USD at the reference rates, in whole cents.

Accounts without a rate come after those, currency by currency. Amounts are never shown converted.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from domain.rates import USD
from models.base import table_of
from models.contract import Contract
from models.directory import RateRow
from resolvers.paging import By
from resolvers.running import is_running

CONTRACT, RATE = table_of(Contract), table_of(RateRow)
BY_AT_RISK = (By("at_risk_usd"), By("at_risk_currency"), By("at_risk"))
BY_ARR = (By("arr_usd"), By("arr_currency"), By("arr"))


def arr_in_usd(rows: FromClause) -> ColumnElement[Any]:
    """What an account pays a year; contracts without a rate are left out, null when all are."""
    contract, rate = CONTRACT.alias(), RATE.alias()
    minor = contract.c.annual_value_minor
    half = rate.c.cents_denominator // 2  # rounded half up, like Money
    converted = (minor * rate.c.cents_numerator + half) // rate.c.cents_denominator
    in_force = and_(
        rate.c.currency_code == contract.c.currency_code,
        rate.c.as_of == newest_of(contract.c.currency_code),
    )
    return (
        select(func.sum(case((contract.c.currency_code == USD, minor), else_=converted)))
        .select_from(contract.outerjoin(rate, in_force))
        .where(contract.c.account_id == rows.c.id, is_running(contract))
        .scalar_subquery()
    )


def newest_of(currency_code: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of the currency's rate in force; none on file lies ahead."""
    rate = RATE.alias()
    newest = select(func.max(rate.c.as_of)).where(rate.c.currency_code == currency_code)
    return newest.scalar_subquery()


def largest_arr(of: str, rows: FromClause) -> ColumnElement[Any]:
    """The currency an account pays most in, and how much."""
    contract = CONTRACT.alias()
    minor = func.sum(contract.c.annual_value_minor)
    shown = minor if of == "minor" else contract.c.currency_code
    return (
        select(shown)
        .where(contract.c.account_id == rows.c.id, is_running(contract))
        .where(contract.c.annual_value_minor.is_not(None))
        .group_by(contract.c.currency_code)
        .order_by(minor.desc(), contract.c.currency_code)
        .limit(1)
        .scalar_subquery()
    )
