"""A note sent to the API: read, answered, applied once or put aside."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.demo.tell import ANSWERS, NOTE_ZONE
from domain.notes.draft import Draft
from models.account import Account
from models.history import Activity
from models.note import Note
from resolvers.drafts import read_again
from resolvers.mutations import note_reading
from resolvers.note_apply import apply_note
from tests.mutations.asking import CRM, Client, code_of
from tests.notes.applying import NOTES, drafted, sent
from tests.storage.reads import every

TEXT = NOTES["examples"].decode()
DRAFT = """noteDraft { id version state sha256 account { id name }
  flags { key level answer } records { key kind target { id __typename } } }"""
ASKED = {"text": TEXT, "timeZone": NOTE_ZONE}
DECEMBER = datetime(2024, 12, 2, 9, tzinfo=UTC)
NAMELESS = "## Check-in\n\n**Date:** November 20, 2024\n\n### Action Items\n1. Call them back\n"


@pytest.fixture
def later(client: Client) -> Client:
    """After the meeting the notes tell of."""
    client.now = DECEMBER
    return client


async def drafted_by(client: Client, **said: Any) -> dict[str, Any]:
    return await client.done("noteDraftCreate", DRAFT, **ASKED, **said)


async def answered_by(client: Client, draft: dict[str, Any]) -> dict[str, Any]:
    """With every HIGH flag answered."""
    for flag in draft["flags"]:
        if flag["level"] == "HIGH" and flag["answer"] is None:
            said = {"flag": flag["key"], "answer": ANSWERS[flag["key"]]}
            draft = await client.done("noteDraftFlagAnswer", DRAFT, draft=draft["id"], **said)
    return draft


async def applied_by(client: Client, draft: dict[str, Any], **said: Any) -> dict[str, Any]:
    asked = {"draft": draft["id"], "expectedVersion": draft["version"], **said}
    return await client.change("noteDraftApply", DRAFT, **asked)


async def accounts(client: Client) -> int:
    return (await client.ask("{ accounts { totalCount } }"))["accounts"]["totalCount"]


async def test_a_note_becomes_records_once_its_flags_are_answered(later: Client) -> None:
    draft = await drafted_by(later)
    early = await applied_by(later, draft)
    answered = await answered_by(later, draft)

    told = await applied_by(later, answered)
    again = await applied_by(later, told["noteDraft"])

    assert (draft["state"], draft["account"], draft["version"]) == ("DRAFT", None, 1)
    assert code_of(early) == ("FLAG_OPEN", ["input", "draft"])
    assert "loss-is-not-credit" in early["userErrors"][0]["message"]
    assert answered["version"] > draft["version"]
    assert (told["outcome"], told["noteDraft"]["state"]) == ("UPDATED", "APPLIED")
    assert told["noteDraft"]["account"]["name"] == "TechCorp"
    assert all(record["target"] for record in told["noteDraft"]["records"])
    assert (again["outcome"], again["noteDraft"]) == ("UNCHANGED", told["noteDraft"])
    assert await accounts(later) == 1


async def test_a_note_of_the_same_bytes_is_there_once(later: Client) -> None:
    draft = await drafted_by(later)

    again = await later.change("noteDraftCreate", DRAFT, text=TEXT)
    other = await later.change("noteDraftCreate", DRAFT, text=TEXT, timeZone="Asia/Tokyo")

    assert (again["outcome"], again["noteDraft"]) == ("UNCHANGED", draft)
    assert code_of(other) == ("DUPLICATE", ["input", "text"])


async def test_what_was_put_aside_may_be_sent_again(later: Client) -> None:
    draft = await drafted_by(later)

    gone = await later.change("noteDraftDiscard", DRAFT, draft=draft["id"], expectedVersion=1)
    same = await later.change("noteDraftDiscard", DRAFT, draft=draft["id"])
    applied = await applied_by(later, gone["noteDraft"])
    again = await later.change("noteDraftCreate", DRAFT, **ASKED)

    assert (gone["outcome"], gone["noteDraft"]["state"]) == ("UPDATED", "DISCARDED")
    assert same["outcome"] == "UNCHANGED"
    assert code_of(applied) == ("INVALID_TRANSITION", ["input", "draft"])
    assert applied["userErrors"][0]["allowed"] == []
    assert again["outcome"] == "CREATED"
    assert again["noteDraft"]["id"] != draft["id"]


async def test_the_account_a_note_was_sent_for_gets_its_records(later: Client) -> None:
    account = await later.account(name="Tech Corporation", timeZone=NOTE_ZONE, currencyCode="USD")
    draft = await drafted_by(later, account={"id": account["id"]})

    told = await applied_by(later, await answered_by(later, draft))

    assert told["noteDraft"]["account"] == {"id": account["id"], "name": "Tech Corporation"}
    assert await accounts(later) == 1


async def test_a_notes_text_is_not_copied_into_the_log_of_its_account(later: Client) -> None:
    account = await later.account(name="Northwind", timeZone=NOTE_ZONE)

    await later.change("noteDraftCreate", account={"id": account["id"]}, text=NAMELESS)

    (entry,) = [e for e in await later.database.read(every(Activity)) if "note" in e.summary]
    (note,) = await later.database.read(every(Note))
    assert note.sha256 in entry.change
    assert "Call them back" not in entry.change


async def test_the_account_answers_what_it_is_called_and_where_it_is(later: Client) -> None:
    account = await later.account(name="Northwind", timeZone=NOTE_ZONE)

    draft = await later.done("noteDraftCreate", DRAFT, account={"id": account["id"]}, text=NAMELESS)

    answers = {flag["key"]: flag["answer"] for flag in draft["flags"]}
    assert answers["account-missing"] == "Northwind"
    assert answers.get("time-zone-missing") in {None, NOTE_ZONE}


async def test_the_same_answer_again_changes_nothing(later: Client) -> None:
    draft = await drafted_by(later)
    said = {"draft": draft["id"], "flag": "loss-is-not-credit", "answer": "Accept"}

    first = await later.change("noteDraftFlagAnswer", DRAFT, **said, expectedVersion=1)
    again = await later.change("noteDraftFlagAnswer", DRAFT, **said)
    stale = await applied_by(later, draft)

    assert (first["outcome"], again["outcome"]) == ("UPDATED", "UNCHANGED")
    assert again["noteDraft"] == first["noteDraft"]
    assert code_of(stale) == ("VERSION_CONFLICT", ["input", "expectedVersion"])


async def test_a_draft_that_is_applied_takes_no_answers(later: Client) -> None:
    told = await applied_by(later, await answered_by(later, await drafted_by(later)))
    draft = {"draft": told["noteDraft"]["id"]}

    answer = await later.change(
        "noteDraftFlagAnswer", DRAFT, **draft, flag="loss-is-not-credit", answer="accept"
    )
    discard = await later.change("noteDraftDiscard", DRAFT, **draft)

    assert code_of(answer) == ("INVALID_TRANSITION", ["input", "draft"])
    assert code_of(discard) == ("INVALID_TRANSITION", ["input", "draft"])


async def test_a_plan_of_applying_writes_nothing(later: Client) -> None:
    draft = await answered_by(later, await drafted_by(later))

    told = await applied_by(later, draft, dryRun=True)

    assert (told["outcome"], told["noteDraft"]) == ("PLANNED", draft)
    assert await later.database.read(every(Account)) == []


async def test_a_key_creates_and_applies_once(later: Client) -> None:
    first = await later.change("noteDraftCreate", DRAFT, **ASKED, idempotencyKey="c")
    again = await later.change("noteDraftCreate", DRAFT, **ASKED, idempotencyKey="c")
    draft = await answered_by(later, first["noteDraft"])

    applied = await applied_by(later, draft, idempotencyKey="a")
    replayed = await applied_by(later, draft, idempotencyKey="a")

    assert (first["outcome"], again["outcome"]) == ("CREATED", "REPLAYED")
    assert again["noteDraft"] == first["noteDraft"]
    assert (applied["outcome"], replayed["outcome"]) == ("UPDATED", "REPLAYED")
    assert replayed["noteDraft"] == applied["noteDraft"]


async def test_a_note_applied_from_the_command_line_is_the_same_note(later: Client) -> None:
    draft = await drafted_by(later)
    data = NOTES["examples"]

    done = await apply_note(later.database, drafted(data), sent(data), actor="import", now=DECEMBER)

    (note,) = await later.database.read(every(Note))
    told = await later.change("noteDraftCreate", DRAFT, text=TEXT)
    assert (note.id, note.state) == (done.note_id, "APPLIED")
    assert (told["outcome"], told["noteDraft"]["id"]) == ("UNCHANGED", draft["id"])


async def test_what_another_importer_read_is_created_again(later: Client) -> None:
    draft = await answered_by(later, await drafted_by(later))
    async with later.database.write(None, actor="test", now=DECEMBER) as unit:
        (note,) = await unit.find(Note)
        note.importer_version = "2023.9"

    flag = {"flag": "loss-is-not-credit", "answer": "accept"}
    answer = await later.change("noteDraftFlagAnswer", DRAFT, draft=draft["id"], **flag)
    applied = await applied_by(later, {**draft, "version": draft["version"] + 1})
    again = await later.change("noteDraftCreate", DRAFT, **ASKED)

    assert code_of(answer) == ("INVALID", ["input", "draft"])
    assert code_of(applied) == ("FLAG_OPEN", ["input", "draft"])
    assert "importer-changed" in applied["userErrors"][0]["message"]
    assert (again["outcome"], again["noteDraft"]["id"]) == ("UPDATED", draft["id"])
    assert {flag["key"]: flag["answer"] for flag in again["noteDraft"]["flags"]}[flag["flag"]] is (
        None
    )


async def test_nobody_waits_to_write_while_a_large_note_is_read(later: Client) -> None:
    text = TEXT + "\n".join(f"- Call them back about matter {i} by Friday" for i in range(8000))
    note = asyncio.create_task(later.change("noteDraftCreate", text=text))
    await asyncio.sleep(0.1)

    await later.account()

    assert await later.database.read(every(Note)) == []
    assert (await note)["outcome"] == "CREATED"


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"text": ""}, "INVALID", ["text"]),
        ({"text": "nul\0"}, "INVALID", ["text"]),
        ({"text": "half \ud83d"}, "INVALID", ["text"]),
        ({"text": "ü" * 500_001}, "INVALID", ["text"]),
        ({"timeZone": "Mars/Olympus"}, "INVALID", ["timeZone"]),
        ({"currencyCode": "XXL"}, "INVALID", ["currencyCode"]),
        ({"account": {"external": {"system": CRM, "key": "?"}}}, "NOT_FOUND", ["account"]),
    ],
)
async def test_what_is_no_note_is_told_with_its_place_and_not_stored(
    later: Client, said: dict[str, Any], code: str, path: list[str]
) -> None:
    told = await later.change("noteDraftCreate", "", **{**ASKED, **said})

    assert code_of(told) == (code, ["input", *path])
    assert await later.database.read(every(Note)) == []


async def test_answers_no_flag_takes_are_told_with_their_place(later: Client) -> None:
    draft = await drafted_by(later)
    account = await later.account()
    asked = {"draft": draft["id"], "flag": "loss-is-not-credit", "answer": "accept"}

    for said, code, path in (
        ({"flag": "no-such-flag"}, "NOT_FOUND", "flag"),
        ({"answer": "maybe"}, "INVALID", "answer"),
        ({"draft": account["id"]}, "INVALID", "draft"),
        ({"draft": "nonsense"}, "INVALID", "draft"),
    ):
        told = await later.change("noteDraftFlagAnswer", "", **{**asked, **said})
        assert code_of(told) == (code, ["input", path])


async def test_to_answer_a_flag_the_note_is_read_once(
    later: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await drafted_by(later)
    read: list[dict[str, str]] = []

    def told(note: Note) -> Draft:
        read.append(dict(note.answers))
        return read_again(note)

    monkeypatch.setattr(note_reading, "read_again", told)
    said = {"flag": "loss-is-not-credit", "answer": "accept"}
    await later.done("noteDraftFlagAnswer", "noteDraft { version }", draft=draft["id"], **said)

    assert read == [{"loss-is-not-credit": "accept"}]
