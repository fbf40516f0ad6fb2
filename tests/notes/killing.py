"""Work in a process of its own, killed while it is at it."""

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

from cli.demo.fill import fill
from models.database import Database
from tests.notes.applying import NOW, applied
from tests.waiting import soon

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([__name__])  # so that a round takes no second to import everything
LONGEST = 60.0  # seconds
Work = Callable[[Database, bytes], Awaitable[object]]


async def apply(database: Database, data: bytes) -> None:
    """The note, as a command would."""
    await applied(database, data)


async def demonstrate(database: Database, _: bytes) -> None:
    """The demonstration, as a first start would."""
    await fill(database, now=NOW)


def work_on(path: Path, work: Work, data: bytes, ready: Connection) -> None:
    """Open the file, say so, work on it, and say so."""

    async def run() -> None:
        database = await Database.open(path)
        ready.send("ready")
        await work(database, data)
        ready.send("done")
        await database.close()

    asyncio.run(run())


def at_once() -> bool:
    return True


def killed(
    path: Path,
    work: Work,
    data: bytes = b"",
    *,
    once: Callable[[], bool] = at_once,
    after: float = LONGEST,
) -> float:
    """Begin the work and kill it (SIGKILL) that many seconds after this is so, or when it is done.

    Gives how many seconds they were.
    """
    ours, theirs = FORKING.Pipe()
    process = FORKING.Process(target=work_on, args=(path, work, data, theirs))
    process.start()
    theirs.close()
    assert ours.poll(LONGEST)
    assert ours.recv() == "ready"
    assert soon(once)
    began = time.monotonic()
    ours.poll(after)
    worked = time.monotonic() - began
    process.kill()
    process.join()
    process.close()
    ours.close()
    return worked
