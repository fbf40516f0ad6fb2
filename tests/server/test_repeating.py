import asyncio
import logging
from datetime import datetime

import pytest

from api.app import repeating


async def test_work_that_fails_is_logged_and_done_again(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[datetime] = []
    enough = asyncio.Event()

    async def work(at: datetime) -> None:
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

    async def work(_: datetime) -> None:
        nonlocal ended
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended = True

    async with repeating(work):
        await asyncio.wait_for(begun.wait(), timeout=5)

    assert ended
