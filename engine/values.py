"""Variables as they come, read straight; what is odd about one is graphql-core's to say."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from engine.kinds import Type, of

Read = Callable[[Any], Any]
"A value by its type; raises, whatever it may be, where it does not fit."
PLAIN: Mapping[str, type] = {"ID": str, "String": str, "Boolean": bool}
"Scalars whose values, when they come as this, are taken as they are."
LARGEST_INT = 2**31 - 1


class Unfit(Exception):
    """A value that graphql-core refuses, or makes another one of."""


def reading(type_: Type, above: tuple[Type, ...] = ()) -> Read | None:
    """How its values are read; None: not by us, as those of a type within itself."""
    if isinstance(type_, GraphQLNonNull):
        return reading_some(of(type_), above)
    read = reading_some(type_, above)
    return read and (lambda value: None if value is None else read(value))


def reading_some(type_: Type, above: tuple[Type, ...]) -> Read | None:
    """The same where null is none of them."""
    if isinstance(type_, GraphQLList):
        return reading_list(reading(of(type_), above))
    if isinstance(type_, GraphQLInputObjectType):
        return None if type_ in above else reading_object(type_, (*above, type_))
    if isinstance(type_, GraphQLEnumType):
        return {name: type_.coerce_input_value(name) for name in type_.values}.__getitem__
    if type_.name == "Int":
        return small_number
    plain = PLAIN.get(type_.name)
    return reading_scalar(type_) if plain is None else reading_plain(plain)


def reading_list(read: Read | None) -> Read | None:
    """A value that is no list may stand for one; that is not for us."""
    return read and (lambda values: [read(value) for value in exactly(list, values)])


def reading_object(type_: GraphQLInputObjectType, within: tuple[Type, ...]) -> Read | None:
    """From field to value; what was left out has the default of the schema, if there is one."""
    fields = {name: reading(field.type, within) for name, field in type_.fields.items()}
    if None in fields.values():
        return None
    reads = cast("Mapping[str, Read]", fields)
    needed = {name for name, field in type_.fields.items() if is_required_input_field(field)}
    usual = {name: coerce_default_value(field) for name, field in type_.fields.items()}
    usual = {name: value for name, value in usual.items() if value is not Undefined}

    def read(given: Any) -> dict[str, Any]:
        found = {name: reads[name](value) for name, value in exactly(dict, given).items()}
        if not found.keys() >= needed:
            raise Unfit
        return type_.out_type({**usual, **found} if usual else found)  # counts what is oneOf

    return read


def reading_scalar(type_: Type) -> Read:
    """One that has a say in it."""

    def read(value: Any) -> Any:
        if value is None:
            raise Unfit
        return type_.coerce_input_value(value)

    return read


def reading_plain(kind: type) -> Read:
    return lambda value: exactly(kind, value)


def exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise Unfit
    return value


def small_number(value: Any) -> int:
    """A whole number GraphQL knows."""
    if not -LARGEST_INT <= exactly(int, value) <= LARGEST_INT:
        raise Unfit
    return value
