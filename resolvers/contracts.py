"""Contracts: lists of them."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, case

from domain.money import Money
from models.base import table_of
from models.contract import Contract
from resolvers import owners
from resolvers.filters import Asked, DateFilter, Source, Test, every
from resolvers.lists import Lists, OrderDirection
from resolvers.paging import By

CONTRACT = table_of(Contract)
MONTH = Fraction(1, 12)


@dataclass(kw_only=True)
class ContractFilter:
    """`mine`: of accounts I own or care for. `outcomeMissing`: renewal day past, nothing told."""

    mine: bool | None = None
    renews_on: DateFilter | None = None
    notice_deadline: DateFilter | None = None
    outcome_missing: bool | None = None


class ContractOrderField(StrEnum):
    RENEWS_ON = "RENEWS_ON"
    NOTICE_DEADLINE = "NOTICE_DEADLINE"
    ANNUAL_VALUE = "ANNUAL_VALUE"


@dataclass(kw_only=True)
class ContractOrder:
    """Annual values are compared within their currency; the currencies follow one another."""

    field: ContractOrderField
    direction: OrderDirection = OrderDirection.ASC


ASCENDING = {
    ContractOrderField.RENEWS_ON: (By("renews_on"),),
    ContractOrderField.NOTICE_DEADLINE: (By("notice_deadline"),),
    ContractOrderField.ANNUAL_VALUE: (By("currency_code"), By("annual_value_minor")),
}


def outcome_missing(rows: FromClause) -> ColumnElement[Any]:
    """1 from the renewal day on, until somebody records what became of it."""
    today = bindparam("today", type_=CONTRACT.c.renews_on.type)
    return case((rows.c.outcome.is_(None) & (rows.c.renews_on <= today), 1), else_=0)


CONTRACTS = Source(table=CONTRACT, terms={"outcome_missing": outcome_missing, **owners.TERMS})


def contract_test(asked: Asked, f: ContractFilter) -> Test:
    """What a filter of contracts asks for."""
    return every(
        asked.mine(f.mine, *owners.MINE),
        asked.day("renews_on", f.renews_on),
        asked.day("notice_deadline", f.notice_deadline),
        asked.equal("outcome_missing", f.outcome_missing),
    )


LISTS = Lists(source=CONTRACTS, test=contract_test, ascending=ASCENDING, usual=(By("renews_on"),))
everywhere = LISTS.of()
of_accounts = LISTS.of("account_id")


def monthly_fee(annual_minor: int | None, currency_code: str | None) -> Money | None:
    """A twelfth of the annual value, rounded once, half up."""
    if annual_minor is None or currency_code is None:
        return None
    return Money(annual_minor, currency_code).times(MONTH)
