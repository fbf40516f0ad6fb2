"""Waiting for what comes true by and by, instead of for so many seconds."""

import asyncio
import time
from collections.abc import Callable

LONGEST = 40.0  # seconds: on a busy machine whatever tests wait for has come long before
PAUSE = 0.005


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether this comes true."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > LONGEST:
            return False
        time.sleep(PAUSE)
    return True


async def until(is_so: Callable[[], bool]) -> None:
    """Fails unless it comes true."""
    async with asyncio.timeout(LONGEST):
        while not is_so():  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(PAUSE)
