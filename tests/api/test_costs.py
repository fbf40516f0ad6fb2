"""The contract says of everything what it costs."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLList, GraphQLObjectType, is_leaf_type

from engine.kinds import Type, named, nullable
from engine.price import Rate
from engine.pricing import FREE, RATE
from schema.costs import SIZED, SIZES, WEIGHTS
from schema.root import CORE, COSTS, sdl

INSIDE = {"nodes", "edges", "items", "results"}
"As long as the field above says."


def fields() -> Iterator[tuple[str, Type, Rate]]:
    for type_ in CORE.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field.type, field.extensions.get(RATE, FREE)


def test_every_list_of_objects_has_a_size() -> None:
    without = {
        at.partition(".")[2]
        for at, type_, rate in fields()
        if isinstance(nullable(type_), GraphQLList)
        and not is_leaf_type(named(type_))
        and rate.size is None
    }

    assert without == INSIDE


def test_every_page_and_every_change_has_a_price() -> None:
    rates = {at: rate for at, _, rate in fields()}
    for at, type_, rate in fields():
        if str(type_).endswith("Connection!"):
            assert rate.size is not None, at
        if at.startswith("Mutation."):
            assert rate.weight > 0, at
        if at.endswith(".totalCount"):
            assert rate.weight > 0, at
    assert rates["HealthScore.evidence"].size is not None


def test_what_has_a_weight_or_a_size_is_there() -> None:
    places = {at for at, _, _ in fields()}

    assert places.issuperset((*WEIGHTS, *SIZED))
    assert {at.partition(".")[2] for at in places}.issuperset(SIZES)


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ({"first": 7}, 7),
        ({"last": 9}, 9),
        ({"first": None}, 20),
        ({}, 20),
        ({"first": 10**9, "last": 1}, 10**9),
    ],
)
def test_a_page_is_as_long_as_is_asked(given: dict[str, int | None], rows: int) -> None:
    size = CORE.type_map["Query"].fields["accounts"].extensions[RATE].size  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - an object type

    assert size(given) == rows


def test_the_contract_tells_it() -> None:
    assert COSTS["Query.accounts"] == "@cost(weight: 5000)"
    assert "directive @cost(weight: Int!) on FIELD_DEFINITION" in sdl()
    assert "totalCount: Int! @cost(weight: 10)" in sdl()
    assert "slaTerms: [SlaTerm!]! @listSize(assumedSize: 8)" in sdl()
