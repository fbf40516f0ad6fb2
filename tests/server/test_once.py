"""One key sent by many at once: the change is made once, and everybody is told of it."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import httpx

from api.settings import DATABASE_FILE
from tests.server.servers import Server

SENDERS = 100
CREATE = """mutation($input: AccountCreateInput!) { accountCreate(input: $input) {
  outcome account { id } userErrors { message } } }"""


async def send(client: httpx.AsyncClient, url: str) -> dict[str, object]:
    external = {"system": "crm", "key": "1"}
    said = {"name": "TechCorp", "external": external, "idempotencyKey": "the same"}
    body = {"query": CREATE, "variables": {"input": said}}
    answer = (await client.post(f"{url}/graphql", json=body)).json()
    assert "errors" not in answer, answer
    return answer["data"]["accountCreate"]


async def sent_at_once(url: str) -> list[dict[str, object]]:
    limits = httpx.Limits(max_connections=SENDERS)
    async with httpx.AsyncClient(timeout=30, limits=limits) as client:
        return await asyncio.gather(*(send(client, url) for _ in range(SENDERS)))


def test_a_hundred_sends_of_one_key_at_once_write_once_and_are_all_told_the_same(
    start: Callable[..., Server],
) -> None:
    server = start()

    told = asyncio.run(sent_at_once(server.url))

    outcomes = Counter(payload["outcome"] for payload in told)
    assert outcomes == {"CREATED": 1, "REPLAYED": SENDERS - 1}
    assert len({str(payload["account"]) for payload in told}) == 1
    with closing(sqlite3.connect(server.data / DATABASE_FILE)) as raw:
        for table, rows in (("account", 1), ("account_ref", 1), ("idempotency", 1), ("score", 1)):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows,)  # noqa: S608
        added = "SELECT count(*) FROM activity WHERE summary LIKE 'Added account %'"
        assert raw.execute(added).fetchone() == (1,)
