"""Which scope a token needs for which part of the contract.

Worked out from the schema, so that no field is forgotten: reading begins at a field of Query, or
where a payload leads from what a mutation tells to a record.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from graphql import (
    GraphQLDirective,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_abstract_type,
    is_composite_type,
)

from domain.access import Scope
from engine.kinds import named
from schema.marks import mark

CLAIMED = "knownAt"
"Of an input: that something was known before it was told, which moves scores of the past."


def requires_scope(schema: GraphQLSchema) -> GraphQLDirective:
    """The directive, as clients find it in the contract."""
    told = "The scope a token needs to ask for this."
    return mark(schema, "requiresScope", argument="scope", of="Scope", description=told)


def required_scopes(
    schema: GraphQLSchema,
    mutations: Mapping[str, Scope],
    *,
    others: Mapping[str, Scope | None],
) -> dict[str, Scope]:
    """Schema coordinate -> scope; `others` do not need what the rules say, but this.

    Raises KeyError for a mutation nobody has given a scope.
    """
    query, mutation = (cast("Any", schema.type_map[name]) for name in ("Query", "Mutation"))
    found = dict.fromkeys((f"Query.{name}" for name in query.fields), Scope.READ)
    found |= {f"Mutation.{name}": mutations[name] for name in mutation.fields}
    read = reached(schema, query)
    for kind in reached(schema, mutation) - read - {"Mutation"}:
        for name, field in fields_of(schema.type_map[kind]):
            below = named(field.type)
            if is_composite_type(below) and below.name in read:
                found[f"{kind}.{name}"] = Scope.READ
    found |= dict.fromkeys(claims(schema), Scope.NOTES_WRITE)
    return {at: scope for at, scope in {**found, **others}.items() if scope is not None}


def claims(schema: GraphQLSchema) -> Iterator[str]:
    """Fields of inputs that say since when something was known."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLInputObjectType) and CLAIMED in kind.fields:
            yield f"{name}.{CLAIMED}"


def reached(schema: GraphQLSchema, root: GraphQLNamedType) -> set[str]:
    """Names of the types an operation of this root can lead to."""
    seen: set[str] = set()
    todo: list[Any] = [root]
    while todo:
        kind = todo.pop()
        if kind.name not in seen:
            seen.add(kind.name)
            todo += (named(field.type) for _, field in fields_of(kind))
            todo += getattr(kind, "interfaces", ())
            todo += schema.get_possible_types(kind) if is_abstract_type(kind) else ()
    return seen


def fields_of(kind: GraphQLNamedType) -> Iterator[tuple[str, Any]]:
    """Those a selection may name."""
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        yield from kind.fields.items()
