"""A calendar's address as calendar programs ask for it: again and again."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import Receive, Scope, Send

from api.calendars import CALENDARS
from api.clock import now
from api.edge import Edge
from api.exchange import Exchange
from api.graphql import GraphQLEdge
from api.operation import Operate
from models.account import Account, User
from models.base import new_id
from models.database import Database
from models.feeds import FeedToken, hash_of
from models.meeting import Review
from schema.root import schema
from tests.server.servers import ROOT, Server

HERE = "http://127.0.0.1"
HOUR = timedelta(hours=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """One account with a review tomorrow, and an address of each kind."""
    database = await Database.open(tmp_path / "book.db")
    at, account_id, gone = now(), new_id(), new_id()
    async with database.write(None, actor="test", now=at) as unit:
        unit.add(User(id=gone, name="Gone", active=False))
    async with database.write(account_id, actor="test", now=at) as unit:
        unit.add(Account(id=account_id, name="Acme", tracked_from=at))
        start = at + 24 * HOUR
        unit.add(Review(title="Review", starts_at=start, ends_at=start + HOUR, time_zone="UTC"))
        good = {"account_id": account_id, "expires_at": at + HOUR}
        unit.add(address("good", **good))
        unit.add(address("expired", **{**good, "expires_at": at - HOUR}))
        unit.add(address("revoked", **good, revoked_at=at))
        unit.add(address("left", user_id=gone, expires_at=at + HOUR))
    yield database
    await database.close()


def address(token: str, **given: Any) -> FeedToken:
    return FeedToken(token_hash=hash_of(token), created_at=now(), created_by="test", **given)


@pytest.fixture
async def client(database: Database) -> AsyncGenerator[httpx.AsyncClient]:
    async def begin(_: Exchange, __: Operate) -> Response:
        raise NotImplementedError

    edge = Edge(GraphQLEdge(schema, begin), Router(CALENDARS))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"database": database}
        await edge(scope, receive, send)

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def get(client: httpx.AsyncClient, token: str, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.get(f"/calendar/{token}.ics", headers=names)


async def test_an_address_shows_its_calendar(client: httpx.AsyncClient) -> None:
    answer = await get(client, "good")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    (event,) = Calendar.from_ical(answer.text).events
    assert event["SUMMARY"] == "Acme: Review"


async def test_what_shows_nothing_is_unknown_in_the_same_words(client: httpx.AsyncClient) -> None:
    wrong = ("expired", "revoked", "left", "never", "x" * 5_000, "%00", "%F0%9F%98%80")

    answers = [await get(client, token) for token in wrong]
    nowhere = await client.get("/nowhere")

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {nowhere.text}
    assert all("ETag" not in answer.headers for answer in answers)


@pytest.mark.parametrize("said", ["{}", "W/{}", '"other", {}', "*"])
async def test_who_has_it_is_told_so(client: httpx.AsyncClient, said: str) -> None:
    tag = (await get(client, "good")).headers["ETag"]

    answer = await get(client, "good", If_None_Match=said.format(tag.removeprefix("W/")))

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("said", ['"other"', "", "good"])
async def test_who_has_another_one_gets_this_one(client: httpx.AsyncClient, said: str) -> None:
    assert (await get(client, "good", If_None_Match=said)).status_code == 200


async def test_a_change_makes_another_calendar_and_nothing_else_does(
    client: httpx.AsyncClient, database: Database
) -> None:
    first, same = [await get(client, "good") for _ in range(2)]
    account_id = await account_of(database)
    async with database.write(account_id, actor="test", now=now()) as unit:
        (review,) = await unit.find(Review)
        review.title, review.sequence = "Another", 1

    other = await get(client, "good", If_None_Match=first.headers["ETag"])

    assert first.headers["ETag"] == same.headers["ETag"]
    assert first.content == same.content
    assert other.status_code == 200
    (event,) = Calendar.from_ical(other.text).events
    assert (event["SUMMARY"], event["SEQUENCE"]) == ("Acme: Another", 1)


async def account_of(database: Database) -> str:
    async with database.write(None, actor="test", now=now()) as unit:
        (account,) = await unit.find(Account)
        return account.id


async def test_the_token_is_not_in_the_log_however_it_is_spelt(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    for path in (
        "/calendar/good.ics",
        "/Calendar/good.ics",
        "/calendar/good",
        "/x/calendar/good.ics",
    ):
        await client.get(path)

    lines = [r.getMessage() for r in caplog.records if r.name == "bellwether.request"]
    assert len(lines) == 4
    assert "path='/calendar/*' status=200" in lines[0]
    assert not any("good" in line for line in lines)


def test_the_address_made_as_the_page_says_is_served_and_its_head_alone_too(
    demonstration: Server,
) -> None:
    viewer = demonstration.ask("{viewer {user {id}}}")["data"]["viewer"]["user"]["id"]
    page = (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8")
    document = page.partition("```text\n")[2].partition("```")[0]
    made: Any = demonstration.ask(document, {"user": viewer, "until": (now() + HOUR).isoformat()})
    url = f"{demonstration.url}{made['data']['feedTokenCreate']['url']}"

    head, body = httpx.head(url), httpx.get(url)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == body.headers["ETag"]
    assert head.headers["Content-Length"] == body.headers["Content-Length"] != "0"
    assert url.rpartition("/")[2] not in demonstration.log.read_text()
