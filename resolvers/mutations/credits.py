"""What a service credit comes to, and its way from a promise to an invoice."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from domain.credits import (
    STEPS,
    CreditAmount,
    CreditStep,
    credit_amount,
    credit_state,
    refuse_no_share,
)
from domain.errors import InvalidInput
from domain.evidence.commitments import KEPT
from domain.money import Money, money_of
from domain.promise_steps import PromiseStep
from domain.running import is_running
from domain.slots import refuse_no_month
from domain.steps import taken
from domain.texts import YearMonth
from domain.vocabulary import CommitmentKind, CreditBase, PeriodRole, RecordType
from domain.wall_time import wall_time
from engine.given import ID
from models.commitment import Commitment
from models.contract import Contract
from models.inputs import of_contract, of_credit
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.money import MoneyInput, amount_of
from resolvers.mutations.perform import Mutation
from resolvers.mutations.standing import refuse_step, says, status_of
from resolvers.mutations.writing import Writing, change, told_at

TAKEN_AT = {
    CreditStep.APPROVED: "approved_at",
    CreditStep.ISSUED: "issued_at",
    CreditStep.APPLIED: "applied_at",
}
"The column of each step."
NOON = time(12)
"Of a step only the day is told: its middle is never another day's."


@dataclass(kw_only=True)
class CreditInput:
    """A share of a contract's fee, or a fixed amount. `contract`: the only running one."""

    base: CreditBase
    percent: Decimal | None = None
    contract: ID | None = None
    amount: MoneyInput | None = None
    period: YearMonth | None = None
    period_role: PeriodRole | None = None


@dataclass(kw_only=True)
class ServiceCreditAdvanceInput(UpdateInput):
    commitment: ID
    to: CreditStep
    on: date
    amount: MoneyInput | None = None
    invoice: str | None = None


def refuse_unclear(asked: CreditInput, *, on: date) -> None:
    """Raises InvalidInput for a share without a percentage, a sum with one, and no month."""
    if (asked.base is CreditBase.FIXED) is (asked.percent is not None):
        raise InvalidInput("A share of a fee has a percentage, a fixed sum none", at=("percent",))
    with told_at("percent"):
        if asked.percent is not None:
            refuse_no_share(asked.percent)
    with told_at("period"):
        if asked.period is not None:
            refuse_no_month(asked.period, day=on)


def credit_columns(asked: CreditInput) -> dict[str, Any]:
    """What was said of a credit, but for the money."""
    return {
        "credit_base": asked.base,
        "credit_percent": asked.percent,
        "credit_period": asked.period,
        "credit_period_role": asked.period_role,
    }


async def money_columns(writing: Writing, asked: CreditInput, *, on: date) -> dict[str, Any]:
    """What it comes to by the contract of that day, and how."""
    contract = await contract_behind(writing, asked, on=on)
    own = currency_of(writing, contract)
    stated = None
    if asked.amount is not None:
        with told_at("amount"):
            stated = sum_of(asked.amount, own=own)
    found = found_by(asked, contract)
    if found is None:
        return columns_of(stated)
    if stated not in {None, found.amount}:
        raise InvalidInput(f"{found.formula} is {found.amount}, not {stated}", at=("amount",))
    return columns_of(found.amount, found.formula)


def found_by(asked: CreditInput, contract: Contract | None) -> CreditAmount | None:
    """The share of the contract's fee; None where there is no share, or no fee on file."""
    value = contract and money_of(contract.annual_value_minor, contract.currency_code)
    if asked.percent is None or value is None:
        return None
    return credit_amount(asked.percent, asked.base, value=value)


def columns_of(amount: Money | None, formula: str | None = None) -> dict[str, Any]:
    return {
        "credit_minor": amount and amount.minor,
        "credit_currency": amount and amount.currency_code,
        "credit_formula": formula,
    }


def sum_of(asked: MoneyInput, *, own: str | None) -> Money:
    """Raises InvalidInput for nothing, too, which would be no credit."""
    amount = amount_of(asked, own=own)
    if amount.minor == 0:
        raise InvalidInput("A credit of nothing is none", at=("amount",))
    return amount


