"""The writer's transaction without SQLAlchemy in between: it sees what was written so far."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from engine.journeys import drive
from engine.narrowing import Narrowing
from engine.reads import Reads

T = TypeVar("T")


class Here:
    """The driver's connection, within the session's transaction."""

    def __init__(self, session: Session) -> None:
        # Asked of SQLAlchemy each time: a transaction, or a part of one, begins with its first use.
        self._raw: Any = session.connection().connection.driver_connection

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]:
        """As batch reads know connections."""
        return self._raw.execute(text, arguments)

    def execute_all(self, text: str, many: Sequence[Sequence[Any]], /) -> None:
        """Once for each of these."""
        self._raw.executemany(text, many)

    def read(self, road: Reads[T]) -> T:
        """Run one batch read on what is written so far; unflushed changes are not."""
        return drive(road, self)


def read_here(session: Session, road: Reads[T], narrowing: Narrowing | None = None) -> T:
    """The same, for whoever reads only once; with a narrowing, what that leaves."""
    return drive(road, Here(session), narrowing)
