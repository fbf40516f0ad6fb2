"""Writing: one connection, one thread, one transaction at a time, first come first served.

The rules, the model and the database's own work all run in that thread, so that a long write keeps
the event loop from nothing; a look-up by key is shorter than the way there and back. A caller who
is cancelled leaves at once: its step runs to its end, its transaction is taken back behind it, and
only then is the next one let in.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from domain.errors import DomainError, Overloaded, StorageFull
from models.failures import code_of, naming_refusals
from models.loading import let_go
from models.pragmas import IMPATIENT, PATIENT, WRITER, prepare
from models.threads import Worker
from models.timings import Timings

T = TypeVar("T")
WAITING = 256  # units of work in line: some seconds' work
RETRY_AFTER = 1.0  # seconds


class Transaction:
    """One transaction; its steps run one after the other, each to its end."""

    def __init__(self, thread: Worker, session: Session) -> None:
        self._thread = thread
        self._session = session
        self.is_committed = False

    async def commit(
        self, work: Callable[[Session], T], *, then: Callable[[], None] | None = None
    ) -> T:
        """The last step: run this and commit, in one go; raises like `run`.

        `then` is called in the writer's thread once it is stored, whether or not anybody waits.
        """

        def end(session: Session) -> T:
            result = work(session)
            session.commit()
            if then:
                then()
            return result

        result = await self.run(end)
        self.is_committed = True
        return result

    def look_up(self, work: Callable[[Session], T]) -> T:
        """Run a read by key at once, in the loop; no step may be under way."""
        with naming_refusals():
            return work(self._session)

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run this in the writer's session; raises StorageFull when the disk takes it not."""
        with naming_refusals():
            return await self._thread.do(work, self._session)

    @asynccontextmanager
    async def part(self) -> AsyncGenerator[None]:
        """What is refused in this block is taken back, and nothing that was written before it."""
        savepoint = await self.run(Session.begin_nested)
        try:
            yield
        except StorageFull:
            raise  # SQLite may have taken back everything already
        except DomainError:
            await self.run(partial(end_part, savepoint.rollback))
            raise
        await self.run(partial(end_part, savepoint.commit))


class Writer:
    """The one connection that writes."""

    def __init__(self, connection: Connection, thread: Worker) -> None:
        self._connection = connection
        self._thread = thread
        self._turn = asyncio.Lock()  # wakes in the order of asking
        self._waiting = 0
        self.is_writable = True
        "False after a write was refused, until one succeeds."
        self.timings = Timings()
        "Of transactions, from asking for one to its end."
        self._began: float | None = None

    @classmethod
    async def open(cls, path: Path) -> "Writer":
        """Connect; creates the file when there is none."""
        thread = Worker("writer")
        try:
            connection = await thread.do(connect, path)
        except BaseException:
            thread.close()
            raise
        return cls(connection, thread)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """Taken back unless the block commits it; raises Overloaded when too many are in line."""
        asked = monotonic()
        await self._take_turn()
        session = Session(self._connection, autoflush=False, expire_on_commit=False)
        transaction = Transaction(self._thread, session)
        try:
            await self._begin(session)
            yield transaction
            self.is_writable |= transaction.is_committed
        except StorageFull:
            self.is_writable = False
            raise
        finally:
            self._leave(transaction, session)
            self.timings.add(monotonic() - asked)

    async def _take_turn(self) -> None:
        if self._waiting >= WAITING:
            raise Overloaded("Too many changes wait to be written", retry_after=RETRY_AFTER)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        self._began = monotonic()

    @property
    def waiting(self) -> int:
        """Units of work in line."""
        return self._waiting

    @property
    def unit_seconds(self) -> float:
        """How long the unit of work under way has taken; 0 where there is none."""
        began = self._began
        return 0.0 if began is None else monotonic() - began

    async def _begin(self, session: Session) -> None:
        """Take the write lock: at once, or in the thread when another program has it."""
        with naming_refusals():
            try:
                session.connection()
            except OperationalError as held:
                if code_of(held) != sqlite3.SQLITE_BUSY:
                    raise
                await self._thread.do(patiently, session.connection, self._connection)

    def _leave(self, transaction: Transaction, session: Session) -> None:
        """Behind the last step, take back what was not committed; then let the next one in."""
        if transaction.is_committed:
            session.close()  # a matter of this object alone, once there is no transaction
            self._release()
            return
        self._thread.do_then(self._release, take_back, session, self._connection)

    def _release(self) -> None:
        self._began = None
        self._turn.release()

    async def prepare(self, work: Callable[[Connection], None]) -> None:
        """Run this before anything else, with transactions of its own."""
        await self._thread.do(patiently, partial(work, self._connection), self._connection)

    async def close(self) -> None:
        """Let everybody in line finish, then disconnect."""
        async with self._turn:
            await self._thread.do(self._connection.close)
        self._thread.close()


def connect(path: Path) -> Connection:
    """SQLAlchemy leaves the transactions of this connection to us."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,  # what was written is nobody's to read in a log
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine.connect()


def set_up(raw: DBAPIConnection, _: object) -> None:
    """Its settings, before the first transaction."""
    prepare(raw.cursor(), (*WRITER, IMPATIENT))


def begin(connection: Connection) -> None:
    """Take the write lock with the first statement: waiting for it later could deadlock."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def patiently(work: Callable[[], object], connection: Connection) -> None:
    """In the thread: here whatever holds the file is waited for."""
    file = connection.connection.cursor()
    file.execute(PATIENT)
    try:
        work()
    finally:
        file.execute(IMPATIENT)


def end_part(end: Callable[[], None], session: Session) -> None:
    """The next part reads afresh what this one wrote, by whatever statement."""
    end()
    let_go(session)


def take_back(session: Session, connection: Connection) -> None:
    """Undo what was not committed; of a COMMIT that failed the session itself knows nothing."""
    session.close()
    connection.rollback()
