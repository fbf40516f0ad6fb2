from datetime import datetime, timedelta

from models.base import new_id
from models.database import Database
from models.retries import BATCH, KEPT, Retry
from models.rows import Values
from models.sweep import sweep
from tests.storage.reads import NOW, TICK, every


async def keys(database: Database) -> list[str]:
    return [row.key for row in await database.read(every(Retry))]


def seen(at: datetime, key: str) -> Values:
    whose = {"principal": "cli", "account_id": new_id()}
    return {"key": key, "request_hash": "", "first_seen_at": at, **whose}


async def test_the_sweep_forgets_keys_older_than_thirty_days_and_no_other(
    database: Database,
) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        for age, key in ((KEPT, "kept"), (KEPT + TICK, "old"), (2 * KEPT, "older")):
            unit.remember(seen(NOW - age, key))

    await sweep(database, now=NOW)

    assert timedelta(days=30) == KEPT
    assert await keys(database) == ["kept"]


async def test_more_old_keys_than_one_batch_are_all_forgotten(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        for n in range(2 * BATCH + 1):
            unit.remember(seen(NOW - 2 * KEPT, f"old {n}"))
        unit.remember(seen(NOW, "new"))

    await sweep(database, now=NOW)

    assert await keys(database) == ["new"]
