"""What became of a contract: notice, and the decision about its renewal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, or_, select

from domain.contract_steps import CONTRACT, ContractStep
from domain.errors import InvalidInput
from domain.facts import ContractInputs
from domain.money import Money, money_of
from domain.vocabulary import RecordType, RenewalOutcome
from engine.given import ID
from models.account import AccountAlias, Contact
from models.base import table_of
from models.contract import Contract
from models.facts import fact_of
from models.history import FactRow
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.money import MoneyInput, amount_of
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, told_at

fact = table_of(FactRow)


class TakenBack(StrEnum):
    """What was recorded by mistake, or no longer holds: a customer may withdraw a notice."""

    NOTICE = "NOTICE"
    OUTCOME = "OUTCOME"


@dataclass(kw_only=True)
class ContractRecordNoticeInput(UpdateInput):
    contract: ID
    given_on: date
    by: ID | None = None


@dataclass(kw_only=True)
class ContractRecordOutcomeInput(UpdateInput):
    contract: ID
    outcome: RenewalOutcome
    decided_on: date
    new_annual_value: MoneyInput | None = None


async def record_notice(writing: Writing, asked: ContractRecordNoticeInput) -> None:
    contract = await writing.about(Contract, asked.contract, at="contract")
    writing.past_day(asked.given_on, at="given_on")
    if contract.notice_given_on != asked.given_on:
        take(contract, ContractStep.GIVE_NOTICE, asked.given_on, at="given_on")
    change(contract, {"notice_given_on": asked.given_on})
    if asked.by is not None:
        by = await writing.of_account(Contact, asked.by, at="by")
        change(contract, {"notice_given_by_id": by})


async def record_outcome(writing: Writing, asked: ContractRecordOutcomeInput) -> None:
    contract = await writing.about(Contract, asked.contract, at="contract")
    writing.past_day(asked.decided_on, at="decided_on")
    value = asked.new_annual_value and value_after(contract, asked.new_annual_value, asked.outcome)
    if not is_recorded(contract, asked):
        take(contract, ContractStep.DECIDE, asked.decided_on, at="outcome")
        change(contract, {"outcome": asked.outcome, "outcome_recorded_at": writing.now})
    change(contract, {"outcome_on": asked.decided_on})
    if value:
        said = {"annual_value_minor": value.minor, "currency_code": value.currency_code}
        change(contract, said)


def is_recorded(contract: Contract, asked: ContractRecordOutcomeInput) -> bool:
    """The same outcome, of that day or of one nobody knew."""
    days = {None, asked.decided_on}
    return contract.outcome is asked.outcome and contract.outcome_on in days


def take(contract: Contract, step: ContractStep, day: date, *, at: str) -> None:
    """Raises InvalidTransition when that was not possible on that day."""
    long_ago = None if contract.outcome is None else date.min  # decided, nobody knows when
    days = {
        ContractStep.GIVE_NOTICE: contract.notice_given_on,
        ContractStep.DECIDE: contract.outcome_on or long_ago,
    }
    with told_at(at):
        CONTRACT.refuse_misfit((day, step), [(told, one) for one, told in days.items() if told])


def value_after(contract: Contract, said: MoneyInput, outcome: RenewalOutcome) -> Money:
    """The annual value from then on; raises InvalidInput for one the outcome contradicts."""
    before = money_of(contract.annual_value_minor, contract.currency_code)
    with told_at("new_annual_value"):
        value = amount_of(said, own=contract.currency_code)
        if outcome is RenewalOutcome.CHURNED:
            raise InvalidInput("Who leaves pays nothing")
        if before is None or contract.outcome is not None:  # what it was before is no longer known
            return value
        grown = value.minor - before.minor
        if (outcome is RenewalOutcome.EXPANDED and grown <= 0) or (
            outcome is RenewalOutcome.CONTRACTED and grown >= 0
        ):
            raise InvalidInput(f"{value} after {before}: this is not {outcome}")
        return value


async def take_back(writing: Writing, contract: Contract, what: Sequence[TakenBack]) -> None:
    """As if it had not been recorded; history keeps that it was."""
    if TakenBack.NOTICE in what:
        change(contract, dict.fromkeys(("notice_given_on", "notice_given_by_id")))
    if TakenBack.OUTCOME in what and contract.outcome is not None:
        change(contract, await value_before(writing, contract))
        change(contract, dict.fromkeys(("outcome", "outcome_on", "outcome_recorded_at")))


async def value_before(writing: Writing, contract: Contract) -> Mapping[str, Any]:
    """The annual value when the contract was last undecided; nothing when it never was."""
    for row in await writing.unit.unnarrowed(versions_of(contract)):
        known = fact_of(row).inputs
        if isinstance(known, ContractInputs) and known.outcome is None:
            value = known.annual_value
            return {
                "annual_value_minor": value and value.minor,
                "currency_code": value and value.currency_code,
            }
    return {}


def versions_of(contract: Contract) -> Select[Any]:
    """All that was known of it, the latest first; also under an account that was merged."""
    merged = select(AccountAlias.alias_id).where(AccountAlias.account_id == contract.account_id)
    is_its = or_(fact.c.account_id == contract.account_id, fact.c.account_id.in_(merged))
    whole = select(*fact.c).where(is_its, fact.c.source_id == contract.id)
    return whole.order_by(fact.c.recorded_at.desc())


NOTICE = Mutation(
    name="contractRecordNotice",
    asked=ContractRecordNoticeInput,
    of="contract",
    about=RecordType.CONTRACT,
    body=record_notice,
)
OUTCOME = Mutation(
    name="contractRecordOutcome",
    asked=ContractRecordOutcomeInput,
    of="contract",
    about=RecordType.CONTRACT,
    body=record_outcome,
    told="A contract is decided once: what was recorded by mistake is taken back first.",
)
ALL = (NOTICE, OUTCOME)
