from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, Select, bindparam, select, text

from engine.journeys import drive
from engine.reads import Ask, Call, Columns, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import PerParent, one_of
from tests.engine.tables import BOOK, SHELF, library

KEYS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("1234")), unique=True)


@Statement
def books(columns: Columns) -> Select[Any]:
    wanted = [BOOK.c[name] for name in columns]
    return select(*wanted).where(one_of(BOOK.c.shelf_id)).order_by(BOOK.c.shelf_id, BOOK.c.id)


@Statement
def since(_: Columns, *, newest_first: bool = False) -> Select[Any]:
    year = BOOK.c.year
    wanted = [BOOK.c.id, year]
    found = select(*wanted).where(year >= bindparam("since", 0, Integer()))
    return found.order_by(year.desc() if newest_first else year)


@Statement
def pairs(columns: Columns) -> Select[Any]:
    wanted = [BOOK.c[name] for name in columns]
    return select(*wanted).where(one_of(BOOK.c.shelf_id, BOOK.c.id))


@Statement
def oldest(columns: Columns, *, priced: bool = False) -> PerParent:
    return PerParent(
        table=BOOK,
        columns=columns,
        by=("shelf_id",),
        order=lambda rows: [rows.c.year, rows.c.id],
        where=lambda rows: [rows.c.price.is_not(None)] if priced else [],
        more=lambda rows: [rows.c.year.label("place")],
    )


def rows_of(call: Call) -> list[Row]:
    def road() -> Reads[list[Row]]:
        return (yield call)

    return drive(road(), library())


def test_a_statement_gives_the_columns_asked_for_as_named_python_values() -> None:
    rows = rows_of(Ask(("id", "price")).rows(books, keys=["a"]))

    assert [(row.id, row.price) for row in rows] == [
        ("1", Decimal("1.5")), ("2", None), ("3", Decimal("2.25")),
    ]  # fmt: skip


def test_without_any_key_there_is_no_row() -> None:
    assert rows_of(Ask(("id",)).rows(books, keys=[])) == []


def test_a_statement_is_compiled_once_for_each_shape() -> None:
    ask = Ask(("id",))

    assert ask.rows(books, keys=["a"]).prepared is ask.rows(books, keys=["b"]).prepared
    assert ask.rows(books).prepared is not Ask(("year",)).rows(books).prepared


def test_a_flag_shapes_and_a_default_fills_in() -> None:
    ask = Ask(())

    years = [row.year for row in rows_of(ask.values(since, (("newest_first", True),)))]
    recent = [row.year for row in rows_of(ask.values(since, since=1990))]

    assert years == [2001, 1990, 1985, 1980]
    assert recent == [1990, 2001]


def test_a_missing_parameter_is_an_error_and_not_a_null() -> None:
    with pytest.raises(KeyError):
        rows_of(Ask(("id",)).rows(books))


@given(keys=KEYS)
@settings(deadline=None, max_examples=50)
def test_pairs_of_keys_find_exactly_their_rows(keys: list[tuple[str, str]]) -> None:
    found = rows_of(Ask(("shelf_id", "id")).rows(pairs, keys=keys))

    there = {("a", "1"), ("a", "2"), ("a", "3"), ("b", "1")}
    assert sorted((row.shelf_id, row.id) for row in found) == sorted(there & set(keys))


def test_every_parent_gets_its_first_rows_in_the_order_of_the_keys() -> None:
    rows = rows_of(Ask(("id",)).rows(oldest, keys=["b", "a", "c"], first=2))

    assert [(row.parent, row.id, row.place) for row in rows] == [
        (0, "1", 2001), (1, "2", 1980), (1, "3", 1985),
    ]  # fmt: skip


def test_a_condition_holds_before_the_first_rows_are_counted() -> None:
    rows = rows_of(Ask(("id",)).rows(oldest, (("priced", True),), keys=["a"], first=2))

    assert [row.id for row in rows] == ["3", "1"]


def test_the_rows_of_a_pair_of_parent_columns_are_told_apart() -> None:
    @Statement
    def alike(columns: Columns) -> PerParent:
        by = ("shelf_id", "like_id")
        return PerParent(table=BOOK, columns=columns, by=by, order=lambda rows: [rows.c.id])

    rows = rows_of(Ask(("id",)).rows(alike, keys=[("a", "1"), ("b", "1"), ("a", "3")], first=5))

    assert [(row.parent, row.id) for row in rows] == [(0, "3"), (2, "1")]


def test_a_search_by_keys_reads_no_whole_table() -> None:
    prepared = Ask(("id",)).rows(books, keys=["a"]).prepared
    plan = library().execute(
        f"explain query plan {prepared.text}", prepared.arguments({"keys": ["a"]})
    )

    assert not any("SCAN book" in row[3] for row in plan)


def test_one_of_stays_bare_inside_not_and_or() -> None:
    condition = one_of(SHELF.c.id)

    assert condition.self_group() is condition


def test_a_failing_statement_is_raised_inside_the_batch_read() -> None:
    @Statement
    def broken(_: Columns) -> Select[Any]:
        return select(text("nothing")).select_from(SHELF)

    def road() -> Reads[str]:
        try:
            yield Ask(()).values(broken)
        except Exception as error:  # noqa: BLE001 - whatever the driver says
            rows = yield Ask(("id",)).rows(books, keys=["b"])
            return f"{type(error).__name__}, then {len(rows)} row"
        return "nothing happened"

    assert drive(road(), library()) == "OperationalError, then 1 row"


def test_a_road_without_statements_needs_no_connection() -> None:
    def road() -> Reads[int]:
        yield from ()
        return 3

    assert drive(road(), library()) == 3


def test_grouping_gives_every_parent_a_list() -> None:
    rows = rows_of(Ask(("shelf_id", "id")).rows(books, keys=["a", "b"]))

    found = grouped(rows, ["c", "a", "b"], lambda row: row.shelf_id)

    assert {key: [row.id for row in own] for key, own in found.items()} == {
        "c": [], "a": ["1", "2", "3"], "b": ["1"],
    }  # fmt: skip


def test_a_batch_knows_its_read_and_its_table() -> None:
    @batch(BOOK)
    def read(keys: Keys, ask: Ask, context: object) -> Reads[dict[str, int]]:
        yield from ()
        return dict.fromkeys(keys, len(ask.columns))

    assert read.table is BOOK
    assert drive(read.read(["a"], Ask(("id",)), None), library()) == {"a": 1}
