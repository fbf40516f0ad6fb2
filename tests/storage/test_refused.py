"""A file that takes no writes: said when it is opened, and by the probe while it lasts."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from domain.errors import StorageFull
from models.account import Contact
from models.database import Database
from models.failures import DatabaseDamaged
from models.upgrade import outside_transaction, write_once
from tests.storage.reads import NOW, new_account

OPEN = """
import asyncio, sys
from pathlib import Path
from models.database import Database
from models.failures import DatabaseReadOnly
try:
    asyncio.run(Database.open(Path(sys.argv[1])))
except DatabaseReadOnly as error:
    print(error)
"""
# Root may write everything; without these rights of its it is a user like any other.
AS_A_USER = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


def opened_by_a_user(path: Path) -> str:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write every file")
    words = [*(AS_A_USER if os.geteuid() == 0 else []), sys.executable, "-c", OPEN, str(path)]
    return subprocess.check_output(words, text=True, timeout=150)  # noqa: S603 - our own code


async def closed(path: Path) -> None:
    await (await Database.open(path)).close()


async def test_a_file_that_may_only_be_read_is_named_with_the_remedy(path: Path) -> None:
    await closed(path)
    path.chmod(0o400)  # noqa: ASYNC240 - nothing else runs

    said = opened_by_a_user(path)

    assert said.startswith(f"{path} cannot be written (Permission denied); let this user write")


async def test_a_directory_that_may_only_be_read_is_named_too(path: Path) -> None:
    path.parent.chmod(0o500)

    said = opened_by_a_user(path)

    path.parent.chmod(0o700)
    assert said.startswith(f"{path}.lock cannot be written")


async def test_what_sqlite_opens_for_reading_alone_is_found_out(path: Path) -> None:
    await closed(path)
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")

    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        write_once(connection)


async def test_a_file_that_is_none_of_ours_is_named(path: Path) -> None:
    path.write_text("a shopping list, " * 100)  # noqa: ASYNC240 - nothing else runs

    with pytest.raises(DatabaseDamaged, match=rf"^{path} is not a database.*restore a backup"):
        await Database.open(path)


async def test_its_owner_alone_may_read_it(database: Database, path: Path) -> None:
    await new_account(database)

    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("bellwether.db*")}

    assert modes == {0o600}


async def test_a_refused_write_is_told_by_the_probe_until_one_succeeds(database: Database) -> None:
    account_id = await new_account(database)
    await only_reading(database, on=True)

    with pytest.raises(StorageFull, match="may not be written"):
        async with database.write(account_id, actor="test", now=NOW) as unit:
            unit.add(Contact(name="Sarah"))

    assert not database.ready().is_writable
    await only_reading(database, on=False)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contact(name="Sarah"))
    assert database.ready().is_writable


async def only_reading(database: Database, *, on: bool) -> None:
    """SQLite then refuses as it does on a disk that was made read-only."""
    writer = database._writer  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no product code does this
    await writer.prepare(lambda raw: outside_transaction(raw, f"PRAGMA query_only = {on}"))


async def test_a_directory_moved_away_is_no_place_to_write(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    database = await Database.open(data / "bellwether.db")
    data.rename(tmp_path / "gone")

    facts = database.ready()

    data.with_name("gone").rename(data)
    await database.close()
    assert (facts.is_writable, facts.free_bytes) == (False, 0)
