"""Reading: a few connections, one thread, and one read transaction for each operation.

All rows an operation sees are of one instant. Every read begins in the event loop, where it costs
least; what turns out to be long goes on in a thread. The connections share one thread: while a
statement runs, a second thread would only wait for the interpreter.
"""

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic, thread_time
from typing import Any, Protocol, Self, TypeVar

from domain.errors import Overloaded
from engine.journeys import Journey, Stopped, drive
from engine.narrowing import Narrowing
from engine.reads import Reads, TooLong
from models.pragmas import READER, prepare
from models.threads import Worker

T = TypeVar("T")
SNAPSHOTS = 8  # operations reading at once; measured: 4 to 8 serve most, 16 a tenth less
WAITING = 256  # operations in line for one: about a second's work
RETRY_AFTER = 1.0  # seconds
BRIEF_ROWS = 1_000  # of one operation in the loop, and of its last statement: written in 2 to 4 ms
TOO_MANY = BRIEF_ROWS + 1
BRIEF_SECONDS = 0.010  # of one read in the loop; 100 accounts with what they own take half of it
STEPS = 2_000  # of SQLite's machine between two looks at the clock: .2 ms, in long texts 4 ms
AGAIN = 0.05  # seconds
OVER = "This snapshot is over"
CLOSED = "The database is closed"


class Run(Protocol):
    """Runs batch reads, all on one snapshot; with a narrowing, of what that leaves."""

    def __call__(self, road: Reads[T], /, narrowing: Narrowing | None = None) -> Awaitable[T]: ...
    def renew(self) -> None:
        """Let the snapshot go; the next read begins another."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that can only read; transactions are begun and ended by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    prepare(connection, READER)
    return connection


def read_now(path: Path, road: Reads[T]) -> T:
    """Run one batch read in the calling thread, on a snapshot of its own."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN")
        return drive(road, connection)


class Brief:
    """A connection, in the loop: it gives up on what takes longer than others should wait."""

    is_brief = True

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._cursor = connection.cursor()  # one for all: here each statement is read to its end
        self._left = 0
        self._until = self._look_at = 0.0

    def go(self, journey: Journey[T]) -> T:
        """To the end, however long reads before it were; raises TooLong."""
        if not self.connection.in_transaction:
            self._cursor.execute("BEGIN")
            self._left = BRIEF_ROWS
        self._until = self._look_at = 0.0
        self.connection.set_progress_handler(self._is_late, STEPS)
        try:
            return journey.go(self)
        finally:
            self.connection.set_progress_handler(None, 0)

    def end(self) -> None:
        """Of the transaction."""
        if self.connection.in_transaction:
            self._cursor.execute("COMMIT")

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]:
        """All rows, or TooLong, and then none of them."""
        if self._left < 0:
            raise TooLong
        try:
            rows = self._cursor.execute(text, arguments).fetchmany(TOO_MANY)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooLong from error
            raise
        number = len(rows)
        if number == TOO_MANY:
            self._cursor = self.connection.cursor()  # the rest is for nobody
            raise TooLong
        self._left -= number
        return rows

    def _is_late(self) -> bool:
        """Asked after the first STEPS and then again and again: what is brief reads no clock.

        It is processor time, for on a busy machine a second try would only add work. That clock
        is slow to read, and never ahead of the one on the wall, which says when to look again.
        Steps would say less: one takes .1 to 2 µs, and SQLite counts on from run to run of a
        statement.
        """
        at = monotonic()
        if at < self._look_at:
            return False
        used = thread_time()
        self._until = self._until or used + BRIEF_SECONDS
        self._look_at = at + self._until - used
        return used > self._until


class Watched:
    """The connection, in the thread: it stops when nobody waits any more."""

    def __init__(self, connection: sqlite3.Connection, snapshot: "Snapshot") -> None:
        self._connection = connection
        self._snapshot = snapshot

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]:
        if self._snapshot.is_over:
            raise Stopped
        return self._connection.execute(text, arguments)


