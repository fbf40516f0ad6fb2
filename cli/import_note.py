"""`import`: a meeting note is read into a draft, shown, and with --apply becomes records."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

import orjson

from api.clock import now
from api.opening import opened
from api.settings import Settings
from cli.draft_text import draft_as_text, several
from cli.exits import Exit
from cli.options import declare_data, settings_of
from cli.plain import by_field
from domain.errors import InvalidInput
from domain.notes.draft import Draft, open_high_flags
from domain.notes.read import read_note
from domain.notes.source import LARGEST_NOTE, read_source
from domain.vocabulary import RecordType
from resolvers.ids import DIRECTORY, ids_of
from resolvers.note_apply import Applied, SentNote, apply_note

ACTOR = "import"
account_id = ids_of(RecordType.ACCOUNT)


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("note", metavar="NOTE", help="a Markdown file; - reads standard input")
    parser.add_argument("--zone", help="the note's IANA time zone, e.g. America/New_York")
    parser.add_argument("--currency", metavar="CODE", help="what a bare $ stands for, e.g. USD")
    parser.add_argument(
        "--answer",
        metavar="FLAG=VALUE",
        action="append",
        default=[],
        help="answer a flag; once for each",
    )
    parser.add_argument("--apply", action="store_true", help="store the records; twice is once")
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    """FINE, or FLAG_OPEN while a HIGH flag has no answer; raises InvalidInput for a bad note."""
    data = read_bytes(asked.note)
    answers = dict(read_answers(asked.answer))
    draft = read_note(data, zone=asked.zone, currency_code=asked.currency, answers=answers)
    text = read_source(data).text
    waiting = open_high_flags(draft)
    applied = None
    if asked.apply and not waiting:
        note = SentNote(
            text=text, time_zone=asked.zone, currency_code=asked.currency, answers=answers
        )
        applied = asyncio.run(apply(settings_of(asked), draft, note))
    print(as_json(draft, applied) if asked.json else as_text(draft, text, applied))
    return Exit.FLAG_OPEN if waiting else Exit.FINE


async def apply(settings: Settings, draft: Draft, note: SentNote) -> Applied:
    async with opened(settings) as database:
        return await apply_note(database, draft, note, actor=ACTOR, now=now())


def read_bytes(place: str) -> bytes:
    """The note; of something far too large only as much as shows that it is."""
    try:
        if place == "-":
            return sys.stdin.buffer.read(LARGEST_NOTE + 1)
        with Path(place).open("rb") as file:
            return file.read(LARGEST_NOTE + 1)
    except OSError as error:
        raise InvalidInput(f"{place}: {error.strerror}") from error


def read_answers(given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for answer in given:
        flag, equals, value = answer.partition("=")
        if not (flag and equals and value):
            raise InvalidInput(f"--answer {answer}: write FLAG=VALUE")
        yield flag, value


def as_text(draft: Draft, text: str, applied: Applied | None) -> str:
    shown = draft_as_text(draft, text.split("\n"))
    if applied is None:
        return shown
    account = f"account {account_id(applied.account_id)}"
    if applied.is_new:
        return f"{shown}\nStored for {account}: {several(len(applied.targets), 'record')}."
    before = f"{shown}\nThis note was stored before for {account}; nothing was written."
    if applied.is_as_asked:
        return before
    return f"{before}\nThe zone, currency or answers it was stored with differ; these were ignored."


def node_id(target: tuple[str, str], account: str) -> str:
    """A record's id as the API takes it."""
    kind, id_ = target
    return ids_of(RecordType(kind))(*([id_] if kind in DIRECTORY else [account, id_]))


def as_json(draft: Draft, applied: Applied | None) -> str:
    stored = applied and {
        "accountId": account_id(applied.account_id),
        "isNew": applied.is_new,
        "isAsAsked": applied.is_as_asked,
        "records": {
            key: node_id(target, applied.account_id) for key, target in applied.targets.items()
        },
    }
    said = {
        **by_field(draft),
        "openHighFlags": [flag.key for flag in open_high_flags(draft)],
        "applied": stored,
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2).decode()
