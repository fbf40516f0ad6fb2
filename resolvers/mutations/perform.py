"""Carrying out a mutation: once, whole or not at all, and never twice for one key."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, NoReturn

import msgspec

from domain.errors import (
    DomainError,
    Forbidden,
    IdempotencyKeyReused,
    NotFound,
    StorageFull,
    TryLater,
    VersionConflict,
)
from domain.vocabulary import RecordType
from engine.reads import Reads
from models.activity import type_of
from models.base import new_id
from models.changes import change_of
from models.retries import Retry
from models.rows import Values
from models.unit import Unit
from resolvers.accounts import AccountRefInput, account_named
from resolvers.context import Context
from resolvers.ids import parsed
from resolvers.mutations.inputs import MutationInput, refuse_unreadable
from resolvers.mutations.payload import Payload, WriteOutcome
from resolvers.mutations.writing import Writing, no_such, told_at

Body = Callable[[Writing, Any], Awaitable[Any]]
"Carries out what was asked; gives what the payload tells besides the record, or None."
Ahead = Callable[[Context, Any], Awaitable[Any]]
"Long work before it is one's turn to write; the body finds what it gave in `writing.ahead`."
Run = Callable[[Reads[Any]], Awaitable[Any]]
"Runs a batch read."
NO_ACCOUNT = ""
"Instead of the field that names the account."
NOT_TO_USERS = (TryLater, StorageFull, Forbidden)
"Nothing another input would mend: an error of the whole request."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One of them: what it is called, what it takes, whose it is, and what it does."""

    name: str
    asked: type[MutationInput]
    of: str | None
    """The input's field that names the account, or one of its records; None: it makes the account.
    A note's draft, and a field left out, are of no account."""
    about: RecordType | None
    "The type of the record the payload shows; None: whatever type the id is of."
    body: Body
    ahead: Ahead | None = None
    told: str | None = None
    "What clients are told about it."


class Planned(Exception):
    """Everything is worked out, and nothing is written."""

    def __init__(self, payload: Payload) -> None:
        super().__init__()
        self.payload = payload


async def perform(context: Context, mutation: Mutation, asked: MutationInput) -> Payload:
    """Carry it out, or say why not; raises Overloaded, TimedOut and StorageFull."""
    try:
        refuse_customers(context)
        refuse_unreadable(asked)
        ahead = None if mutation.ahead is None else await mutation.ahead(context, asked)
        context.renew()  # who waits to write keeps no reader waiting, and reads back what it wrote
        payload = await in_one_unit(context, mutation, asked, ahead)
        return replace(payload, record_type=type_shown(mutation, asked))
    except NOT_TO_USERS:
        raise
    except DomainError as error:
        return Payload(outcome=WriteOutcome.REFUSED, errors=(error,))


def refuse_customers(context: Context) -> None:
    """Raises Forbidden: what a customer sees is not theirs to change."""
    if context.viewer.is_customer:
        raise Forbidden("Customers change nothing here")


def type_shown(mutation: Mutation, asked: MutationInput) -> RecordType:
    return mutation.about or parsed(getattr(asked, mutation.of or "")).type


async def account_of(run: Run, of: str | None, asked: object) -> str | None:
    """The account this field of the input names, None for none; raises InvalidId or NotFound."""
    if of is None:
        return new_id()
    if of == NO_ACCOUNT:
        return None
    with told_at(of):
        named = getattr(asked, of)
        if named is None:
            return None
        if not isinstance(named, AccountRefInput):
            key = parsed(named)
            return key.id if key.type is RecordType.ACCOUNT else key.account_id
        found = await run(account_named(named))
        if found is None:
            raise no_such(named)
        return found


async def in_one_unit(
    context: Context,
    mutation: Mutation,
    asked: MutationInput,
    ahead: Any,  # noqa: ANN401 - the mutation's own
) -> Payload:
    """All of it in one transaction, which finds the key first and then the account.

    A retry of what moved the account's name away finds no account, and needs none.
    """
    request = hash_of(mutation.name, asked)
    try:
        async with context.write(None, actor=context.viewer.actor, now=context.now) as unit:
            if earlier := await earlier_of(unit, context, asked.idempotency_key, request):
                return Payload(
                    outcome=WriteOutcome.REPLAYED,
                    account_id=earlier.account_id,
                    record_id=earlier.record_id,
                )
            await turn_to_account(unit, mutation, asked)
            writing = Writing(unit, context, ahead=ahead)
            more = await carried_out(writing, mutation, asked)
            if asked.dry_run:
                await take_back(unit, told(writing, asked, more))
            if asked.idempotency_key is not None:
                unit.remember(remembered(writing, asked.idempotency_key, request))
        return told(writing, asked, more)
    except Planned as planned:
        return planned.payload


