"""Applying a note: all its records in one transaction, and once, however often it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from domain.errors import FlagOpen, InvalidInput
from domain.notes.draft import (
    AccountDraft,
    ContractDraft,
    Draft,
    PersonDraft,
    Record,
    open_high_flags,
)
from domain.vocabulary import NoteDraftState, RecordType
from models.account import Account, Contact, User
from models.base import new_id
from models.contract import Contract
from models.database import Database
from models.note import Note, SourceSpan
from models.unit import Unit
from resolvers.note_place import Place, place_of, type_of
from resolvers.note_rows import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of a note."""

    note_id: str
    account_id: str
    is_new: bool
    "False: it had been applied before, and nothing was written."
    targets: Mapping[str, tuple[str, str]]
    "Draft record key -> (record type, record id)."


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNote:
    """A note's text with the choices it was read with; the same ones give the same draft again."""

    text: str
    time_zone: str | None = None
    currency_code: str | None = None
    answers: Mapping[str, str]


async def apply_note(
    database: Database, draft: Draft, note: SentNote, *, actor: str, now: datetime
) -> Applied:
    """Store every record of the draft, or none.

    Raises FlagOpen while a HIGH flag is open, InvalidInput when no account is named, when several
    accounts bear the name, or when the note tells of the future.
    """
    if waiting := open_high_flags(draft):
        raise FlagOpen(f"Answer or accept first: {', '.join(flag.key for flag in waiting)}")
    named = next((r for r in draft.records if isinstance(r, AccountDraft)), None)
    if named is None:
        raise InvalidInput("The note names no account, so there is nowhere to keep its records")
    while True:
        async with database.write(None, actor=actor, now=now) as unit:
            account_id = await account_named(unit, named.name)
        async with database.write(account_id or new_id(), actor=actor, now=now) as unit:
            if await account_named(unit, named.name) == account_id:  # nobody came in between
                return await apply_in(unit, draft, note, now=now)


async def account_named(unit: Unit, name: str) -> str | None:
    """The one account with exactly this name, letter case aside."""
    found = await unit.find(Account, func.lower(Account.name) == name.lower())
    if len(found) > 1:
        raise InvalidInput(f"{len(found)} accounts are named {name!r}: the note cannot tell which")
    return found[0].id if found else None


async def apply_in(unit: Unit, draft: Draft, note: SentNote, *, now: datetime) -> Applied:
    """The same inside a unit of work on the account."""
    applied = (Note.sha256 == draft.sha256, Note.state == NoteDraftState.APPLIED)
    for earlier in await unit.find(Note, *applied):
        return applied_before(earlier)
    there = await staff_there(unit, draft)
    if await unit.get(Account, unit.account_id or ""):
        there |= await records_there(unit, draft)
    place = place_of(
        draft,
        note_id=new_id(),
        account_id=unit.account_id or "",
        ids={record.key: there.get(record.key) or new_id() for record in draft.records},
        now=now,
    )
    targets = {r.key: (type_of(r).value, place.id_of(r)) for r in draft.records}
    unit.add(stored_note(note, place, targets, now=now))
    for record in draft.records:
        for new in () if record.key in there else rows_of(record, place):
            unit.add(new.row, known_at=new.known_at)
        for source in sources_of(record, place):
            unit.add(source)
    return Applied(note_id=place.note_id, account_id=place.account_id, is_new=True, targets=targets)


def applied_before(note: Note) -> Applied:
    """What an earlier application of the same bytes left."""
    return Applied(
        note_id=note.id, account_id=note.account_id or "", is_new=False, targets=note.targets
    )


async def staff_there(unit: Unit, draft: Draft) -> dict[str, str]:
    """Our people we have already, by draft key: the same name and the same title."""
    people = [r for r in draft.records if type_of(r) is RecordType.USER]
    users = {(user.name, user.title): user.id for user in await unit.find(User)}
    return {
        person.key: users[person.name, person.title]
        for person in people
        if isinstance(person, PersonDraft) and (person.name, person.title) in users
    }


async def records_there(unit: Unit, draft: Draft) -> dict[str, str]:
    """What a known account has already: itself, contacts of the same name, its contract.

    A note that states a contract's value speaks of the contract there is, so no second one is made:
    the one of that value, else the only one. What differs stays visible in the sources.
    """
    contacts = {contact.name: contact.id for contact in await unit.find(Contact)}
    contracts = await unit.find(Contract)
    there: dict[str, str] = {}
    for record in draft.records:
        if isinstance(record, AccountDraft):
            there[record.key] = unit.account_id or ""
        elif type_of(record) is RecordType.CONTACT and isinstance(record, PersonDraft):
            if record.name in contacts:
                there[record.key] = contacts[record.name]
        elif isinstance(record, ContractDraft) and (contract := same_contract(record, contracts)):
            there[record.key] = contract.id
    return there


def same_contract(draft: ContractDraft, contracts: Sequence[Contract]) -> Contract | None:
    """The contract of the stated value, else the only one there is."""
    value = draft.annual_value
    stated = (value.minor, value.currency_code) if value else None
    for contract in contracts:
        if (contract.annual_value_minor, contract.currency_code) == stated:
            return contract
    return contracts[0] if len(contracts) == 1 else None


def stored_note(
    note: SentNote, place: Place, targets: Mapping[str, tuple[str, str]], *, now: datetime
) -> Note:
    """The note as it was sent, with all that is needed to read it the same way again."""
    return Note(
        id=place.note_id,
        sha256=place.draft.sha256,
        importer_version=place.draft.importer_version,
        text=note.text,
        time_zone=note.time_zone,
        currency_code=note.currency_code,
        answers=dict(note.answers),
        state=NoteDraftState.APPLIED,
        account_id=place.account_id,
        targets=dict(targets),
        created_at=now,
        applied_at=now,
    )


def sources_of(record: Record, place: Place) -> Iterator[SourceSpan]:
    """Where the words of one part of the draft stand."""
    for number, span in enumerate(record.spans):
        yield SourceSpan(
            account_id=place.account_id,
            record_id=place.id_of(record),
            place=number,
            note_id=place.note_id,
            field=span.field,
            quote=span.quote,
            first_line=span.first_line,
            last_line=span.last_line,
            basis=span.basis,
            rule=span.rule,
            assumption=span.assumption,
        )
