"""A book of believable customers in a real file, written as the product writes."""

import asyncio
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from cli.demo.known import staff
from cli.demo.portfolio import customers
from cli.demo.tell import add_customer, import_techcorp
from models.base import Base
from models.database import Database
from resolvers.context import Viewer
from tests.api.asking import Asker

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
CUSTOMERS = 9
"Enough for several bands and currencies; each takes a third of a second to write."


def filled(path: Path) -> Asker:
    """Our staff, some customers of the demonstration, and TechCorp as its note tells it."""
    asyncio.run(fill(path))
    return Asker(path=path, now=NOW, viewer=Viewer(user_id=staff()[0].id))


async def fill(path: Path) -> None:
    database = await Database.open(path)
    try:
        async with database.write(None, actor="test", now=NOW) as unit:
            for person in staff():
                unit.add(person)
        for customer in islice(customers(NOW), CUSTOMERS):
            await add_customer(database, customer, now=NOW)
        await import_techcorp(database, now=NOW)
    finally:
        await database.close()


async def write(path: Path, account_id: str, *records: Base, now: datetime = NOW) -> None:
    """Add records to an account, as one change made at that instant."""
    database = await Database.open(path)
    try:
        async with database.write(account_id, actor="test", now=now) as unit:
            for record in records:
                unit.add(record)
    finally:
        await database.close()


async def id_named(ask: Asker, name: str) -> str:
    """The global id of the account of that name."""
    found: Any = await ask(
        "query($n: String) { accounts(filter: {name: {eq: $n}}) { nodes { id } } }", n=name
    )
    return found["accounts"]["nodes"][0]["id"]
