"""Two accounts that are one: the records of the one go on under the other."""

from dataclasses import dataclass

from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from models.account import Account, AccountAlias, AccountRef
from resolvers.accounts import AccountRefInput
from resolvers.ids import parsed
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, no_such, told_at


@dataclass(kw_only=True)
class AccountMergeInput(UpdateInput):
    from_: AccountRefInput
    into: AccountRefInput
    reason: str


async def merge(writing: Writing, asked: AccountMergeInput) -> None:
    with told_at("into"):
        target = writing.subject = writing.account
    with told_at("from_"):
        source = await account_meant(writing, asked.from_)
        if source is target and asked.from_ == asked.into:
            raise InvalidInput("An account is not merged into itself")
    if source is target:
        return
    writing.unit.explain(f"{source.name}: {asked.reason}")
    await writing.unit.take_over(source.id)
    writing.unit.add(AccountAlias(alias_id=source.id, account_id=target.id))


async def account_meant(writing: Writing, asked: AccountRefInput) -> Account:
    """The account itself, or the one it was merged into; raises InvalidId or NotFound."""
    if asked.external is None:
        named = parsed(asked.id or "", RecordType.ACCOUNT).id
    else:
        ref = await writing.unit.get(AccountRef, (asked.external.system, asked.external.key))
        named = ref.account_id if ref else ""
    alias = await writing.unit.get(AccountAlias, named)
    found = await writing.unit.get(Account, alias.account_id if alias else named)
    if found is None:
        raise no_such(asked)
    return found


MERGE = Mutation(
    name="accountMerge",
    asked=AccountMergeInput,
    of="into",
    about=RecordType.ACCOUNT,
    body=merge,
    told="Records, names and notes of the one go on under the other, known there from now on; its"
    " id and its records' ids still lead to them.",
)
ALL = (MERGE,)
