"""Input values with variables in them, made straight: the long way asks the schema every time."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from operator import itemgetter
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    coerce_input_literal,  # pyright: ignore[reportUnknownVariableType] - lists of types have no item type
    is_leaf_type,
)
from graphql.execution.values import VariableValues
from strawberry.relay import GlobalID
from strawberry.schema import Schema
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryMaybe, StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType

from engine.kinds import Type, nullable, of

Build = Callable[[Mapping[str, Any]], Any]
"From the variables; raises LookupError or LongWay where graphql-core must do it."


Make = Callable[[Any], Any]
"From a value as graphql-core has it to the one Python code is given."


class LongWay(Exception):
    """A value that graphql-core refuses, or fills in."""


class Expected(NamedTuple):
    """What a value must be: for GraphQL, and for Strawberry."""

    type: Type
    python: Any


def builder(schema: Schema, node: ValueNode, expected: Expected) -> Build | None:
    """How the value is made of the variables; None: not by us."""
    if not has_variable(node):
        once = constant(schema, node, expected)
        return lambda _: once
    if isinstance(node, VariableNode):
        return variable(schema, node, expected)
    if isinstance(node, ObjectValueNode):
        return input_object(schema, node, expected)
    return None


def literal(node: ValueNode, type_: Any, variables: VariableValues | None = None) -> Any:
    """Its value; Undefined where it does not fit."""
    return coerce_input_literal(node, type_, variables)


def has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(has_variable(item) for item in value.values)
    if isinstance(value, ObjectValueNode):
        return any(has_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)


def constant(schema: Schema, node: ValueNode, expected: Expected) -> Any:
    """A literal that was found to fit."""
    value = literal(node, expected.type)
    registry: Any = schema.schema_converter.scalar_registry
    return convert_argument(value, expected.python, registry, schema.config)


def variable(schema: Schema, node: VariableNode, expected: Expected) -> Build | None:
    """Null where none may be is graphql-core's to refuse."""
    make = making(schema, expected)
    get = itemgetter(node.name.value)
    if make is None:
        return None
    if isinstance(expected.type, GraphQLNonNull):
        return lambda variables: make(present(get(variables)))
    return get if make is as_it_is else lambda variables: make(get(variables))


def making(schema: Schema, expected: Expected, above: tuple[Any, ...] = ()) -> Make | None:
    """What Strawberry makes of a value that fits; None: not by us, as a type within itself."""
    type_, python = bare(expected)
    if python is GlobalID or isinstance(python, StrawberryMaybe) or python in above:
        return None
    if is_leaf_type(type_):
        return as_it_is
    if isinstance(type_, GraphQLList):
        make = making(schema, Expected(of(type_), python.of_type), above)
        return make and (lambda values: None if values is None else [make(v) for v in values])
    return making_object(schema, Expected(type_, python), (*above, python))


def as_it_is(value: Any) -> Any:
    """A leaf needs no conversion."""
    return value


def making_object(schema: Schema, expected: Expected, within: tuple[Any, ...]) -> Make | None:
    """A dataclass of what was given, made as Strawberry would."""
    type_, python = expected
    definition = get_object_definition(python)
    if definition is None or definition.from_input is not None:
        return None
    usual = {field.python_name: None for field in definition.fields if is_required(field)}
    makes: dict[str, tuple[str, Make]] = {}
    for field in definition.fields:
        name = schema.config.name_converter.from_field(field)
        inner = Expected(type_.fields[name].type, field.resolve_type(type_definition=definition))
        make = making(schema, inner, within)
        if make is None:
            return None
        makes[name] = field.python_name, make

    def made(value: Any) -> Any:
        if value is None:
            return None
        given: dict[str, Any] = dict(usual)
        for name, one in value.items():
            python_name, make = makes[name]
            given[python_name] = one if make is as_it_is else make(one)
        return python(**given)

    return made


def present(value: Any) -> Any:
    if value is None:
        raise LongWay
    return value


def input_object(schema: Schema, node: ObjectValueNode, expected: Expected) -> Build | None:
    """A dataclass, its fields built one by one."""
    type_, python = bare(expected)
    definition = get_object_definition(python)
    if definition is None or definition.from_input is not None:
        return None
    given = {field.name.value: field.value for field in node.fields}
    built: dict[str, Build] = {}
    for field in definition.fields:
        name = schema.config.name_converter.from_field(field)
        if name not in given:
            if type_.fields[name].default_value not in {None, Undefined}:
                return None
            if type_.fields[name].default_value is None or is_required(field):
                built[field.python_name] = nothing
            continue
        inner = Expected(type_.fields[name].type, field.resolve_type(type_definition=definition))
        build = builder(schema, given[name], inner)
        if build is None:
            return None
        built[field.python_name] = checked(build) if type_.is_one_of else build
    return lambda variables: python(**{name: build(variables) for name, build in built.items()})


def nothing(_: Mapping[str, Any]) -> None:
    """What is left out."""


def is_required(field: StrawberryField) -> bool:
    """Strawberry gives None to what has no default of its own."""
    return field.default_value is MISSING and cast("Any", field.default_factory) is MISSING


def checked(build: Build) -> Build:
    """The one field of a oneOf input is not null."""
    return lambda variables: present(build(variables))


def bare(expected: Expected) -> Expected:
    """Without what says whether there must be one, and with what is named late."""
    python = expected.python
    if isinstance(python, StrawberryOptional) and not isinstance(python, StrawberryMaybe):
        python = python.of_type
    return Expected(
        nullable(expected.type), python.resolve_type() if isinstance(python, LazyType) else python
    )
