"""The outermost layer: whatever happens inside, the caller gets JSON and the log a line."""

from asyncio import CancelledError
from collections.abc import Awaitable, Iterable
from time import perf_counter

from starlette.requests import Request
from starlette.routing import Router
from starlette.types import Receive, Scope, Send

from api.admission import admit, preflight, refuse_strangers
from api.auth import Access
from api.clock import now
from api.exchange import MAX_BODY, Exchange
from api.failures import refusal
from api.graphql import GraphQLEdge
from api.media import JSON, chosen
from api.requests import Requests
from resolvers.context import Viewer

GRAPHQL = "/graphql"


class Edge:
    """Every request passes here, once: one step to GraphQL, and the router for all other pages."""

    def __init__(
        self,
        graphql: GraphQLEdge,
        others: Router,
        *,
        access: Access | None = None,
        origins: Iterable[str] = (),
        most: int = MAX_BODY,
    ) -> None:
        self.access = access
        "None: nobody needs a token."
        self.graphql = graphql
        self.others = others
        self.most = most
        self.origins = frozenset(origin.encode() for origin in origins)
        self.requests = Requests()
        self.is_draining = False
        "Whether it goes on for a moment alone, so that others learn of its end."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self  # the router then raises what is wrong, instead of writing it as text
        if scope["type"] != "http":  # our start and stop; a WebSocket, which it closes
            await self.others(scope, receive, send)
            return
        began = perf_counter()
        exchange = Exchange(scope, receive, send, most=self.most)
        try:
            await self.answered(exchange)
        except (Exception, CancelledError) as error:  # noqa: BLE001 - the last resort
            media = chosen(exchange.headers.get(b"accept", JSON)) or JSON
            response = refusal(error, exchange.id, media)
            if not exchange.status:
                await response(scope, exchange.receive, exchange.send)
        finally:
            self.requests.note(exchange, perf_counter() - began)

    def answered(self, exchange: Exchange) -> Awaitable[None]:
        """Whose answer it is; raises what keeps anybody from answering."""
        if self.access is None or self.access.is_open:
            refuse_strangers(exchange)
        admit(exchange, self.origins)
        if answer := preflight(exchange):
            return answer(exchange.scope, exchange.receive, exchange.send)
        if exchange.path.rstrip("/") == GRAPHQL:
            return self.graphql.answer(exchange)
        return self.others(exchange.scope, exchange.receive, exchange.send)

    async def viewer(self, request: Request) -> Viewer:
        """Who asks for a page; raises what Access.viewer does."""
        if self.access is None:
            return Viewer()
        headers = dict(request.headers.raw)
        return await self.access.viewer(headers, request.state.database, now())
