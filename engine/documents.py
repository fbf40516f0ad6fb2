"""Documents that were found valid, their plans, and the texts that lead to them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from graphql import (
    ConstValueNode,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    GraphQLSchema,
    IntValueNode,
    Location,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails

from engine.arguments import NO_LITERALS, Literals, VariableReader, Variables
from engine.inputs import literal
from engine.kinds import Type
from engine.lru import Lru
from engine.price import Bound, Part, Price
from engine.pricing import Pricing
from engine.run import Plan, Spelt
from engine.text import MOST_TOKENS, Literal, Normal, normal
from engine.touched import fragments_of, touched

P = TypeVar("P")
MOST_TEXTS = 2000
HEAVIEST_TEXTS = 2_000_000  # characters
MOST_DOCUMENTS = 500
HEAVIEST_DOCUMENTS = 200_000  # characters; a parsed one takes some 100 bytes for each
MOST_PLANS = 32  # of one document: its operations, times what steers @skip and @include
NODE: Mapping[str, Callable[..., ConstValueNode]] = {
    "int": IntValueNode,
    "float": FloatValueNode,
    "string": partial(StringValueNode, block=False),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document."""

    node: OperationDefinitionNode
    name: str | None
    kind: OperationType
    variables: VariableReader
    steering: tuple[str, ...]
    "Variables that decide what is selected; a plan holds for one set of their values."
    touches: Callable[[], frozenset[str]]
    "The parts of the schema it touches (engine.touched)."
    _judged: dict[object, Any] = field(default_factory=dict[object, Any])

    def judged(self, judge: Callable[[frozenset[str]], T]) -> T:
        """What this function makes of all it touches; asked once."""
        if judge not in self._judged:
            self._judged[judge] = judge(self.touches())
        return self._judged[judge]

    def place(self, variables: Variables) -> Hashable:
        """Where its plan is kept among those of the document."""
        if not self.steering:
            return self.name
        return (self.name, *(variables.coerced.get(steering) for steering in self.steering))


class Document:
    """A valid document; texts that differ in literals or blanks alone share it."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode, own: Normal) -> None:
        self._schema = schema
        self.node = node
        self._own = own
        self._plans: Lru[Hashable, Any] = Lru(most=MOST_PLANS, heaviest=MOST_PLANS)
        self._prices: Lru[Hashable, Part] = Lru(most=MOST_PLANS, heaviest=MOST_PLANS)
        spread = fragments_of(node)
        self.fragments = {name: FragmentDetails(one) for name, one in spread.items()}
        steering = steering_of(node)
        operations = [
            Operation(
                one,
                one.name.value if one.name else None,
                one.operation,
                VariableReader(schema, one),
                steering,
                partial(touched, schema, one, spread),
            )
            for one in node.definitions
            if isinstance(one, OperationDefinitionNode)
        ]
        self.operations = {one.name: one for one in operations}
        self._only = operations[0] if len(operations) == 1 else None

    def operation(self, name: str | None) -> Operation | None:
        """The one of that name; without a name, the only one."""
        return self._only if name is None else self.operations.get(name)

    def plan(self, place: Hashable, make: Callable[..., P | str], *given: Any) -> P | str:
        """A plan, made when it is first asked for; a text says why there is none."""
        found = self._plans.get(place)
        if found is None:
            found = make(*given)
            self._plans.put(place, found)
        return found

    def price(self, operation: Operation, variables: Variables) -> Part:
        """What an operation costs, made when it is first asked for; raises TooWide."""
        place = operation.place(variables)
        found = self._prices.get(place)
        if found is None:
            fragments = {name: details.definition for name, details in self.fragments.items()}
            pricing = Pricing(schema=self._schema, fragments=fragments, variables=variables.coerced)
            found = pricing.whole(operation.node)
            self._prices.put(place, found)
        return found

    def literals(self, others: Sequence[Literal]) -> Literals | None:
        """Another text's literals in place of its own; None where one of them does not fit."""
        if self._slots is None:
            return None
        found: dict[int, ValueNode] = {}
        for (node, type_), other in zip(self._slots, others, strict=True):
            made = NODE[other.kind](value=other.value)
            if literal(made, type_) is Undefined:
                return None
            found[id(node)] = made
        return found

    @cached_property
    def _slots(self) -> Sequence[tuple[ValueNode, Type]] | None:
        """Where its literals stand and what they must be; None where others may not stand there.

        Fields that are merged must have the same arguments, so there a literal is part of the
        document.
        """
        finder = Finder(self._schema)
        visit(self.node, TypeInfoVisitor(finder.types, finder))
        if finder.repeated_with_arguments:
            return None
        return [finder.found[literal.start] for literal in self._own.literals]


