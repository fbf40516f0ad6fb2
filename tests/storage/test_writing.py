import asyncio
import random
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import NotFound, Overloaded, StorageFull
from models import writer
from models.account import Account, Contact
from models.base import new_id
from models.database import Database
from models.history import Activity, DailyScore, FactRow, Score
from tests.storage.reads import NOW, every, new_account

EVERYTHING_WRITTEN = (Account, Contact, FactRow, Activity, Score, DailyScore)


class Stopped(Exception):
    """What a test raises inside a block."""


async def written(database: Database) -> dict[str, int]:
    return {kind.__name__: len(await database.read(every(kind))) for kind in EVERYTHING_WRITTEN}


async def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(Stopped):  # noqa: PT012 - a block within a block
        async with database.write(new_id(), actor="test", now=NOW) as unit:
            unit.add(Account(name="TechCorp", tracked_from=NOW))
            unit.add(Contact(name="Sarah"))
            raise Stopped

    assert set((await written(database)).values()) == {0}


async def test_a_block_whose_end_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        async with database.write(new_id(), actor="test", now=NOW) as unit:
            unit.add(Account(name="TechCorp", tracked_from=NOW, owner_id="nobody"))

    assert set((await written(database)).values()) == {0}
    await new_account(database)
    assert (await written(database))["Account"] == 1


async def test_an_account_that_does_not_exist_cannot_be_written_to(database: Database) -> None:
    with pytest.raises(NotFound, match="no-such"):
        async with database.write("no-such", actor="test", now=NOW) as unit:
            unit.add(Contact(name="Sarah"))

    assert set((await written(database)).values()) == {0}


async def test_writers_take_turns_in_the_order_of_asking(database: Database) -> None:
    order: list[int] = []

    async def write(n: int) -> None:
        async with database.write(None, actor="test", now=NOW):
            order.append(n)
            await asyncio.sleep(random.random() / 500)  # noqa: S311 - no secret

    await asyncio.gather(*(write(n) for n in range(40)))

    assert order == list(range(40))


async def test_too_many_in_line_are_sent_away_and_the_others_served(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "WAITING", 5)

    results = await asyncio.gather(
        *(new_account(database) for _ in range(20)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Overloaded)]
    assert len(refused) == 20 - 5 - 1
    assert all(error.retry_after > 0 for error in refused)
    assert len(await database.read(every(Account))) == 6


async def test_hundreds_of_cancellations_lose_nothing_acknowledged_and_hang_nobody(
    database: Database,
) -> None:
    acknowledged: set[str] = set()
    started: set[str] = set()

    async def write(account_id: str) -> None:
        started.add(account_id)
        async with database.write(account_id, actor="test", now=NOW) as unit:
            unit.add(Account(name="TechCorp", tracked_from=NOW))
            contact = unit.add(Contact(name="Sarah"))
            await unit.get(Contact, contact.id)
            await unit.find(Contact)
        acknowledged.add(account_id)

    chance = random.Random(20241025)  # noqa: S311 - the same every time
    for _ in range(60):
        tasks = [asyncio.create_task(write(new_id())) for _ in range(8)]
        for task in tasks:
            await asyncio.sleep(chance.random() / 400)
            if chance.random() < 0.7:
                task.cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)
    await asyncio.wait_for(new_account(database), 10)

    accounts = {row.id for row in await database.read(every(Account))}
    contacts = {row.account_id for row in await database.read(every(Contact))}
    scores = {row.account_id for row in await database.read(every(Score))}
    assert acknowledged <= accounts
    assert len(acknowledged) < len(started)
    assert len(accounts - contacts) == 1  # the last one has none
    assert scores == accounts


async def test_a_full_file_says_so_writes_nothing_and_is_read_on(database: Database) -> None:
    account_id = await new_account(database)
    pages = await limit(database, extra=4)

    with pytest.raises(StorageFull):  # noqa: PT012 - the block's end fails
        async with database.write(account_id, actor="test", now=NOW) as unit:
            for n in range(500):
                unit.add(Contact(name=f"Sarah {n}" * 20))

    assert await written(database) == {
        "Account": 1, "Contact": 0, "FactRow": 1, "Activity": 1, "Score": 1, "DailyScore": 0
    }  # fmt: skip
    assert not database.ready().is_writable
    await limit(database, extra=pages)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contact(name="Sarah"))
    assert database.ready().is_writable


async def limit(database: Database, *, extra: int) -> int:
    """Let the file grow by so many pages only; gives how many it has."""
    async with database._writer.transaction() as transaction:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no product code limits its own file
        pages: int = await transaction.run(
            lambda session: session.execute(text("PRAGMA page_count")).scalar_one()
        )
        await transaction.run(
            lambda session: session.execute(text(f"PRAGMA max_page_count = {pages + extra}"))
        )
    return pages


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from domain.errors import StorageFull
from models.account import Account, Contact
from models.base import new_id
from models.database import Database
from tests.storage.reads import NOW, every, new_account

async def main() -> None:
    database = await Database.open(Path(sys.argv[1]))
    account_id = await new_account(database)
    size = sum(f.stat().st_size for f in Path(sys.argv[1]).parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, resource.RLIM_INFINITY))
    kept = 0
    refused = 0
    while refused < 5:
        try:
            async with database.write(account_id, actor="test", now=NOW) as unit:
                unit.add(Contact(name=f"Sarah {kept}" * 50))
            kept += 1
        except StorageFull:
            refused += 1
    assert len(await database.read(every(Contact))) == kept
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contact(name="after"))
    await database.close()
    print(kept + 1)

asyncio.run(main())
"""


def test_a_disk_that_takes_no_more_loses_nothing_it_has_taken(path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", LIMITED, str(path)],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    assert ended.stderr == ""
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("SELECT count(*) FROM contact").fetchone() == (int(ended.stdout),)
    raw.close()


async def test_who_waits_for_another_program_to_let_go_of_the_file_holds_nobody_up(
    database: Database,
) -> None:
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(new_account(database))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        assert await database.read(every(Account)) == []

    assert await waiting in {row.id for row in await database.read(every(Account))}


async def test_who_comes_after_the_end_is_told_so_and_keeps_nobody_waiting(path: Path) -> None:
    database = await Database.open(path)

    async def late() -> None:
        async with database.write(None, actor="test", now=NOW):
            pass

    async with database.write(None, actor="test", now=NOW):
        end = asyncio.create_task(database.close())
        await asyncio.sleep(0.1)
        tasks = [asyncio.create_task(late()) for _ in range(3)]
        await asyncio.sleep(0)
    await asyncio.wait_for(end, 5)

    told = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
    assert [type(one) for one in told] == [RuntimeError] * 3
