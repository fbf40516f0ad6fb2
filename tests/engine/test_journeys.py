"""How a batch read travels: from connection to connection, and not at all when nobody waits."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Select, select

from engine.journeys import Journey, Stopped, drive
from engine.reads import (
    LONG_WORK,
    Ask,
    Columns,
    Reads,
    Statement,
    TooLong,
)
from tests.engine.library_reads import WRITER, Mood, shelves
from tests.engine.tables import Counted


@dataclass
class Short:
    """A connection that gives up after so many statements."""

    connection: sqlite3.Connection
    left: int
    is_brief: bool = True
    why: type[BaseException] = TooLong

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]:
        if not self.left:
            raise self.why
        self.left -= 1
        return self.connection.execute(text, arguments)


@Statement
def names(columns: Columns) -> Select[Any]:
    return select(*(WRITER.c[name] for name in columns or ("name",))).order_by(WRITER.c.id)


def road(*, is_long: bool = False) -> Reads[list[Any]]:
    found: list[Any] = []
    for column in ("id", "name", "motto"):
        found.append((yield Ask((column,)).rows(names)))
        if is_long:
            yield LONG_WORK
    return [tuple(row) for rows in found for row in rows]


@pytest.mark.parametrize("left", range(4))
@pytest.mark.parametrize("is_long", [True, False])
def test_a_journey_goes_on_where_a_connection_gave_up(left: int, *, is_long: bool) -> None:
    expected = drive(road(), shelves())
    journey, long = Journey(road(is_long=is_long)), Counted(shelves())

    try:
        found = journey.go(Short(shelves(), left))
    except TooLong:
        found = journey.go(long)

    assert found == expected
    assert len(long.texts) == (3 - min(left, 1) if is_long else 3 - left)


def test_nobody_can_catch_that_nobody_waits() -> None:
    def stubborn() -> Reads[str]:
        try:
            yield Ask(()).rows(names)
        except Exception:  # noqa: BLE001 - what a batch read may do
            return "caught"
        return "read"

    with pytest.raises(Stopped):
        Journey(stubborn()).go(Short(shelves(), 0, why=Stopped))


def test_what_rules_read_is_read_once_in_a_journey() -> None:
    def twice() -> Reads[bool]:
        first = yield Ask(()).values(names)
        return first is (yield Ask(()).values(names))

    counted = Counted(shelves())

    assert drive(twice(), counted)
    assert len(counted.texts) == 1


def test_of_two_columns_of_one_name_the_first_has_it() -> None:
    @Statement
    def both(_: Columns) -> Select[Any]:
        wanted = [WRITER.c.id.label("same"), WRITER.c.name.label("same")]
        return select(*wanted)

    def first() -> Reads[Any]:
        return (yield Ask(()).rows(both))[0]

    assert drive(first(), shelves()).same == "a"


def test_rules_read_values_of_python() -> None:
    @Statement
    def moods(_: Columns) -> Select[Any]:
        wanted = [WRITER.c.id, WRITER.c.mood]
        return select(*wanted).order_by(WRITER.c.id)

    def road() -> Reads[list[Any]]:
        return [(row.id, row.mood) for row in (yield Ask(()).values(moods))]

    assert drive(road(), shelves()) == [("a", Mood.GAY), ("b", None), ("c", Mood.GRAVE)]
