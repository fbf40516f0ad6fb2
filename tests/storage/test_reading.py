import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    text,
)

from domain.errors import Overloaded
from engine.reads import LONG_WORK, Ask, Reads, Statement
from models import readers
from models.account import Account
from models.database import Database
from tests.storage.reads import every, new_account
from tests.waiting import until

FOR_EVER = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
    "SELECT max(i) FROM n"
)


def endless(_: Sequence[str]) -> Select[Any]:
    return select(literal_column(f"({FOR_EVER})", Integer()).label("i"))


ENDLESS = Statement(endless)
LOOK = readers.BRIEF_SECONDS / 50


def without_end() -> Reads[object]:
    return (yield Ask(()).values(ENDLESS))


def raw(statement: str) -> Reads[object]:
    def build(_: Sequence[str]) -> Select[Any]:
        return select(text(statement))

    return (yield Ask(()).values(Statement(build)))


async def test_all_reads_of_one_snapshot_are_of_one_instant(database: Database) -> None:
    await new_account(database, name="first")
    async with database.snapshot() as run:
        before = await run(every(Account))
        await new_account(database, name="second")
        after = await run(every(Account))

    assert [row.name for row in before] == [row.name for row in after] == ["first"]
    assert len(await database.read(every(Account))) == 2
    assert len(database.read_now(every(Account))) == 2


async def test_a_write_is_seen_by_every_later_snapshot(database: Database) -> None:
    for n in range(20):
        await new_account(database)
        assert len(await database.read(every(Account))) == n + 1


