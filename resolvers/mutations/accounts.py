"""Changing what is known of a customer itself."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound, Reserved
from domain.money import minor_digits
from domain.texts import CurrencyCode, TimeZone
from domain.vocabulary import RecordType
from domain.wall_time import zone_of
from engine.given import ID, LEFT_OUT
from models.account import Account, AccountRef, Contact
from resolvers.accounts import AccountRefInput, ExternalRefInput
from resolvers.mutations.bulk import Bulk, BulkInput, RowInput
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.names import call_account
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, required, told_at


@dataclass(kw_only=True)
class AccountCreateInput(MutationInput):
    """`tracked_from` is now unless said: from then on silence tells something."""

    external: ExternalRefInput
    name: str
    segment: str | None = None
    owner: ID | None = None
    csm: ID | None = None
    time_zone: TimeZone | None = None
    currency_code: CurrencyCode | None = None
    tracked_from: datetime | None = None
    incidents_observed_from: datetime | None = None


@dataclass(kw_only=True)
class AccountUpdateInput(UpdateInput):
    account: AccountRefInput
    name: str | None = LEFT_OUT
    segment: str | None = LEFT_OUT
    owner: ID | None = LEFT_OUT
    csm: ID | None = LEFT_OUT
    sponsor: ID | None = LEFT_OUT
    time_zone: TimeZone | None = LEFT_OUT
    currency_code: CurrencyCode | None = LEFT_OUT
    tracked_from: datetime | None = LEFT_OUT
    incidents_observed_from: datetime | None = LEFT_OUT
    add_external: list[ExternalRefInput] | None = None
    remove_external: list[ExternalRefInput] | None = None


@dataclass(kw_only=True)
class AccountRowInput(RowInput):
    """`name` is needed for a new one."""

    name: str | None = LEFT_OUT
    segment: str | None = LEFT_OUT
    owner: ID | None = LEFT_OUT
    csm: ID | None = LEFT_OUT
    time_zone: TimeZone | None = LEFT_OUT
    currency_code: CurrencyCode | None = LEFT_OUT
    tracked_from: datetime | None = LEFT_OUT
    incidents_observed_from: datetime | None = LEFT_OUT


@dataclass(kw_only=True)
class AccountBulkSaveInput(BulkInput):
    rows: list[AccountRowInput]


async def create(writing: Writing, asked: AccountCreateInput | AccountRowInput) -> None:
    account = writing.add(Account(name=asked.name, tracked_from=asked.tracked_from or writing.now))
    await set_fields(writing, account, asked)
    await call_account(writing, asked.external, at="external")


async def update(writing: Writing, asked: AccountUpdateInput) -> None:
    account = await edited(writing, asked)
    change(account, {"sponsor_id": await writing.of_account(Contact, asked.sponsor, at="sponsor")})
    for name in asked.add_external or ():
        await call_account(writing, name, at="add_external")
    for name in asked.remove_external or ():
        await forget(writing, name)


async def save_row(writing: Writing, asked: AccountRowInput) -> None:
    if writing.unit.work.account is not None:
        await edited(writing, asked)
        return
    required(asked.name or None, at="name")
    await create(writing, asked)


async def edited(writing: Writing, asked: AccountUpdateInput | AccountRowInput) -> Account:
    """The account that is there, with what was said of it."""
    account = writing.subject = writing.account
    for name in ("name", "tracked_from"):
        required(getattr(asked, name), at=name)
    await set_fields(writing, account, asked)
    change(account, {"name": asked.name})
    return account


async def set_fields(
    writing: Writing,
    account: Account,
    asked: AccountCreateInput | AccountUpdateInput | AccountRowInput,
) -> None:
    """What both may say."""
    with told_at("time_zone"):
        if asked.time_zone:
            zone_of(asked.time_zone)
    with told_at("currency_code"):
        if asked.currency_code:
            minor_digits(asked.currency_code)
    owner = await writing.user(asked.owner, at="owner")
    csm = await writing.user(asked.csm, at="csm")
    refuse_handing_over(writing, account, owner_id=owner, csm_id=csm)
    change(
        account,
        {
            "segment": asked.segment,
            "owner_id": owner,
            "csm_id": csm,
            "time_zone": asked.time_zone,
            "currency_code": asked.currency_code,
            "tracked_from": writing.past(asked.tracked_from, at="tracked_from")
            or account.tracked_from,
            "incidents_observed_from": writing.past(
                asked.incidents_observed_from, at="incidents_observed_from"
            ),
        },
    )


def refuse_handing_over(writing: Writing, account: Account, **people: str | None) -> None:
    """Raises Reserved for who may not say whose an account is: it decides who sees it."""
    for column, person in people.items():
        is_other = person is not LEFT_OUT and person != getattr(account, column)
        if is_other and not writing.context.viewer.may_hand_over:
            at = column.removesuffix("_id")
            raise Reserved("Whose an account is, is said by a lead or an admin", at=(at,))


async def forget(writing: Writing, name: ExternalRefInput) -> None:
    """Let the account no longer have this name; raises NotFound when it has not."""
    found = await writing.unit.find(
        AccountRef,
        AccountRef.account_id == writing.unit.account_id,
        AccountRef.system == name.system,
        AccountRef.key == name.key,
    )
    if not found:
        raise NotFound(f"{name.system} {name.key} is no name of it", at=("remove_external",))
    writing.unit.retract(found[0])


CREATE = Mutation(
    name="accountCreate",
    asked=AccountCreateInput,
    of=None,
    about=RecordType.ACCOUNT,
    body=create,
)
UPDATE = Mutation(
    name="accountUpdate",
    asked=AccountUpdateInput,
    of="account",
    about=RecordType.ACCOUNT,
    body=update,
)
BULK = Bulk(
    name="accountBulkSave",
    asked=AccountBulkSaveInput,
    row=AccountRowInput,
    of=None,
    about=RecordType.ACCOUNT,
    body=save_row,
)
ALL = (CREATE, UPDATE)
