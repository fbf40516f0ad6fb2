"""From an operation to its plan: the selection, walked once against the schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.schema import Schema
from strawberry.types.field import StrawberryField

from engine.arguments import Site
from engine.fields import ANSWER, Act, Answer, Worked, is_promised
from engine.kinds import Type, named
from engine.reads import Batch, Statement
from engine.tree import Attribute, Fetch, Field, Made, Path, Rows, Selected, Selection, TypeName

DEFINITION = "strawberry-definition"
MOST_FIELDS = 5000  # of one plan, every type of every interface counted; ours have at most 300
STEERING = frozenset({"skip", "include"})
Details = list[FieldDetails]


class Unplannable(Exception):
    """The planner does not know this."""


@dataclass(kw_only=True)
class Planner:
    """Plans one operation, as its @skip and @include stand."""

    schema: Schema
    core: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    sites: list[Site] = field(default_factory=list[Site])
    _fields: int = 0
    _shared: dict[tuple[Statement, Path], set[str]] = field(
        default_factory=dict[tuple[Statement, Path], set[str]]
    )

    def query(self) -> Selection:
        """The whole operation; raises Unplannable."""
        fields = [
            self._field(self.root, details, None, None, path=(key,))
            for key, details in self.roots.items()
        ]
        return Selection([Selected(self.root.name, fields, None)], is_abstract=False)

    def value(self, key: str) -> Field:
        """What becomes of the value that this root field has given; raises Unplannable."""
        details = self.roots[key]
        self._check(details)
        known = self.root.fields[details[0].node.name.value]
        return Field(key, known.type, Attribute(key), self._inside(known, details, None, (key,)))

    def act(self, key: str) -> tuple[Act, int]:
        """What this root field of a mutation does, and the site of its arguments.

        Raises Unplannable.
        """
        node = self.roots[key][0].node
        known, definition = definition_of(self.root, node)
        how = definition.metadata.get(ANSWER)
        if not isinstance(how, Act):
            raise Unplannable(f"{self.root.name}.{node.name.value} has a resolver of its own")
        return how, self._site(known, definition, node)

    @property
    def root(self) -> GraphQLObjectType:
        return cast("GraphQLObjectType", self.core.get_root_type(self.operation.operation))

    @cached_property
    def roots(self) -> Mapping[str, Details]:
        """The root fields, by their names in the response."""
        return collect_fields(
            self.core, self.fragments, self.variables, self.root, self.operation
        ).grouped_field_set

    def _field(
        self,
        parent: GraphQLObjectType,
        details: Details,
        owner: Fetch | None,
        rows: Rows | None,
        *,
        path: Path,
    ) -> Field:
        self._check(details)
        node, key = details[0].node, path[-1]
        if node.name.value == "__typename":
            return Field(key, self.core.type_map["String"], TypeName(parent.name))
        known, definition = definition_of(parent, node)
        how = definition.metadata.get(ANSWER)
        if isinstance(how, Answer):
            take(rows, how.key)
            site = self._site(known, definition, node)
            fetch = Fetch(
                path=path,
                parent=parent.name,
                answer=how,
                site=site,
                is_bound=how.batch.bind is not None and self.sites[site].is_constant,
                has_arguments=bool(known.args),
                row_type=row_type(how.batch, named(known.type)),
                wants=self._wants(how.batch, path),
            )
            return Field(key, known.type, fetch, self._inside(known, details, fetch, path))
        inside = self._inside(known, details, owner, path)
        if isinstance(how, Worked):
            take(rows, how.of)
            made = Made(how, self._site(known, definition, node), bool(known.args))
            return Field(key, known.type, made, inside, is_promised=is_promised(how.out))
        if cast("Any", definition.base_resolver) is not None or len(path) == 1:
            raise Unplannable(f"{parent.name}.{node.name.value} has a resolver of its own")
        take(rows, (definition.python_name,))
        held = Attribute(definition.python_name)
        origin = parent.extensions[DEFINITION].origin
        return Field(key, known.type, held, inside, is_promised=is_promised(origin))

    def _wants(self, batch: Batch, path: Path) -> set[str]:
        """Where the sub-fields wanted of it are put down: together with those it shares with."""
        if batch.shares is None:
            return set()
        return self._shared.setdefault((batch.shares, path[:-1]), set())

    def _check(self, details: Details) -> None:
        """Refuse what only graphql-core knows: @defer, @stream, directives of others."""
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise Unplannable("too many fields")
        for node, defer, of_fragment in details:
            others = {one.name.value for one in node.directives or ()} - STEERING
            if others or defer or of_fragment:
                raise Unplannable(f"{node.name.value} has a directive, or its fragment arguments")

    def _site(self, known: GraphQLField, definition: StrawberryField, node: FieldNode) -> int:
        self.sites.append(Site(schema=self.schema, field=known, definition=definition, node=node))
        return len(self.sites) - 1

    def _inside(
        self, known: GraphQLField, details: Details, owner: Fetch | None, path: Path
    ) -> Selection | None:
        below = named(cast("Any", known).type)
        if is_leaf_type(below):
            return None
        is_abstract = is_abstract_type(below)
        types = self.core.get_possible_types(below) if is_abstract else [below]
        of_types = [self._selected(type_, details, owner, path) for type_ in types]
        return Selection(of_types, is_abstract)

    def _selected(
        self, type_: GraphQLObjectType, details: Details, owner: Fetch | None, path: Path
    ) -> Selected:
        rows = rows_of(type_.name, owner)
        groups = collect_subfields(
            self.core, self.fragments, self.variables, self.operation, type_, details
        ).grouped_field_set
        if owner is not None and path == owner.path:
            owner.wants.update(group[0].node.name.value for group in groups.values())
        fields = [
            self._field(type_, group, owner, rows, path=(*path, key))
            for key, group in groups.items()
        ]
        return Selected(type_.name, fields, rows)


def definition_of(parent: GraphQLObjectType, node: FieldNode) -> tuple[Any, StrawberryField]:
    """A field as graphql-core and as Strawberry know it; raises Unplannable where they do not."""
    known = parent.fields.get(node.name.value)
    definition = known and known.extensions.get(DEFINITION)
    if known is None or not isinstance(definition, StrawberryField) or definition.extensions:
        raise Unplannable(f"{parent.name}.{node.name.value}")
    return known, definition


def row_type(batch: Batch, type_: Type) -> str | None:
    """Whose objects are rows of the batch's table: the nodes of a connection, or what is named."""
    if batch.table is None or not isinstance(type_, GraphQLObjectType):
        return None
    nodes = type_.fields.get("nodes")
    return str(type_.name if nodes is None else named(nodes.type).name)


def rows_of(type_name: str, owner: Fetch | None) -> Rows | None:
    """How objects of this type are held, among those one fetch gives."""
    if owner is None:
        return None
    batch = owner.answer.batch
    if type_name == owner.row_type and batch.table is not None:
        return Rows(batch.table, owner.columns, is_typed=False)
    if batch.types and type_name in batch.types:
        columns = owner.of_types.setdefault(type_name, [])
        return Rows(batch.types[type_name], columns, is_typed=True)
    return None


def take(rows: Rows | None, names: Iterable[str]) -> None:
    """Ask for these columns; raises Unplannable for what is none."""
    if rows is None:
        return
    for name in names:
        if name not in rows.table.c:
            raise Unplannable(f"{rows.table.name} has no column {name}")
        rows.place_of(name)
