"""What a customer's share link may ask for: every field of the contract is tried."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)
from strawberry.types import ExecutionResult

from api.allowed import Gate, bounded
from api.settings import Settings
from domain.access import Scope
from engine.kinds import named
from models.sight import Sight
from resolvers.context import Viewer
from resolvers.ids import parsed
from schema.root import CORE, FOR_CUSTOMERS, schema, sdl
from tests.api.asking import Asker
from tests.api.book import id_named

NEVER = ("health", "risk", "evidence", "polarity", "concern", "override", "activity", "total")
NEVER_OF_TYPE = {"User", "Contact", "Note", "Node", "Person", "SourceSpan", "ActionItem", "Concern"}
Steps = tuple[tuple[str, str], ...]


def fields(kind: GraphQLNamedType) -> Mapping[str, Any]:
    return kind.fields if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else {}


def ways(root: str, *, marked: bool) -> dict[str, Steps]:
    """Type -> a shortest way to it: (type, field) after another; over marked fields alone, or all.

    Where a way goes on from an abstract type, the next step is of one of its objects.
    """
    found: dict[str, Steps] = {root: ()}
    todo = [root]
    for name in todo:
        kind: Any = CORE.type_map[name]
        ahead = [
            (named(field.type).name, (*found[name], (name, own)))
            for own, field in fields(kind).items()
            if not marked or f"{name}.{own}" in FOR_CUSTOMERS
        ]
        ahead += [(other, found[name]) for other in (() if marked else narrowed(kind))]
        for below, way in ahead:
            if below not in found and is_composite_type(CORE.type_map[below]):
                found[below] = way
                todo.append(below)
    return found


def narrowed(kind: Any) -> Iterator[str]:
    """What a fragment in a selection of this type may be on instead."""
    yield from (one.name for one in getattr(kind, "interfaces", ()))
    if is_abstract_type(kind):
        yield from (one.name for one in CORE.get_possible_types(kind))


def asking(way: Steps, last: str = "") -> tuple[str, dict[str, str]]:
    """An operation that goes this way; and its variables with their types.

    `last` are arguments of the last field.
    """
    declared: dict[str, str] = {}
    (_, final), inside = way[-1], ""
    if is_composite_type(named(fields(CORE.type_map[way[-1][0]])[final].type)):
        inside = "{ __typename }"
    for kind, own in reversed(way):
        given = [last] if inside in {"", "{ __typename }"} and last else []
        last = ""
        for name, argument in fields(CORE.type_map[kind])[own].args.items():
            if is_required_argument(argument):
                declared[f"v{len(declared)}"] = str(argument.type)
                given.append(f"{name}: $v{len(declared) - 1}")
        arguments = f"({', '.join(given)})" if given else ""
        inside = f"{{ ... on {kind} {{ {own}{arguments} {inside} }} }}"
    verb = "mutation" if way[0][0] == "Mutation" else "query"
    head = ", ".join(f"${name}: {kind}" for name, kind in declared.items())
    return f"{verb} {f'({head})' if head else ''} {inside}", declared


def every_field(*, marked: bool) -> Iterator[tuple[str, Steps]]:
    """Coordinate of each field that has, or has not, a mark; and a way there."""
    there = ways("Query", marked=marked)
    if not marked:
        there = {**ways("Mutation", marked=False), **there}
    for kind, way in there.items():
        for own in fields(CORE.type_map[kind]):
            if (f"{kind}.{own}" in FOR_CUSTOMERS) is marked:
                yield f"{kind}.{own}", (*way, (kind, own))


@pytest.fixture
async def account(book: Asker) -> str:
    return await id_named(book, "TechCorp")


@pytest.fixture
def customer(book: Asker, account: str) -> Asker:
    """Whoever has a link of that account, asking as over HTTP."""
    own = parsed(account).id
    viewer = Viewer(
        account_id=own,
        token="share:x",  # noqa: S106 - a name
        scopes=(Scope.READ,),
        sight=Sight.customer_of(own),
    )
    return replace(book, viewer=viewer, schema=bounded(schema, Gate(Settings())))


def refused(result: ExecutionResult) -> list[str]:
    """What a refusal names; fails where anything was answered."""
    assert result.data is None
    (error,) = result.errors or []
    said = error.extensions or {}
    assert said["code"] == "FORBIDDEN"
    return said["fields"]


async def test_every_field_without_a_mark_is_refused(customer: Asker) -> None:
    tried = set[str]()
    for coordinate, way in every_field(marked=False):
        document, _ = asking(way)
        assert coordinate in refused(await customer.result(document)), document
        tried.add(coordinate)

    types = {name for name in CORE.type_map if not name.startswith("__")}
    there = {f"{name}.{own}" for name in types for own in fields(CORE.type_map[name])}
    assert tried == there - FOR_CUSTOMERS


async def test_every_field_with_a_mark_is_answered(customer: Asker, account: str) -> None:
    tried = set[str]()
    for coordinate, way in every_field(marked=True):
        document, declared = asking(way)
        variables = {name: {"id": account} for name in declared}

        result = await customer.result(document, **variables)

        assert result.errors is None, document
        assert reached(result.data, [own for _, own in way]), document
        tried.add(coordinate)
    assert tried == {one for one in FOR_CUSTOMERS if "(" not in one} - {"AccountRef.id"}


def reached(answer: Any, way: list[str]) -> bool:
    """Whether the last field of the way is in the answer somewhere."""
    if isinstance(answer, list):
        return any(reached(one, way) for one in cast("list[Any]", answer))
    if answer is None:
        return False
    return way[0] in answer and (len(way) == 1 or reached(answer[way[0]], way[1:]))


async def test_of_a_marked_field_no_other_argument_is_taken(customer: Asker) -> None:
    tried = 0
    for coordinate, way in every_field(marked=True):
        kind, own = way[-1]
        arguments: Mapping[str, Any] = fields(CORE.type_map[kind])[own].args
        for name, argument in arguments.items():
            at = f"{coordinate}({name}:)"
            if at not in FOR_CUSTOMERS:
                document, _ = asking(way, last=f"{name}: $more")
                document = with_variable(document, f"$more: {argument.type}")
                assert refused(await customer.result(document)) == [at]
                tried += 1
    assert tried > 8


def with_variable(document: str, more: str) -> str:
    return document.replace("(", f"({more}, ", 1)


def test_what_is_never_a_customers_has_no_mark() -> None:
    for coordinate in FOR_CUSTOMERS:
        kind, _, own = coordinate.partition(".")
        field: Any = fields(CORE.type_map[kind]).get(own)

        assert kind not in NEVER_OF_TYPE
        assert not any(word in own.lower() for word in NEVER), coordinate
        assert field is None or named(field.type).name not in NEVER_OF_TYPE, coordinate


def test_the_contract_shows_the_marks_and_is_still_one() -> None:
    build_schema(sdl())

    marks = sdl().count("@audience(audience: CUSTOMER)")
    assert marks == len([at for at in FOR_CUSTOMERS if "(" not in at])
    assert "  name: String! @audience(audience: CUSTOMER)\n" in sdl()


@pytest.mark.parametrize(
    ("document", "named_in_it"),
    [
        ("{ __schema { types { name } } }", ["Query.__schema"]),
        ('{ __type(name: "User") { name } }', ["Query.__type", "Query.__type(name:)"]),
        (
            '{ account(by: {external: {system: "crm", key: "1"}}) { id } }',
            ["AccountRef.external", "ExternalRefInput.key", "ExternalRefInput.system"],
        ),
        ('{ node(id: "x") { __typename } }', ["Query.node", "Query.node(id:)"]),
        (
            '{ account(by: {id: "x"}) { ...F @skip(if: true) } } fragment F on Account { segment }',
            ["Account.segment"],
        ),
    ],
)
async def test_there_is_no_way_round(
    customer: Asker, document: str, named_in_it: list[str]
) -> None:
    assert refused(await customer.result(document)) == named_in_it
