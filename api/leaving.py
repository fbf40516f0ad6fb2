"""Callers who leave: nobody works on for them."""

from asyncio import CancelledError, Handle, Task, current_task, get_running_loop
from types import TracebackType
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive


class WhileAsked:
    """A block that is cancelled, and raises ClientDisconnect, when its caller leaves.

    Work that never waits is done before the loop turns, and so before the watch begins: to brief
    answers it costs nothing. The request must have been received to its end.
    """

    __slots__ = ("_begin", "_is_left", "_receive", "_watch", "_work")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._work: Task[Any] | None = None
        self._begin: Handle | None = None
        self._watch: Task[None] | None = None
        self._is_left = False

    def __enter__(self) -> None:
        loop = get_running_loop()
        self._work = current_task(loop)
        self._begin = loop.call_soon(self._start)

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        assert self._begin  # noqa: S101 - entered
        self._begin.cancel()
        if self._watch:
            self._watch.cancel()
        # The server may cancel as well, when it stops; then that is what happened.
        if self._is_left and self._work and not self._work.uncancel() and kind is CancelledError:
            raise ClientDisconnect

    def _start(self) -> None:
        self._watch = get_running_loop().create_task(self._until_left())

    async def _until_left(self) -> None:
        assert self._work  # noqa: S101 - entered
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_left = True
        self._work.cancel()
