"""What is remembered of one schema's documents, and how they are run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from graphql import GraphQLError, GraphQLSchema, OperationType
from strawberry.schema import Schema

from engine.acts import Acts, Step, carry_out
from engine.arguments import Variables
from engine.documents import Documents, Operation, Text
from engine.fields import BatchContext
from engine.plan import Planner, Unplannable
from engine.price import Price
from engine.run import Plan, Run, answer
from engine.text import MOST_TOKENS
from engine.tree import fetches
from engine.write import query_code, value_code

P = TypeVar("P")


@dataclass(slots=True)
class Counts:
    """How operations, or events of subscriptions, were answered so far."""

    answered: int = 0
    handed_over: int = 0
    "Begun here and completed by graphql-core."
    unplanned: int = 0
    "Left to graphql-core from the start."


class EngineContext(BatchContext, Protocol):
    """The context of an operation that an engine may run."""

    engine: "Engine | None"
    "None: graphql-core answers alone."

    def admit(self, price: Callable[[], Price], /) -> None:
        """Called before anything runs, again by whoever goes on with it; raises what refuses it."""
        ...


class Ready(NamedTuple):
    """A request that can be run at once."""

    text: Text
    plan: Plan | Acts
    variables: Variables
    operation: Operation

    def price(self) -> Price:
        """What it costs at most; raises TooWide."""
        return self.text.price(self.operation, self.variables)


class Engine:
    """Plans and runs the operations of one schema; serves all viewers, for a plan knows none."""

    def __init__(self, schema: Schema, *, most_tokens: int = MOST_TOKENS) -> None:
        self._schema = schema
        self.core: GraphQLSchema = schema._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way
        self.documents = Documents(self.core, most_tokens=most_tokens)
        self.counts = Counts()

    def ready(self, text: str, name: str | None, given: Mapping[str, Any]) -> Ready | None:
        """What can be run at once, its document found valid before; None: graphql-core looks first.

        The name is that of the operation, `given` are its variables as they came.
        """
        known = self.documents.find(text)
        operation = known and known.document.operation(name)
        if known is None or operation is None or operation.kind is OperationType.SUBSCRIPTION:
            return None
        variables = operation.variables.read(given)
        found = variables and self.planned(known, operation, variables)
        return found if isinstance(found, Ready) else None

    def planned(self, text: Text, operation: Operation, variables: Variables) -> Ready | str:
        """A query or a mutation; a text says why it has no plan."""
        is_query = operation.kind is OperationType.QUERY
        plan = (self.query if is_query else self.mutation)(text, operation, variables)
        return plan if isinstance(plan, str) else Ready(text, plan, variables, operation)

    def query(self, text: Text, operation: Operation, variables: Variables) -> Plan | str:
        """The plan of a query; a text says why there is none."""
        place = operation.place(variables)
        return text.document.plan(place, attempted, self._query, text, operation, variables)

    def _query(self, text: Text, operation: Operation, variables: Variables) -> Plan:
        planner = self._planner(text, operation, variables)
        selection = planner.query()
        code, python = query_code(selection)
        reads = tuple(fetches(selection))
        return Plan(code=code, python=python, fetches=reads, sites=planner.sites)

    def mutation(self, text: Text, operation: Operation, variables: Variables) -> Acts | str:
        """What a mutation does, and how it is told; a text says why there is no plan."""

        def step(key: str) -> Step:
            planner = self._planner(text, operation, variables)
            act, site = planner.act(key)
            place = (planner.root.name, (key,))
            return Step(place=place, act=act, site=site, plan=value_plan(planner, key))

        def make() -> Acts:
            return Acts([step(key) for key in self._planner(text, operation, variables).roots])

        return text.document.plan(operation.place(variables), attempted, make)

    def value(
        self, text: Text, operation: Operation, variables: Variables, *, key: str
    ) -> Plan | str:
        """The plan that completes an event: the value of the root field of this name."""

        def make() -> Plan:
            return value_plan(self._planner(text, operation, variables), key)

        place = (key, operation.place(variables))
        return text.document.plan(place, attempted, make)

    def _planner(self, text: Text, operation: Operation, variables: Variables) -> Planner:
        return Planner(
            schema=self._schema,
            core=self.core,
            operation=operation.node,
            fragments=text.document.fragments,
            variables=variables.values,
        )

    async def run(
        self, ready: Ready, context: EngineContext, then: Callable[[Any], Any], root: Any = None
    ) -> Run:
        """Run a plan; what was done and read of an irregular answer is left in the context."""
        run = Run(context=context, variables=ready.variables)
        if isinstance(ready.plan, Acts):
            await carry_out(ready.plan, run, ready.text, then)
        else:
            await context.run(answer(ready.plan, run, ready.text, root=root, then=then))
        if run.failure is None:
            self.counts.answered += 1
        else:
            self.counts.handed_over += 1
            context.kept = run.kept
        return run


def value_plan(planner: Planner, key: str) -> Plan:
    """Completes the value of the root field of this name in the response; raises Unplannable."""
    field = planner.value(key)
    code, python = value_code(field)
    reads = tuple(fetches(field.inside))
    return Plan(code=code, python=python, fetches=reads, sites=planner.sites)


def attempted(make: Callable[..., P], *given: Any) -> P | str:
    """The plan, or why there can be none."""
    try:
        return make(*given)
    except (
        GraphQLError,
        Unplannable,
    ) as why:  # null given to a condition, say: told where it is met
        return str(why)
    except (RecursionError, SyntaxError):
        return "nested too deeply for Python"
