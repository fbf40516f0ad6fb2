"""Work nobody waits for any more: the caller has left, or it has taken too long."""

from asyncio import CancelledError, Handle, Task, TimerHandle, current_task, get_running_loop
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from domain.errors import Overloaded, TimedOut
from models.unit import Unit
from resolvers.context import Write

AGAIN = 5.0  # seconds: what took too long seldom takes less at once


class WhileAsked:
    """A block that is cancelled when its caller leaves, or when its time is over.

    Then it raises ClientDisconnect, or TimedOut. Work that never waits is done before the loop
    turns, and so before the watch begins: to brief answers it costs nothing. The request must have
    been received to its end.
    """

    _work: Task[Any] | None = None
    _begin: Handle | None = None
    _watch: Task[None] | None = None
    _timer: TimerHandle | None = None
    _is_late = _is_writing = False
    _stopped: Exception | None = None
    refused: Overloaded | None = None
    "Why nothing was written: the first to write was turned away, and so is everyone after."

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._seconds = seconds

    def __enter__(self) -> Self:
        loop = get_running_loop()
        self._work = current_task(loop)
        self._begin = loop.call_soon(self._start)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        assert self._begin  # noqa: S101 - entered
        self._begin.cancel()
        if self._watch and self._timer:
            self._watch.cancel()
            self._timer.cancel()
        # The server may cancel as well, when it stops; then that is what happened.
        if self._stopped and self._work and not self._work.uncancel() and kind is CancelledError:
            raise self._stopped

    @asynccontextmanager
    async def writing(
        self, write: Write, account_id: str | None, /, **given: Any
    ) -> AsyncGenerator[Unit]:
        """The same, as it may begin in this block: in time, and then it is not cut short.

        Whoever writes gets the answer, for it says what was written. Raises TimedOut, and what the
        first was turned away with: then nothing is written, and all of it can be sent again.
        """
        if self.refused:
            raise self.refused
        if self._is_late:
            raise self._too_long()
        try:
            async with write(account_id, **given) as unit:
                self._is_writing = True
                yield unit
        except Overloaded as why:
            self.refused = None if self._is_writing else why
            raise

    def _start(self) -> None:
        loop = get_running_loop()
        self._watch = loop.create_task(self._until_left())
        self._timer = loop.call_later(self._seconds, self._late)

    async def _until_left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._stop(ClientDisconnect())

    def _late(self) -> None:
        self._is_late = True
        if not self._is_writing:
            self._stop(self._too_long())

    def _stop(self, why: Exception) -> None:
        """Once: whatever else happens is no longer the reason."""
        assert self._work  # noqa: S101 - entered
        if self._stopped is None:
            self._stopped = why
            self._work.cancel()

    def _too_long(self) -> TimedOut:
        return TimedOut(
            f"This took longer than {self._seconds:g} s, and was stopped before it wrote anything.",
            retry_after=AGAIN,
        )
