"""The contract as text, with directives that stand at its fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, parse, print_schema


def printed(schema: GraphQLSchema, said: Mapping[str, str]) -> str:
    """What `said` tells of a field, by schema coordinate, behind it.

    graphql-core prints the definition of a directive, but not where it stands.
    """
    text = print_schema(schema) + "\n"
    for place, coordinate in reversed(list(ends_of_fields(text))):
        if coordinate in said:
            text = f"{text[:place]} {said[coordinate]}{text[place:]}"
    return text


def ends_of_fields(text: str) -> Iterator[tuple[int, str]]:
    definition: Any
    for definition in parse(text).definitions:
        for field in getattr(definition, "fields", None) or ():
            yield field.loc.end, f"{definition.name.value}.{field.name.value}"
