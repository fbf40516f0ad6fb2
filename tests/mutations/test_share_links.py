"""Links for customers: made, shown once, ended; by whoever looks after the account."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.vocabulary import RecordType
from engine.execute import Engine
from engine.reads import Reads
from models.sight import Sight
from resolvers.context import Viewer
from resolvers.ids import RecordKey, global_id, parsed
from resolvers.principals import TokenHeld, any_token, token_held
from tests.mutations.asking import ANNA, CRM, ENGINE, NOON, Client, code_of

ACCOUNT = {"account": {"external": {"system": CRM, "key": "1"}}}
SOON = NOON + timedelta(days=30)
OWN = "{ viewer { account { id name } } }"
LINKS = "{ accounts { nodes { shareLinks { nodes { id key label scopes revokedAt } } } } }"


async def made(client: Client, **said: Any) -> dict[str, Any]:
    """The payload of a new link."""
    given = {**ACCOUNT, "label": "Acme's portal", "expiresAt": SOON.isoformat(), **said}
    told = await client.change("shareLinkCreate", "secret accessToken { id key }", **given)
    assert told["userErrors"] == []
    return told


async def viewer_of(client: Client, secret: str) -> Viewer | None:
    """Whom the link speaks for at this moment."""
    road: Reads[TokenHeld | None] = token_held(secret.split("_")[1], time_zone="UTC")
    held = await client.database.read(road)
    assert held is not None
    return held.viewer


async def test_a_link_speaks_for_the_customer_of_its_account(client: Client) -> None:
    account = parsed((await client.account())["id"]).id

    told = await made(client)

    viewer = await viewer_of(client, told["secret"])
    assert told["secret"].startswith(f"bws_{told['accessToken']['key']}_")
    assert viewer is not None
    assert viewer.is_customer
    assert viewer.sight == Sight.customer_of(account)
    assert [*viewer.may] == ["READ"]


@pytest.mark.parametrize("executor", [ENGINE, None])
async def test_whoever_has_a_link_learns_which_account_it_is_of(
    client: Client, executor: Engine | None
) -> None:
    account = await client.account(name="Acme")
    await client.account("2")
    client.engine = executor
    people = client.viewer
    script = Viewer(token="script:x", sight=Sight.of_accounts([parsed(account["id"]).id]))  # noqa: S106 - a name
    customer = await viewer_of(client, (await made(client))["secret"])
    assert customer is not None

    told: list[Any] = []
    for client.viewer in (customer, people, script):
        told.append((await client.ask(OWN))["viewer"]["account"])

    assert told == [{"id": account["id"], "name": "Acme"}, None, None]


async def test_a_link_keeps_nobody_of_ours_out(client: Client) -> None:
    await client.account()

    await made(client)

    assert not await client.database.read(any_token())


async def test_its_secret_is_stored_nowhere(client: Client) -> None:
    await client.account()
    secret = (await made(client, idempotencyKey="k"))["secret"].split("_", 2)[2]

    again = await client.change(
        "shareLinkCreate",
        "secret",
        **ACCOUNT,
        label="Acme's portal",
        expiresAt=SOON.isoformat(),
        idempotencyKey="k",
    )

    with closing(sqlite3.connect(client.database.path)) as raw:
        stored = "\n".join(raw.iterdump())
    assert again["outcome"] == "REPLAYED"
    assert again["secret"] is None
    assert secret not in stored
    assert "Acme's portal".replace("'", "''") in stored


async def test_a_plan_makes_none(client: Client) -> None:
    await client.account()

    told = await made(client, dryRun=True)

    assert (told["outcome"], told["secret"]) == ("PLANNED", None)
    assert (await client.ask(LINKS))["accounts"]["nodes"][0]["shareLinks"]["nodes"] == []


@pytest.mark.parametrize("when", [NOON, NOON + timedelta(days=400)])
async def test_it_is_good_from_now_on_for_a_year_at_most(client: Client, when: datetime) -> None:
    await client.account()
    given = {**ACCOUNT, "label": "x", "expiresAt": when.isoformat()}

    told = await client.change("shareLinkCreate", "secret", **given)

    assert code_of(told) == ("INVALID", ["input", "expiresAt"])


async def test_one_is_revoked_or_every_one_and_again_changes_nothing(client: Client) -> None:
    await client.account()
    one, two, three = [await made(client) for _ in range(3)]

    first = await client.change("shareLinkRevoke", "", **ACCOUNT, link=one["accessToken"]["id"])
    rest = [await viewer_of(client, link["secret"]) for link in (one, two, three)]
    every = await client.change("shareLinkRevoke", "", **ACCOUNT)
    again = await client.change("shareLinkRevoke", "", **ACCOUNT)

    assert [viewer is None for viewer in rest] == [True, False, False]
    assert [done["outcome"] for done in (first, every, again)] == [
        "UPDATED",
        "UPDATED",
        "UNCHANGED",
    ]
    assert await viewer_of(client, three["secret"]) is None


async def test_a_link_of_another_account_is_none_of_this(client: Client) -> None:
    await client.account()
    await client.account("2")
    link = (await made(client))["accessToken"]["id"]
    other = {"account": {"external": {"system": CRM, "key": "2"}}}

    told = await client.change("shareLinkRevoke", "", **other, link=link)
    wrong = await client.change(
        "shareLinkRevoke", "", **ACCOUNT, link=global_id(RecordKey(RecordType.USER, None, ANNA))
    )

    assert code_of(told) == ("NOT_FOUND", ["input", "link"])
    assert code_of(wrong) == ("INVALID", ["input", "link"])


async def test_whoever_sees_the_account_makes_them_and_nobody_else(client: Client) -> None:
    seen = parsed((await client.account())["id"]).id
    await client.account("2")
    await made(client)
    client.viewer = Viewer(token="script:x", sight=Sight.of_accounts([seen]))  # noqa: S106 - a name

    link = (await made(client))["accessToken"]
    other = {"account": {"external": {"system": CRM, "key": "2"}}}
    refused = await client.change(
        "shareLinkCreate", "", **other, label="x", expiresAt=SOON.isoformat()
    )

    (account,) = (await client.ask(LINKS))["accounts"]["nodes"]
    assert code_of(refused) == ("NOT_FOUND", ["input", "account"])
    keys = [one["key"] for one in account["shareLinks"]["nodes"]]
    assert (len(keys), keys[0]) == (2, link["key"])


async def test_the_log_of_the_account_tells_who_made_it(client: Client) -> None:
    await client.account()
    await made(client)

    told = await client.ask("{ activity { nodes { actor summary record { id } } } }")

    latest = told["activity"]["nodes"][0]
    assert "Acme's portal" in latest["summary"]
    assert latest["record"] is None


async def test_a_link_goes_on_with_the_account_that_took_its_own_over(client: Client) -> None:
    one = await client.account()
    two = await client.account("2", name="Acme Group")
    link = await made(client)
    known = client.database.access_version
    merge = {"from": {"id": one["id"]}, "into": {"id": two["id"]}, "reason": "same"}

    assert (await client.change("accountMerge", "", **merge))["outcome"] == "UPDATED"

    viewer = await viewer_of(client, link["secret"])
    assert viewer is not None
    assert client.database.access_version > known
    client.viewer = viewer
    ask = "query($id: ID!) { account(by: {id: $id}) { name } }"
    answers = [(await client.ask(ask, id=at["id"]))["account"] for at in (one, two)]
    assert answers == [{"name": "Acme Group"}] * 2
    assert await client.ask(OWN) == {"viewer": {"account": {"id": two["id"], "name": "Acme Group"}}}
