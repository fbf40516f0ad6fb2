"""A server killed under load, again and again: each change a client was told of is there, once.

`KILL_ROUNDS=50 .venv/bin/pytest tests/server/test_killed.py` kills it as often as that.
"""

import asyncio
import os
import random
import socket
import sqlite3
import sys
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.settings import DATABASE_FILE
from cli.__main__ import main
from domain.assessment import judge
from models.base import new_id
from models.database import Database
from models.facts import known_facts
from models.history import Score
from tests.storage.reads import assessments, every
from tests.waiting import until

ROUNDS = int(os.environ.get("KILL_ROUNDS", "5"))
CLIENTS, ACCOUNTS = 8, 4
EACH = 3  # changes that a server acknowledges before it is killed
AT_WORK = 0.0, 0.4  # seconds it may work on
PAUSE = 0.02  # seconds between two tries of a client whose server is gone
FORKING = get_context("forkserver")
FORKING.set_forkserver_preload([__name__])  # so that a round takes no second to import everything
CREATE = """mutation($input: AccountCreateInput!) { accountCreate(input: $input) {
  outcome account { id } userErrors { message } } }"""
SAVE = """mutation($input: ContactSaveInput!) { contactSave(input: $input) {
  outcome contact { id name } userErrors { message } } }"""

Payload = dict[str, Any]


def serve(data: Path, port: int) -> None:
    """What `bellwether serve` is."""
    os.environ["BELLWETHER_DEMONSTRATION"] = "off"
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    main(["serve", "--port", str(port), "--data", str(data)])


@dataclass
class Load:
    """Clients that send change after change, and each again until it is acknowledged."""

    port: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    "Key -> id of the contact it made."
    outcomes: Counter[str] = field(default_factory=Counter)
    is_over: bool = False

    async def tell(self, client: httpx.AsyncClient, query: str, said: dict[str, Any]) -> Payload:
        """The payload of a mutation, however often it takes to send it."""
        body = {"query": query, "variables": {"input": said}}
        while True:
            with suppress(httpx.TransportError):
                answer = await client.post(f"http://127.0.0.1:{self.port}/graphql", json=body)
                told = answer.json()
                assert "errors" not in told, told
                payload: Payload
                (payload,) = told["data"].values()
                assert payload["userErrors"] == []
                self.outcomes[payload["outcome"]] += 1
                return payload
            await asyncio.sleep(PAUSE)

    async def go_on(self, accounts: list[str]) -> None:
        async with httpx.AsyncClient(timeout=30) as client:
            while not self.is_over:
                key = new_id()
                account = {"id": accounts[len(self.acknowledged) % ACCOUNTS]}
                said = {"account": account, "name": key, "idempotencyKey": key}
                payload = await self.tell(client, SAVE, said)
                assert payload["contact"]["name"] == key
                self.acknowledged[key] = payload["contact"]["id"]

    async def accounts(self) -> list[str]:
        async with httpx.AsyncClient(timeout=30) as client:
            told = [
                await self.tell(client, CREATE, {**customer(str(n)), "idempotencyKey": str(n)})
                for n in range(ACCOUNTS)
            ]
        return [payload["account"]["id"] for payload in told]


def customer(key: str) -> dict[str, Any]:
    return {"name": f"Customer {key}", "external": {"system": "crm", "key": key}}


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def is_up(port: int) -> None:
    async with httpx.AsyncClient() as client:
        while True:
            with suppress(httpx.TransportError):
                await client.get(f"http://127.0.0.1:{port}/livez")
                return
            await asyncio.sleep(PAUSE)


async def killed_again_and_again(data: Path) -> Load:
    """The load goes on all the time; it comes to its end on a server that nobody kills."""
    chance = random.Random(9)  # noqa: S311 - the same every time
    load = Load(free_port())
    clients: list[asyncio.Task[None]] = []
    for round_ in range(ROUNDS + 1):
        server = FORKING.Process(target=serve, args=(data, load.port))
        server.start()
        try:
            await is_up(load.port)
            if not clients:
                accounts = await load.accounts()
                clients = [asyncio.create_task(load.go_on(accounts)) for _ in range(CLIENTS)]
            enough = len(load.acknowledged) + EACH
            await until(lambda enough=enough: len(load.acknowledged) >= enough)
            await asyncio.sleep(chance.uniform(*AT_WORK))
            if round_ == ROUNDS:
                load.is_over = True
                await asyncio.gather(*clients)
        finally:
            server.kill()
            server.join()
            server.close()
    return load


@pytest.mark.timeout(120 + 20 * ROUNDS)
def test_killed_under_load_every_acknowledged_change_is_there_once_and_none_is_half_there(
    tmp_path: Path,
) -> None:
    load = asyncio.run(killed_again_and_again(tmp_path / "data"))

    assert len(load.acknowledged) > EACH * ROUNDS
    path = tmp_path / "data" / DATABASE_FILE
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        for once in (
            "SELECT name FROM contact",
            "SELECT key FROM idempotency WHERE length(key) > 9",
            """SELECT json_extract(inputs, '$.name') FROM fact WHERE kind = 'CONTACT'""",
            """SELECT json_extract(change, '$.name[1]') FROM activity
               WHERE record_type = 'Contact' AND summary LIKE 'Added%'""",
        ):
            found = Counter(row[0] for row in raw.execute(once))
            assert found == Counter(load.acknowledged.keys()), once
        entries = raw.execute(
            "SELECT count(*) FROM activity WHERE record_type = 'Contact'"
        ).fetchone()
    assert entries == (len(load.acknowledged),)
    assert len(set(load.acknowledged.values())) == len(load.acknowledged)
    asyncio.run(check_scores(path))


async def check_scores(path: Path) -> None:
    """Each is what its account's facts give."""
    database = await Database.open(path)
    stored = await assessments(database)
    assert len(stored) == ACCOUNTS
    for row in await database.read(every(Score)):
        facts = await database.read(known_facts([row.account_id], row.computed_at))
        assert stored[row.account_id] == judge(facts[row.account_id], at=row.computed_at)
    await database.close()
