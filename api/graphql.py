"""/graphql: each request is one operation, with one context: one instant, one snapshot."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from strawberry import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from api.admission import refuse_forged
from api.answers import Written, answer_of, unless_known
from api.asked import Asked, is_asking, read, refuse_controls
from api.charge import Charge, Prices
from api.exchange import Exchange
from api.failures import RequestError
from api.leaving import WhileAsked
from api.limits import Limits, bounded
from api.media import JSON, chosen
from api.operation import Begin
from api.pages import CONSOLE
from api.persisted import Persisted
from api.settings import Settings
from api.straight import straight
from resolvers.context import Context

METHODS = ("GET", "HEAD", "POST")
OK = 200
READING = {OperationType.QUERY}
CHANGING = {OperationType.QUERY, OperationType.MUTATION}
NEEDS_STREAM = (
    "A subscription needs a stream, a WebSocket or server-sent events; "
    "a plain request has one answer."
)


class GraphQLEdge:
    """Answers operations, and shows people our console."""

    def __init__(
        self,
        schema: Schema,
        begin: Begin,
        persisted: Persisted | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.schema = bounded(schema)
        self.begin = begin
        self.persisted = persisted or Persisted()
        settings = settings or Settings()
        self.limits = Limits(settings)
        self.prices = Prices(settings)
        self.seconds = settings.time_limit

    async def answer(self, exchange: Exchange) -> None:
        """A page for GET without a query; else the answer of an operation."""
        response = await self.answer_to(exchange)
        await response(exchange.scope, exchange.receive, exchange.send)

    async def answer_to(self, exchange: Exchange) -> Response:
        """Raises HTTPException where there is no operation, and what keeps one from running."""
        if exchange.method == "POST":
            return await self.operation(exchange)
        if exchange.method not in METHODS:
            raise HTTPException(405, headers={"Allow": ", ".join(METHODS)})
        if not is_asking(exchange.scope["query_string"]):
            return FileResponse(CONSOLE)
        answer = await self.operation(exchange)
        if answer.status_code != OK:
            return answer
        return unless_known(exchange.headers.get(b"if-none-match", b"").decode("latin-1"), answer)

    async def operation(self, exchange: Exchange) -> Response:
        media = chosen(exchange.headers.get(b"accept", JSON))
        if media is None:
            raise HTTPException(406, "Answers are application/graphql-response+json or JSON.")
        refuse_forged(exchange)
        body = await exchange.body()  # all of it, before a slow sender could hold a snapshot
        asked = read(exchange, body)
        if asked.variables:
            self.limits.refuse_values(asked.variables)
        allowed = CHANGING if exchange.method == "POST" else READING

        async def operate(context: Context) -> Response:
            text = self.persisted.text_of(asked, exchange.id)  # nobody else gives us documents
            self.limits.refuse_long(text)
            charge = Charge(self.prices, context.viewer.token)
            context.admit = charge.admit
            context.write = partial(watch.writing, context.write)
            body = await straight(text, asked, context, may_change=allowed is CHANGING)
            if body is not None:
                return Written(charge.settled(body), media)
            engine = context.engine
            is_known = engine is not None and engine.documents.find(text) is not None
            if not is_known and context.kept is None:  # else it was held against them, and ran
                charge.read(lambda: self.limits.refuse_large(text))
                refuse_controls(text)
            result = await self.run(text, asked, allowed, context)
            if charge.refusal:
                raise charge.refusal
            body, status = answer_of(result, exchange.id, media)
            return Written(charge.settled(body), media, status)

        with WhileAsked(exchange.unbounded, self.seconds) as watch:
            return await self.begin(exchange, operate)

    async def run(
        self,
        text: str,
        asked: Asked,
        allowed: set[OperationType],
        context: Context,
    ) -> ExecutionResult:
        """The long way: parsed, found valid, and run; raises what keeps it from being run."""
        try:
            return await self.schema.execute(
                text,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.name,
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError as error:
            raise RequestError(error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise HTTPException(
                    405, "A mutation is sent by POST.", {"Allow": "POST"}
                ) from error
            raise HTTPException(400, NEEDS_STREAM) from error
