"""Notes, from what they say to what becomes of them: stored, answered, applied or put aside."""

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from domain.errors import DomainError, Duplicate, InvalidInput, NotFound, quoted
from domain.money import minor_digits
from domain.notes.draft import Draft
from domain.notes.source import read_source
from domain.notes.steps import DRAFT_STEPS, DraftStep
from domain.steps import taken
from domain.texts import CurrencyCode, TimeZone
from domain.vocabulary import NoteDraftState, RecordType
from domain.wall_time import zone_of
from engine.given import ID
from engine.reads import Ask, Reads, Row
from models.account import Account
from models.note import Note
from resolvers.accounts import AccountRefInput, account_named, with_id
from resolvers.context import Context
from resolvers.drafts import NOTES
from resolvers.ids import parsed
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.note_reading import Readings
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, told_at
from resolvers.note_apply import applied, apply_in, new_note

NAME_MISSING = "account-missing"
"The flag that asks for the account's name."


@dataclass(kw_only=True)
class NoteDraftCreateInput(MutationInput):
    """Zone and currency, or else the account's, decide what the text leaves open."""

    read_elsewhere: ClassVar[frozenset[str]] = frozenset({"text"})

    account: AccountRefInput | None = None
    text: str
    time_zone: TimeZone | None = None
    currency_code: CurrencyCode | None = None


@dataclass(kw_only=True)
class NoteDraftFlagAnswerInput(UpdateInput):
    draft: ID
    flag: str
    answer: str


@dataclass(kw_only=True)
class NoteDraftApplyInput(MutationInput):
    draft: ID
    expected_version: int


@dataclass(kw_only=True)
class NoteDraftDiscardInput(UpdateInput):
    draft: ID


async def create(writing: Writing, asked: NoteDraftCreateInput) -> None:
    refuse_options(asked)
    account = None if asked.account is None else writing.account
    with told_at("text"):
        note = await as_sent(writing, asked, account)
        there = await stored_before(writing, note.sha256)
        if there is None:
            writing.add(note)
            return
        writing.subject = there
        refuse_other_choices(there, asked, writing.unit.account_id)
    if there.state is NoteDraftState.DRAFT and there.importer_version != note.importer_version:
        change(there, {"importer_version": note.importer_version, "answers": note.answers})


async def read_ahead(context: Context, asked: NoteDraftCreateInput) -> Readings:
    """With the zone and currency of the account as it is now; another's are read later."""
    readings = Readings()
    with suppress(DomainError):  # told by the transaction, which may know better
        refuse_options(asked)
        account = None if asked.account is None else await context.run(choices_of(asked.account))
        context.renew()
        zone, currency = choices(asked, account)
        await readings.first(asked.text.encode(), zone=zone, currency_code=currency)
    return readings


def choices_of(by: AccountRefInput) -> Reads[Row | None]:
    """The zone and currency of an account."""
    id_ = yield from account_named(by)
    rows = yield Ask(("time_zone", "currency_code")).rows(with_id, id=id_ or "")
    return rows[0] if rows else None


def choices(asked: NoteDraftCreateInput, account: Row | None) -> tuple[str | None, str | None]:
    """The zone and currency a note is read with."""
    zone = asked.time_zone or (account and account.time_zone)
    return zone, asked.currency_code or (account and account.currency_code)


async def as_sent(writing: Writing, asked: NoteDraftCreateInput, account: Account | None) -> Note:
    """Read for the first time; raises InvalidInput for what is no note."""
    data = asked.text.encode()
    zone, currency = choices(asked, account)
    text = read_source(data).text
    readings: Readings = writing.ahead
    draft = await readings.first(data, zone=zone, currency_code=currency)
    note = new_note(draft, text, writing.unit)
    note.time_zone, note.currency_code = zone, currency
    note.account_id = account and account.id
    asks_for_name = any(flag.key == NAME_MISSING for flag in draft.flags)
    note.answers = {NAME_MISSING: account.name} if account and asks_for_name else {}
    return note


def refuse_options(asked: NoteDraftCreateInput) -> None:
    """Raises InvalidInput for zones and currencies that do not exist."""
    with told_at("time_zone"):
        zone_of(asked.time_zone or "UTC")
    with told_at("currency_code"):
        minor_digits(asked.currency_code or "USD")


async def stored_before(writing: Writing, sha256: str) -> Note | None:
    """The note of the same bytes, unless somebody put it aside."""
    found = await writing.unit.find(
        Note, Note.sha256 == sha256, Note.state != NoteDraftState.DISCARDED
    )
    return found[0] if found else None


def refuse_other_choices(there: Note, asked: NoteDraftCreateInput, account_id: str | None) -> None:
    """Raises Duplicate where the same bytes were sent for something else."""
    is_same = (
        account_id in {None, there.account_id}
        and asked.time_zone in {None, there.time_zone}
        and asked.currency_code in {None, there.currency_code}
    )
    if not is_same:
        raise Duplicate("This note is there already, for another account, zone or currency")


