"""From an operation to its price: the selection, walked once against the schema."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues, get_variable_values

from engine.arguments import NO_LITERALS, Variables
from engine.kinds import Type, named, nullable
from engine.price import Many, Part, Price, Rate, Values
from engine.touched import fragments_of

RATE = "rate"
"Where a field holds its Rate among its extensions; and the schema what questions about it weigh."
FREE = Rate()
NOTHING = Price(0, 0, 0, 0)
WRONG = (GraphQLError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
"What reading a document may raise that no rule has looked at."
MOST_VISITS = 5000  # to fields, once for every type of an interface; an operation of ours makes 300


def one(_: Values) -> int:
    return 1


class TooWide(Exception):
    """More fields than anybody shows."""


@dataclass(kw_only=True)
class Pricing:
    """Walks one operation, as its @skip and @include stand."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    _visits: int = 0

    def whole(self, operation: OperationDefinitionNode) -> Part:
        """Of a valid operation; raises TooWide."""
        found = Part()
        root = self.schema.get_root_type(operation.operation)
        self._inside(root, [operation.selection_set], found, None)
        return found

    def _inside(
        self, type_: Type, sets: Sequence[SelectionSetNode], into: Part, above: Many | None
    ) -> None:
        """What is selected of one object; `above` says how long its lists are, if anything does."""
        if not is_abstract_type(type_):
            self._fields(type_, sets, into, above)
            return
        choice: list[Part] = []
        for possible in self.schema.get_possible_types(type_):
            self._fields(possible, sets, part := Part(), above)
            choice.append(part)
        into.choices.append(choice)

    def _fields(
        self,
        type_: GraphQLObjectType,
        sets: Sequence[SelectionSetNode],
        into: Part,
        above: Many | None,
    ) -> None:
        groups: dict[str, list[FieldNode]] = {}
        for node in self._selected(type_, sets, set()):
            self._visits += 1
            if self._visits > MOST_VISITS:
                raise TooWide
            groups.setdefault((node.alias or node.name).value, []).append(node)
        for nodes in groups.values():
            name = nodes[0].name.value
            known = type_.fields.get(name)
            if known is None:
                into.weight += self.schema.extensions.get(RATE, {}).get(name, 0)
            else:
                self._field(known, nodes, into, above)

    def _field(
        self, known: GraphQLField, nodes: Sequence[FieldNode], into: Part, above: Many | None
    ) -> None:
        rate, node = cast("Rate", known.extensions.get(RATE, FREE)), nodes[0]
        if rate.times:
            into.weighted.append((Many(rate.times, known, node), rate.weight))
        else:
            into.weight += rate.weight
        type_ = cast("Any", known).type
        if is_leaf_type(named(type_)):
            return
        sets = [each.selection_set for each in nodes if each.selection_set]
        many = Many(rate.size, known, node) if rate.size else None
        if not isinstance(nullable(type_), GraphQLList):
            into.objects += 1
            self._inside(named(type_), sets, into, many)
            return
        item = Part()
        self._inside(named(type_), sets, item, None)
        into.lists.append((many or above or Many(one, known, node), item))

    def _selected(
        self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode], seen: set[str]
    ) -> Iterator[FieldNode]:
        """The fields of one type; fragments are opened, each once."""
        for selection in (each for found in sets for each in found.selections):
            if self._is_left_out(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
                continue
            inside: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                if selection.name.value in seen:
                    continue
                seen.add(selection.name.value)
                inside = self.fragments[selection.name.value]
            if self._holds_for(type_, inside.type_condition):
                yield from self._selected(type_, [inside.selection_set], seen)

    def _holds_for(self, type_: GraphQLObjectType, condition: Any) -> bool:
        if condition is None or condition.name.value == type_.name:
            return True
        of = self.schema.type_map[condition.name.value]
        return is_abstract_type(of) and self.schema.is_sub_type(of, type_)

    def _is_left_out(self, selection: SelectionNode) -> bool:
        """Whatever may be there counts as if it were."""
        for directive in selection.directives or ():
            for argument in directive.arguments or ():
                value: Any = argument.value
                said = (
                    value.value
                    if isinstance(value, BooleanValueNode)
                    else self.variables.get(getattr(getattr(value, "name", None), "value", ""))
                )
                if (directive.name.value, said) in {("skip", True), ("include", False)}:
                    return True
        return False


def price_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    values: VariableValues,
) -> Price:
    """Of an operation nobody remembers; raises TooWide."""
    pricing = Pricing(schema=schema, fragments=fragments, variables=values.coerced)
    variables = Variables(values.coerced, lambda: values)
    return pricing.whole(operation).bound(NO_LITERALS).at(variables)


def price_before_validation(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
) -> Price:
    """Of a document that may not be valid; nothing where none can be told, and rules will say why.

    Raises TooWide.
    """
    try:
        values = get_variable_values(schema, operation.variable_definitions or (), dict(given))
        if isinstance(values, list):
            return NOTHING
        return price_of(schema, operation, fragments_of(document), values)
    except WRONG:
        return NOTHING
