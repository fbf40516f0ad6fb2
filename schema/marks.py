"""Directives that mark parts of the contract with one word of an enum, for clients to read."""

from typing import cast

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLSchema,
)


def mark(
    schema: GraphQLSchema, name: str, *, argument: str, of: str, description: str
) -> GraphQLDirective:
    """A directive of fields, also those of inputs; its argument is a word of the enum `of`."""
    words = cast("GraphQLEnumType", schema.type_map[of])
    return GraphQLDirective(
        name,
        [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.INPUT_FIELD_DEFINITION],
        {argument: GraphQLArgument(GraphQLNonNull(words))},
        description=description,
    )
