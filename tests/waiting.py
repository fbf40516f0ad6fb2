"""Waiting for what comes true by and by, instead of for so many seconds."""

import asyncio
import time
from collections.abc import Callable

LONGEST = 20.0  # seconds: on a busy machine whatever tests wait for has come long before
PAUSE = 0.005


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether this comes true."""
    until_then = time.monotonic() + LONGEST
    while not is_so() and time.monotonic() < until_then:
        time.sleep(PAUSE)
    return is_so()


async def until(is_so: Callable[[], bool]) -> None:
    """Fails unless it comes true."""
    async with asyncio.timeout(LONGEST):
        while not is_so():  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(PAUSE)
