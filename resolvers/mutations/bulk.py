"""Carrying out many rows at once: each as if it came alone, and all in one transaction."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

import msgspec

from domain.errors import DomainError, Duplicate, InvalidInput
from domain.vocabulary import RecordType
from engine.given import LEFT_OUT
from models.base import new_id
from models.retries import Retry
from models.rows import Values
from models.unit import Unit
from resolvers.accounts import AccountRefInput, ExternalRefInput, account_named
from resolvers.context import Context
from resolvers.mutations.inputs import MutationInput, refuse_unreadable
from resolvers.mutations.payload import Payload, WriteOutcome
from resolvers.mutations.perform import (
    NOT_TO_USERS,
    Body,
    Planned,
    account_of,
    earlier_of,
    hash_of,
    refuse_customers,
    refuse_missing,
    told,
)
from resolvers.mutations.writing import Writing, told_at

MOST_ROWS = 500  # some seconds' work, and every other change waits for its end
ROW_FIELD = 2
"Where in a path the field of a row stands: after `rows` and the row's place."
BY_WEIGHT = (
    WriteOutcome.UPDATED,
    WriteOutcome.CREATED,
    WriteOutcome.UNCHANGED,
    WriteOutcome.PLANNED,
    WriteOutcome.REFUSED,
)
"What became of a call is the first of these that became of a row."


class ErrorPolicy(StrEnum):
    REJECT_ALL = "REJECT_ALL"
    REJECT_FAILED_ROWS = "REJECT_FAILED_ROWS"


@dataclass(kw_only=True)
class RowInput:
    """A record by its name in another system: changed, or added where it is new."""

    external: ExternalRefInput


@dataclass(kw_only=True)
class BulkInput(MutationInput):
    rows: list[Any]
    "RowInputs of one kind."
    error_policy: ErrorPolicy = ErrorPolicy.REJECT_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """A mutation of many rows: what it is called, what it takes, and what is done with a row."""

    name: str
    asked: type[BulkInput]
    row: type[RowInput]
    of: str | None
    "The row's field that names the account; None: `external` does, and a new name adds one."
    about: RecordType
    body: Body


class Tried(DomainError):
    """What is left of a refused row could be saved, and is not."""


class ErrorKept(msgspec.Struct, frozen=True):
    """An error as a retry is told it again."""

    code: str
    message: str
    at: tuple[str, ...]


class RowKept(msgspec.Struct, frozen=True):
    """What a retry is told of a row."""

    account_id: str | None
    record_id: str | None
    errors: tuple[ErrorKept, ...]


KEPT = msgspec.json.Decoder(list[RowKept])


async def perform_bulk(context: Context, bulk: Bulk, asked: BulkInput) -> Payload:
    """Carry the rows out, or say of each why not; raises Overloaded and StorageFull."""
    try:
        refuse_customers(context)
        refuse_unreadable(replace(asked, rows=[]))
        if len(asked.rows) > MOST_ROWS:
            raise InvalidInput(
                f"These are {len(asked.rows)} rows; {MOST_ROWS} at most", at=("rows",)
            )
        context.renew()  # who waits to write keeps no reader waiting, and reads back what it wrote
        return await in_one_transaction(context, bulk, asked)
    except NOT_TO_USERS:
        raise
    except DomainError as error:
        return Payload(outcome=WriteOutcome.REFUSED, errors=(error,))


async def in_one_transaction(context: Context, bulk: Bulk, asked: BulkInput) -> Payload:
    """Every row is a unit of its own, within one that remembers the key."""
    try:
        async with context.write(None, actor=context.viewer.actor, now=context.now) as unit:
            call = Call(unit=unit, context=context, bulk=bulk, asked=asked)
            return await carried_out(call, hash_of(bulk.name, asked))
    except Planned as planned:
        return planned.payload


async def carried_out(call: "Call", request: str) -> Payload:
    """Raises Planned when nothing is to stay written."""
    key = call.asked.idempotency_key
    if earlier := await earlier_of(call.unit, call.context, key, request):
        return payload_of(replayed(earlier), outcome=WriteOutcome.REPLAYED)
    results = await call.results()
    payload = payload_of(results, outcome=outcome_of(results))
    if call.asked.dry_run or payload.outcome is WriteOutcome.REFUSED:
        raise Planned(payload)
    if key is not None:
        call.unit.remember(remembered(call.context, key, request, results))
    return payload


@dataclass(slots=True, kw_only=True)
class Call:
    """One call on its way through its rows."""

    unit: Unit
    context: Context
    bulk: Bulk
    asked: BulkInput
    seen: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    "Names that rows had so far, and the place of the first."

    async def results(self) -> list[Payload]:
        """One row after the other, also behind one that is refused: all errors are told at once."""
        found = [await self._result(place, row) for place, row in enumerate(self.asked.rows)]
        if self.asked.error_policy is ErrorPolicy.REJECT_ALL and any(one.errors for one in found):
            return [refused(place, *one.errors) for place, one in enumerate(found)]
        return found

    async def _result(self, place: int, row: RowInput) -> Payload:
        """What was refused has left nothing behind."""
        try:
            with told_at("rows", str(place)):
                return replace(await self._saved(place, row), row=place)
        except NOT_TO_USERS:
            raise
        except DomainError as error:
            return refused(place, error, *await self._errors_besides(place, row, error))

    async def _errors_besides(
        self, place: int, row: RowInput, error: DomainError
    ) -> Sequence[DomainError]:
        """What else is wrong with a refused row: each field that was refused is left out in turn.

        Whoever mends a file is told of a row all at once.
        """
        found: list[DomainError] = []
        left = without(row, error.at)
        while left is not None:
            try:
                with told_at("rows", str(place)):
                    await self._saved(place, left, is_trial=True)
            except Tried:
                break
            except NOT_TO_USERS:
                raise
            except DomainError as other:
                found.append(other)
                left = without(left, other.at)
        return found

    async def _account_of(self, row: RowInput) -> str | None:
        """As the transaction sees it: an account added meanwhile is not added again."""
        if self.bulk.of is not None:
            return await account_of(self.unit.read, self.bulk.of, row)
        by = AccountRefInput(external=row.external)
        return await self.unit.read(account_named(by)) or new_id()

    def _refuse_repeated(self, place: int, row: RowInput, account_id: str | None) -> None:
        """Raises Duplicate for a name that an earlier row has; a record's is its account's own."""
        within = None if self.bulk.of is None else account_id
        first = self.seen.setdefault((within, row.external.system, row.external.key), place)
        if first != place:
            raise Duplicate(f"Row {first} of this call has this name already", at=("external",))

    async def _saved(self, place: int, row: RowInput, *, is_trial: bool = False) -> Payload:
        """Raises Tried, and so leaves nothing behind, when it is only tried."""
        refuse_unreadable(row)
        account_id = await self._account_of(row)
        self._refuse_repeated(place, row, account_id)
        async with self.unit.within(account_id) as own:
            refuse_missing(own, self.bulk.of, row)
            writing = Writing(own, self.context)
            more = await self.bulk.body(writing, row)
            if is_trial:
                raise Tried("It could be saved")
        return told(writing, self.asked, more)


def without(row: RowInput, at: Sequence[str]) -> RowInput | None:
    """The row but for the field that was refused there; None where it cannot do without it.

    A new record needs a name, and takes its key for it.
    """
    name = at[ROW_FIELD] if len(at) > ROW_FIELD else ""
    defaults = {field.name: field.default for field in fields(row)}
    instead = row.external.key if name == "name" else LEFT_OUT
    if defaults.get(name) is not LEFT_OUT or getattr(row, name) == instead:
        return None
    return replace(row, **{name: instead})


def refused(place: int, *errors: DomainError) -> Payload:
    """Of one row; without an error of its own it is refused for another's sake."""
    return Payload(outcome=WriteOutcome.REFUSED, row=place, errors=errors)


