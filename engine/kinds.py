"""graphql-core's types of fields, whose lists hold types the checker does not know."""

from typing import Any, cast

from graphql import GraphQLNonNull, get_named_type

Type = Any
"An input or output type of a schema."


def nullable(type_: Type) -> Type:
    """The type, without what says that there always is a value."""
    return of(type_) if isinstance(type_, GraphQLNonNull) else type_


def of(type_: Type) -> Type:
    """What a list holds, or what there always is."""
    return type_.of_type


def named(type_: Type) -> Type:
    """What is in all the lists."""
    return cast("Any", get_named_type)(type_)
