"""A table is the rows of it that somebody may see, wherever a statement names it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, select

from engine.journeys import drive
from engine.reads import Ask, Columns, Reads, Row, Statement
from engine.sql import PerParent, one_of
from tests.engine.tables import BOOK, SHELF, Counted, library


@dataclass(frozen=True)
class Shelves:
    """Who sees books of some shelves, and all shelves."""

    shelves: tuple[str, ...]

    @property
    def kind(self) -> Hashable:
        return "shelves"

    @property
    def given(self) -> Mapping[str, Any]:
        return {"mine": self.shelves}

    def seen(self, table: Table, these: FromClause) -> ColumnElement[bool] | None:
        if table is not BOOK:
            return None
        shelf = SHELF.alias("whose")
        is_its = shelf.c.id == these.c.shelf_id
        return select(shelf.c.id).where(is_its, one_of(shelf.c.id, name="mine")).exists()


@Statement
def books(columns: Columns) -> Select[Any]:
    wanted: list[ColumnElement[Any]] = [BOOK.c[name] for name in columns]
    return select(*wanted).where(one_of(BOOK.c.shelf_id)).order_by(BOOK.c.shelf_id, BOOK.c.id)


@Statement
def alike(_: Columns) -> Select[Any]:
    """Pairs, from the table under two names, and joined to one that is whole."""
    other = BOOK.alias("other")
    wanted: list[ColumnElement[Any]] = [
        BOOK.c.shelf_id,
        BOOK.c.id,
        other.c.shelf_id.label("to"),
        SHELF.c.name,
    ]
    return (
        select(*wanted)
        .outerjoin(other, other.c.like_id == BOOK.c.id)
        .join(SHELF, SHELF.c.id == BOOK.c.shelf_id)
        .order_by(BOOK.c.shelf_id, BOOK.c.id)
    )


@Statement
def first_of_each(columns: Columns) -> PerParent:
    return PerParent(
        table=BOOK, columns=columns, by=("shelf_id",), order=lambda rows: [rows.c.year]
    )


def rows_for(who: Shelves | None, *calls: Any) -> list[list[tuple[Any, ...]]]:
    def road() -> Reads[list[list[Row]]]:
        found: list[list[Row]] = []
        for call in calls:
            rows = yield call
            found.append(rows)
        return found

    return [[tuple(row) for row in rows] for rows in drive(road(), library(), who)]


ASK = Ask(("shelf_id", "id"))
ALL = ("a", "b", "c")


def test_rows_that_are_not_seen_are_not_there() -> None:
    asked = ASK.rows(books, keys=ALL)

    assert rows_for(Shelves(("b", "c")), asked) == [[("b", "1")]]
    assert rows_for(Shelves(()), asked) == [[]]
    assert rows_for(None, asked) == [[("a", "1"), ("a", "2"), ("a", "3"), ("b", "1")]]


def test_neither_are_they_by_another_name_in_a_join_or_for_a_single_key() -> None:
    who = Shelves(("a",))

    (pairs, lone, of_each) = rows_for(
        who,
        ASK.rows(alike),
        ASK.rows(books, keys=["b"]),
        ASK.rows(first_of_each, keys=ALL, first=1),
    )

    assert pairs == [("a", "1", "a", "A"), ("a", "2", None, "A"), ("a", "3", "a", "A")]
    assert lone == []
    assert of_each == [("a", "2", 0)]


def test_one_narrowing_for_all_viewers_of_a_kind() -> None:
    asked = ASK.rows(books, keys=ALL)
    texts: list[str] = []

    for shelves in ("a", "b"):
        counted = Counted(library())
        drive(one(asked), counted, Shelves((shelves,)))
        texts += counted.texts

    assert len(set(texts)) == 1
    assert asked.prepared.narrowed(Shelves(())) is asked.prepared.narrowed(Shelves(("a",)))


def one(call: Any) -> Reads[list[Row]]:
    return (yield call)
