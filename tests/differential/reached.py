"""Which parts of the schema operations have reached."""

from collections.abc import Iterator
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_abstract_type,
    visit,
)

from engine.kinds import named


def reached(schema: GraphQLSchema, document: DocumentNode) -> set[str]:
    """Fields, their arguments and fields of inputs that stand in the document."""
    found: set[str] = set()
    info = TypeInfo(schema)

    class Reading(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent = info.get_parent_type()
            if parent is not None and not f"{parent.name} {node.name.value}".count("__"):
                name = f"{parent.name}.{node.name.value}"
                found.update((name, *(f"{name}({one.name.value})" for one in node.arguments or ())))

        def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
            kind = cast("Any", info).get_parent_input_type()
            if kind is not None:
                found.add(f"{named(kind).name}.{node.name.value}")

    visit(document, TypeInfoVisitor(info, Reading()))
    return found


def reachable(schema: GraphQLSchema) -> set[str]:
    """All that a query can reach."""
    seen: set[str] = set()
    todo: list[Any] = [schema.query_type]
    while todo:
        kind = todo.pop()
        if kind.name not in seen:
            seen.add(kind.name)
            todo += kinds_below(schema, kind)
    return {part for name in seen for part in parts(schema.type_map[name])}


def kinds_below(schema: GraphQLSchema, kind: Any) -> Iterator[Any]:
    """The types of its fields and of their arguments, what it implements, what may stand for it."""
    yield from getattr(kind, "interfaces", ())
    for field in getattr(kind, "fields", {}).values():
        yield named(field.type)
        yield from (named(arg.type) for arg in getattr(field, "args", {}).values())
    if is_abstract_type(kind):
        yield from schema.get_possible_types(kind)


def parts(kind: GraphQLNamedType) -> Iterator[str]:
    if kind.name.startswith("__"):
        return
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}"
            yield from (f"{kind.name}.{name}({arg})" for arg in field.args)
    elif isinstance(kind, GraphQLInputObjectType):
        yield from (f"{kind.name}.{name}" for name in kind.fields)
