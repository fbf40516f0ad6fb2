"""Service credits: one formula from the contract to the amount, and their life in money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput, quoted
from domain.facts import CreditInputs
from domain.money import Money, rounded_half_up
from domain.slots import last_day
from domain.vocabulary import CreditBase, CreditState
from domain.wall_time import end_of_day

SHARE_DIGITS = 4
"A share of a loss to a hundredth of a percent: 0.0250."
PERCENT_DIGITS = 4
"Decimals of a percentage: 33.3333 % is a third of any fee; what is finer is no agreement."


class CreditStep(StrEnum):
    """What somebody says was done about a credit."""

    APPROVED = "APPROVED"
    ISSUED = "ISSUED"
    APPLIED = "APPLIED"


STEPS: Mapping[CreditState, Mapping[CreditStep, CreditState]] = {
    CreditState.PROMISED: {CreditStep.APPROVED: CreditState.APPROVED},
    CreditState.APPROVED: {CreditStep.ISSUED: CreditState.ISSUED},
    CreditState.ISSUED: {CreditStep.APPLIED: CreditState.APPLIED},
    CreditState.APPLIED: {},
    CreditState.LAPSED: {CreditStep.ISSUED: CreditState.ISSUED},  # late, but after all
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAmount:
    """What a credit comes to, and how, to be shown beside it."""

    amount: Money
    formula: str


def credit_amount(percent: Decimal, base: CreditBase, *, value: Money) -> CreditAmount:
    """Percent of one month's fee, of the annual value, or of a fixed sum; rounded once, at the end.

    `value` is the contract's annual value, for FIXED the sum itself. Raises InvalidInput for a
    percentage that is not above 0 and at most 100, or finer than four decimals.
    """
    refuse_no_share(percent)
    share, text = Fraction(percent) / 100, f"{value}"
    if base is CreditBase.MONTHLY_FEE:
        share, text = share / 12, f"{value} / 12"
    return CreditAmount(amount=value.times(share), formula=f"{text} x {percent.normalize():f} %")


def refuse_no_share(percent: Decimal) -> None:
    """Raises InvalidInput for a percentage that is none of a fee."""
    if not 0 < percent <= 100:  # noqa: PLR2004 (all of it)
        raise InvalidInput(f"{quoted(str(percent))} % is no share of a fee")
    if percent != round(percent, PERCENT_DIGITS):
        raise InvalidInput(f"A percentage has {PERCENT_DIGITS} decimals at most")


def credit_state(credit: CreditInputs, *, at: datetime, zone: ZoneInfo) -> CreditState:
    """How far it came. Not issued by the end of its month it has lapsed, until it is after all."""
    steps = (
        (credit.applied_at, CreditState.APPLIED),
        (credit.issued_at, CreditState.ISSUED),
    )
    for taken_at, state in steps:
        if taken_at is not None and taken_at <= at:
            return state
    if credit.period is not None and at > end_of_day(last_day(credit.period), zone):
        return CreditState.LAPSED
    approved = credit.approved_at is not None and credit.approved_at <= at
    return CreditState.APPROVED if approved else CreditState.PROMISED


def share_of_loss(credit: Money | None, loss: Money | None) -> Decimal | None:
    """Which part of the loss the customer states the credit covers; None where they don't compare.

    A ratio, 0.0250 for 2.5 %. The loss is theirs, never an obligation.
    """
    if credit is None or loss is None or loss.minor <= 0:
        return None
    if credit.currency_code != loss.currency_code:
        return None
    scaled = rounded_half_up(Fraction(credit.minor, loss.minor) * 10**SHARE_DIGITS)
    return Decimal(f"{scaled}e-{SHARE_DIGITS}")