def test_a_reader_cannot_write(path: Path) -> None:
    connection = readers.connect(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("CREATE TABLE t (a)")
    connection.close()


async def test_whoever_waits_for_a_snapshot_gets_it_in_turn(database: Database) -> None:
    served: list[int] = []

    async def operation(n: int) -> None:
        async with database.snapshot() as run:
            await run(every(Account))
            served.append(n)
            await asyncio.sleep(0.005)

    await asyncio.gather(*(operation(n) for n in range(5 * readers.SNAPSHOTS)))

    starts = [served.index(n) // readers.SNAPSHOTS for n in range(len(served))]
    assert starts == sorted(starts)


async def test_too_many_operations_in_line_are_sent_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WAITING", 3)
    done = asyncio.Event()

    async def operation() -> None:
        async with database.snapshot():
            await done.wait()

    waiting = [asyncio.create_task(operation()) for _ in range(readers.SNAPSHOTS + 3)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded) as refused:
        await database.read(every(Account))
    done.set()
    await asyncio.gather(*waiting)

    assert refused.value.retry_after > 0
    assert await database.read(every(Account)) == []


async def test_a_cancelled_operation_ends_its_statement_and_gives_its_connection_back(
    database: Database,
) -> None:
    for _ in range(3 * readers.SNAPSHOTS):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(database.read(without_end()), 0.02)

    assert await asyncio.wait_for(database.read(every(Account)), 5) == []


async def test_hundreds_of_cancelled_operations_leave_every_snapshot_free(
    database: Database,
) -> None:
    for n in range(300):
        task = asyncio.create_task(database.read(every(Account)))
        await asyncio.sleep(n % 7 / 5000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    tasks = [database.read(every(Account)) for _ in range(3 * readers.SNAPSHOTS)]
    assert await asyncio.wait_for(asyncio.gather(*tasks), 10) == [[]] * len(tasks)


async def test_a_failing_read_fails_alone(database: Database) -> None:
    async with database.snapshot() as run:
        with pytest.raises(sqlite3.OperationalError, match="nonsense"):
            await run(raw("nonsense"))
        assert await run(every(Account)) == []


async def test_a_snapshot_that_is_over_reads_no_more(database: Database) -> None:
    async with database.snapshot() as run:
        pass

    with pytest.raises(RuntimeError, match="over"):
        await run(every(Account))


async def test_a_snapshot_never_keeps_the_journal_from_being_cleared(database: Database) -> None:
    for _ in range(50):
        await database.read(every(Account))
    await asyncio.sleep(0.05)

    with sqlite3.connect(database.path) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()

    assert busy == 0


def brief_is(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(readers, "BRIEF_ROWS", rows)
    monkeypatch.setattr(readers, "TOO_MANY", rows + 1)


async def test_a_brief_read_never_leaves_the_loop_and_a_long_one_does(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[str] = []

    def road() -> Reads[None]:
        for _ in range(3):
            yield Ask(()).rows(COUNTED, most=10)
            where.append(threading.current_thread().name.split("_")[0])

    await database.read(road())
    brief_is(monkeypatch, 10)
    await database.read(road())
    brief_is(monkeypatch, 9)
    await database.read(road())

    assert where == ["MainThread"] * 5 + ["reader"] * 4


async def test_a_statement_that_takes_long_goes_on_in_the_thread(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "BRIEF_SECONDS", 0.0)

    def road(most: int) -> Reads[tuple[int, str]]:
        rows = yield Ask(()).values(LAST, most=most)
        return rows[0].last, threading.current_thread().name.split("_")[0]

    async with database.snapshot() as run:
        assert await run(road(10)) == (10, "MainThread")
        assert await run(road(100_000)) == (100_000, "reader")
        assert await run(road(10)) == (10, "MainThread")


async def test_a_brief_statement_is_brief_however_often_it_ran(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes nearly half of that, by a clock that goes on with every look at it."""
    where, looks = set[str](), count()
    for clock in ("monotonic", "thread_time"):
        monkeypatch.setattr(readers, clock, lambda: next(looks) * LOOK)

    def road() -> Reads[None]:
        yield Ask(()).values(LAST, most=2_000)
        where.add(threading.current_thread().name)

    for _ in range(20):
        await database.read(road())

    assert where == {"MainThread"}


async def test_a_cancelled_read_runs_no_further_statement(database: Database) -> None:
    done: list[int] = []

    def road() -> Reads[None]:
        yield LONG_WORK
        for more in range(1000):  # each another one: the same again would not be run again
            try:
                yield Ask(()).values(LAST, most=200_000 + more)
            except sqlite3.OperationalError:
                done.append(0)
            else:
                done.append(1)

    reading = asyncio.create_task(database.read(road()))
    await until(lambda: len(done) > 0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await asyncio.wait_for(database.read(every(Account)), 5) == []
    await until(lambda: database.load().reading.busy == 0)
    before = len(done)
    await asyncio.sleep(0.2)

    assert len(done) == before < 1000


def counting(_: Sequence[str], *, last: bool = False) -> Select[Any]:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    most = bindparam("most", type_=Integer())
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < most))
    return select(func.max(numbers.c.n).label("last")) if last else select(numbers.c.n)


COUNTED = Statement(counting)
LAST = Statement(partial(counting, last=True))


async def test_who_reads_on_is_not_refused_a_second_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WAITING", 1)
    async with database.snapshot() as run:
        run.renew()
        async with AsyncExitStack() as others:
            for _ in range(readers.SNAPSHOTS):
                await others.enter_async_context(database.snapshot())
            waiting = asyncio.create_task(database.read(every(Account)))
            going_on = asyncio.ensure_future(run(every(Account)))
            await asyncio.sleep(0)
            with pytest.raises(Overloaded):
                await database.read(every(Account))

        assert await waiting == await going_on == []


async def test_who_leaves_when_it_is_their_turn_lets_the_next_one_in(database: Database) -> None:
    async with AsyncExitStack() as others:
        for _ in range(readers.SNAPSHOTS):
            await others.enter_async_context(database.snapshot())
        tasks = [asyncio.create_task(database.read(every(Account))) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
    tasks[1].cancel()
    *left, read = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)

    assert [type(one) for one in left] == [asyncio.CancelledError] * 2
    assert read == []
    assert database.load().reading.busy == 0


async def test_who_still_waits_to_read_on_when_all_is_over_keeps_no_connection(
    database: Database,
) -> None:
    async with AsyncExitStack() as others, database.snapshot() as run:
        run.renew()
        for _ in range(readers.SNAPSHOTS):
            await others.enter_async_context(database.snapshot())
        late = asyncio.ensure_future(run(every(Account)))
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="over"):
        await asyncio.wait_for(late, 5)
    assert database.load().reading.busy == 0


async def test_who_waits_for_a_snapshot_of_what_is_closed_is_told(path: Path) -> None:
    found = readers.Readers(path, snapshots=1)
    assert found.take() is not None
    waiting = [asyncio.ensure_future(found.turn(may_refuse=True)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()

    await found.close()

    told = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert [type(one) for one in told] == [RuntimeError, asyncio.CancelledError, RuntimeError]
