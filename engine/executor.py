"""graphql-core's executor, with the engine in it: the way of every transport and every event."""

from collections.abc import Callable, Generator
from inspect import isawaitable
from typing import Any, cast

from graphql import ExecutionResult, GraphQLResolveInfo, OperationType
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from engine.arguments import Variables
from engine.documents import Operation, Text
from engine.execute import Engine, EngineContext, Ready
from engine.kinds import Type
from engine.price import Price
from engine.pricing import price_of
from engine.run import as_it_is

Otherwise = Callable[[], Any]
Known = tuple[Engine, Text, Operation, Variables]


class EngineExecutor(StrawberryGraphQLCoreExecutionContext):
    """Answers queries and mutations, and completes events, with the context's engine."""

    def execute_operation(self, serially: bool | None = None) -> Any:  # noqa: FBT001 - graphql-core's own
        """The whole operation at once, unless it was handed over; of an event, its value."""
        found = self._known()
        self.context_value.admit(lambda: self._price(found))  # raises for what is too dear
        if found is None or self._is_event or self.context_value.kept is not None:
            return super().execute_operation(serially)
        engine, text, operation, variables = found
        ready = engine.planned(text, operation, variables)
        if isinstance(ready, str):
            engine.counts.unplanned += 1
            return super().execute_operation(serially)
        return self._answer(engine, ready)

    async def _answer(self, engine: Engine, ready: Ready) -> Any:
        run = await engine.run(ready, self.context_value, as_it_is)
        if run.failure is None:
            return ExecutionResult(run.answer, None)
        result: Any = super().execute_operation()
        return await result if isawaitable(result) else result

    def complete_value(  # noqa: PLR0917 - graphql-core's own
        self,
        return_type: Type,
        field_details_list: list[FieldDetails],
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """What an event brings is completed by the engine."""

        def otherwise() -> Any:
            reference: Any = super(EngineExecutor, self)
            return reference.complete_value(
                return_type, field_details_list, info, path, result, position_context
            )

        is_root = path.prev is None and return_type is cast("Any", info.return_type)
        if not is_root or self.operation.operation is OperationType.QUERY:
            return otherwise()
        self.context_value.loaders.clear()  # they remember what was so before this field
        found = self._known() if self._is_event else None
        if found is None or isinstance(result, Exception):
            return otherwise()
        engine, text, operation, variables = found
        plan = engine.value(text, operation, variables, key=str(path.key))
        if isinstance(plan, str):
            engine.counts.unplanned += 1
            return otherwise()
        return self._complete(engine, Ready(text, plan, variables, operation), result, otherwise)

    async def _complete(
        self, engine: Engine, ready: Ready, value: Any, otherwise: Otherwise
    ) -> Any:
        run = await engine.run(ready, self.context_value, as_it_is, value)
        if run.failure is None:
            return run.answer
        completed = otherwise()
        return await completed if isawaitable(completed) else completed

    @property
    def _is_event(self) -> bool:
        return self.operation.operation is OperationType.SUBSCRIPTION

    def _price(self, found: Known | None) -> Price:
        """Of a document nobody remembers as well."""
        values = self.variable_values
        if found:
            return found[1].price(found[2], found[3])
        return price_of(self.schema, self.operation, self.fragment_definitions, values)

    def _known(self) -> Known | None:
        """The document, as far as the engine may and can answer it."""
        context = cast("EngineContext", self.context_value)
        engine = getattr(context, "engine", None)
        if engine is None or self._is_watched():
            return None
        source = self.operation.loc and self.operation.loc.source
        text = engine.documents.find(source.body) if source else None
        name = self.operation.name and self.operation.name.value
        operation = text and text.document.operation(name)
        if text is None or operation is None:
            return None
        values = self.variable_values
        return engine, text, operation, Variables(values.coerced, lambda: values)

    def _is_watched(self) -> bool:
        """Whether an extension wants to see each field resolved."""
        return bool(self.middleware_manager and self.middleware_manager.middlewares)


class KnownDocuments(SchemaExtension):
    """Remembers valid documents for the engine; one it knows is neither parsed nor validated again.

    Stands behind the extensions that add rules, so that valid means valid by all of them.
    """

    def on_parse(self) -> Generator[None]:
        text, engine = self._asked()
        known = engine.documents.find(text) if engine and text else None
        if known is not None and known.is_own:
            self.execution_context.graphql_document = known.document.node
        yield

    def on_validate(self) -> Generator[None]:
        text, engine = self._asked()
        document = self.execution_context.graphql_document
        known = engine.documents.find(text) if engine and text else None
        if known is not None:
            self.execution_context.pre_execution_errors = []
        yield
        if known is None and engine and text and document and self._is_valid():
            engine.documents.add(text, document)

    def _asked(self) -> tuple[str | None, Engine | None]:
        asked = self.execution_context
        return asked.query, getattr(asked.context, "engine", None)

    def _is_valid(self) -> bool:
        return not self.execution_context.pre_execution_errors
