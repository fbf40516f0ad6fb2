"""Which parts of the schema an operation touches: what may be asked is decided by them."""

from collections.abc import Mapping
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from engine.kinds import named


def touched(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> frozenset[str]:
    """Schema coordinates of a valid operation: Type.field, Type.field(argument:), Input.field.

    All that stands in it and in its fragments, skipped or not; of what the schema says of itself
    only that it was asked. Fields of inputs that come in variables are not known here, their
    arguments are.
    """
    seen: set[str] = set()
    todo: list[Node] = [operation]
    found: set[str] = set()
    while todo:
        touching = Touching(schema)
        visit(todo.pop(), TypeInfoVisitor(touching.types, touching))
        found |= touching.found
        todo += [fragments[name] for name in touching.spread - seen]
        seen |= touching.spread
    return frozenset(found)


class Touching(Visitor):
    """Notes what one definition names."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.types = TypeInfo(schema)
        self.found: set[str] = set()
        self.spread: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.types.get_parent_type()
        name = node.name.value
        if parent is not None and name != "__typename" and not parent.name.startswith("__"):
            field = f"{parent.name}.{name}"
            self.found.update((field, *(f"{field}({a.name.value}:)" for a in node.arguments or ())))

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        kind = cast("Any", self.types).get_parent_input_type()
        self.found.add(f"{named(kind).name}.{node.name.value}")

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.spread.add(node.name.value)


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """By their names."""
    return {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
