"""Changing what the customer pays, until when, and what it was promised about time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.errors import InvalidInput
from domain.period import Period
from domain.texts import Duration
from domain.vocabulary import RecordType
from engine.given import ID, LEFT_OUT
from models.contract import Contract
from resolvers.accounts import AccountRefInput, ExternalRefInput
from resolvers.mutations.bulk import Bulk, BulkInput, RowInput
from resolvers.mutations.decisions import TakenBack, take_back
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.money import MoneyInput, amount_of
from resolvers.mutations.names import call, called
from resolvers.mutations.perform import Mutation
from resolvers.mutations.sla_terms import SlaTermInput, sla_terms
from resolvers.mutations.writing import Writing, change, required, told_at

LONGEST_NOTICE = Period(months=120, days=3650)
"Ten years of each: longer than any contract runs, so longer than any notice."
PLAIN = (
    "name",
    "starts_on",
    "ends_on",
    "renews_on",
    "auto_renews",
    "first_renewal",
    "penalty_terms",
)
"Fields kept as they are sent."


@dataclass(kw_only=True)
class ContractCreateInput(MutationInput):
    """`known_at`: since when we have known it, for records brought from elsewhere."""

    account: AccountRefInput
    external: ExternalRefInput | None = None
    name: str
    annual_value: MoneyInput | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    renews_on: date | None = None
    notice_period: Duration | None = None
    auto_renews: bool | None = None
    first_renewal: bool | None = None
    penalty_terms: str | None = None
    sla_terms: list[SlaTermInput] | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class ContractUpdateInput(UpdateInput):
    id: ID
    external: ExternalRefInput | None = None
    name: str | None = LEFT_OUT
    annual_value: MoneyInput | None = LEFT_OUT
    starts_on: date | None = LEFT_OUT
    ends_on: date | None = LEFT_OUT
    renews_on: date | None = LEFT_OUT
    notice_period: Duration | None = LEFT_OUT
    auto_renews: bool | None = LEFT_OUT
    first_renewal: bool | None = LEFT_OUT
    penalty_terms: str | None = LEFT_OUT
    sla_terms: list[SlaTermInput] | None = LEFT_OUT
    take_back: list[TakenBack] | None = None


@dataclass(kw_only=True)
class ContractRowInput(RowInput):
    """`name` is needed for a new one."""

    account: AccountRefInput
    name: str | None = LEFT_OUT
    annual_value: MoneyInput | None = LEFT_OUT
    starts_on: date | None = LEFT_OUT
    ends_on: date | None = LEFT_OUT
    renews_on: date | None = LEFT_OUT
    notice_period: Duration | None = LEFT_OUT
    auto_renews: bool | None = LEFT_OUT
    first_renewal: bool | None = LEFT_OUT
    penalty_terms: str | None = LEFT_OUT
    sla_terms: list[SlaTermInput] | None = LEFT_OUT


@dataclass(kw_only=True)
class ContractBulkSaveInput(BulkInput):
    rows: list[ContractRowInput]


async def create(writing: Writing, asked: ContractCreateInput) -> None:
    said = await said_of(writing, asked, currency=None)
    contract = writing.add(Contract(**said), known_at=writing.known_since(asked.known_at))
    refuse_disorder(contract)
    await call(writing, contract, asked.external)


async def update(writing: Writing, asked: ContractUpdateInput) -> None:
    contract = await writing.about(Contract, asked.id, at="id")
    await take_back(writing, contract, asked.take_back or ())
    await edit(writing, contract, asked)


async def save_row(writing: Writing, asked: ContractRowInput) -> None:
    contract = await called(writing, Contract, asked.external)
    if contract is None:
        required(asked.name or None, at="name")
        contract = writing.add(Contract(name=asked.name))
    writing.subject = contract
    await edit(writing, contract, asked)


async def edit(
    writing: Writing, contract: Contract, asked: ContractUpdateInput | ContractRowInput
) -> None:
    required(asked.name, at="name")
    change(contract, await said_of(writing, asked, currency=contract.currency_code))
    refuse_disorder(contract)
    await call(writing, contract, asked.external)


async def said_of(
    writing: Writing,
    asked: ContractCreateInput | ContractUpdateInput | ContractRowInput,
    *,
    currency: str | None,
) -> Mapping[str, Any]:
    """Columns and what they are to hold; `currency`: the contract's own, once it has one."""
    terms = asked.sla_terms
    if terms is not LEFT_OUT:
        terms = await sla_terms(writing, terms or ())
    return {
        **{name: getattr(asked, name) for name in PLAIN},
        **value_of(asked.annual_value, currency=currency),
        "notice_period": notice_of(asked.notice_period),
        "sla_terms": terms,
    }


def value_of(said: MoneyInput | None, *, currency: str | None) -> Mapping[str, Any]:
    """The two columns of the annual value: both are left out, or cleared, together."""
    if said is None or said is LEFT_OUT:
        return dict.fromkeys(("annual_value_minor", "currency_code"), said)
    with told_at("annual_value"):
        value = amount_of(said, own=currency)
    return {"annual_value_minor": value.minor, "currency_code": value.currency_code}


def notice_of(said: Any) -> Any:  # noqa: ANN401 - a duration, null, or left out
    """Raises InvalidInput for a notice of hours, or of more than ten years."""
    if said is None or said is LEFT_OUT:
        return said
    if not isinstance(said, Period):
        raise InvalidInput("Notice is given in days or months, P60D or P3M", at=("notice_period",))
    if said.months > LONGEST_NOTICE.months or said.days > LONGEST_NOTICE.days:
        raise InvalidInput("Notice is given ten years ahead at most", at=("notice_period",))
    return said


def refuse_disorder(contract: Contract) -> None:
    """Raises InvalidInput for a contract that ends or renews before it starts."""
    for name in ("ends_on", "renews_on"):
        day = getattr(contract, name)
        if contract.starts_on and day and day < contract.starts_on:
            raise InvalidInput(f"{day} is before it starts, {contract.starts_on}", at=(name,))


CREATE = Mutation(
    name="contractCreate",
    asked=ContractCreateInput,
    of="account",
    about=RecordType.CONTRACT,
    body=create,
)
UPDATE = Mutation(
    name="contractUpdate",
    asked=ContractUpdateInput,
    of="id",
    about=RecordType.CONTRACT,
    body=update,
    told="A value in another currency is another value: clear it first. `takeBack`: a notice that"
    " was withdrawn, or an outcome recorded by mistake; with an outcome the annual value is again"
    " what it was known to be before it, unless another one is sent along.",
)
BULK = Bulk(
    name="contractBulkSave",
    asked=ContractBulkSaveInput,
    row=ContractRowInput,
    of="account",
    about=RecordType.CONTRACT,
    body=save_row,
)
ALL = (CREATE, UPDATE)
