"""The price of operations, over a small schema whose rates are easy to reckon with."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, parse, print_ast, validate

from engine.documents import Documents
from engine.price import Price, Rate, Values
from engine.pricing import RATE, TooWide

SDL = """
type Query {
  shelf(n: Int = 3): Shelf!  books(ids: [ID!], first: Int = 10): [Book!]!  any: Any  named: Named
}
type Shelf implements Named { name: String  books: [Book!]!  loose: [Book!]!  owner: Person }
type Book implements Named {
  name: String  author: Person  pages(first: Int = 5): [Page!]! worth(at: Int): Int
}
type Person implements Named { name: String  books(first: Int = 2): [Book!]! }
type Page { number: Int }
union Any = Shelf | Book
interface Named { name: String }
"""


def first(given: Values) -> int:
    return given["first"]


def ids_or_first(given: Values) -> int:
    return len(given["ids"]) if given.get("ids") else given["first"]


RATES = {
    "Query.shelf": Rate(size=lambda given: given["n"]),
    "Query.books": Rate(size=ids_or_first, weight=100),
    "Book.pages": Rate(size=first),
    "Book.worth": Rate(weight=7, times=lambda given: int(given.get("at") is not None)),
    "Person.books": Rate(size=first),
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    found = build_schema(SDL)
    found.extensions[RATE] = {"__schema": 50}
    for type_ in found.type_map.values():
        for name, field in type_.fields.items() if isinstance(type_, GraphQLObjectType) else ():
            rate = RATES.get(f"{type_.name}.{name}")
            if rate:
                field.extensions[RATE] = rate
            for argument in field.args.values():  # Strawberry's schemas hold the value itself
                if argument.default and argument.default.literal:
                    argument.default_value = int(print_ast(argument.default.literal))
    return found


class Prices:
    """What documents cost; remembers them."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.documents = Documents(schema)

    def __call__(self, text: str, **variables: Any) -> Price:
        if self.documents.find(text) is None:
            document = parse(text)
            assert validate(self.schema, document) == []
            self.documents.add(text, document)
        known = self.documents.find(text)
        operation = known and known.document.operation(None)
        read = operation and operation.variables.read(variables)
        assert known
        assert operation
        assert read
        return known.price(operation, read)


@pytest.fixture
def price(schema: GraphQLSchema) -> Prices:
    return Prices(schema)


def test_every_object_is_one_times_the_lists_it_stands_in(price: Prices) -> None:
    found = price("{ books(first: 4) { name author { name } pages(first: 2) { number } } }")

    assert found == Price(objects=4 * (1 + 1 + 2), once=100, weights=0, listed=4 + 8)
    assert found.whole == 116


def test_what_is_left_out_has_its_default(price: Prices) -> None:
    assert price("{ books { pages { number } } }").objects == 10 * (1 + 5)
    text = "query($n: Int) { books(first: $n) { name } }"
    assert price(text).objects == price("{ books { name } }").objects


def test_lists_without_a_size_are_as_long_as_the_field_above_says(price: Prices) -> None:
    assert price("{ shelf { books { name } } }").objects == 1 + 3
    assert price("{ shelf(n: 8) { books { name } loose { name } } }").objects == 1 + 8 + 8
    assert price("{ any { ... on Shelf { books { name } } } }").objects == 1 + 1


SAME = [
    """{ books(first: 4) { ...B } } fragment B on Book { name ...C pages { number } }
    fragment C on Book { pages { number } author { name } }""",
    "{ mine: books(first: 4) { name author { name } ... { yours: pages { number } } } }",
    "{ books(first: 4) { author { name } } books(first: 4) { author { name } pages { number } } }",
    "query($n: Int!) { books(first: $n) { author { name } pages { number } } }",
    "query($n: Int = 4) { books(first: $n) { author { name } pages { number } } }",
    """query($y: Boolean!) { books(first: 4) { author { name } pages { number } loose: author
    @include(if: $y) { name } a: author @skip(if: true) { name } } }""",
    "{ books(first: 4) { ...B ...B author { name } } } fragment B on Book { pages { number } }",
    """{ books(first: 4) { ... on Named { name } author { name }
    ... on Book { pages { number } } } }""",
]


