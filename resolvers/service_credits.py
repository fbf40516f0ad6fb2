"""Service credits: what each comes to, and how far it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from domain.credits import credit_state, share_of_loss
from domain.money import Money, money_of
from domain.vocabulary import CommitmentKind, CreditBase, CreditState, PeriodRole
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.inputs import of_credit
from models.voice import Concern
from resolvers.commitments import WITH_ZONE
from resolvers.context import Context

CONCERN = table_of(Concern)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCredit:
    """A credit as it stands at one instant."""

    percent: Decimal | None
    base: CreditBase
    period: str | None
    period_role: PeriodRole | None
    amount: Money | None
    state: CreditState
    approved_at: datetime | None
    issued_at: datetime | None
    applied_at: datetime | None
    invoice: str | None
    formula: str | None
    share_of_stated_loss: Decimal | None


def stated(_: tuple[str, ...]) -> Select[Any]:
    """What customers say they lost, the latest statement first."""
    return (
        select(CONCERN)
        .where(one_of(CONCERN.c.account_id), CONCERN.c.stated_loss_minor.is_not(None))
        .order_by(CONCERN.c.raised_at.desc(), CONCERN.c.id)
    )


STATED_LOSSES = Statement(stated)


@batch()
def of_commitments(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, ServiceCredit]]:
    """The credit of each (account id, id); none of any other kind of promise."""
    promises = yield ask.values(WITH_ZONE, keys=keys)
    rows = [row for row in promises if row.kind is CommitmentKind.CREDIT]
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    losses = grouped(
        (yield ask.values(STATED_LOSSES, keys=accounts)), accounts, lambda row: row.account_id
    )
    return {
        (row.account_id, row.id): credit_of(row, losses[row.account_id], context.now)
        for row in rows
    }


def credit_of(row: Row, losses: Iterable[Row], at: datetime) -> ServiceCredit:
    amount = money_of(row.credit_minor, row.credit_currency)
    return ServiceCredit(
        percent=row.credit_percent,
        base=row.credit_base or CreditBase.FIXED,
        period=row.credit_period,
        period_role=row.credit_period_role,
        amount=amount,
        state=credit_state(of_credit(row), at=at, zone=ZoneInfo(row.zone or "UTC")),
        approved_at=row.approved_at,
        issued_at=row.issued_at,
        applied_at=row.applied_at,
        invoice=row.credit_invoice,
        formula=row.credit_formula,
        share_of_stated_loss=share_of_loss(amount, loss_behind(row, losses)),
    )


def loss_behind(credit: Row, losses: Iterable[Row]) -> Money | None:
    """The latest loss stated about the same incident; about none, where the credit names none."""
    about = [loss for loss in losses if loss.incident_id == credit.incident_id]
    return money_of(about[0].stated_loss_minor, about[0].stated_loss_currency) if about else None
