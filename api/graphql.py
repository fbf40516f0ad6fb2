"""/graphql: each request is one operation, with one context: one instant, one snapshot."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from strawberry import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from api.admission import refuse_forged
from api.allowed import NOT_VALID, Gate, bounded
from api.answers import Written, answer_of, unless_known
from api.asked import Asked, is_asking, read
from api.charge import Charge, Prices
from api.exchange import Exchange
from api.failures import Refused, RequestError, explained
from api.leaving import WhileAsked
from api.limits import Limits
from api.media import JSON, chosen, takes_page
from api.newcomers import Newcomers
from api.operation import Begin, Knock, anybody
from api.pages import CONSOLE
from api.persisted import Persisted
from api.settings import Settings
from api.straight import straight
from resolvers.context import Context
from schema.build import core_of

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
        *,
        knock: Knock = anybody,
    ) -> None:
        self.begin = begin
        self.knock = knock
        self.persisted = persisted or Persisted()
        settings = settings or Settings()
        self.gate = Gate(settings)
        self.schema = bounded(schema, self.gate)
        self.limits = Limits(settings)
        self.newcomers = Newcomers(core_of(schema), self.limits)
        self.prices = Prices(settings)
        self.seconds = settings.time_limit

    async def answer(self, exchange: Exchange) -> None:
        """A page for GET without a query; else the answer of an operation."""
        answered = self.operation if exchange.method == "POST" else self.page
        response = await answered(exchange)
        await response(exchange.scope, exchange.receive, exchange.send)

    async def page(self, exchange: Exchange) -> Response:
        """Of an address: our console, or the answer of the operation it asks for.

        Who takes JSON and no page is a program that forgot its query, and is told so.
        """
        if exchange.method not in METHODS:
            raise HTTPException(405, headers={"Allow": ", ".join(METHODS)})
        is_person = takes_page(exchange.headers.get(b"accept", b"*/*"))
        if is_person and not is_asking(exchange.scope["query_string"]):
            return FileResponse(CONSOLE)
        answer = await self.operation(exchange)
        if answer.status_code != OK:
            return answer
        return unless_known(exchange.headers.get(b"if-none-match", b"").decode("latin-1"), answer)

    async def operation(self, exchange: Exchange) -> Response:
        """Raises HTTPException where there is none, and what keeps it from running."""
        media = chosen(exchange.headers.get(b"accept", JSON))
        if media is None:
            raise HTTPException(406, "Answers are application/graphql-response+json or JSON.")
        refuse_forged(exchange)
        await self.knock(exchange)
        body = await exchange.body()  # all of it, before a slow sender could hold a snapshot
        asked = read(exchange, body)
        if asked.variables:
            self.limits.refuse_values(asked.variables)
        may_change = exchange.method == "POST"

        async def operate(context: Context) -> Response:
            text = self.persisted.text_of(asked, exchange.id)  # nobody else gives us documents
            self.limits.refuse_long(text)
            charge = Charge(self.prices, context.viewer.token)
            context.admit = charge.admit
            context.write = partial(watch.writing, context.write)
            if self.meet(text, asked, context, charge, may_change=may_change):
                body = await straight(text, asked, context, self.gate, may_change=may_change)
                if body is not None:
                    return Written(charge.settled(body), media)
                refuse_unwritten(watch, charge)
            result = await self.run(text, asked, context, may_change=may_change)
            refuse_unwritten(watch, charge)
            if charge.refusal:
                raise charge.refusal
            errors = [explained(error, exchange.id) for error in result.errors or ()]
            errors = self.gate.dressed(errors, context.viewer)
            body, status = answer_of(result, errors, media)
            return Written(charge.settled(body), media, status)

        with WhileAsked(exchange.unbounded, self.seconds) as watch:
            return await self.begin(exchange, operate)

    def meet(
        self, text: str, asked: Asked, context: Context, charge: Charge, *, may_change: bool
    ) -> bool:
        """Whether the document was known already; raises what keeps a new one from being run."""
        documents = context.engine and context.engine.documents
        if documents and documents.holds(text):
            return True
        try:
            self.newcomers.refuse_again(text, asked, charge)
            if documents and documents.find(text):
                return True
            document = self.newcomers.read(text, asked, charge, may_change=may_change)
        except Refused as why:
            if why.by_rules and context.viewer.is_customer:
                raise RequestError(NOT_VALID) from why
            raise Refused(self.gate.dressed(why.errors, context.viewer)) from why
        if documents and document:
            documents.add(text, document)
        return False

    async def run(
        self, text: str, asked: Asked, context: Context, *, may_change: bool
    ) -> ExecutionResult:
        """The long way: parsed, found valid, and run; raises what keeps it from being run."""
        try:
            return await self.schema.execute(
                text,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.name,
                allowed_operation_types=CHANGING if may_change else READING,
            )
        except CannotGetOperationTypeError as error:
            raise RequestError(error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise HTTPException(
                    405, "A mutation is sent by POST.", {"Allow": "POST"}
                ) from error
            raise HTTPException(400, NEEDS_STREAM) from error


def refuse_unwritten(watch: WhileAsked, charge: Charge) -> None:
    """Raises what turned a mutation away before anything was written: all may be sent again."""
    if watch.refused:
        charge.give_back()
        raise watch.refused
