"""The door to the file: snapshots to read from, units of work to write with."""

import os
import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from domain.rates import ReferenceRate
from engine.narrowing import Narrowing
from engine.reads import Reads
from models import readers as reading
from models import writer as writing
from models.access import note_use
from models.failures import naming_file
from models.filelock import FileLock, open_or_make
from models.here import Here
from models.rates import put_on_file
from models.readers import Readers, Run, read_now
from models.recent import Recent
from models.retries import forget_old
from models.settle import judge_again
from models.timings import Timings
from models.unit import Unit
from models.upgrade import newest, upgrade, write_once
from models.writer import Writer

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What a probe asks: can we serve, and will we for long?"""

    revision: str
    "Of the tables; migrated at open, so always the one this code is written for."
    is_there: bool
    "Whether the file is where it was opened."
    is_writable: bool
    "False after a write was refused, until one succeeds, and while the file is gone."
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Operations under way of one kind, and those that wait for them."""

    busy: int
    waiting: int
    places: int
    "In line; who comes when they are taken is refused."


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much there is to do at this moment."""

    reading: Line
    writing: Line
    unit_seconds: float
    "How long the unit of work under way has taken; 0 where there is none."
    writes: Timings
    "From asking for a transaction to its end, so far."


class Database:
    """One SQLite file, open in this process and no other."""

    def __init__(self, path: Path, lock: FileLock, writer: Writer, readers: Readers) -> None:
        self.path = path
        self._lock = lock
        self._writer = writer
        self._readers = readers
        self._recent = Recent()
        self.access_version = 0
        "Goes on with every change of who may ask for what: nothing known of that before holds."

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Take the file for this process, create or migrate it, connect.

        Raises DatabaseInUse, DatabaseNewer, DatabaseDamaged, DatabaseReadOnly (models.failures) or
        StorageFull.
        """
        lock = FileLock(path)
        try:
            os.close(open_or_make(path))
            with naming_file(path):
                writer = await Writer.open(path)
                try:
                    await writer.prepare(upgrade)
                    await writer.prepare(write_once)
                    readers = Readers(path)
                except BaseException:
                    await writer.close()
                    raise
        except BaseException:
            lock.release()
            raise
        return cls(path, lock, writer, readers)

    async def close(self) -> None:
        """Let writes in line finish, end reads, let the file go."""
        await self._readers.close()
        await self._writer.close()
        self._lock.release()

    def snapshot(self) -> AbstractAsyncContextManager[Run]:
        """`async with database.snapshot() as run: await run(road)`: all reads of one instant.

        Raises Overloaded when too many operations wait to read.
        """
        return self._readers.snapshot()

    async def read(self, road: Reads[T]) -> T:
        """One batch read of everything, on a snapshot of its own."""
        async with self.snapshot() as run:
            return await run(road)

    def read_now(self, road: Reads[T]) -> T:
        """The same in the calling thread, for commands."""
        return read_now(self.path, road)

    @asynccontextmanager
    async def write(
        self,
        account_id: str | None,
        *,
        actor: str,
        now: datetime,
        narrowing: Narrowing | None = None,
    ) -> AsyncGenerator[Unit]:
        """One transaction on one account (None: on records that belong to none).

        With a narrowing (models.sight) it finds nothing else.

        Committed when the block ends, taken back when it fails. Raises Overloaded, StorageFull,
        and NotFound for an account that neither exists nor is added in the block.
        """
        async with self._writer.transaction() as transaction:
            unit = await Unit.begin(
                transaction,
                account_id,
                actor=actor,
                now=now,
                recent=self._recent,
                narrowing=narrowing,
            )
            yield unit
            await unit.commit(then=lambda: self._notice(unit))

    def _notice(self, unit: Unit) -> None:
        self.access_version += unit.work.decides_access

    async def note_use(self, used: Mapping[str, datetime]) -> None:
        """Write down when these tokens were used last."""
        async with self._writer.transaction() as transaction:
            await transaction.commit(lambda session: note_use(session, used))

    async def rescore(self, account_id: str, *, now: datetime) -> bool:
        """Judge an account again though nothing was written; no version moves.

        False when it was merged into another one, which has its records and its score.
        """
        async with self._writer.transaction() as transaction:
            return await transaction.commit(
                lambda session: judge_again(Here(session), account_id, self._recent, now=now)
            )

    async def set_rate(self, told: ReferenceRate) -> None:
        """Put a reference rate on file; the next sweep judges again whom it concerns.

        The same one twice changes nothing; raises InvalidInput for another one of the same day.
        """
        async with self._writer.transaction() as transaction:
            await transaction.commit(lambda session: put_on_file(session, told))

    async def forget_retries(self, *, now: datetime) -> None:
        """Delete the keys of requests carried out so long ago that nobody sends them again."""
        is_more = True
        while is_more:
            async with self._writer.transaction() as transaction:
                is_more = await transaction.commit(lambda session: forget_old(session, now=now))

    def ready(self) -> Readiness:
        """Facts for a probe; waits for nothing. A file moved away takes no writes worth having."""
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError:
            free = 0
        is_there = self.path.exists()
        return Readiness(
            revision=newest(),
            is_there=is_there,
            is_writable=self._writer.is_writable and is_there,
            free_bytes=free,
        )

    def load(self) -> Load:
        """Numbers for whoever watches; waits for nothing."""
        readers, writer = self._readers, self._writer
        seconds = writer.unit_seconds
        return Load(
            reading=Line(busy=readers.busy, waiting=readers.waiting, places=reading.WAITING),
            writing=Line(busy=int(seconds > 0), waiting=writer.waiting, places=writing.WAITING),
            unit_seconds=seconds,
            writes=writer.timings,
        )
