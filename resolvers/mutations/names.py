"""Names in other systems: the same name is the same record, however often it is sent."""

from typing import Any, TypeVar, cast

from domain.errors import Duplicate
from models.account import AccountRef
from models.activity import type_of
from models.base import Base, Owned
from models.names import RecordRef
from resolvers.accounts import ExternalRefInput
from resolvers.mutations.writing import Writing, told_at

R = TypeVar("R", bound=Owned)


async def called(writing: Writing, kind: type[R], name: ExternalRefInput | None) -> R | None:
    """The account's record of this kind that the other system calls so."""
    ref = None if name is None else await ref_of(writing, kind, name)
    return None if ref is None else await writing.unit.get(kind, ref.record_id)  # pyright: ignore[reportArgumentType] - owned records are mapped ones


async def ref_of(writing: Writing, kind: type[Any], name: ExternalRefInput) -> RecordRef | None:
    key = (str(writing.unit.account_id), type_of(kind), name.system, name.key)
    return await writing.unit.get(RecordRef, key)


async def call(writing: Writing, record: Any, name: ExternalRefInput | None) -> None:  # noqa: ANN401 - any owned record
    """Let the record have this name; raises Duplicate when another one has it."""
    if name is None:
        return
    kind = cast("type[Base]", type(record))
    there = await ref_of(writing, kind, name)
    if there is None:
        writing.unit.add(
            RecordRef(
                account_id=writing.unit.account_id,
                record_type=type_of(kind),
                system=name.system,
                key=name.key,
                record_id=record.id,
            )
        )
    elif there.record_id != record.id:
        raise Duplicate(f"{name.system} {name.key} names another record", at=("external",))


async def call_account(writing: Writing, name: ExternalRefInput, *, at: str) -> None:
    """The same for the account itself, whose names are looked up before it is known."""
    there = await writing.unit.get(AccountRef, (name.system, name.key))
    if there is None:
        with told_at(at):
            writing.unit.refuse_unseen()
        writing.unit.add(
            AccountRef(system=name.system, key=name.key, account_id=writing.unit.account_id)
        )
    elif there.account_id != writing.unit.account_id:
        raise Duplicate(f"{name.system} {name.key} names another account", at=(at,))