class Snapshot:
    """Reads of one operation, which it is `async with`: one read transaction.

    Whoever keeps it longer is refused, for its connection moved on. Entering it raises Overloaded
    when too many operations wait for one.
    """

    def __init__(self, readers: "Readers") -> None:
        self._readers = readers
        self._brief: Brief | None = None
        self._taking: asyncio.Lock | None = None
        self._away = 0
        "Reads in the thread, which may be using the connection."
        self.is_over = False

    async def __aenter__(self) -> Self:
        self._brief = self._readers.take() or await self._readers.turn(may_refuse=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.is_over = True
        self.renew()

    async def _begin_again(self) -> Brief:
        """Never refused: who was let in once and reads on may have written something meanwhile."""
        self._taking = self._taking or asyncio.Lock()
        async with self._taking:
            take, turn = self._readers.take, self._readers.turn
            brief = self._brief or take() or await turn(may_refuse=False)
            if self.is_over:  # meanwhile, and nobody would give it back
                self._readers.give_back(brief)
                raise RuntimeError(OVER)
            self._brief = brief
            return brief

    def renew(self) -> None:
        """Let this instant go; the next read, if there is one, begins another."""
        brief, self._brief = self._brief, None
        if brief is None:
            return
        if self._away:
            self._interrupt(brief.connection)
            self._readers.give_back_later(brief)
        else:
            self._readers.give_back(brief)

    def _interrupt(self, connection: sqlite3.Connection) -> None:
        """Nobody waits for the rows; repeated, for a statement that was just about to begin."""
        if self._away:
            connection.interrupt()
            asyncio.get_running_loop().call_later(AGAIN, self._interrupt, connection)

    async def __call__(self, road: Reads[T], /, narrowing: Narrowing | None = None) -> T:
        if self.is_over:
            raise RuntimeError(OVER)
        journey = Journey(road, narrowing)
        brief = self._brief or await self._begin_again()
        if not self._away:
            try:
                return brief.go(journey)
            except TooLong:  # it goes on in the thread
                pass
        self._away += 1
        watched = Watched(brief.connection, self)
        return await self._readers.thread.do_then(self._back, journey.go, watched)

    def _back(self) -> None:
        self._away -= 1


class Readers:
    """Snapshots of one file, handed out first come first served."""

    def __init__(self, path: Path, *, snapshots: int = SNAPSHOTS) -> None:
        self.thread = Worker("reader")
        self._idle = [Brief(connect(path)) for _ in range(snapshots)]
        self._all = tuple(self._idle)
        self._line: OrderedDict[asyncio.Future[Brief], None] = OrderedDict()
        "Who waits, in the order of asking; while anybody does, no connection is idle."

    @property
    def waiting(self) -> int:
        """Operations in line for a snapshot."""
        return len(self._line)

    @property
    def busy(self) -> int:
        """Snapshots under way."""
        return len(self._all) - len(self._idle)

    def snapshot(self) -> Snapshot:
        """One read transaction, while it is entered."""
        return Snapshot(self)

    def take(self) -> Brief | None:
        """For a snapshot: a connection of its own, if one is free."""
        return self._idle.pop() if self._idle else None

    async def turn(self, *, may_refuse: bool) -> Brief:
        """The same, when others give it back."""
        if may_refuse and len(self._line) >= WAITING:
            raise Overloaded("Too many operations wait to read", retry_after=RETRY_AFTER)
        turn: asyncio.Future[Brief] = asyncio.get_running_loop().create_future()
        self._line[turn] = None
        try:
            return await turn
        except asyncio.CancelledError:
            self._line.pop(turn, None)
            if not turn.cancelled():  # it had its turn, and leaves at this very moment
                self.give_back(turn.result())
            raise

    def give_back(self, brief: Brief) -> None:
        """End the transaction, and let the next one have it."""
        brief.end()
        while self._line:
            turn, _ = self._line.popitem(last=False)
            if not turn.cancelled():
                turn.set_result(brief)
                return
        self._idle.append(brief)

    def give_back_later(self, brief: Brief) -> None:
        """The same behind whatever still runs on it; nobody waits for that."""
        self.thread.do_then(lambda: self.give_back(brief), brief.end)

    async def close(self) -> None:
        """End running reads; a snapshot in use, or waited for, fails from here on."""
        while self._line:
            turn, _ = self._line.popitem()
            if not turn.done():
                turn.set_exception(RuntimeError(CLOSED))
        for brief in self._all:
            brief.connection.interrupt()
        await self.thread.do(close, self._all)
        self.thread.close()


def close(all_: Iterable[Brief]) -> None:
    for brief in all_:
        brief.connection.close()
