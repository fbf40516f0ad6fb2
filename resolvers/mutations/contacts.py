"""Changing who is who at the customer."""

from dataclasses import dataclass
from datetime import date

from domain.vocabulary import Influence, RecordType
from engine.given import ID, LEFT_OUT
from models.account import Contact
from resolvers.accounts import AccountRefInput, ExternalRefInput
from resolvers.mutations.bulk import Bulk, BulkInput, RowInput
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.names import call, called
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, required


@dataclass(kw_only=True)
class ContactSaveInput(UpdateInput):
    account: AccountRefInput
    id: ID | None = None
    external: ExternalRefInput | None = None
    name: str | None = LEFT_OUT
    title: str | None = LEFT_OUT
    email: str | None = LEFT_OUT
    influence: Influence | None = LEFT_OUT
    champion: bool | None = LEFT_OUT
    left_on: date | None = LEFT_OUT


@dataclass(kw_only=True)
class ContactRowInput(RowInput):
    """`name` is needed for a new one."""

    account: AccountRefInput
    name: str | None = LEFT_OUT
    title: str | None = LEFT_OUT
    email: str | None = LEFT_OUT
    influence: Influence | None = LEFT_OUT
    champion: bool | None = LEFT_OUT
    left_on: date | None = LEFT_OUT


@dataclass(kw_only=True)
class ContactBulkSaveInput(BulkInput):
    rows: list[ContactRowInput]


async def save(writing: Writing, asked: ContactSaveInput | ContactRowInput) -> None:
    contact = await contact_meant(writing, asked)
    required(asked.name, at="name")
    required(asked.champion, at="champion")
    writing.past_day(asked.left_on, at="left_on")
    if contact is None:
        required(asked.name or None, at="name")
        contact = writing.add(Contact(name=asked.name))
    writing.subject = contact
    change(
        contact,
        {
            "name": asked.name,
            "title": asked.title,
            "email": asked.email,
            "influence": asked.influence,
            "champion": asked.champion,
            "left_on": asked.left_on,
        },
    )
    await call(writing, contact, asked.external)


async def contact_meant(
    writing: Writing, asked: ContactSaveInput | ContactRowInput
) -> Contact | None:
    """By its id, or by its name elsewhere; None: a new one."""
    if isinstance(asked, ContactSaveInput) and asked.id is not None:
        return await writing.one(Contact, asked.id, at="id")
    return await called(writing, Contact, asked.external)


SAVE = Mutation(
    name="contactSave",
    asked=ContactSaveInput,
    of="account",
    about=RecordType.CONTACT,
    body=save,
    told="Changes the contact of this id, or of this name in another system; else adds one.",
)
BULK = Bulk(
    name="contactBulkSave",
    asked=ContactBulkSaveInput,
    row=ContactRowInput,
    of="account",
    about=RecordType.CONTACT,
    body=save,
)
ALL = (SAVE,)
