"""Making a promise, and changing what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.errors import Duplicate
from domain.promise_steps import (
    PromiseStep,
    refuse_before,
    refuse_incomplete,
    refuse_unfit,
)
from domain.review_rules import rule_dates
from domain.slots import last_day, slots_of
from domain.vocabulary import Audience, Basis, CommitmentKind, RecordType
from engine.given import ID, LEFT_OUT
from models.account import Contact
from models.commitment import Commitment, Occurrence
from models.incident import Incident
from resolvers.accounts import AccountRefInput, ExternalRefInput
from resolvers.mutations.credits import (
    CreditInput,
    columns_of,
    credit_columns,
    money_columns,
    refuse_unclear,
    sum_of,
)
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.mentions import SOURCES, all_mentioned, mentioned
from resolvers.mutations.names import call, called
from resolvers.mutations.perform import Mutation
from resolvers.mutations.standing import refuse_step, says, status_of
from resolvers.mutations.writing import Writing, change, required, told_at


@dataclass(kw_only=True)
class CommitmentMakeInput(MutationInput):
    """`known_at` is when we knew of the promise already: an import may say so."""

    account: AccountRefInput
    external: ExternalRefInput | None = None
    text: str
    audience: Audience
    kind: CommitmentKind
    owner: ID | None = None
    promised_on: date
    promised_to: list[ID] | None = None
    due_on: date | None = None
    recurrence: str | None = None
    condition: str | None = None
    credit: CreditInput | None = None
    incident: ID | None = None
    source: ID | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class CommitmentUpdateInput(UpdateInput):
    id: ID
    text: str | None = LEFT_OUT
    owner: ID | None = LEFT_OUT
    condition: str | None = LEFT_OUT
    due_on: date | None = LEFT_OUT
    agreed_with: ID | None = None


async def make(writing: Writing, asked: CommitmentMakeInput) -> None:
    writing.past_day(asked.promised_on, at="promised_on")
    known_at = writing.known_since(asked.known_at, happened=asked.promised_on)
    refuse_before(asked.due_on, promised_on=asked.promised_on, at="due_on")
    how = {name: getattr(asked, name) for name in ("due_on", "recurrence", "condition", "credit")}
    refuse_unfit(asked.kind, how)
    refuse_incomplete(asked.kind, how)
    slots = list(slots_said(asked))
    said = await columns_said(writing, asked)
    if earlier := await called(writing, Commitment, asked.external):
        refuse_another(earlier, said | amount_said(asked.credit))
        writing.subject = earlier
        return
    commitment = Commitment(**said)
    if asked.credit is not None:
        with told_at("credit"):
            change(commitment, await money_columns(writing, asked.credit, on=asked.promised_on))
    writing.add(commitment, known_at=known_at)
    await call(writing, commitment, asked.external)
    for slot in slots:
        occurrence = Occurrence(commitment_id=commitment.id, slot=slot, due_on=last_day(slot))
        writing.add(occurrence, known_at=known_at)


def slots_said(asked: CommitmentMakeInput) -> Iterator[str]:
    """Of a promise that recurs, counted from the day it was made."""
    if asked.recurrence is not None:
        with told_at("recurrence"):
            found = rule_dates(asked.recurrence, starts_on=asked.promised_on)
        yield from slots_of(found.dates, frequency=found.frequency)


async def columns_said(writing: Writing, asked: CommitmentMakeInput) -> dict[str, Any]:
    """What was said, as columns: all but what an amount comes to, which others may change."""
    source_type, source_id = await mentioned(writing, asked.source, *SOURCES, at="source")
    credit: dict[str, Any] = {}
    if asked.credit is not None:
        with told_at("credit"):
            refuse_unclear(asked.credit, on=asked.promised_on)
        credit = credit_columns(asked.credit)
    return {
        "text": asked.text,
        "audience": asked.audience,
        "kind": asked.kind,
        "owner_id": await writing.user(asked.owner, at="owner"),
        "promised_on": asked.promised_on,
        "promised_to": await all_mentioned(writing, asked.promised_to, Contact, at="promised_to"),
        "due_on": asked.due_on,
        "due_basis": Basis.ENTERED if asked.due_on else None,
        "recurrence": asked.recurrence,
        "condition": asked.condition,
        "incident_id": await writing.of_account(Incident, asked.incident, at="incident"),
        "source_type": source_type,
        "source_id": source_id,
        **credit,
    }


def amount_said(credit: CreditInput | None) -> dict[str, Any]:
    """The amount as columns, where one was said."""
    if credit is None or credit.amount is None:
        return {}
    with told_at("credit", "amount"):
        return columns_of(sum_of(credit.amount, own=None))


def refuse_another(earlier: Commitment, said: dict[str, Any]) -> None:
    """Raises Duplicate when the promise of this name is not the one told."""
    if not says(earlier, {name: value or None for name, value in said.items()}):
        raise Duplicate("Another promise has this name", at=("external",))


async def update(writing: Writing, asked: CommitmentUpdateInput) -> None:
    commitment = await writing.about(Commitment, asked.id, at="id")
    required(asked.text, at="text")
    for name in ("due_on", "condition"):
        if getattr(asked, name) is not LEFT_OUT:
            refuse_unfit(commitment.kind, {name: getattr(asked, name)})
    await move(writing, commitment, asked)
    change(
        commitment,
        {
            "text": asked.text,
            "owner_id": await writing.user(asked.owner, at="owner"),
            "condition": asked.condition,
        },
    )


async def move(writing: Writing, commitment: Commitment, asked: CommitmentUpdateInput) -> None:
    """Another due date; only one agreed with the customer is one that lateness counts from."""
    if asked.due_on is LEFT_OUT and asked.agreed_with is None:
        return
    due_on, basis = day_meant(commitment, asked.due_on)
    refuse_before(due_on, promised_on=commitment.promised_on, at="due_on")
    moved: dict[str, Any] = {"due_on": due_on}
    if asked.agreed_with is not None:
        agreed_with = await writing.of_account(Contact, asked.agreed_with, at="agreed_with")
        moved |= {"counts_from": due_on, "agreed_with_id": agreed_with}
    if all(getattr(commitment, name) == value for name, value in moved.items()):
        return
    status = status_of(writing, commitment)
    refuse_step(commitment, PromiseStep.MOVED, status=status, on=writing.today, at="due_on")
    change(commitment, moved if due_on == commitment.due_on else {**moved, "due_basis": basis})


def day_meant(commitment: Commitment, said: date | None) -> tuple[date | None, Basis | None]:
    """The new due date: without one, a credit is due when its month ends."""
    if said is LEFT_OUT:
        return commitment.due_on, commitment.due_basis
    if said is None and commitment.credit_period is not None:
        return last_day(commitment.credit_period), Basis.DERIVED
    return said, None if said is None else Basis.ENTERED


MAKE = Mutation(
    name="commitmentMake",
    asked=CommitmentMakeInput,
    of="account",
    about=RecordType.COMMITMENT,
    body=make,
)
UPDATE = Mutation(
    name="commitmentUpdate",
    asked=CommitmentUpdateInput,
    of="id",
    about=RecordType.COMMITMENT,
    body=update,
)
ALL = (MAKE, UPDATE)
