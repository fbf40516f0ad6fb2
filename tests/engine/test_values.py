"""What variables are, read and made straight, is what graphql-core and Strawberry make of them."""

from datetime import date
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLNonNull,
    OperationDefinitionNode,
    Undefined,
    coerce_input_value,  # pyright: ignore[reportUnknownVariableType] - lists of types have no item type
    parse,
    parse_value,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.relay import GlobalID
from strawberry.types.arguments import convert_argument
from strawberry.types.base import get_object_definition

from engine.arguments import VariableReader
from engine.inputs import Expected, builder, making
from engine.values import Unfit, reading

LEFT_OUT: Any = strawberry.UNSET


@strawberry.enum
class Tone(Enum):
    LOUD = "loud"
    LOW = "low"


@strawberry.input(one_of=True)
class Which:
    id: strawberry.ID | None = LEFT_OUT
    name: str | None = LEFT_OUT


@strawberry.input
class Part:
    text: str
    tone: Tone
    tags: list[str] | None
    day: date | None = LEFT_OUT


@strawberry.input
class Whole:
    which: Which
    number: int
    parts: list[Part | None]
    may_be: bool = False
    ratio: float | None = None
    grid: list[list[int] | None] | None = LEFT_OUT


@strawberry.input
class Nested:
    inner: "Nested | None" = None


@strawberry.input
class Named:
    id: GlobalID


@strawberry.input
class Holds:
    nested: Nested


@strawberry.input
class Own:
    n: int


@strawberry.type
class Query:
    @strawberry.field
    def of(self, whole: Whole, holds: Holds, named: Named, own: Own) -> str:
        return repr((whole, holds, named, own))


SCHEMA = strawberry.Schema(Query)
CORE = SCHEMA._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way
REGISTRY: Any = SCHEMA.schema_converter.scalar_registry


def kind_of(name: str) -> Any:
    return CORE.type_map[name]


Values = st.SearchStrategy[Any]
ODD: Values = st.sampled_from([None, 1, "x", "", True, 1.5, [], {}, [None], {"a": 1}, 2**40])


def some(fields: dict[str, Values], more: dict[str, Values]) -> Values:
    """Objects with what they need, mostly, and with some of what they may have."""
    odd = {name: values | ODD for name, values in (fields | more).items()}
    unknown: dict[str, Values] = {"unknown": st.just(1)}
    return st.fixed_dictionaries(fields, optional=more) | st.fixed_dictionaries(
        {}, optional=odd | unknown
    )


WHICH: Values = st.sampled_from([{"id": "a"}, {"name": "b"}, {"id": None}, {"id": "a", "name": ""}])
PARTS = some(
    {"text": st.text(max_size=2), "tone": st.sampled_from(["LOUD", "LOW"])},
    {
        "tags": st.none() | st.lists(st.text(max_size=2), max_size=2),
        "day": st.sampled_from(["2024-10-25", "2024-13-01"]),
    },
)
WHOLES = some(
    {"which": WHICH, "number": st.integers(-5, 5), "parts": st.lists(st.none() | PARTS)},
    {
        "mayBe": st.booleans(),
        "ratio": st.none() | st.floats(0, 1) | st.integers(0, 3),
        "grid": st.none() | st.lists(st.none() | st.lists(st.integers(0, 3))),
    },
)


@settings(max_examples=200, deadline=None)
@given(WHOLES | ODD)
def test_a_value_is_what_graphql_core_and_strawberry_make_of_it(value: Any) -> None:
    type_ = kind_of("Whole")
    read, make = reading(type_), making(SCHEMA, Expected(type_, Whole))
    assert read is not None
    assert make is not None

    try:
        found = read(value)
    except Exception:  # noqa: BLE001 - whatever it is, graphql-core is asked then
        return
    coerced = coerce_input_value(value, type_)
    assert coerced is not Undefined
    assert found == coerced
    assert make(found) == convert_argument(coerced, Whole, REGISTRY, SCHEMA.config)


def test_what_fits_is_read_straight() -> None:
    part = {"text": "t", "tone": "LOW", "tags": ["x"], "day": "2024-10-25"}
    value = {"which": {"id": "a"}, "number": 1, "parts": [part, None], "grid": [[1], None]}
    read = reading(kind_of("Whole"))
    assert read is not None

    found = read(value)
    assert (found["parts"][0]["day"], found["mayBe"]) == (date(2024, 10, 25), False)
    assert found["parts"][0]["tone"] is Tone.LOW


@pytest.mark.parametrize(("name", "kind"), [("Nested", Nested), ("Named", Named)])
def test_ids_of_strawberry_and_types_within_themselves_take_the_long_way(
    name: str, kind: type
) -> None:
    assert making(SCHEMA, Expected(kind_of(name), kind)) is None


def test_a_type_within_itself_is_read_by_graphql_core() -> None:
    assert reading(kind_of("Nested")) is None


def test_an_object_with_a_part_that_takes_the_long_way_takes_it_too() -> None:
    holds = Expected(kind_of("Holds"), Holds)

    assert making(SCHEMA, holds) is None
    assert reading(holds.type) is None
    assert builder(SCHEMA, parse_value("{id: $id}"), Expected(kind_of("Named"), Named)) is None


def test_an_input_with_a_way_of_its_own_is_made_by_strawberry() -> None:
    definition = get_object_definition(Own, strict=True)
    definition.from_input = lambda kind, value, _: kind(n=value["n"])

    assert making(SCHEMA, Expected(kind_of("Own"), Own)) is None


@pytest.mark.parametrize("value", [{}, {"which": {"id": "a"}, "number": 1}])
def test_what_leaves_out_what_is_needed_is_not_read(value: dict[str, Any]) -> None:
    read = reading(kind_of("Whole"))
    assert read is not None

    with pytest.raises(Unfit):
        read(value)


@pytest.mark.parametrize("given", [{"nested": {"inner": {"inner": None}}}, {"nested": {"x": 1}}])
def test_variables_of_a_type_within_itself_are_read(given: dict[str, Any]) -> None:
    (operation,) = parse("query($nested: Nested!) { of(nested: $nested) }").definitions
    assert isinstance(operation, OperationDefinitionNode)

    found = VariableReader(CORE, operation).read(given)

    assert (found and found.coerced) == (None if "x" in given["nested"] else given)


def test_no_day_is_not_read_where_there_must_be_one() -> None:
    read = reading(GraphQLNonNull(kind_of("Date")))
    assert read is not None

    with pytest.raises(Unfit):
        read(None)