class Finder(Visitor):
    """Finds the literals of a document, each with the type asked for at its place."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.types = TypeInfo(schema)
        self.found: dict[int, tuple[ValueNode, Type]] = {}
        self._shown: dict[str, bool] = {}
        self.repeated_with_arguments = False

    def enter_field(self, node: FieldNode, *_: object) -> None:
        key = (node.alias or node.name).value
        has_arguments = bool(node.arguments)
        if key in self._shown and (has_arguments or self._shown[key]):
            self.repeated_with_arguments = True
        self._shown[key] = has_arguments or self._shown.get(key, False)

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        self._enter(node)

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        self._enter(node)

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        self._enter(node)

    def _enter(self, node: ValueNode) -> None:
        location = cast("Location", node.loc)
        self.found[location.start] = (node, cast("Any", self.types).get_input_type())


class Text:
    """One spelling of a document, with its literals."""

    def __init__(
        self, document: Document, literals: Literals = NO_LITERALS, *, is_own: bool = False
    ) -> None:
        self.document = document
        self.is_own = is_own
        "Whether the document was parsed from this text, places included."
        self._literals = literals
        self._spelt = WeakKeyDictionary[Plan, Spelt]()
        "As long as the document keeps the plan: one takes some 60 KB."
        self._prices: dict[Hashable, Bound] = {}

    def spelt(self, plan: Plan) -> Spelt:
        """What this text asks of the plan; raises where its literals do not fit."""
        found = self._spelt.get(plan)
        if found is None:
            if len(self._spelt) >= MOST_PLANS:
                self._spelt.clear()
            found = self._spelt[plan] = plan.spelt(self._literals)
        return found

    def price(self, operation: Operation, variables: Variables) -> Price:
        """What an operation costs at most in this text; raises TooWide."""
        place = operation.place(variables)
        found = self._prices.get(place)
        if found is None:
            if len(self._prices) >= MOST_PLANS:
                self._prices.clear()
            part = self.document.price(operation, variables)
            found = self._prices[place] = part.bound(self._literals)
        return found.at(variables)


class Documents:
    """The valid documents of one schema, as far as they are remembered."""

    def __init__(self, schema: GraphQLSchema, *, most_tokens: int = MOST_TOKENS) -> None:
        self._schema = schema
        self._most_tokens = most_tokens
        self._texts: Lru[str, Text] = Lru(most=MOST_TEXTS, heaviest=HEAVIEST_TEXTS)
        self._known: Lru[str, Document] = Lru(most=MOST_DOCUMENTS, heaviest=HEAVIEST_DOCUMENTS)

    def holds(self, text: str) -> bool:
        """Whether this very text is remembered."""
        return text in self._texts

    def find(self, text: str) -> Text | None:
        """What this text is, if it or one that differs in literals or blanks was found valid."""
        found = self._texts.get(text)
        if found is None:
            own = normal(text, self._most_tokens)
            document = own and self._known.get(own.key)
            literals = document.literals(own.literals) if own and document else None
            if document is not None and literals is not None:
                found = self._remember(text, Text(document, literals))
        return found

    def add(self, text: str, node: DocumentNode) -> None:
        """Remember a document that was found valid."""
        own = normal(text, self._most_tokens)
        if own is None:
            return
        document = self._known.get(own.key)
        literals = document.literals(own.literals) if document else None
        if document is not None and literals is not None:
            self._remember(text, Text(document, literals))
            return
        document = Document(self._schema, node, own)
        self._known.put(own.key, document, weight=len(text))
        self._remember(text, Text(document, is_own=True))

    def _remember(self, text: str, found: Text) -> Text:
        self._texts.put(text, found, weight=len(text))
        return found


def steering_of(node: DocumentNode) -> tuple[str, ...]:
    """Variables that stand in a directive."""
    found: dict[str, None] = {}

    class Steering(Visitor):
        def enter_directive(self, directive: Any, *_: object) -> None:
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    found[argument.value.name.value] = None

    visit(node, Steering())
    return tuple(found)
