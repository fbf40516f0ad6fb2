"""A thread for a database, and the way there and back.

A ThreadPoolExecutor and two futures for each step do the same for twice the time; one thread needs
neither their locks nor their callbacks.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """One thread, doing what it is given one after the other."""

    def __init__(self, name: str) -> None:
        self._steps: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()
        self._is_closed = False

    def do(self, step: Callable[P, T], *given: P.args, **named: P.kwargs) -> asyncio.Future[T]:
        """Run this; who waits no longer when it is its turn gets nothing done."""
        return self.do_then(nothing, step, *given, **named)

    def do_then(
        self, then: Callable[[], None], step: Callable[P, T], *given: P.args, **named: P.kwargs
    ) -> asyncio.Future[T]:
        """The same; at its end, and whether or not anybody waits, `then` is called in the loop.

        Raises RuntimeError when it takes nothing any more; `then` is called before.
        """
        if self._is_closed:
            then()
            raise RuntimeError(f"The {self._thread.name} has ended")
        loop = asyncio.get_running_loop()
        told: asyncio.Future[T] = loop.create_future()

        def work() -> None:
            tell: Callable[[], None] = then
            if not told.cancelled():
                try:
                    tell = partial(answer, told, then, step(*given, **named))
                except BaseException as error:  # noqa: BLE001 - whoever waits is to know
                    tell = partial(refuse, told, then, error)
            with suppress(RuntimeError):  # at shutdown nobody is left to tell
                loop.call_soon_threadsafe(tell)

        self._steps.put(work)
        return told

    def _work(self) -> None:
        while step := self._steps.get():
            step()

    def close(self) -> None:
        """When all is done that it was given; it takes nothing after that."""
        self._is_closed = True
        self._steps.put(None)
        self._thread.join()


def nothing() -> None:
    """What most steps are followed by."""


def answer(told: asyncio.Future[Any], then: Callable[[], None], found: Any) -> None:  # noqa: ANN401 - whatever it gave
    then()
    if not told.cancelled():
        told.set_result(found)


def refuse(told: asyncio.Future[Any], then: Callable[[], None], error: BaseException) -> None:
    then()
    if not told.cancelled():
        told.set_exception(error)
