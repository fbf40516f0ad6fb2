"""A table is the rows of it that somebody may see, wherever a statement names it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import ColumnElement, FromClause, Select, Table, func, select

from engine.journeys import drive
from engine.narrowing import Follows
from engine.reads import Ask, Columns, Reads, Row, Statement
from engine.sql import PerParent, one_of
from tests.engine.tables import BOOK, SHELF, Counted, library


@dataclass(frozen=True)
class Shelves:
    """Who sees books of some shelves, and all shelves."""

    shelves: tuple[str, ...]

    @property
    def cut(self) -> Hashable:
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

    def follows(self, table: Table) -> Follows | None:  # noqa: ARG002 - none does
        return None


@dataclass(frozen=True)
class Library(Shelves):
    """Who sees some shelves, and the books on them."""

    @property
    def cut(self) -> Hashable:
        return "library"

    def seen(self, table: Table, these: FromClause) -> ColumnElement[bool] | None:
        if table is SHELF:
            return one_of(these.c.id, name="mine")
        return super().seen(table, these)

    def follows(self, table: Table) -> Follows | None:
        return Follows("shelf_id", SHELF.c.id) if table is BOOK else None


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


@Statement
def first_of_like(columns: Columns) -> PerParent:
    """Of parents that say nothing of the shelf."""
    return PerParent(table=BOOK, columns=columns, by=("like_id",), order=lambda rows: [rows.c.year])


OTHER = SHELF.alias("other")
JOINS: Mapping[str, FromClause] = {
    "with": SHELF.outerjoin(BOOK, BOOK.c.shelf_id == SHELF.c.id),
    "with, if not all": SHELF.outerjoin(BOOK, (BOOK.c.shelf_id == SHELF.c.id) & (BOOK.c.id != "2")),
    "without": SHELF.outerjoin(BOOK, BOOK.c.like_id == SHELF.c.id),
    "whoever": SHELF.outerjoin(BOOK, BOOK.c.shelf_id == SHELF.c.id, full=True),
    "by another name": OTHER.outerjoin(BOOK, BOOK.c.shelf_id == OTHER.c.id),
    "itself": SHELF.outerjoin(OTHER, OTHER.c.id == SHELF.c.id),
}


@Statement
def joined(_: Columns, *, how: str) -> Select[Any]:
    return select(func.count()).select_from(JOINS[how])


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


def texts_for(who: Shelves, call: Any) -> str:
    """As it is run for them; what it finds is looked at elsewhere."""
    return call.prepared.narrowed(who).text


@pytest.mark.parametrize("keys", [ALL, ("a",), ("b",)])
def test_what_is_seen_with_its_parent_is_asked_for_once_for_each_parent(
    keys: tuple[str, ...],
) -> None:
    call = ASK.rows(first_of_each, keys=keys, first=2)
    counts = [texts_for(who(("a",)), call).count("these.*") for who in (Shelves, Library)]

    for shelves in (("a",), ("b", "c"), ALL, ()):
        assert rows_for(Library(shelves), call) == rows_for(Shelves(shelves), call)
    assert counts == [2 if len(keys) > 1 else 1, 1]
    assert "book AS these" not in texts_for(Library(()), call)


def test_where_the_key_says_nothing_of_it_each_row_is_asked_for() -> None:
    for keys in (("1", "2"), ("1",)):
        call = ASK.rows(first_of_like, keys=keys, first=2)
        assert rows_for(Library(("b",)), call) == [[]]
        assert len(rows_for(Library(("a",)), call)[0]) > 0


@pytest.mark.parametrize(("how", "books_asked"), [*zip(JOINS, (0, 1, 1, 1, 1, 0), strict=True)])
def test_what_is_joined_to_the_row_it_is_seen_with_is_not_asked_for_again(
    how: str, books_asked: int
) -> None:
    call = Ask(()).rows(joined, (("how", how),))

    assert texts_for(Library(()), call).count("FROM book AS these") == books_asked


def test_a_join_finds_what_is_seen() -> None:
    for shelves in (("a",), ("a", "b"), ("c",)):
        call = Ask(()).rows(joined, (("how", "with"),))
        of_all = {"a": 3, "b": 1, "c": 1}  # a shelf without books is there once
        assert rows_for(Library(shelves), call) == [[(sum(of_all[one] for one in shelves),)]]


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