async def contract_behind(writing: Writing, asked: CreditInput, *, on: date) -> Contract | None:
    """The one named, else the only one running that day; raises InvalidInput for one of several."""
    if asked.contract is not None:
        return await writing.one(Contract, asked.contract, at="contract")
    running = await running_contracts(writing, on=on)
    if len(running) > 1 and asked.base is not CreditBase.FIXED:
        raise InvalidInput("There are several contracts: say which one", at=("contract",))
    return running[0] if len(running) == 1 else None


async def running_contracts(writing: Writing, *, on: date) -> list[Contract]:
    found = await writing.unit.find(Contract)
    return [contract for contract in found if is_running(of_contract(contract), on)]


def currency_of(writing: Writing, contract: Contract | None) -> str | None:
    """The contract's, else the account's; None where neither is known."""
    return (contract and contract.currency_code) or writing.account.currency_code


async def advance(writing: Writing, asked: ServiceCreditAdvanceInput) -> None:
    commitment = await writing.about(Commitment, asked.commitment, at="commitment")
    if commitment.kind is not CommitmentKind.CREDIT:
        raise InvalidInput("This promise is no credit", at=("commitment",))
    writing.past_day(asked.on, at="on")
    amount = await amount_said(writing, commitment, asked)
    taken_at: datetime | None = getattr(commitment, TAKEN_AT[asked.to])
    is_told = taken_at is not None and writing.day_of(taken_at) == asked.on
    if is_told and not amount and says(commitment, {"credit_invoice": asked.invoice}):
        return
    refuse_out_of_turn(writing, commitment, asked)
    if asked.to is CreditStep.ISSUED and commitment.credit_minor is None and not amount:
        raise InvalidInput("Nobody has said how much it is", at=("amount",))
    change(
        commitment,
        {
            TAKEN_AT[asked.to]: middle_of(asked.on, writing),
            "credit_invoice": asked.invoice or commitment.credit_invoice,
            **amount,
        },
    )


async def amount_said(
    writing: Writing, commitment: Commitment, asked: ServiceCreditAdvanceInput
) -> dict[str, Any]:
    """Another amount than it had, which no formula gives; nothing where it is the same."""
    if asked.amount is None:
        return {}
    own = commitment.credit_currency
    if own is None:
        running = await running_contracts(writing, on=asked.on)
        own = currency_of(writing, running[0] if len(running) == 1 else None)
    with told_at("amount"):
        amount = sum_of(asked.amount, own=own)
    is_same = amount == money_of(commitment.credit_minor, commitment.credit_currency)
    return {} if is_same else columns_of(amount)


def refuse_out_of_turn(
    writing: Writing, commitment: Commitment, asked: ServiceCreditAdvanceInput
) -> None:
    """Raises InvalidTransition by the tables of credits and of promises.

    Raises InvalidInput for a day before that of the step before.
    """
    status = status_of(writing, commitment)
    if status not in KEPT:
        refuse_step(commitment, PromiseStep.KEPT, status=status, on=asked.on, at="to", day_at="on")
    before = [at for column in TAKEN_AT.values() if (at := getattr(commitment, column))]
    moment = max([middle_of(asked.on, writing), *before])
    state = credit_state(of_credit(commitment), at=moment, zone=writing.zone)
    with told_at("to"):
        taken(asked.to, STEPS, current=state)
    if before and asked.on < writing.day_of(max(before)):
        raise InvalidInput(f"{state} came later, on {writing.day_of(max(before))}", at=("on",))


def middle_of(day: date, writing: Writing) -> datetime:
    """Its noon for the account, or now where that is still to come."""
    return min(writing.now, wall_time(day, NOON, writing.zone).instant)


ADVANCE = Mutation(
    name="serviceCreditAdvance",
    asked=ServiceCreditAdvanceInput,
    of="commitment",
    about=RecordType.COMMITMENT,
    body=advance,
    told="A credit is approved, then issued, which keeps the promise, then applied. Not issued by"
    " the end of its month it has lapsed, and may still be issued, late.",
)
ALL = (ADVANCE,)
