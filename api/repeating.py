"""Work that is done again and again while the application runs."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from time import monotonic

from api.clock import now

EVERY = 60.0  # seconds: due dates and expiries have the grain of a minute
JUMP = 10.0  # seconds the clock may differ from the time that passed; time servers turn by less

log = logging.getLogger("bellwether.app")


class Turns:
    """How the turns went so far."""

    def __init__(self, every: float = EVERY) -> None:
        self.every = every
        "Seconds between the end of one and the beginning of the next."
        self.done = 0
        self.failed = 0
        self.is_failing = False
        "Whether the last one did."
        self.judged = 0
        "What they gave, together."
        self.seconds = 0.0
        "All of them took."
        self.jump = 0.0
        "Seconds the clock went ahead or back since the turn before, beyond what passed."
        self._good = self._began = monotonic()
        self._offset: float | None = None

    def begin(self) -> datetime:
        """The instant of the turn that begins; a clock that was set is told once."""
        self._began, at = monotonic(), now()
        offset = at.timestamp() - self._began
        moved = 0.0 if self._offset is None else offset - self._offset
        self._offset = offset
        self.jump = moved if abs(moved) > JUMP else 0.0
        if self.jump:
            log.warning("The clock was moved by %.0f s; scores follow it", self.jump)
        return at

    def end(self, judged: int | None) -> None:
        """The turn ended; None: it failed."""
        ended = monotonic()
        self.seconds += ended - self._began
        self.is_failing = judged is None
        self.failed += judged is None
        if judged is not None:
            self._good = ended
            self.done += 1
            self.judged += judged

    @property
    def late(self) -> float:
        """Seconds since the last turn that went well."""
        return monotonic() - self._good


@asynccontextmanager
async def repeating(
    work: Callable[[datetime], Awaitable[int]], *, every: float = EVERY
) -> AsyncGenerator[Turns]:
    """Do this now and again until the block ends; a failure is logged, and the next turn comes."""
    turns = Turns(every)
    task = asyncio.create_task(repeat(work, turns))
    try:
        yield turns
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def repeat(work: Callable[[datetime], Awaitable[int]], turns: Turns) -> None:
    while True:
        judged: int | None = None
        try:
            judged = await work(turns.begin())
        except Exception:
            log.exception("The sweep failed; it is tried again in %.0f s", turns.every)
        turns.end(judged)
        await asyncio.sleep(turns.every)
