import asyncio
from typing import Annotated, Any, TypeVar

import strawberry
from sqlalchemy import Select, select
from strawberry.types import ExecutionResult
from strawberry.types.base import get_object_definition

from engine.fields import ANSWER, ROOT, Answer, Typed, Worked, answered_by, worked_out
from engine.reads import Ask, Columns, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import PerParent, one_of
from tests.engine.tables import BOOK, SHELF, Operation

T = TypeVar("T")
WANTED: list[frozenset[str]] = []


@Statement
def shelves_of_all(columns: Columns) -> Select[Any]:
    wanted = [SHELF.c[name] for name in columns]
    return select(*wanted).order_by(SHELF.c.id)


@Statement
def first_books(columns: Columns) -> PerParent:
    return PerParent(table=BOOK, columns=columns, by=("shelf_id",), order=lambda rows: [rows.c.id])


@Statement
def books_named(columns: Columns) -> Select[Any]:
    wanted = [BOOK.c[name] for name in columns]
    return select(*wanted).where(one_of(BOOK.c.shelf_id, BOOK.c.id))


@batch(SHELF)
def shelves(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, list[Row]]]:
    WANTED.append(ask.wants)
    return {(): (yield ask.rows(shelves_of_all))}


@batch(BOOK)
def books(
    keys: Keys, ask: Ask, _: Operation, *, first: int = 2
) -> Reads[dict[Any, list[Row] | ValueError]]:
    WANTED.append(ask.wants)
    rows = yield ask.rows(first_books, keys=keys, first=first)
    found: dict[Any, list[Row] | ValueError] = {}
    found.update(grouped(rows, keys, lambda row: row.shelf_id))
    if first == 0:
        found["b"] = ValueError("b is out of order")
    return found


@batch(BOOK)
def alike(keys: Keys, ask: Ask, _: Operation) -> Reads[dict[Any, Row]]:
    rows = yield ask.rows(books_named, keys=keys)
    return {(row.shelf_id, row.id): row for row in rows}


@batch()
def anything(keys: Keys, _: Ask, __: Operation, *, id_: str) -> Reads[dict[Any, Typed]]:
    yield from ()
    return {(): Typed("Book", {"id": id_})}


def century(year: int, *, suffix: str = "th") -> str:
    return f"{year // 100 + 1}{suffix}"


@strawberry.type
class Book:
    id: str
    century: str = worked_out(century, "year", description="When it was printed.")
    like: "Book | None" = answered_by(alike, key=("shelf_id", "like_id"))


@strawberry.type
class Shelf:
    id: str
    books: list[Book] | None = answered_by(books)


@strawberry.type
class Half:
    name: strawberry.Private[str]
    shelves: list[Shelf] = answered_by(shelves, key=ROOT)

    @strawberry.field
    async def checked(self) -> str:
        await asyncio.sleep(0)
        if self.name == "b":
            raise ValueError("b is out of order")
        return self.name


@strawberry.type
class Query:
    @strawberry.field
    def halves(self) -> list[Half | None]:
        return [Half(name="a"), Half(name="b")]

    shelves: list[Shelf] = answered_by(shelves, key=ROOT)
    kind: str = answered_by(
        anything,
        key=ROOT,
        arguments={"id_": Annotated[strawberry.ID, strawberry.argument(name="id")]},
    )


SCHEMA = strawberry.Schema(Query)


async def ask(document: str, operation: Operation | None = None) -> ExecutionResult:
    WANTED.clear()
    return await SCHEMA.execute(document, context_value=operation or Operation())


class Slow(Operation):
    async def run(self, road: Reads[T]) -> T:
        await asyncio.sleep(0.01)
        return await super().run(road)


async def test_what_several_wait_for_comes_though_one_of_them_is_given_up() -> None:
    result = await ask("{ halves { shelves { id } checked } }", Slow())

    assert result.data is not None
    assert result.data["halves"][0]["checked"] == "a"
    assert len(result.data["halves"][0]["shelves"]) == 3
    assert result.data["halves"][1] is None
    assert [error.path for error in result.errors or ()] == [["halves", 1, "checked"]]


async def test_all_parents_of_a_level_are_read_by_one_statement() -> None:
    operation = Operation()

    result = await ask("{ shelves { id books { id century like { id } } } }", operation)

    assert result.errors is None
    assert result.data == {
        "shelves": [
            {
                "id": "a",
                "books": [
                    {"id": "1", "century": "20th", "like": {"id": "3"}},
                    {"id": "2", "century": "20th", "like": None},
                ],
            },
            {"id": "b", "books": [{"id": "1", "century": "21th", "like": None}]},
            {"id": "c", "books": []},
        ]
    }
    assert len(operation.counted.texts) == 3


async def test_the_same_field_with_other_arguments_is_another_read() -> None:
    operation = Operation()

    result = await ask(
        "{ shelves { one: books(first: 1) { id } books(first: 3) { id } } }", operation
    )

    assert result.data is not None
    first = result.data["shelves"][0]
    assert ([b["id"] for b in first["one"]], [b["id"] for b in first["books"]]) == (
        ["1"],
        ["1", "2", "3"],
    )
    assert len(operation.counted.texts) == 3


async def test_an_error_for_one_parent_leaves_the_others_their_answer() -> None:
    result = await ask("{ shelves { books(first: 0) { id } } }")

    assert result.data == {"shelves": [{"books": []}, {"books": None}, {"books": []}]}
    assert [error.path for error in result.errors or ()] == [["shelves", 1, "books"]]


async def test_a_batch_read_is_told_which_fields_are_selected_fragments_opened() -> None:
    await ask(
        """{ shelves { ...named ... on Shelf { books { __typename } } } }
        fragment named on Shelf { id }"""
    )

    assert [{"id", "books"}, {"__typename"}] == WANTED


async def test_a_fragment_used_in_two_places_wants_what_each_place_selects() -> None:
    operation = Operation()
    document = """{ shelves { books { ...one } } again: shelves { books { ...one century } } }
        fragment one on Book { id }"""

    result = await ask(document, operation)

    assert result.errors is None
    assert len(operation.counted.texts) == 4


async def test_arguments_may_have_another_name_and_type_in_the_schema() -> None:
    assert "kind(id: ID!): String!" in SCHEMA.as_str()
    assert "books(first: Int! = 2): [Book!]" in SCHEMA.as_str()
    assert 'century(suffix: String! = "th"): String!' in SCHEMA.as_str()

    result = await ask('{ shelves { books(first: 1) { century(suffix: ".") } } }')

    assert result.data is not None
    assert result.data["shelves"][0] == {"books": [{"century": "20."}]}


def test_the_schema_keeps_what_answers_each_field() -> None:
    fields = {f.python_name: f for f in get_object_definition(Book, strict=True).fields}

    like, printed = fields["like"].metadata[ANSWER], fields["century"].metadata[ANSWER]

    assert like == Answer(alike, ("shelf_id", "like_id"))
    assert printed == Worked(century, ("year",))


def test_a_typed_row_reads_like_the_row() -> None:
    row = Typed("Book", Answer(alike, ("id",)))

    assert (row.type_name, row.batch, row.key) == ("Book", alike, ("id",))
