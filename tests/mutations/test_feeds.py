"""Calendars others may read: made, shown once, ended."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from domain.vocabulary import RecordType
from models.account import User
from models.feeds import FeedToken, hash_of
from resolvers.feeds import Calendar, calendar_of
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import ANNA, CRM, NOON, Client, code_of
from tests.storage.reads import every

ACCOUNT = {"account": {"external": {"system": CRM, "key": "1"}}}
SOON = (NOON + timedelta(days=30)).isoformat()
USER = {"user": global_id(RecordKey(RecordType.USER, None, ANNA))}


async def made(client: Client, **said: Any) -> dict[str, Any]:
    """The payload of a new calendar."""
    told = await client.change("feedTokenCreate", "token url", **{"expiresAt": SOON, **said})
    assert told["userErrors"] == []
    return told


async def shown(client: Client, token: str) -> Calendar | None:
    """What its address shows now."""
    async with client.database.snapshot() as run:
        return await calendar_of(run, hash_of(token), now=client.now, is_open=True)


async def test_an_accounts_calendar_is_made_and_its_address_shown(client: Client) -> None:
    await client.account()

    told = await made(client, **ACCOUNT)

    assert told["outcome"] == "CREATED"
    assert told["url"] == f"/calendar/{told['token']}.ics"
    assert await shown(client, told["token"]) == Calendar("Acme", ())


async def test_a_persons_calendar_is_of_no_account(client: Client) -> None:
    told = await made(client, **USER)

    assert await shown(client, told["token"]) == Calendar("Anna Olsson", ())


async def test_the_token_is_stored_nowhere_and_its_hash_told_to_nobody(client: Client) -> None:
    await client.account()
    token = (await made(client, **ACCOUNT, idempotencyKey="k"))["token"]
    told = await client.ask("{ accounts { nodes { activity { nodes { summary } } } } }")

    folder = client.database.path.parent
    stored = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    with closing(sqlite3.connect(client.database.path)) as raw:
        log = str(raw.execute("SELECT * FROM activity").fetchall())

    assert hash_of(token).encode() in stored
    assert token.encode() not in stored
    assert hash_of(token) not in log
    assert "calendar feed until" in told["accounts"]["nodes"][0]["activity"]["nodes"][0]["summary"]


async def test_a_retry_with_the_same_key_makes_no_second_one_and_shows_nothing(
    client: Client,
) -> None:
    first = await made(client, **USER, idempotencyKey="k")

    again = await made(client, **USER, idempotencyKey="k")

    assert first["token"]
    assert (again["outcome"], again["token"], again["url"]) == ("REPLAYED", None, None)


async def test_a_plan_makes_no_address(client: Client) -> None:
    told = await made(client, **USER, dryRun=True)

    assert (told["outcome"], told["token"], told["url"]) == ("PLANNED", None, None)


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({}, "INVALID", "account"),
        ({**ACCOUNT, **USER}, "INVALID", "account"),
        ({"user": "nonsense"}, "INVALID", "user"),
        ({"user": global_id(RecordKey(RecordType.CONTACT, "a", "b"))}, "INVALID", "user"),
        ({"user": global_id(RecordKey(RecordType.USER, None, "nobody"))}, "NOT_FOUND", "user"),
        ({"account": {"external": {"system": CRM, "key": "?"}}}, "NOT_FOUND", "account"),
        (
            {"account": {"id": global_id(RecordKey(RecordType.ACCOUNT, None, "nobody"))}},
            "NOT_FOUND",
            "account",
        ),
        ({**USER, "expiresAt": NOON.isoformat()}, "INVALID", "expiresAt"),
        ({**USER, "expiresAt": "2026-01-01T00:00:00Z"}, "INVALID", "expiresAt"),
    ],
)
async def test_what_cannot_be_is_told_with_its_place(
    client: Client, said: dict[str, Any], code: str, path: str
) -> None:
    await client.account()

    told = await client.change("feedTokenCreate", "token", **{"expiresAt": SOON, **said})

    assert code_of(told) == (code, ["input", path])
    assert told["token"] is None


async def test_who_has_left_gets_no_calendar_and_loses_the_one_there_is(client: Client) -> None:
    token = (await made(client, **USER))["token"]
    async with client.database.write(None, actor="test", now=client.now) as unit:
        (await unit.get_or_raise(User, ANNA)).active = False

    told = await client.change("feedTokenCreate", "token", **USER, expiresAt=SOON)

    assert code_of(told) == ("INVALID", ["input", "user"])
    assert await shown(client, token) is None


async def test_an_expired_calendar_shows_nothing(client: Client) -> None:
    token = (await made(client, **USER))["token"]

    client.now = NOON + timedelta(days=30) - timedelta(microseconds=1)
    assert await shown(client, token) is not None
    client.now = NOON + timedelta(days=30)
    assert await shown(client, token) is None


async def test_one_calendar_or_all_of_somebody_are_ended(client: Client) -> None:
    await client.account()
    own = [(await made(client, **ACCOUNT))["token"] for _ in range(3)]
    other = (await made(client, **USER))["token"]

    one = await client.change("feedTokenRevoke", "", **ACCOUNT, token=own[0])
    after_one = [await shown(client, token) is not None for token in own]
    rest = await client.change("feedTokenRevoke", "", **ACCOUNT)
    after_all = [await shown(client, token) is not None for token in own]
    again = await client.change("feedTokenRevoke", "", **ACCOUNT)

    assert [told["outcome"] for told in (one, rest, again)] == ["UPDATED", "UPDATED", "UNCHANGED"]
    assert after_one == [False, True, True]
    assert after_all == [False, False, False]
    assert await shown(client, other) is not None


async def test_somebody_elses_calendar_is_not_ended(client: Client) -> None:
    await client.account()
    token = (await made(client, **USER))["token"]

    told = await client.change("feedTokenRevoke", "", **ACCOUNT, token=token)
    nobody = await client.change("feedTokenRevoke", token=token)

    assert code_of(told) == ("NOT_FOUND", ["input", "token"])
    assert code_of(nobody) == ("INVALID", ["input", "account"])
    assert await shown(client, token) is not None


async def test_who_makes_and_ends_a_persons_calendars_is_on_record(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await made(client, **USER, dryRun=True)
    token = (await made(client, **USER))["token"]
    await client.change("feedTokenRevoke", "", **USER, dryRun=True)
    await client.change("feedTokenRevoke", "", **USER)
    await client.change("feedTokenRevoke", "", **USER)

    lines = [r.getMessage() for r in caplog.records if r.name == "bellwether.feeds"]
    (feed,) = await client.database.read(every(FeedToken))
    assert (feed.created_by, feed.revoked_by) == (ANNA, ANNA)
    assert lines == [
        f"calendar={feed.id} user={ANNA} by={ANNA} done=created",
        f"calendar={feed.id} user={ANNA} by={ANNA} done=revoked",
    ]
    assert not any(hash_of(token) in line or token in line for line in lines)
