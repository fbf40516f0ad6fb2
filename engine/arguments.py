"""The arguments of a field: worked out once where they are literals, else from the variables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    type_from_ast,  # pyright: ignore[reportUnknownVariableType] - lists of types have no item type
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from strawberry.schema import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from engine.inputs import Build, Expected, LongWay, builder, has_variable
from engine.values import Read, reading

Literals = Mapping[int, ValueNode]
"Literals that stand for others: by the id of the node they replace."
NO_LITERALS: Literals = {}
NO_ARGUMENTS: Mapping[str, Any] = {}


class Variables:
    """The variables of one request: their values, and what graphql-core makes of them."""

    def __init__(
        self,
        coerced: Mapping[str, Any],
        made: Callable[[], VariableValues],
    ) -> None:
        self.coerced = coerced
        self._made = made

    @cached_property
    def values(self) -> VariableValues:
        return self._made()


NO_VARIABLES = Variables({}, lambda: VariableValues({}, {}))

Given = Callable[[Variables], Mapping[str, Any]]
"The Python arguments of one field; raises what graphql-core raises for values that do not fit."


@dataclass(frozen=True, kw_only=True)
class Site:
    """A field with arguments, at one place of an operation."""

    schema: Schema
    field: GraphQLField
    definition: StrawberryField
    node: FieldNode

    @cached_property
    def is_constant(self) -> bool:
        """Whether no variable has a part in them."""
        return not any(has_variable(argument.value) for argument in self.node.arguments or ())

    def given(self, literals: Literals) -> Given:
        """How its arguments come about, once these literals stand for its own."""
        if not self.field.args:
            return lambda _: NO_ARGUMENTS
        node = replaced(self.node, literals) if literals else self.node
        if self.is_constant:
            once = self._converted(node, None)
            return lambda _: once
        built = self._built(node)
        if built is None:
            return lambda variables: self._converted(node, variables.values)

        def given(variables: Variables) -> Mapping[str, Any]:
            try:
                return {name: build(variables.coerced) for name, build in built.items()}
            except (LookupError, LongWay):
                return self._converted(node, variables.values)

        return given

    def _converted(self, node: FieldNode, values: VariableValues | None) -> Mapping[str, Any]:
        return convert_arguments(
            get_argument_values(self.field, node, values),
            self.definition.arguments,
            cast("Any", self.schema.schema_converter.scalar_registry),
            self.schema.config,
        )

    def _built(self, node: FieldNode) -> Mapping[str, Build] | None:
        """How each argument given is made of the variables; None: one must take the long way.

        One left out has the default of the function, of which the schema's was made.
        """
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        found: dict[str, Build] = {}
        for argument in self.definition.arguments:
            name = self.schema.config.name_converter.from_argument(argument)
            if name not in given:
                continue
            about = cast("Any", self.field.args[name])
            build = builder(self.schema, given[name], Expected(about.type, argument.type))
            if build is None:
                return None
            found[str(argument.python_name)] = build
        return found


def replaced(node: FieldNode, literals: Literals) -> FieldNode:
    """The field with other literals."""
    arguments = tuple(
        ArgumentNode(name=argument.name, value=with_literals(argument.value, literals))
        for argument in node.arguments or ()
    )
    return FieldNode(name=node.name, alias=node.alias, arguments=arguments)


def with_literals(value: ValueNode, literals: Literals) -> ValueNode:
    if isinstance(value, ListValueNode):
        return ListValueNode(values=tuple(with_literals(item, literals) for item in value.values))
    if isinstance(value, ObjectValueNode):
        fields = tuple(
            ObjectFieldNode(name=field.name, value=with_literals(field.value, literals))
            for field in value.fields
        )
        return ObjectValueNode(fields=fields)
    return literals.get(id(value), value)


class VariableReader:
    """Reads the variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._nodes = operation.variable_definitions or ()

    @cached_property
    def _reads(self) -> Mapping[str, Read] | None:
        """How each is read straight; None: graphql-core reads them."""
        types = {n.variable.name.value: type_from_ast(self._schema, n.type) for n in self._nodes}
        reads = {name: type_ and reading(type_) for name, type_ in types.items()}
        return None if None in reads.values() else cast("Mapping[str, Read]", reads)

    def read(self, given: Mapping[str, Any]) -> Variables | None:
        """None where a value does not fit: graphql-core says why."""
        quick = self._read_quickly(given)
        if quick is not None:
            return Variables(quick, lambda: self._values(given))
        values = get_variable_values(self._schema, self._nodes, dict(given))
        return None if isinstance(values, list) else Variables(values.coerced, lambda: values)

    def _read_quickly(self, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """None where something is odd about them, or one is left out."""
        if self._reads is None:
            return None
        try:
            return {name: read(given[name]) for name, read in self._reads.items()}
        except Exception:  # noqa: BLE001 - graphql-core says what a scalar's own code means by it
            return None

    def _values(self, given: Mapping[str, Any]) -> VariableValues:
        values = get_variable_values(self._schema, self._nodes, dict(given))
        assert isinstance(values, VariableValues)  # noqa: S101 - read quickly, so they fit
        return values
