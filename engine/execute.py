"""What is remembered of one schema's documents, and how they are run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema
from strawberry.schema import Schema

from engine.arguments import Variables
from engine.documents import Documents, Operation, Text
from engine.fields import BatchContext
from engine.plan import Planner, Unplannable
from engine.run import Plan, Run, answer
from engine.tree import fetches
from engine.write import query_code, value_code


@dataclass(slots=True)
class Counts:
    """How operations, or values of root fields, were answered so far."""

    answered: int = 0
    handed_over: int = 0
    "Begun here and completed by graphql-core."
    unplanned: int = 0
    "Left to graphql-core from the start."


class EngineContext(BatchContext, Protocol):
    """The context of an operation that an engine may run."""

    engine: "Engine | None"
    "None: graphql-core answers alone."


@dataclass(frozen=True, slots=True)
class Ready:
    """A request that can be run at once."""

    text: Text
    plan: Plan
    variables: Variables
    operation: Operation


class Engine:
    """Plans and runs the operations of one schema; serves all viewers, for a plan knows none."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.core: GraphQLSchema = schema._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way
        self.documents = Documents(self.core)
        self.counts = Counts()

    def ready(self, text: str, name: str | None, given: Mapping[str, Any]) -> Ready | None:
        """A query whose document was found valid before; None where graphql-core must look first.

        The name is that of the operation, `given` are its variables as they came.
        """
        known = self.documents.find(text)
        operation = known and known.document.operation(name)
        if known is None or operation is None or not operation.is_query:
            return None
        variables = operation.variables.read(given)
        plan = variables and self.query(known, operation, variables)
        return (
            Ready(known, plan, variables, operation)
            if variables and isinstance(plan, Plan)
            else None
        )

    def query(self, text: Text, operation: Operation, variables: Variables) -> Plan | str:
        """The plan of a query; a text says why there is none."""

        def make() -> Plan:
            planner = self._planner(text, operation, variables)
            selection = planner.query(cast("GraphQLObjectType", self.core.query_type))
            code, python = query_code(selection)
            reads = tuple(fetches(selection))
            return Plan(code=code, python=python, fetches=reads, sites=planner.sites)

        return text.document.plan(operation.place(variables), lambda: attempted(make))

    def value(
        self, text: Text, operation: Operation, variables: Variables, *, key: str
    ) -> Plan | str:
        """The plan that completes the value of the root field of this name in the response."""

        def make() -> Plan:
            planner = self._planner(text, operation, variables)
            field = planner.value(key)
            code, python = value_code(field)
            reads = tuple(fetches(field.inside))
            return Plan(code=code, python=python, fetches=reads, sites=planner.sites)

        place = (key, operation.place(variables))
        return text.document.plan(place, lambda: attempted(make))

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
        """Run a plan; what was read of an irregular answer is left in the context."""
        run = Run(context=context, variables=ready.variables)
        await context.run(answer(ready.plan, run, ready.text, root=root, then=then))
        if run.failure is None:
            self.counts.answered += 1
        else:
            self.counts.handed_over += 1
            context.kept = run.kept
        return run


def attempted(make: Callable[[], Plan]) -> Plan | str:
    """The plan, or why there can be none."""
    try:
        return make()
    except (
        GraphQLError,
        Unplannable,
    ) as why:  # null given to a condition, say: told where it is met
        return str(why)
    except (RecursionError, SyntaxError):
        return "nested too deeply for Python"
