"""Arguments: which are given, as literals, as variables, or left to a default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    is_required_argument,
    is_required_input_field,
)

from engine.kinds import Type, named, nullable, of
from tests.differential.choices import Choices
from tests.differential.document import LEFT_OUT, Variable, type_of
from tests.differential.values import MALFORMED, STRAY_IDS, Pool, Ref, scalar, spelt

SIZES, ENDS = frozenset({"first", "last"}), frozenset({"after", "before"})
FORWARDS, BACKWARDS = frozenset({"first", "after"}), frozenset({"last", "before"})
ONE_OF = {"AccountRef": ("id", "id", "id", "external")}
"Inputs of which exactly one field must be given; the contract does not say so to graphql-core."
CURSOR = "cursor"
"What the names of variables begin with that lead to a next page."


@dataclass(slots=True)
class Arguments:
    """Draws the values of one operation and keeps its variables."""

    choose: Choices
    pool: Pool
    variables: dict[str, Variable] = field(default_factory=dict[str, Variable])

    def sent(self) -> dict[str, Any]:
        """What the client sends, now and then with one value that is not of its type."""
        given = {k: v.value for k, v in self.variables.items() if v.value is not LEFT_OUT}
        if given and self.choose.chance(3):
            given[self.choose.one(sorted(given))] = self.choose.one(MALFORMED)
        return given

    def of_field(self, place: str, args: Mapping[str, GraphQLArgument]) -> dict[str, Any]:
        """Some of the arguments of this field; a page is seldom asked for from both ends."""
        is_backwards = "last" in args and self.choose.chance(25)
        other_way = FORWARDS if is_backwards else BACKWARDS
        return {
            name: self.of_argument(f"{place}.{name}", name, arg)
            for name, arg in args.items()
            if is_required_argument(arg) or self.choose.chance(likely(name, other_way))
        }

    def of_argument(self, place: str, name: str, arg: GraphQLArgument) -> Any:
        if name in ENDS and self.choose.chance(85):
            return self.cursor()
        return self.value(type_of(arg), place, has_default=arg.default_value is not Undefined)

    def condition(self) -> str:
        """What @skip and @include are given."""
        kind = GraphQLNonNull(GraphQLBoolean)
        value = self.choose.one((True, False))
        return spelt(kind, self.variable(kind, value) if self.choose.chance(65) else value)

    def value(
        self,
        kind: Type,
        place: str,
        *,
        is_constant: bool = False,
        has_default: bool = False,
        depth: int = 0,
    ) -> Any:
        """A value for this place, or a variable that holds one."""
        is_variable = not is_constant and self.choose.chance(35)
        value = self.held(kind, place, is_constant=is_constant or is_variable, depth=depth)
        return self.variable(kind, value, has_default=has_default) if is_variable else value

    def held(self, kind: Type, place: str, *, is_constant: bool, depth: int) -> Any:
        if not isinstance(kind, GraphQLNonNull) and self.choose.chance(4):
            return None
        kind = nullable(kind)
        if isinstance(kind, GraphQLList):
            return self.listed(of(kind), place, is_constant=is_constant, depth=depth + 1)
        if isinstance(kind, GraphQLInputObjectType):
            return self.object(kind, is_constant=is_constant, depth=depth + 1)
        if isinstance(kind, GraphQLEnumType):
            return self.choose.one(tuple(kind.values))
        return self.leaf(named(kind).name, place)

    def listed(self, kind: Type, place: str, *, is_constant: bool, depth: int) -> Any:
        if self.choose.chance(10):  # one value stands for a list of it
            return self.held(
                GraphQLNonNull(nullable(kind)),
                place,
                is_constant=is_constant,
                depth=depth,
            )
        return [
            self.value(kind, place, is_constant=is_constant, depth=depth)
            for _ in range(self.choose.one((1, 2, 0, 3) if depth == 1 else (1, 0)))
        ]

    def object(
        self, kind: GraphQLInputObjectType, *, is_constant: bool, depth: int
    ) -> dict[str, Any]:
        """Some of its fields, fewer the deeper it is nested."""
        percent = (100 // len(kind.fields) + 20) // depth
        names = [
            name
            for name, one in kind.fields.items()
            if is_required_input_field(one) or self.choose.chance(percent)
        ]
        if kind.name in ONE_OF:
            names = [self.choose.one(ONE_OF[kind.name])]
            kinds = {name: GraphQLNonNull(type_of(kind.fields[name])) for name in names}
        else:
            kinds = {name: type_of(kind.fields[name]) for name in names}
        return {
            name: self.value(
                kinds[name],
                f"{kind.name}.{name}",
                is_constant=is_constant or kind.name in ONE_OF,
                has_default=kind.fields[name].default_value is not Undefined,
                depth=depth,
            )
            for name in names
        }

    def leaf(self, kind: str, place: str) -> Any:
        if kind == "ID":
            known = self.pool.ids_for(place)
            return self.choose.one(STRAY_IDS if self.choose.chance(10) or not known else known)
        if place == "ExternalRefInput.key":
            return self.choose.one((*self.pool.external, "nobody"))
        if place == "ExternalRefInput.system":
            return "crm"
        return self.choose.one(scalar(kind, place.rpartition(".")[2]))

    def cursor(self) -> Ref:
        """A variable left out at first, so the first page; then given an end of that page."""
        name = f"{CURSOR}{len(self.variables) + 1}"
        self.variables[name] = Variable("String", None, LEFT_OUT)
        return Ref(name)

    def variable(self, kind: Type, value: Any, *, has_default: bool = False) -> Ref:
        """A variable for a place of this type: with or without a default, given or left out."""
        same = [
            name
            for name, one in self.variables.items()
            if one.kind == str(kind) and not name.startswith(CURSOR)
        ]
        if same and self.choose.chance(35):
            return Ref(self.choose.one(same))
        name = f"v{len(self.variables) + 1}"
        self.variables[name] = self.declared(kind, value, has_default=has_default)
        return Ref(name)

    def declared(self, kind: Type, value: Any, *, has_default: bool) -> Variable:
        told = str(kind)
        is_required, choose = told.endswith("!"), self.choose
        default = spelt(kind, value) if value is not None and choose.chance(40) else None
        if is_required and (default is not None or has_default) and choose.chance(60):
            told = told.removesuffix("!")
        elif not is_required and value is not None and choose.chance(20):
            told += "!"
        is_needed = told.endswith("!") and default is None
        if choose.chance(1 if is_needed else 35):
            return Variable(told, default, LEFT_OUT)
        is_null = not told.endswith("!") and choose.chance(5)
        return Variable(told, default, None if is_null else value)


def likely(name: str, other_way: frozenset[str]) -> int:
    """How many of a hundred fields are given this argument."""
    if name in other_way:
        return 2
    if name in SIZES:
        return 65
    return 12 if name == "filter" else 30
