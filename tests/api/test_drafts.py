from pathlib import Path

import pytest

from domain.notes.draft import AccountDraft, Draft, PersonDraft
from domain.notes.read import IMPORTER_VERSION, read_note
from domain.vocabulary import NoteDraftState, RecordType
from resolvers.ids import RecordKey, global_id
from tests.api import records
from tests.api.asking import asker

TEXT = """## Customer Support Escalation Meeting Notes

**Date:** October 25, 2024
**Attendees:** Support Lead (Maria), Customer (Sarah Johnson, VP Operations at TechCorp)

### Customer Issue Summary
**Customer:** TechCorp (Enterprise client, $500K annual contract)

Something nobody can classify.
"""
DRAFT = """query($id: ID!) { noteDraft(id: $id) { id account { name } sha256 state version
  unclaimedLines flags { key level statement lines candidates answer }
  records { key kind fields { noteId field quote firstLine basis } target { __typename id } } } }"""


def key_of(draft: Draft, name: str) -> str:
    """The key of the account or the person of that name."""
    named = (r for r in draft.records if isinstance(r, AccountDraft | PersonDraft))
    return next(record.key for record in named if record.name == name)


async def test_a_note_is_read_again_from_its_text_and_its_answers(tmp_path: Path) -> None:
    draft = read_note(TEXT.encode(), zone="America/Chicago")
    account = records.account()
    sarah = records.contact(account)
    company, person = key_of(draft, "TechCorp"), key_of(draft, "Sarah Johnson")
    note = records.note(
        text=TEXT,
        sha256=draft.sha256,
        importer_version=IMPORTER_VERSION,
        time_zone="America/Chicago",
        account_id=account.id,
        targets={company: ("Account", account.id), person: ("Contact", sarah.id)},
        state=NoteDraftState.APPLIED,
    )
    ask = asker(tmp_path, account, sarah, note)
    note_id = global_id(RecordKey(RecordType.NOTE_DRAFT, None, note.id))

    told = (await ask(DRAFT, id=note_id))["noteDraft"]

    assert (told["id"], told["state"], told["account"]) == (
        note_id,
        "APPLIED",
        {"name": "TechCorp"},
    )
    assert told["sha256"] == draft.sha256
    assert told["unclaimedLines"] == [*draft.unclaimed_lines]
    assert [flag["key"] for flag in told["flags"]] == [flag.key for flag in draft.flags]
    assert [r["key"] for r in told["records"]] == [record.key for record in draft.records]
    assert {r["fields"][0]["noteId"] for r in told["records"]} == {note_id}
    became = {r["key"]: r["target"] and r["target"]["__typename"] for r in told["records"]}
    assert {key: name for key, name in became.items() if name} == {
        company: "Account",
        person: "Contact",
    }


async def test_a_note_another_importer_read_says_so_before_anything_else(tmp_path: Path) -> None:
    note = records.note(text=TEXT, importer_version="2020.1", answers={"no-such-flag": "accept"})
    ask = asker(tmp_path, note)
    note_id = global_id(RecordKey(RecordType.NOTE_DRAFT, None, note.id))

    told = (await ask(DRAFT, id=note_id))["noteDraft"]

    first = told["flags"][0]
    assert (first["key"], first["level"], first["answer"]) == ("importer-changed", "HIGH", None)
    assert told["account"] is None
    assert {record["target"] for record in told["records"]} == {None}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (RecordKey(RecordType.NOTE_DRAFT, None, "unknown"), None),
        (RecordKey(RecordType.ACCOUNT, None, "unknown"), "INVALID_ID"),
    ],
)
async def test_an_unknown_note_is_null_and_another_id_an_error(
    tmp_path: Path, key: RecordKey, code: str | None
) -> None:
    ask = asker(tmp_path, records.account())

    if code is None:
        assert await ask(DRAFT, id=global_id(key)) == {"noteDraft": None}
    else:
        assert await ask.code(DRAFT, id=global_id(key)) == code
