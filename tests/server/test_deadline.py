"""What takes too long is stopped and says so; what has begun to write is finished and told."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from starlette.types import Message

from api.failures import refusal
from api.leaving import WhileAsked
from domain.errors import TimedOut

SOON = 0.05  # seconds
NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def staying() -> Message:
    await asyncio.sleep(60)
    raise AssertionError


@asynccontextmanager
async def unit(*_: Any, **__: Any) -> AsyncGenerator[Any]:
    yield "a unit"


@asynccontextmanager
async def in_line(*_: Any, **__: Any) -> AsyncGenerator[Any]:
    await asyncio.sleep(60)
    yield "a unit"


async def test_what_takes_too_long_is_stopped_and_says_so() -> None:
    with pytest.raises(TimedOut) as stopped, WhileAsked(staying, SOON):
        await asyncio.sleep(60)

    answer = refusal(stopped.value, "id")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert b'"code":"TIMEOUT"' in answer.body


async def test_what_is_done_in_time_is_not_stopped() -> None:
    work = asyncio.current_task()
    with WhileAsked(staying, 60):
        await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert work is not None
    assert work.cancelling() == 0


async def test_who_waits_too_long_for_a_turn_to_write_is_stopped() -> None:
    with pytest.raises(TimedOut), WhileAsked(staying, SOON) as watch:
        async with watch.writing(in_line, None, actor="a", now=NOW):
            raise AssertionError


async def test_what_has_begun_to_write_is_finished_and_nothing_begins_after() -> None:
    with WhileAsked(staying, SOON) as watch:
        write = partial(watch.writing, unit)
        async with write(None, actor="a", now=NOW) as found:
            await asyncio.sleep(3 * SOON)
        await asyncio.sleep(SOON)  # telling what was written takes its time as well
        with pytest.raises(TimedOut):
            async with write(None, actor="a", now=NOW):
                raise AssertionError

    assert found == "a unit"
