"""From a database thread back to the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


def afterwards(work: Future[Any], then: Callable[[], None]) -> None:
    """Once the thread has done this, do that in the loop; at shutdown nobody is left to tell."""
    loop = asyncio.get_running_loop()

    def tell(_: Future[Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(then)

    work.add_done_callback(tell)
