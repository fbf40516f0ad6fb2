"""Writing: one connection, one transaction at a time, first come first served.

Every step on the connection is a task of its own behind a shield: cancelling a task while it waits
for SQLAlchemy and aiosqlite leaves the connection locked for good. So a cancelled caller leaves at
once, its step runs to its end, its transaction is taken back, and then the next one is let in.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from domain.errors import Overloaded, StorageFull
from models.failures import naming_no_room
from models.pragmas import WRITER, prepare

T = TypeVar("T")
WAITING = 256  # units of work in line: about a second's work
RETRY_AFTER = 1.0  # seconds


class Transaction:
    """One transaction; its steps run one after the other, each to its end."""

    def __init__(self, writer: "Writer", session: Session) -> None:
        self._writer = writer
        self._session = session
        self._step = asyncio.Lock()

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run this in the writer's session; raises StorageFull when the disk takes no more."""
        return await self._writer.shielded(self._run(work))

    async def _run(self, work: Callable[[Session], T]) -> T:
        async with self._step:
            with naming_no_room():
                return await self._writer.connection.run_sync(lambda _: work(self._session))

    async def take_back(self) -> None:
        """Undo what was not committed, behind the last step."""
        await self._writer.shielded(self._take_back())

    async def _take_back(self) -> None:
        async with self._step:
            await self._writer.connection.run_sync(lambda _: self._session.close())
            await self._writer.connection.rollback()  # of a failed COMMIT the session knows nothing


class Writer:
    """The one connection that writes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self._turn = asyncio.Lock()  # wakes in the order of asking
        self._waiting = 0
        self.is_writable = True
        "False after a write was refused for want of room, until one succeeds."
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, path: Path) -> "Writer":
        """Connect; creates the file when there is none."""
        engine = create_async_engine(
            URL.create("sqlite+aiosqlite", database=str(path)),
            poolclass=NullPool,
            connect_args={"isolation_level": None},
        )
        event.listen(engine.sync_engine, "connect", set_up)
        event.listen(engine.sync_engine, "begin", begin)
        return cls(await engine.connect())

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """Committed when the block ends, taken back when it fails; raises Overloaded when full."""
        await self._take_turn()
        session = Session(self.connection.sync_connection, autoflush=False, expire_on_commit=False)
        transaction = Transaction(self, session)
        try:
            yield transaction
            await transaction.run(Session.commit)
            self.is_writable = True
        except StorageFull:
            self.is_writable = False
            raise
        finally:
            await self.shielded(self._leave(transaction))

    async def shielded(self, step: Coroutine[Any, Any, T]) -> T:
        """Wait for the step; it ends even when nobody waits any more."""
        task = asyncio.create_task(step)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _take_turn(self) -> None:
        if self._waiting >= WAITING:
            raise Overloaded("Too many changes wait to be written", retry_after=RETRY_AFTER)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1

    async def _leave(self, transaction: Transaction) -> None:
        """Take back what was not committed; then let the next one in."""
        try:
            await transaction.take_back()
        finally:
            self._turn.release()

    async def prepare(self, work: Callable[[Connection], None]) -> None:
        """Run this before anything else, with transactions of its own."""
        with naming_no_room():
            await self.shielded(self.connection.run_sync(work))

    async def close(self) -> None:
        """Let everybody in line finish, then disconnect."""
        async with self._turn:
            await self.shielded(self.connection.close())


def set_up(raw: DBAPIConnection, _: object) -> None:
    """Its settings, before the first transaction."""
    prepare(raw.cursor(), WRITER)


def begin(connection: Connection) -> None:
    """Take the write lock with the first statement: waiting for it later could deadlock."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
