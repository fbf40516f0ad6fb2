"""A process killed while it writes: what it had acknowledged is there, the rest whole or absent."""

import asyncio
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from domain.assessment import judge
from models.account import Account, Contact
from models.database import Database
from models.facts import known_facts
from models.history import Activity, DailyScore, Score, ScoreDetail
from tests.storage.reads import NOW, assessments, every

ROUNDS = 4
WRITER = """
import asyncio, sys
from pathlib import Path
from models.account import Account, Contact
from models.base import new_id
from models.database import Database
from tests.storage.reads import NOW, DAY

async def main() -> None:
    database = await Database.open(Path(sys.argv[1]))
    print("ready", flush=True)
    while True:
        account_id = new_id()
        async with database.write(account_id, actor="test", now=NOW) as unit:
            unit.add(Account(name="TechCorp", tracked_from=NOW), known_at=NOW - 3 * DAY)
            for n in range(5):
                unit.add(Contact(name=f"Sarah {n}"))
        print(account_id, flush=True)

asyncio.run(main())
"""


def acknowledged_before_the_kill(path: Path, after: float) -> list[str]:
    """Kill a writer a while after the first it wrote; gives what it had said was written."""
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        first = process.stdout.readline()
        time.sleep(after)
        process.kill()
        told = (first + process.stdout.read()).split("\n")
    return told[:-1]  # what comes after the last line's end was not said


def test_killed_again_and_again_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    path: Path,
) -> None:
    chance = random.Random(9)  # noqa: S311 - the same every time
    acknowledged: set[str] = set()
    for _ in range(ROUNDS):
        acknowledged |= set(acknowledged_before_the_kill(path, chance.random() / 3))

    assert len(acknowledged) >= ROUNDS
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()
    asyncio.run(check(path, acknowledged))


async def check(path: Path, acknowledged: set[str]) -> None:
    database = await Database.open(path)
    accounts = {row.id for row in await database.read(every(Account))}
    assert acknowledged <= accounts
    for kind, each in ((Contact, 5), (Activity, 6), (Score, 1), (ScoreDetail, 1), (DailyScore, 3)):
        rows = await database.read(every(kind))
        assert len(rows) == each * len(accounts), kind
    facts = await database.read(known_facts(sorted(accounts), NOW))
    for account_id, stored in (await assessments(database)).items():
        assert stored == judge(facts[account_id], at=NOW)
    await database.close()
