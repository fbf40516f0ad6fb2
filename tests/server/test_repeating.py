import asyncio
import logging
from datetime import datetime, timedelta

import pytest

import api.repeating
from api.clock import now
from api.repeating import Turns, repeating


async def test_work_that_fails_is_logged_and_done_again(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[datetime] = []
    enough = asyncio.Event()

    async def work(at: datetime) -> int:
        turns.append(at)
        if len(turns) == 3:
            enough.set()
        raise ZeroDivisionError("this turn")

    async with repeating(work, every=0.001):
        await asyncio.wait_for(enough.wait(), timeout=5)

    assert all(at.tzinfo for at in turns)
    assert turns == sorted(turns)
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(failures) >= 2


async def test_it_ends_with_its_block_even_in_the_middle_of_work() -> None:
    begun, ended = asyncio.Event(), False

    async def work(_: datetime) -> int:
        nonlocal ended
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended = True
        return 0

    async with repeating(work):
        await asyncio.wait_for(begun.wait(), timeout=5)

    assert ended


async def test_its_turns_are_counted_with_what_they_gave() -> None:
    given = iter([3, 4])
    enough = asyncio.Event()

    async def work(_: datetime) -> int:
        found = next(given, None)
        if found is None:
            enough.set()
            await asyncio.sleep(60)
        return found or 0

    async with repeating(work, every=0.001) as turns:
        await asyncio.wait_for(enough.wait(), timeout=5)

        assert (turns.done, turns.judged, turns.failed) == (2, 7, 0)


async def test_a_clock_that_was_set_is_told_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Turns()
    turns.begin()
    turns.begin()
    assert turns.jump == 0
    monkeypatch.setattr(api.repeating, "now", lambda: now() + timedelta(hours=1))

    turns.begin()

    assert turns.jump == pytest.approx(3600, abs=5)
    assert "The clock was moved by 3600 s" in caplog.text
    turns.begin()
    assert turns.jump == 0