async def turn_to_account(unit: Unit, mutation: Mutation, asked: MutationInput) -> None:
    """The account as the transaction sees it; raises NotFound when it is none."""
    account_id = await account_of(unit.read, mutation.of, asked)
    if account_id is None:
        return
    await unit.turn_to(account_id)
    refuse_missing(unit, mutation.of, asked)


def refuse_missing(unit: Unit, of: str | None, asked: object) -> None:
    """Raises NotFound where the account is none that this field of the input names."""
    if of is not None and unit.work.account is None:
        with told_at(of):
            raise no_such(getattr(asked, of))


async def take_back(unit: Unit, payload: Payload) -> NoReturn:
    """Once the unit's own end has found nothing wrong either."""
    await unit.finish()
    raise Planned(payload)


def remembered(writing: Writing, key: str, request: str) -> Values:
    """What a retry will find."""
    return {
        "principal": writing.context.viewer.token,
        "key": key,
        "request_hash": request,
        "account_id": writing.unit.account_id,
        "record_id": id_of(writing),
        "first_seen_at": writing.now,
    }


async def carried_out(writing: Writing, mutation: Mutation, asked: MutationInput) -> Any:  # noqa: ANN401 - the mutation's own
    """Do it; a version the client did not know is what is told first."""
    expected: int | None = getattr(asked, "expected_version", None)
    try:
        more = await mutation.body(writing, asked)
    except DomainError:
        refuse_stale(writing, expected)
        raise
    refuse_stale(writing, expected)
    return more


def refuse_stale(writing: Writing, expected: int | None) -> None:
    """Raises VersionConflict when the client has read another version than there is."""
    subject, current = writing.subject, writing.version
    if expected is None or current is None or subject is None:
        return
    if writing.is_creation:
        raise NotFound("There is no such record any more", at=("expected_version",))
    if expected == current:
        return
    change = change_of(subject)
    conflict = VersionConflict(
        expected=expected, current=current, fields=tuple(change.fields) if change else ()
    )
    conflict.account_id = writing.unit.account_id
    conflict.record_type = type_of(type(subject))
    conflict.record_id = id_of(writing)
    raise conflict


async def earlier_of(unit: Unit, context: Context, key: str | None, request: str) -> Retry | None:
    """What was carried out under this key; raises IdempotencyKeyReused when it was another."""
    if key is None:
        return None
    earlier = unit.sent_before(context.viewer.token, key)
    if earlier is not None and earlier.request_hash != request:
        raise IdempotencyKeyReused(earlier.first_seen_at)
    return earlier


def hash_of(name: str, asked: MutationInput) -> str:
    """Of what was asked; a field left out is not one sent as null."""
    said = msgspec.json.encode([name, asked], enc_hook=unlike_any_text)
    return sha256(said).hexdigest()


def unlike_any_text(value: object) -> dict[str, str]:
    """What JSON has no word for, a field left out above all: not to be taken for a text."""
    return {"unspoken": repr(value)}


def id_of(writing: Writing) -> str | None:
    """Of the record the payload shows."""
    subject: Any = writing.subject
    return None if subject is None else str(subject.id)


def told(writing: Writing, asked: MutationInput, more: Any) -> Payload:  # noqa: ANN401 - the mutation's own
    """What became of it; a new record that was only planned cannot be read."""
    is_there = not (asked.dry_run and writing.is_creation)
    return Payload(
        outcome=outcome_of(writing, asked),
        account_id=writing.unit.account_id if is_there else None,
        record_id=id_of(writing) if is_there else None,
        more=more,
    )


def outcome_of(writing: Writing, asked: MutationInput) -> WriteOutcome:
    if asked.dry_run:
        return WriteOutcome.PLANNED
    if not writing.unit.changed:
        return WriteOutcome.UNCHANGED
    return WriteOutcome.CREATED if writing.is_creation else WriteOutcome.UPDATED
