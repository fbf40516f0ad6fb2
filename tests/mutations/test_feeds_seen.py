"""A calendar shows what its reader may see by now, once there are tokens."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import UserRole
from models.access import AccessToken, AccountsSeen
from models.account import User
from models.base import new_id
from models.feeds import hash_of
from resolvers.context import Viewer
from resolvers.feeds import Calendar, calendar_of
from resolvers.principals import any_token
from tests.mutations.asking import ANNA, CRM, NOON, Client
from tests.mutations.test_seen import BERT, SOON, user_id

MINE = {"external": {"system": CRM, "key": "1"}}
REVIEW = {
    "title": "Quarterly review",
    "localDate": "2024-12-03",
    "startTime": "09:30",
    "timeZone": "UTC",
}
BUSY = ("Busy", "Business review")


async def token_of(client: Client, **said: Any) -> str:
    """A token somebody has; gives its id."""
    token = AccessToken(
        **{
            "id": new_id(),
            "secret_hash": "0",
            "label": "test",
            "scopes": (),
            "created_at": NOON,
            "created_by": "test",
            "expires_at": NOON + timedelta(days=90),
            **said,
        }
    )
    id_ = token.id
    async with client.database.write(None, actor="test", now=client.now) as unit:
        unit.add(token)
    return id_


async def change(client: Client, kind: type[Any], id_: str, **values: Any) -> None:
    async with client.database.write(None, actor="test", now=client.now) as unit:
        record = await unit.get(kind, id_)
        for name, value in values.items():
            setattr(record, name, value)


async def book(client: Client) -> None:
    """Anna's account and Bert's, with a review each; Anna is invited to Bert's."""
    async with client.database.write(None, actor="test", now=client.now) as unit:
        unit.add(User(id=BERT, name="Bert Berg", email="bert@example.test"))
    for key, owner in (("1", ANNA), ("2", BERT)):
        await client.account(key, name=f"Account {key}", owner=user_id(owner))
        account = {"external": {"system": CRM, "key": key}}
        said = {**REVIEW, "account": account, "attendees": [user_id(ANNA)]}
        await client.done("reviewCreate", "businessReview { id }", **said)


async def address(client: Client, **of: Any) -> str:
    told = await client.change("feedTokenCreate", "token", expiresAt=SOON, **of)
    return told["token"]


async def shown(client: Client, token: str) -> Calendar | None:
    async with client.database.snapshot() as run:
        is_open = not await run(any_token())
        return await calendar_of(run, hash_of(token), now=client.now, is_open=is_open)


async def entries(client: Client, token: str) -> list[tuple[str, str]]:
    found = await shown(client, token)
    assert found is not None
    return sorted((one.account, one.title) for one in found.appointments)


@pytest.fixture
async def client(client: Client) -> Client:
    await book(client)
    return client


async def test_where_one_is_invited_without_seeing_the_account_it_is_a_busy_time(
    client: Client,
) -> None:
    token = await address(client, user=user_id(ANNA))
    before = await entries(client, token)
    await token_of(client, user_id=ANNA)

    after = await entries(client, token)

    assert before == [("Account 1", REVIEW["title"]), ("Account 2", REVIEW["title"])]
    assert after == [("Account 1", REVIEW["title"]), BUSY]


async def test_a_lead_sees_the_reviews_of_the_team(client: Client) -> None:
    token = await address(client, user=user_id(ANNA))
    await token_of(client, user_id=ANNA)
    await change(client, User, ANNA, role=UserRole.LEAD)
    await change(client, User, BERT, lead_id=ANNA)

    assert BUSY not in await entries(client, token)


async def test_an_accounts_calendar_ends_when_its_maker_sees_the_account_no_more(
    client: Client,
) -> None:
    client.viewer = Viewer(user_id=ANNA)
    token = await address(client, account=MINE)
    await token_of(client, user_id=ANNA)
    seen = await entries(client, token)

    await client.done("accountUpdate", "account { id }", account=MINE, owner=user_id(BERT))

    assert seen == [("Account 1", REVIEW["title"])]
    assert await shown(client, token) is None


async def test_what_was_made_while_there_were_no_tokens_goes_on(client: Client) -> None:
    client.viewer = Viewer()
    token = await address(client, account=MINE)
    await token_of(client, user_id=ANNA)

    assert await entries(client, token) == [("Account 1", REVIEW["title"])]


async def test_a_scripts_calendar_ends_with_its_last_token(client: Client) -> None:
    client.viewer = Viewer(token="script:nightly")  # noqa: S106 - a name
    token = await address(client, account=MINE)
    id_ = await token_of(client, script="nightly", accounts_seen=AccountsSeen.ALL)
    seen = await shown(client, token)
    await change(client, AccessToken, id_, accounts_seen=AccountsSeen.LIST)
    elsewhere = await shown(client, token)
    await change(client, AccessToken, id_, accounts_seen=AccountsSeen.ALL, revoked_at=NOON)

    assert seen is not None
    assert len(seen.appointments) == 1
    assert elsewhere is None
    assert await shown(client, token) is None


async def test_a_scripts_calendar_ends_when_its_token_does(client: Client) -> None:
    client.viewer = Viewer(token="script:nightly")  # noqa: S106 - a name
    token = await address(client, account=MINE)
    id_ = await token_of(client, script="nightly", accounts_seen=AccountsSeen.ALL)
    seen = await shown(client, token)

    await change(client, AccessToken, id_, expires_at=client.now)

    assert seen is not None
    assert await shown(client, token) is None


async def test_where_a_provider_says_who_asks_no_calendar_is_open(client: Client) -> None:
    token = await address(client, user=user_id(ANNA))

    async with client.database.snapshot() as run:
        found = await calendar_of(run, hash_of(token), now=client.now, is_open=False)

    assert found is not None
    assert BUSY in {(one.account, one.title) for one in found.appointments}


async def test_the_calendar_of_whoever_left_shows_nothing(client: Client) -> None:
    client.viewer = Viewer(user_id=BERT)
    token = await address(client, account=MINE)
    await token_of(client, user_id=ANNA)
    await change(client, User, BERT, active=False)

    assert await shown(client, token) is None
