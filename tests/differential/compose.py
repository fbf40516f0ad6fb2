"""Valid operations over a schema, walked from its root; first choices give few plain fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_composite_type,
)

from engine.kinds import named, nullable
from tests.differential.arguments import CURSOR, Arguments
from tests.differential.choices import Choices
from tests.differential.document import (
    Field,
    Fragment,
    Inline,
    Names,
    Operation,
    Path,
    Selection,
    Spread,
    opened,
    shape_of,
    text_of,
    type_of,
)
from tests.differential.values import Pool, Ref, spelt

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType

FIELDS = (2, 5, 10, 15, 20, 30, 40, 50, 60, 80)
"How many fields an operation may have."
ONE_MORE = 72
"Of a hundred selections, so many have another one beside them."
DEEPEST = 9
"Levels; the product allows twelve."
ROWS = 250
"About so many records may stand at one place: the reference must stay quick."
ROWS_OF_PAGE = 6
"When the client does not say how long a page is; those of our portfolios are seldom full."
ROWS_OF_LIST = 2
ITEMS = ("nodes", "edges", "node")
"Chosen more often than what a page says of itself."
ROOTS = ("accounts",) * 5 + ("account",) * 3 + ("nodes", "incidents", "commitments") * 2
"Chosen more often than the other root fields."
ALIASES = tuple("abcde")
INTROSPECTION = '{\n  __type(name: "Account") { name fields { name } }\n'


@dataclass(slots=True)
class Composer:
    """Writes one operation."""

    schema: GraphQLSchema
    choose: Choices
    given: Arguments
    names: Names = field(default_factory=Names)
    fragments: dict[str, Fragment] = field(default_factory=dict[str, Fragment])
    begun: int = 0
    "Fragments begun; their names count them."
    left: int = 0
    "Fields still to be spent."

    def operation(self) -> Operation:
        self.left = self.choose.one(FIELDS)
        query = self.schema.query_type
        assert query is not None
        selections = self.selections(query, (), 1)
        name = self.choose.one(("Asked", "Again")) if self.choose.chance(20) else None
        text = text_of(name, self.given.variables, selections, self.fragments)
        if self.choose.chance(2):
            text = text.replace("{\n", INTROSPECTION, 1)
        if name and self.choose.chance(25):
            text += "\nquery Other { viewer { token } }"
        cursors = tuple(key for key in self.given.variables if key.startswith(CURSOR))
        return Operation(text=text, name=name, variables=self.given.sent(), cursors=cursors)

    def selections(self, owner: Composite, path: Path, rows: int) -> tuple[Selection, ...]:
        """What is selected of `owner` at this path, where about so many of them stand."""
        found: list[Selection] = []
        while True:
            with self.choose.span():
                if found and (self.left <= 0 or not self.choose.chance(ONE_MORE)):
                    return tuple(found)
                self.left -= 1
                found += self.selection(owner, path, rows)

    def selection(self, owner: Composite, path: Path, rows: int) -> Sequence[Selection]:
        """One more; none where a fragment drawn does not fit."""
        choose, may_nest = self.choose, self.left > 0
        if may_nest and choose.chance(8 if isinstance(owner, GraphQLObjectType) else 60):
            return [self.inline(owner, path, rows)]
        if may_nest and choose.chance(8):
            return [self.fragment(owner, path, rows)]
        if may_nest and self.fragments and choose.chance(20):
            return self.fragment_again(owner, path)
        if isinstance(owner, GraphQLUnionType) or choose.chance(6 if path else 1):
            return [self.typename(owner, path)]
        if may_nest and (old := self.names.at(path, owner.name)) and choose.chance(15):
            return [self.field_again(owner, choose.one(old), path, rows)]
        return [self.field(owner, path, rows)]

    def typename(self, owner: Composite, path: Path) -> Field:
        return self.placed(path, owner, "__typename", shape="String!", directives=self.directives())

    def field(
        self, owner: GraphQLObjectType | GraphQLInterfaceType, path: Path, rows: int
    ) -> Field:
        """A field drawn from those that do not grow the answer too much."""
        may_nest = self.left > 0 and len(path) < DEEPEST
        nested = [
            name
            for name, one in owner.fields.items()
            if is_composite_type(named(type_of(one)))
            and may_nest
            and rows * growth(owner, one, {}) <= ROWS
        ]
        plain = [
            name for name, one in owner.fields.items() if not is_composite_type(named(type_of(one)))
        ]
        roots = [name for name in ROOTS if owner is self.schema.query_type and name in nested]
        items = [name for name in ITEMS if name in nested]
        names = [*plain, *nested, *nested, *roots, *items * 4]
        if not names:
            return self.typename(owner, path)
        name = self.choose.one(names)
        return self.selected(owner, name, owner.fields[name], path, rows)

    def selected(
        self, owner: Composite, name: str, what: GraphQLField, path: Path, rows: int
    ) -> Field:
        given = self.given.of_field(f"{owner.name}.{name}", what.args)
        told = [f"{key}: {spelt(type_of(what.args[key]), one)}" for key, one in given.items()]
        alone = self.placed(
            path,
            owner,
            name,
            shape=shape_of(type_of(what)),
            arguments=f"({', '.join(told)})" if told else "",
            directives=self.directives(),
        )
        kind = named(type_of(what))
        if not is_composite_type(kind):
            return alone
        below = self.selections(kind, (*path, alone.key), rows * growth(owner, what, given))
        turned = [one.name for one in given.values() if isinstance(one, Ref)]
        ends = tuple(ends_of(kind, name) for name in turned if name.startswith(CURSOR))
        return replace(alone, below=below + ends)

    def field_again(self, owner: Composite, one: Field, path: Path, rows: int) -> Field:
        """A field already selected here, with other fields below: in the answer they are one."""
        again = replace(one, directives=self.directives(), below=())
        if one.name != "__typename":
            assert not isinstance(owner, GraphQLUnionType)
            kind = named(type_of(owner.fields[one.name]))
            if is_composite_type(kind):
                below = self.selections(kind, (*path, one.key), rows * ROWS_OF_PAGE)
                again = replace(again, below=below)
        return again

    def placed(self, path: Path, owner: Composite, name: str, **told: Any) -> Field:
        """Under its own name where that is free, now and then under another."""
        keys = [name, *ALIASES, *(f"{name}{n}" for n in range(2, 100))]
        if self.choose.chance(15):
            keys.insert(0, self.choose.one(ALIASES))
        is_of_object = isinstance(owner, GraphQLObjectType)
        one = Field(key=name, name=name, owner=owner.name, is_of_object=is_of_object, **told)
        free = next(key for key in keys if self.names.fits(replace(one, key=key), path))
        one = replace(one, key=free)
        self.names.add(one, path)
        return one

    def possible(self, kind: Composite) -> set[str]:
        """Names of the objects it may turn out to be."""
        if isinstance(kind, GraphQLObjectType):
            return {kind.name}
        return {one.name for one in self.schema.get_possible_types(kind)}

    def condition(self, owner: Composite) -> Composite:
        """A type that some of `owner` are of; its own is the rarest."""
        kinds = [
            kind
            for kind in self.schema.type_map.values()
            if isinstance(kind, Composite) and self.possible(kind) & self.possible(owner)
        ]
        return self.choose.one([*(kind for kind in kinds if kind is not owner), owner])

    def inline(self, owner: Composite, path: Path, rows: int) -> Inline:
        on = self.condition(owner)
        named = None if on is owner and self.choose.chance(50) else on.name
        return Inline(named, self.directives(percent=20), self.selections(on, path, rows))

    def fragment(self, owner: Composite, path: Path, rows: int) -> Spread:
        on = self.condition(owner)
        self.begun += 1
        name, directives = f"F{self.begun}", self.directives()
        self.fragments[name] = Fragment(on.name, self.selections(on, path, rows))
        return Spread(name, directives)

    def fragment_again(self, owner: Composite, path: Path) -> list[Selection]:
        """A fragment that is there, when its fields may stand here too."""
        name = self.choose.one(sorted(self.fragments))
        on = self.schema.type_map[self.fragments[name].on]
        assert isinstance(on, Composite)
        fields = list(opened(self.fragments[name].below, self.fragments, path))
        is_too_deep = any(len(place) > DEEPEST for place, _ in fields)
        meet = self.possible(on) & self.possible(owner)
        if is_too_deep or not meet or not all(self.names.fits(one, at) for at, one in fields):
            return []
        for at, one in fields:
            self.names.add(one, at)
        return [Spread(name, self.directives())]

    def directives(self, percent: int = 6) -> str:
        if not self.choose.chance(percent):
            return ""
        chosen = self.choose.one((("include",), ("skip",), ("skip", "include")))
        return "".join(f" @{name}(if: {self.given.condition()})" for name in chosen)


def ends_of(connection: Composite, variable: str) -> Field:
    """The ends of a page, under the name of the variable that turns it."""
    below = tuple(
        Field(key=key, name=key, owner="PageInfo", is_of_object=True, shape="String")
        for key in ("startCursor", "endCursor")
    )
    return Field(
        key=variable,
        name="pageInfo",
        owner=connection.name,
        is_of_object=True,
        shape="*!",
        below=below,
    )


def growth(owner: Composite, what: GraphQLField, given: Mapping[str, Any]) -> int:
    """About how many records stand below, for each of those above; a connection counts its page."""
    kind = type_of(what)
    if owner.name.endswith("Connection"):
        return 1
    if named(kind).name.endswith("Connection"):
        asked = given.get("first", given.get("last"))
        return asked if isinstance(asked, int) and 0 < asked < ROWS_OF_PAGE else ROWS_OF_PAGE
    return ROWS_OF_LIST if isinstance(nullable(kind), GraphQLList) else 1


def composed(choose: Choices, schema: GraphQLSchema, pool: Pool) -> Operation:
    """A valid operation on what is in the pool."""
    return Composer(schema, choose, Arguments(choose, pool)).operation()
