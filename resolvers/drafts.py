"""What a note says, read again from its stored text: the same text gives the same draft."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select

from domain.notes.draft import Draft, Flag, Record
from domain.vocabulary import Basis, FlagLevel, NoteDraftState, RecordType
from engine.reads import LONG_WORK, Ask, Key, Keys, Reads, Row, Statement, batch
from engine.sql import one_of
from models.base import table_of
from models.note import Note
from resolvers.context import Context
from resolvers.ids import parsed

NOTE = table_of(Note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Where the words of one field stand."""

    note_id: str
    field: str
    quote: str
    first_line: int
    last_line: int
    basis: Basis
    rule: str
    assumption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """One part of a draft; once applied, the record it became."""

    account_id: str | None
    key: str
    kind: str
    fields: tuple[Words, ...]
    target_type: RecordType | None
    target_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note and what was read from it."""

    id: str
    account_id: str | None
    sha256: str
    state: NoteDraftState
    flags: tuple[Flag, ...]
    records: tuple[DraftRecord, ...]
    unclaimed_lines: tuple[int, ...]
    version: int


def with_ids(_: tuple[str, ...]) -> Select[Any]:
    return select(NOTE).where(one_of(NOTE.c.id))


NOTES = Statement(with_ids)


@batch()
def one(keys: Keys, ask: Ask, context: Context, *, id_: str) -> Reads[dict[Key, NoteDraft | None]]:
    """The draft of a note; null where there is none."""
    note_id = parsed(id_, RecordType.NOTE_DRAFT).id
    found = yield from of_notes.read([note_id], ask, context)
    return dict.fromkeys(keys, found.get(note_id))


@batch()
def of_notes(keys: Keys, ask: Ask, _: Context) -> Reads[dict[Key, NoteDraft]]:
    """The drafts of notes, by the notes' ids."""
    notes = yield ask.values(NOTES, keys=keys)
    yield LONG_WORK  # a large note takes a second to read
    return {note.id: draft_of(note) for note in notes}


def draft_of(note: Row) -> NoteDraft:
    """The note as it reads now."""
    draft = read_again(note)
    return NoteDraft(
        id=note.id,
        account_id=note.account_id,
        sha256=note.sha256,
        state=note.state,
        flags=draft.flags,
        records=tuple(records_of(note, draft)),
        unclaimed_lines=draft.unclaimed_lines,
        version=note.version,
    )


def read_again(note: Row) -> Draft:
    """As it reads now. Read by another importer before, its answers may fit no more: it is flagged.

    A stored note, or a row of one.
    """
    # The importer's vocabulary takes 2.4 MiB, which a server nobody asks for a draft saves.
    from domain.notes.read import IMPORTER_VERSION, read_note  # noqa: PLC0415 - see above

    is_same = note.importer_version == IMPORTER_VERSION
    draft = read_note(
        note.text.encode(),
        zone=note.time_zone,
        currency_code=note.currency_code,
        answers=note.answers if is_same else {},
    )
    if is_same:
        return draft
    return replace(draft, flags=(importer_changed(note, now=IMPORTER_VERSION), *draft.flags))


def importer_changed(note: Row, *, now: str) -> Flag:
    """What keeps an old draft from passing for what was read then."""
    return Flag(
        key="importer-changed",
        level=FlagLevel.HIGH,
        statement=f"Read by importer {note.importer_version}, shown as {now} reads it"
        " without the answers given then: import the note again",
        lines=(),
    )


def records_of(note: Row, draft: Draft) -> Iterator[DraftRecord]:
    """The parts of the draft, each with what it became."""
    for record in draft.records:
        kind, target = note.targets.get(record.key, (None, None))
        yield DraftRecord(
            account_id=note.account_id,
            key=record.key,
            kind=record.kind,
            fields=tuple(words_of(note, record)),
            target_type=None if kind is None else RecordType(kind),
            target_id=target,
        )


def words_of(note: Row, record: Record) -> Iterator[Words]:
    for span in record.spans:
        yield Words(
            note_id=note.id,
            field=span.field,
            quote=span.quote,
            first_line=span.first_line,
            last_line=span.last_line,
            basis=span.basis,
            rule=span.rule,
            assumption=span.assumption,
        )
