"""Applying a note: all its records in one transaction, and once, however often it is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func

from domain.errors import FlagOpen, InvalidInput
from domain.notes.draft import AccountDraft, Draft, Record, open_high_flags
from domain.vocabulary import NoteDraftState
from models.account import Account
from models.base import Base, new_id
from models.database import Database
from models.meeting import Review
from models.note import Note, SourceSpan
from models.unit import Unit
from resolvers.note_matches import fill_blanks, matches
from resolvers.note_place import Place, place_of, type_of
from resolvers.note_rows import rows_of
from resolvers.terms_then import terms_then


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of a note."""

    note_id: str
    account_id: str
    is_new: bool
    "False: it had been applied before, and nothing was written."
    is_as_asked: bool = True
    "False: it had been applied with another zone, currency or other answers, which stand."
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
    """Store every record of the draft, or none; a note of the same bytes is stored once.

    Raises FlagOpen while a HIGH flag is open, InvalidInput when no account is named, when several
    accounts bear the name, when the note tells of the future, or when a name leaves open who is
    meant.
    """
    async with database.write(None, actor=actor, now=now) as unit:
        return await apply_sent(unit, draft, note)


async def apply_sent(unit: Unit, draft: Draft, note: SentNote) -> Applied:
    """The same, inside a unit of work of no account yet."""
    if earlier := await applied_before(unit, draft, note):
        return earlier
    return await apply_in(unit, draft, await stored(unit, draft, note))


def account_told_of(draft: Draft) -> str:
    """The name of the account the records go to, once everything HIGH is answered."""
    if waiting := open_high_flags(draft):
        raise FlagOpen(f"Answer or accept first: {', '.join(flag.key for flag in waiting)}")
    named = next((r for r in draft.records if isinstance(r, AccountDraft)), None)
    if named is None:
        raise InvalidInput("The note names no account, so there is nowhere to keep its records")
    return named.name


async def account_named(unit: Unit, name: str) -> str | None:
    """The one account with exactly this name, letter case aside."""
    is_same = func.lower(Account.name) == func.lower(name)
    found = await unit.find(Account, is_same, Account.merged_into_id.is_(None))
    if len(found) > 1:
        raise InvalidInput(f"{len(found)} accounts are named {name!r}: the note cannot tell which")
    return found[0].id if found else None


async def apply_in(unit: Unit, draft: Draft, note: Note) -> Applied:
    """All records of a stored note's draft, inside a unit of work that turns to their account.

    That of the note, else the one whose name it tells, which may be new. Raises what apply_note
    does.
    """
    name = account_told_of(draft)
    await unit.turn_to(note.account_id or await account_named(unit, name))
    there = await matches(unit, draft)
    place = place_of(
        draft,
        note_id=note.id,
        account_id=unit.account_id or "",
        ids={record.key: there.id_of(record) or new_id() for record in draft.records},
        on_file=there.contract,
        now=unit.now,
    )
    if there.contract is not None and not place.sla_terms:
        terms = await terms_then(unit, there.contract, place.began_at)
        place = replace(place, sla_terms=terms)
    targets = {r.key: (type_of(r).value, place.id_of(r)) for r in draft.records}
    note.state, note.applied_at = NoteDraftState.APPLIED, unit.now
    note.account_id, note.targets = place.account_id, targets
    for record in draft.records:
        told = add_rows(unit, record, place, on_file=there.rows.get(record.key))
        reviews = [row.id for row in told if isinstance(row, Review)]
        for record_id in (place.id_of(record), *reviews):
            for source in sources_of(record, record_id, place):
                unit.add(source)
    return Applied(note_id=place.note_id, account_id=place.account_id, is_new=True, targets=targets)


def add_rows(unit: Unit, record: Record, place: Place, *, on_file: Base | None) -> list[Base]:
    """The rows one part of the draft becomes; of a record on file only the blanks are filled."""
    told = list(rows_of(record, place))
    if on_file is None:
        return [unit.add(new.row, known_at=new.known_at) for new in told]
    for new in told:
        fill_blanks(on_file, new.row)
    return []


async def applied_before(unit: Unit, draft: Draft, note: SentNote) -> Applied | None:
    """What an earlier application of the same bytes left."""
    found = await applied(unit, draft.sha256)
    if found is None:
        return None
    return Applied(
        note_id=found.id,
        account_id=found.account_id or "",
        is_new=False,
        is_as_asked=choices(found) == choices(note),
        targets=found.targets,
    )


async def applied(unit: Unit, sha256: str) -> Note | None:
    """The note of these bytes that became records."""
    found = await unit.find(Note, Note.sha256 == sha256, Note.state == NoteDraftState.APPLIED)
    return found[0] if found else None


def choices(note: Note | SentNote) -> tuple[object, ...]:
    """What a note was read with, besides its bytes."""
    return note.time_zone, note.currency_code, dict(note.answers)


async def stored(unit: Unit, draft: Draft, sent: SentNote) -> Note:
    """The note as it was sent, with all that is needed to read it the same way again.

    A draft of the same bytes that waits to be applied becomes it.
    """
    waiting = await unit.find(Note, Note.sha256 == draft.sha256, Note.state == NoteDraftState.DRAFT)
    note = waiting[0] if waiting else unit.add(new_note(draft, sent.text, unit))
    note.importer_version = draft.importer_version
    note.time_zone, note.currency_code = sent.time_zone, sent.currency_code
    note.answers = dict(sent.answers)
    return note


def new_note(draft: Draft, text: str, unit: Unit) -> Note:
    """A note nobody has applied yet."""
    return Note(
        sha256=draft.sha256,
        importer_version=draft.importer_version,
        text=text,
        state=NoteDraftState.DRAFT,
        created_at=unit.now,
        created_by=unit.work.actor,
    )


def sources_of(record: Record, record_id: str, place: Place) -> Iterator[SourceSpan]:
    """Where the words stand of what one part of the draft became; a review's are its series'."""
    for number, span in enumerate(record.spans):
        yield SourceSpan(
            account_id=place.account_id,
            record_id=record_id,
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