async def note_of(writing: Writing, id_: str) -> Note:
    """The note the mutation is about; what becomes of it is told in the log of its account."""
    note = await writing.about(Note, id_, at="draft")
    if note.account_id is not None:
        await writing.unit.turn_to(note.account_id)
    return note


async def again_ahead(
    context: Context, asked: NoteDraftFlagAnswerInput | NoteDraftApplyInput
) -> Readings:
    """As the note stands now, and with the answer given; if it changes, it is read later."""
    readings = Readings()
    with suppress(DomainError):  # told by the transaction, which may know better
        key = parsed(asked.draft, RecordType.NOTE_DRAFT)
        rows = await context.run(notes_with(key.id))
        context.renew()
        for note in rows:
            if note.state is not NoteDraftState.DRAFT:
                continue
            if isinstance(asked, NoteDraftFlagAnswerInput):
                await answered(readings, note, asked)
            else:
                await readings.again(note, note.answers)
    return readings


async def answered(readings: Readings, note: Row, asked: NoteDraftFlagAnswerInput) -> Draft:
    """The note, or a row of it, as it reads with the answer.

    As it reads without is asked only where that leaves open whether it raises the flag at all.
    Raises NotFound when it does not, and InvalidInput for an answer the flag does not take.
    """
    draft, refused = None, None
    try:
        draft = await readings.again(note, {**note.answers, asked.flag: asked.answer})
    except DomainError as error:
        refused = error
    if draft is None or asked.flag not in keys_of(draft):
        before = await readings.again(note, note.answers)
        if asked.flag not in keys_of(before):
            raise NotFound(f"The note raises no flag {quoted(asked.flag)}", at=("flag",))
        draft = draft or before
    if refused is not None:
        raise InvalidInput(refused.message, at=("answer",))
    return draft


def keys_of(draft: Draft) -> set[str]:
    return {flag.key for flag in draft.flags}


def notes_with(id_: str) -> Reads[list[Row]]:
    """The note of this id, or none."""
    return (yield Ask(()).values(NOTES, keys=[id_]))


async def answer_flag(writing: Writing, asked: NoteDraftFlagAnswerInput) -> None:
    note = await note_of(writing, asked.draft)
    with told_at("draft"):
        taken(DraftStep.ANSWER, DRAFT_STEPS, current=note.state)
    readings: Readings = writing.ahead
    draft = await answered(readings, note, asked)
    if draft.importer_version != note.importer_version:
        raise InvalidInput("It was read by an earlier importer: create it again", at=("draft",))
    kept = next((flag.answer for flag in draft.flags if flag.key == asked.flag), None)
    change(note, {"answers": {**note.answers, asked.flag: kept or asked.answer}})


async def apply(writing: Writing, asked: NoteDraftApplyInput) -> None:
    """Applied already: nothing is left to do."""
    note = await note_of(writing, asked.draft)
    if note.state is NoteDraftState.APPLIED:
        return
    with told_at("draft"):
        taken(DraftStep.APPLY, DRAFT_STEPS, current=note.state)
        readings: Readings = writing.ahead
        draft = await readings.again(note, note.answers)
        if await applied(writing.unit, note.sha256):
            raise Duplicate("A note of the same bytes was applied before")
        await apply_in(writing.unit, draft, note)


async def discard(writing: Writing, asked: NoteDraftDiscardInput) -> None:
    note = await note_of(writing, asked.draft)
    if note.state is NoteDraftState.DISCARDED:
        return
    with told_at("draft"):
        state = taken(DraftStep.DISCARD, DRAFT_STEPS, current=note.state)
    change(note, {"state": state})


CREATE = Mutation(
    name="noteDraftCreate",
    asked=NoteDraftCreateInput,
    of="account",
    about=RecordType.NOTE_DRAFT,
    body=create,
    ahead=read_ahead,
    told="Reads a meeting note of at most 1 MB. A note of the same bytes is there once. Without an"
    " account its records go to the one the note names.",
)
ANSWER = Mutation(
    name="noteDraftFlagAnswer",
    asked=NoteDraftFlagAnswerInput,
    of="draft",
    about=RecordType.NOTE_DRAFT,
    body=answer_flag,
    ahead=again_ahead,
    told='One of the candidates, "accept" (seen, left as it is), or the value the flag takes.',
)
APPLY = Mutation(
    name="noteDraftApply",
    asked=NoteDraftApplyInput,
    of="draft",
    about=RecordType.NOTE_DRAFT,
    body=apply,
    ahead=again_ahead,
    told="Stores every record of the draft, or none while a HIGH flag is open.",
)
DISCARD = Mutation(
    name="noteDraftDiscard",
    asked=NoteDraftDiscardInput,
    of="draft",
    about=RecordType.NOTE_DRAFT,
    body=discard,
)
ALL = (CREATE, ANSWER, APPLY, DISCARD)
