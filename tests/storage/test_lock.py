import asyncio
import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from models.database import Database
from models.failures import DatabaseInUse

TOGETHER = 50.0  # seconds two processes may take to start on a busy machine
both: Barrier


def meet(barrier: Barrier) -> None:
    """In each process: where it waits for the other one."""
    global both  # noqa: PLW0603 - a barrier can only be inherited
    both = barrier


def open_in_a_process(path: Path) -> str:
    async def opened() -> str:
        database = await Database.open(path)
        both.wait(TOGETHER)  # held until the other one has tried
        await database.close()
        return "opened"

    both.wait(TOGETHER)
    try:
        return asyncio.run(opened())
    except DatabaseInUse as error:
        both.wait(TOGETHER)
        return str(error)


def test_of_two_processes_one_gets_the_file_and_the_other_is_told_which(path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(2, meet, (spawn.Barrier(2),)) as pool:
        told = sorted(pool.map(open_in_a_process, [path] * 2, chunksize=1))

    assert told.count("opened") == 1
    assert all(f"{path} is in use" in one and "stop" in one for one in told if one != "opened")


async def test_a_file_that_was_let_go_of_can_be_taken_again(path: Path) -> None:
    for _ in range(2):
        database = await Database.open(path)
        assert database.ready().is_writable
        await database.close()


async def test_a_second_opening_in_the_same_process_is_refused(
    database: Database, path: Path
) -> None:
    with pytest.raises(DatabaseInUse):
        await Database.open(path)

    assert database.ready().is_writable


async def test_a_file_that_cannot_be_opened_is_let_go_of(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)  # noqa: ASYNC240 - nothing else runs

    for _ in range(2):
        with pytest.raises(Exception, match="not a database"):
            await Database.open(path)


async def test_no_connection_stays_behind(path: Path) -> None:
    def descriptors() -> list[str]:
        return [str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()]

    await (await Database.open(path)).close()

    assert not [name for name in descriptors() if name.startswith(str(path))]
