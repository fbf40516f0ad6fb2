"""What an operation may cost: a sum of products, worked out once, that its variables complete.

Every object of the answer is 1, times the sizes of all the lists it stands in; what is dear to work
out has a weight besides. Two spellings of one question have one price.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from graphql import (
    FieldNode,
    GraphQLField,
    Undefined,
    ValueNode,
    VariableNode,
)

from engine.arguments import NO_VARIABLES, Literals, Variables, with_literals
from engine.inputs import has_variable, literal
from engine.kinds import Type

Values = Mapping[str, Any]
"Arguments as the schema reads them, defaults included; what is left out is missing."
Count = Callable[[Values], int]
"How many there are for these arguments."
Size = Callable[[Variables], int]
"How many there are for these variables."


class Price(NamedTuple):
    """Of one operation, at most."""

    objects: int
    once: int
    "Weight of what is dear to work out and stands in no list."
    weights: int
    "Of what stands in lists."
    listed: int
    "Items of lists, by the sizes of pages alone."

    @property
    def whole(self) -> int:
        return self.objects + self.once + self.weights

    def of(self, objects: int) -> int:
        """About what it was, when so many objects came: what stands in lists is so much less."""
        if objects >= self.objects:
            return self.whole
        return objects + self.once + -(-self.weights * objects // self.objects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What the schema says of a field."""

    weight: int = 0
    "Of answering it once, its objects aside."
    times: Count | None = None
    "How often that is done; None: once."
    size: Count | None = None
    "Items of it, or of the list right below it; None: as the field above says."


@dataclass(frozen=True, slots=True)
class Many:
    """A number that the arguments of a field give."""

    count: Count
    field: GraphQLField
    node: FieldNode

    def bound(self, literals: Literals) -> int | Size:
        """With these literals in place of its own; a number where no variable has a part in it."""
        about = cast("Mapping[str, Any]", self.field.args)
        defaults = {
            name: argument.default_value
            for name, argument in about.items()
            if argument.default_value is not Undefined
        }
        made = {
            argument.name.value: Value(
                with_literals(argument.value, literals), about[argument.name.value].type
            )
            for argument in self.node.arguments or ()
        }
        fixed = {name: one.fixed() for name, one in made.items() if not has_variable(one.node)}
        asked = [(name, one) for name, one in made.items() if name not in fixed]
        count, known = self.count, defaults | fixed
        if not asked:
            return max(0, count(known))

        def size(variables: Variables) -> int:
            found = dict(known)
            for name, one in asked:
                value = one.at(variables)
                if value is not Undefined:
                    found[name] = value
            return max(0, count(found))

        return size


class Value(NamedTuple):
    """Of an argument, as it stands in the text."""

    node: ValueNode
    type: Type

    def fixed(self) -> Any:
        return literal(self.node, self.type)

    def at(self, variables: Variables) -> Any:
        """Undefined where a variable was left out, or does not fit."""
        if isinstance(self.node, VariableNode):
            return variables.coerced.get(self.node.name.value, Undefined)
        return literal(self.node, self.type, variables.values)


@dataclass(slots=True, eq=False)
class Part:
    """What is there once for each item of a list; the whole operation is there once."""

    objects: int = 0
    weight: int = 0
    weighted: list[tuple[Many, int]] = field(default_factory=list[tuple[Many, int]])
    "Weights, as often as arguments say."
    lists: list[tuple[Many, "Part"]] = field(default_factory=list[tuple[Many, "Part"]])
    choices: list[list["Part"]] = field(default_factory=list[list["Part"]])
    "Of each, the dearest."

    def bound(self, literals: Literals) -> "Bound":
        """With these literals in place of its own; what no variable changes is added up."""
        weighted = [(many.bound(literals), weight) for many, weight in self.weighted]
        lists = [(many.bound(literals), part.bound(literals)) for many, part in self.lists]
        choices = [[one.bound(literals) for one in choice] for choice in self.choices]
        fixed = Bound(
            Price(self.objects, self.weight, 0, 0),
            tuple(one for one in weighted if is_fixed(one[0])),
            tuple(one for one in lists if is_fixed(*one)),
            tuple(tuple(one) for one in choices if is_fixed(*one)),
        )
        return Bound(
            fixed.at(NO_VARIABLES),
            tuple(one for one in weighted if not is_fixed(one[0])),
            tuple(one for one in lists if not is_fixed(*one)),
            tuple(tuple(one) for one in choices if not is_fixed(*one)),
        )


@dataclass(frozen=True, slots=True)
class Bound:
    """What is left for the variables to say."""

    own: Price
    weighted: tuple[tuple[int | Size, int], ...] = ()
    lists: tuple[tuple[int | Size, "Bound"], ...] = ()
    choices: tuple[tuple["Bound", ...], ...] = ()

    @property
    def is_fixed(self) -> bool:
        return not (self.weighted or self.lists or self.choices)

    def at(self, variables: Variables) -> Price:
        """The price for these variables."""
        if self.is_fixed:
            return self.own
        objects, once, weights, listed = self.own
        for size, weight in self.weighted:
            once += weight * (size if isinstance(size, int) else size(variables))
        for size, item in self.lists:
            times = size if isinstance(size, int) else size(variables)
            one = item.at(variables)
            objects += times * (1 + one.objects)
            weights += times * (one.once + one.weights)
            listed += times * (1 + one.listed)
        for choice in self.choices:
            some = [one.at(variables) for one in choice]
            objects += max(one.objects for one in some)
            once += max(one.once for one in some)
            weights += max(one.weights for one in some)
            listed += max(one.listed for one in some)
        return Price(objects, once, weights, listed)


def is_fixed(*parts: int | Size | Bound) -> bool:
    return all(
        part.is_fixed if isinstance(part, Bound) else isinstance(part, int) for part in parts
    )
