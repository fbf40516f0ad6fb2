"""From types to a schema that reads as the contract does."""

from collections.abc import Iterable
from typing import Any, TypeVar

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
)
from strawberry import UNSET
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import get_object_definition

from engine.executor import EngineExecutor, KnownDocuments
from schema.scalars import SCALARS

T = TypeVar("T")


def input_type(
    kind: type[T],
    *,
    name: str | None = None,
    description: str | None = None,
    is_one_of: bool = False,
    **told: str,
) -> type[T]:
    """Register a plain dataclass as an input; `and_` becomes and, `told` describes its fields."""
    registered = strawberry.input(kind, name=name, description=description, one_of=is_one_of)
    for field in get_object_definition(registered, strict=True).fields:
        field.description = told.get(field.python_name)
        if field.python_name.endswith("_"):
            field.graphql_name = field.python_name.removesuffix("_")
        if is_one_of:
            field.default_value = (
                UNSET  # the dataclass keeps its None; the contract may have no default
            )
    return registered


def built(
    query: type, types: Iterable[type] = (), *, mutation: type | None = None
) -> strawberry.Schema:
    """The schema; `types` are those only an interface leads to."""
    schema = strawberry.Schema(
        query,
        mutation,
        types=types,
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=EngineExecutor,
        extensions=[KnownDocuments],
    )
    for kind in core_of(schema).type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = type_named
        elif isinstance(kind, GraphQLInputObjectType):
            without_null_defaults(kind.fields.values())
            # Strawberry answers introspection itself; what is printed goes by graphql-core's word.
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
        elif isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None  # rows are named tuples, not instances of the type
            for field in kind.fields.values():
                without_null_defaults(field.args.values())
    return schema


def core_of(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core knows it."""
    return schema._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way


def type_named(value: Any, *_: object) -> str:
    """Rows of an abstract type say what they are (engine.fields.Typed)."""
    return str(value.type_name)


def without_null_defaults(places: Iterable[GraphQLArgument | GraphQLInputField]) -> None:
    """Left out and null mean the same; the contract does not say `= null` everywhere."""
    for place in places:
        if place.default_value is None:
            place.default_value = Undefined
