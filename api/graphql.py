"""/graphql: each request is one operation, with one context: one instant, one snapshot."""

from math import ceil
from typing import cast

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from api.failures import BAD_USER_INPUT, explained, failure, named, told
from api.limits import bounded
from api.operation import Begin
from api.pages import CONSOLE
from api.straight import answerable, straight
from domain.errors import Overloaded
from resolvers.context import Context

METHODS = "GET, HEAD, POST"
METHOD_NOT_ALLOWED = 405
SERVICE_UNAVAILABLE = 503


class GraphQLEdge(GraphQL[Context, None]):
    """Strawberry's view, with our words for failures and our console for people."""

    def __init__(self, schema: Schema, begin: Begin) -> None:
        super().__init__(bounded(schema), graphql_ide=None, subscription_protocols=())
        self.begin = begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page for GET without a query; else the answer of an operation, or why there is none."""
        request = Request(scope, receive)
        try:
            response = await self.answer(request)
        except HTTPException as error:
            response = failure(error.status_code, told(error.reason, BAD_USER_INPUT))
            if error.status_code == METHOD_NOT_ALLOWED:
                response.headers["Allow"] = METHODS
        except Overloaded as error:
            response = failure(SERVICE_UNAVAILABLE, named(error))
            response.headers["Retry-After"] = str(ceil(error.retry_after))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        if request.method in {"GET", "HEAD"} and "query" not in request.query_params:
            return FileResponse(CONSOLE)
        body = await request.body()  # all of it, before a slow sender could hold a snapshot
        async with self.begin(request) as context:
            known = answerable(request, body, context)
            return (known and await straight(known, context)) or await self.run(
                request, context=context, root_value=None
            )

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