def outcome_of(results: Sequence[Payload]) -> WriteOutcome:
    """Of the call as a whole; without rows nothing changes."""
    found = {result.outcome for result in results}
    return next((one for one in BY_WEIGHT if one in found), WriteOutcome.UNCHANGED)


def payload_of(results: Sequence[Payload], *, outcome: WriteOutcome) -> Payload:
    """The whole call's."""
    errors = tuple(error for result in results for error in result.errors)
    return Payload(outcome=outcome, results=tuple(results), errors=errors)


def remembered(context: Context, key: str, request: str, results: Sequence[Payload]) -> Values:
    """What a retry will find."""
    rows = [
        RowKept(
            account_id=one.account_id,
            record_id=one.record_id,
            errors=tuple(ErrorKept(code=e.code, message=e.message, at=e.at) for e in one.errors),
        )
        for one in results
    ]
    return {
        "principal": context.viewer.token,
        "key": key,
        "request_hash": request,
        "rows": msgspec.json.encode(rows).decode(),
        "first_seen_at": context.now,
    }


def replayed(earlier: Retry) -> list[Payload]:
    """What became of the rows when they were sent first."""
    rows = KEPT.decode(earlier.rows or "[]")
    return [
        Payload(
            row=place,
            outcome=WriteOutcome.REFUSED if row.errors else WriteOutcome.REPLAYED,
            account_id=row.account_id,
            record_id=row.record_id,
            errors=tuple(error_of(kept) for kept in row.errors),
        )
        for place, row in enumerate(rows)
    ]


def error_of(kept: ErrorKept) -> DomainError:
    error = DomainError(kept.message, at=kept.at)
    error.code = kept.code
    return error
