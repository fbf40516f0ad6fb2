"""How a batch read travels: through connections and threads, for somebody or for all."""

from typing import Generic, TypeVar

from engine.narrowing import Narrowing
from engine.reads import Call, Connection, LongWork, Reads, Seen, TooLong

T = TypeVar("T")


class Stopped(BaseException):
    """Nobody waits for the answer any more."""


class Journey(Generic[T]):
    """A batch read on its way; between two statements it may change connections and threads.

    With a narrowing, on its way through the rows there are for somebody.
    """

    def __init__(self, road: Reads[T], narrowing: Narrowing | None = None) -> None:
        self._road = road
        self._narrowing = narrowing
        self._call: Call | LongWork | None = None
        self._seen: Seen = {}

    def go(self, connection: Connection) -> T:
        """To the end, each failing statement raised in the batch read.

        Raises TooLong or Stopped where the connection does; after TooLong another may go on.
        """
        try:
            call = self._call or next(self._road)
            while True:
                self._call = call
                try:
                    rows = call.run(connection, self._seen, self._narrowing)
                except TooLong:
                    raise
                except Exception as error:  # noqa: BLE001 - the batch read decides what to make of it
                    call = self._road.throw(error)
                else:
                    call = self._road.send(rows)
        except StopIteration as end:
            return end.value


def drive(road: Reads[T], connection: Connection, narrowing: Narrowing | None = None) -> T:
    """Run a whole batch read in the current thread; a failing statement is raised inside it."""
    return Journey(road, narrowing).go(connection)
