"""Batch reads inside the writer's transaction: they see what it has written so far."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from engine.reads import Reads, drive

T = TypeVar("T")


class Here:
    """The session's connection, as a batch read knows connections."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]:
        return self._connection.exec_driver_sql(text, tuple(arguments))


def read_here(session: Session, road: Reads[T]) -> T:
    """Run one batch read on what is written so far; unflushed changes are not."""
    return drive(road, Here(session))
