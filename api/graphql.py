"""/graphql: each request is one operation, with one context: one instant, one snapshot."""

from typing import cast

import orjson
from cross_web import HTTPException
from starlette import exceptions
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from api.exchange import Exchange
from api.failures import explained
from api.leaving import WhileAsked
from api.limits import bounded
from api.operation import Begin
from api.pages import CONSOLE
from api.straight import straight
from resolvers.context import Context

METHODS = ("GET", "HEAD", "POST")


class GraphQLEdge(GraphQL[Context, None]):
    """Strawberry's view, with our words for failures and our console for people."""

    def __init__(self, schema: Schema, begin: Begin) -> None:
        super().__init__(bounded(schema), graphql_ide=None, subscription_protocols=())
        self.begin = begin

    async def answer(self, exchange: Exchange) -> None:
        """A page for GET without a query; else the answer of an operation."""
        response = await self.answer_to(exchange)
        await response(exchange.scope, exchange.receive, exchange.send)

    async def answer_to(self, exchange: Exchange) -> Response:
        """Raises HTTPException where there is no operation, and what keeps one from running."""
        if exchange.method not in METHODS:
            raise exceptions.HTTPException(405, headers={"Allow": ", ".join(METHODS)})
        if exchange.method != "POST" and "query" not in Request(exchange.scope).query_params:
            return FileResponse(CONSOLE)
        body = await exchange.body()  # all of it, before a slow sender could hold a snapshot

        async def operate(context: Context) -> Response:
            return await straight(exchange, body, context) or await self.run(
                received(exchange, body), context=context, root_value=None
            )

        with WhileAsked(exchange.receive):
            return await self.begin(exchange, operate)

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Data and explained errors; no `data` when the operation never began."""
        errors = result.errors or []
        answer: GraphQLHTTPResponse = {}
        if errors:
            answer["errors"] = [explained(error, request.state.request_id) for error in errors]
        if result.data is not None or any(error.path for error in errors):
            answer["data"] = result.data
        return answer

    def parse_json(self, data: str | bytes) -> dict[str, object]:
        """A JSON object; orjson refuses broken UTF-8 and bottomless nesting instead of failing."""
        try:
            found = orjson.loads(data.decode() if isinstance(data, bytes) else data)
        except UnicodeDecodeError as error:
            raise HTTPException(400, "The body is not UTF-8 text.") from error
        except orjson.JSONDecodeError as error:
            raise HTTPException(400, f"This is not JSON: {error}.") from error
        if isinstance(found, list):
            raise HTTPException(400, "Send one operation for each request; there are no batches.")
        if not isinstance(found, dict):
            raise HTTPException(400, 'A request is a JSON object: {"query": "...", ...}.')
        return cast("dict[str, object]", found)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def received(exchange: Exchange, body: bytes) -> Request:
    """The request for Strawberry, whose body is here already."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(exchange.scope, receive)
