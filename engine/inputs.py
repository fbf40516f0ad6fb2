"""Input values with variables in them, made straight: the long way asks the schema every time."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from operator import itemgetter
from typing import Any, NamedTuple, cast

from graphql import (
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

from engine.kinds import Type, nullable

Build = Callable[[Mapping[str, Any]], Any]
"From the variables; raises LookupError or LongWay where graphql-core must do it."


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
        return variable(node, expected)
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


def variable(node: VariableNode, expected: Expected) -> Build | None:
    """A leaf needs no conversion; null where none may be is graphql-core's to refuse."""
    type_, python = bare(expected)
    if not is_leaf_type(type_) or python is GlobalID or isinstance(python, StrawberryMaybe):
        return None
    get = itemgetter(node.name.value)
    if not isinstance(expected.type, GraphQLNonNull):
        return get
    return lambda variables: present(get(variables))


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