@pytest.mark.parametrize("text", SAME)
def test_the_spelling_does_not_matter(price: Prices, text: str) -> None:
    plain = price("{ books(first: 4) { author { name } pages(first: 5) { number } } }")

    assert price(text, n=4, y=False) == plain


def test_texts_that_share_a_document_have_prices_of_their_own(price: Prices) -> None:
    assert price("{ books(first: 4) { name } }").objects == 4
    assert price("{books(first:5){name}}").objects == 5
    assert price('{ books(ids: ["a", "b"]) { name } }').objects == 2
    assert price('{ books(ids: "a") { name } }').objects == 1
    text = "query($a: ID!) { books(ids: [$a, $a, $a]) { name } }"
    assert price(text, a="x").objects == 3


def test_a_weight_counts_as_often_as_its_field_is_answered(price: Prices) -> None:
    plain, dear = "{ books(first: 3) { worth } }", "query($t: Int) { books { worth(at: $t) } }"

    assert price(plain) == Price(objects=3, once=100, weights=0, listed=3)
    assert price(dear, t=1) == Price(objects=10, once=100, weights=70, listed=10)
    assert price(dear, t=None).weights == 0


def test_of_several_types_the_dearest_counts(price: Prices) -> None:
    text = """query($n: Int!) { any {
        ... on Shelf { owner { name } } ... on Book { name pages(first: $n) { number } } } }"""

    assert price(text, n=9).objects == 1 + 9
    assert price(text, n=0).objects == 1 + 1
    assert price("{ named { ... on Person { books { name } } } }").objects == 1 + 2


def test_a_conditional_part_counts_unless_it_is_left_out(price: Prices) -> None:
    text = "query($y: Boolean) { books(first: 1) { name author @include(if: $y) { name } } }"
    text = text.replace("$y: Boolean", "$y: Boolean = true")

    assert price(text).objects == 2
    assert price(text, y=False).objects == 1
    assert price(text, y=None).objects == 2


def test_a_negative_size_is_none(price: Prices) -> None:
    assert price("{ books(first: -5) { name } }").objects == 0


def test_what_the_schema_says_of_itself_has_one_weight(price: Prices) -> None:
    assert price("{ __schema { types { fields { name } } } __typename }") == Price(0, 50, 0, 0)


def test_what_comes_is_counted_and_what_stood_in_lists_is_so_much_less(price: Prices) -> None:
    whole = price("query($t: Int) { books { worth(at: $t) } }", t=1)

    assert whole.of(10) == whole.of(99) == whole.whole == 180
    assert whole.of(5) == 5 + 100 + 35
    assert whole.of(0) == 100
    assert Price(0, 0, 0, 0).of(3) == 0


def test_an_operation_too_wide_to_be_priced_is_said_to_be(price: Prices) -> None:
    levels = 13  # each of which opens the next one twice
    parts = [
        f"fragment F{n} on Person {{ a: books {{ author {{ ...F{n + 1} }} }} "
        f"b: books {{ author {{ ...F{n + 1} }} }} }}"
        for n in range(levels)
    ]
    end = f"fragment F{levels} on Person {{ name }}"

    with pytest.raises(TooWide):
        price("{ shelf { owner { ...F0 } } } " + " ".join([*parts, end]))


def test_many_texts_of_one_document_do_not_pile_up(price: Prices) -> None:
    text = "query($y: Boolean!, $n: Int) { books(first: $n) { name @skip(if: $y) } }"
    declared = ", ".join(f"$v{n}: Boolean!" for n in range(6))
    used = " ".join(f"a{n}: author @include(if: $v{n}) {{ name }}" for n in range(6))
    many = f"query({declared}) {{ books(first: 1) {{ name {used} }} }}"

    for n in range(64):
        chosen = {f"v{bit}": bool(n >> bit & 1) for bit in range(6)}
        assert price(many, **chosen).objects == 1 + sum(chosen.values())
    assert price(text, y=True).objects == 10
