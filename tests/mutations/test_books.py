"""How large somebody's book is decides how it is found, and nothing else."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from engine.reads import Reads
from models.account import Account
from models.base import new_id, table_of
from models.sight import Sight
from resolvers.context import Viewer
from resolvers.principals import SMALL_BOOK, TokenHeld, token_held, user_called
from tests.mutations.asking import ANNA, CRM, Client

NAMES = "{ accounts(first: 3, orderBy: [{field: RISK}]) { totalCount nodes { name } } }"
COLUMNS = [column.name for column in table_of(Account).columns]


async def a_book_of(client: Client, accounts: int, whose: str) -> None:
    """One account, and copies of it; `whose` is the column that names Anna."""
    await client.account()
    copied = ", ".join("?" if name == "id" else name for name in COLUMNS)
    with closing(sqlite3.connect(client.database.path)) as raw, raw:
        raw.execute(f"UPDATE account SET {whose} = ?", (ANNA,))  # noqa: S608 - a column of ours
        raw.executemany(
            f"INSERT INTO account ({', '.join(COLUMNS)}) SELECT {copied} FROM account LIMIT 1",  # noqa: S608 - the same
            [(new_id(),) for _ in range(accounts - 1)],
        )


async def anna(client: Client) -> Viewer:
    found = await client.database.read(user_called("anna@example.test", (), time_zone="UTC"))
    assert found is not None
    return found


@pytest.mark.parametrize("whose", ["owner_id", "csm_id"])
@pytest.mark.parametrize("too_many", [0, 1])
async def test_a_book_is_small_up_to_so_many_accounts(
    client: Client, too_many: int, whose: str
) -> None:
    accounts = SMALL_BOOK + too_many
    await a_book_of(client, accounts, whose)

    viewer = await anna(client)

    assert viewer.sight.is_small is (not too_many)
    assert viewer.sight == Sight.book_of([ANNA])
    client.viewer = viewer
    assert (await client.ask(NAMES))["accounts"]["totalCount"] == accounts


async def test_so_is_that_of_a_script_and_a_list_is_no_book(client: Client) -> None:
    account = await client.account()
    for reach, is_small in (
        ({"bookOf": "anna@example.test"}, True),
        ({"ids": [account["id"]]}, False),
    ):
        viewer = await script(client, reach)
        assert viewer.sight.is_small is is_small


async def script(client: Client, reach: dict[str, Any]) -> Viewer:
    ends = (client.now + timedelta(days=9)).isoformat()
    said = {"label": "x", "script": CRM, "accounts": reach, "scopes": ["READ"], "expiresAt": ends}
    made = await client.change("accessTokenCreate", "secret", **said)
    assert made["userErrors"] == []
    road: Reads[TokenHeld | None] = token_held(made["secret"].split("_")[1], time_zone="UTC")
    held = await client.database.read(road)
    assert held is not None
    assert held.viewer is not None
    return held.viewer
