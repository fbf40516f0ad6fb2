"""What the contract says of scopes: nothing can be read or changed without the scope for it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema, is_abstract_type

from api.allowed import Gate
from api.settings import Settings
from domain.access import Scope, implied
from domain.vocabulary import Audience
from engine.kinds import named
from resolvers.context import Viewer
from schema.root import CORE, SCOPES, sdl


def reached(root: str, passes: Callable[[str], bool]) -> set[str]:
    """Types with fields that an operation can lead to over such fields."""
    seen: set[str] = set()
    todo: list[Any] = [CORE.type_map[root]]
    while todo:
        kind = todo.pop()
        if kind.name in seen:
            continue
        if is_abstract_type(kind):
            todo += CORE.get_possible_types(kind)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            seen.add(kind.name)
            fields = kind.fields.items()
            todo += (named(f.type) for name, f in fields if passes(f"{kind.name}.{name}"))
    return seen


def test_no_operation_leads_to_a_record_without_the_scope_to_read() -> None:
    def needs_nothing_more(field: str) -> bool:
        return field.startswith("Mutation.") or SCOPES.get(field) is None

    readable = reached("Query", lambda field: field != "Query.viewer")

    assert reached("Query", needs_nothing_more) == {"Query", "Viewer"}
    assert reached("Mutation", needs_nothing_more).isdisjoint(readable)


def test_every_mutation_takes_a_scope_to_write() -> None:
    mutations: Any = CORE.mutation_type
    taken = {name: SCOPES[f"Mutation.{name}"] for name in mutations.fields}

    assert Scope.READ not in taken.values()
    assert taken["accountUpdate"] is Scope.WRITE
    assert taken["reviewSeriesSchedule"] is Scope.REVIEWS_WRITE
    assert taken["recordRetract"] is taken["noteDraftApply"] is Scope.NOTES_WRITE
    assert taken["accountMerge"] is Scope.ADMIN


@pytest.mark.parametrize(
    "told",
    [
        "FeedTokenCreatePayload.token",
        "FeedTokenCreatePayload.url",
        "ShareLinkCreatePayload.secret",
    ],
)
def test_who_may_not_read_is_told_nothing_to_read_with(told: str) -> None:
    assert Scope.READ in Gate(Settings()).needed(frozenset({told}))


def test_the_contract_shows_the_scopes_and_is_still_one() -> None:
    build_schema(sdl())

    assert "  account(by: AccountRef!): Account @requiresScope(scope: READ) @audience" in sdl()
    assert "  knownAt: DateTime @requiresScope(scope: NOTES_WRITE)\n" in sdl()
    assert sdl().count("@requiresScope(") == len(SCOPES) + 1


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ((), set[Scope]()),
        ((Scope.READ,), {Scope.READ}),
        ((Scope.WRITE,), {Scope.WRITE, Scope.REVIEWS_WRITE}),
        ((Scope.READ, Scope.NOTES_WRITE), {Scope.READ, Scope.NOTES_WRITE}),
        ((Scope.ADMIN,), set(Scope)),
    ],
)
def test_what_a_scope_implies(scopes: Iterable[Scope], allowed: set[Scope]) -> None:
    assert implied(scopes) == allowed


def test_a_refusal_names_what_was_asked_and_the_scope_it_takes() -> None:
    gate = Gate(Settings())
    parts = frozenset({"Query.accounts", "Mutation.accountMerge", "Account.name"})

    refused = gate.refusal_of(parts, Viewer(scopes=(Scope.WRITE,)))

    assert gate.needed(parts) == {Scope.READ, Scope.ADMIN, Audience.INTERNAL}
    assert gate.refusal_of(parts, Viewer()) is None
    assert refused is not None
    assert "Mutation.accountMerge takes ADMIN; Query.accounts takes READ" in refused.message
    assert refused.extensions == {"code": "FORBIDDEN", "missingScopes": ["ADMIN", "READ"]}
