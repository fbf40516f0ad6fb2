"""What holds for every request: an id, a line in the log, safe headers, a bounded body."""

import logging
from asyncio import CancelledError
from collections.abc import Mapping
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.failures import BAD_USER_INPUT, failure, internal, told

MAX_BODY = 1_000_000  # bytes: the largest note we take, and far above any document worth running
MS = 1000
CLIENT_GONE = 499  # nobody is told; the log is
OURSELVES = ("127.0.0.1", "localhost")  # any other name is a page that rebinds DNS to reach us

# Everything the console page needs comes from this server, and nothing else is ever loaded.
SAFE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}

SAFE = {name.lower().encode(): value.encode() for name, value in SAFE_HEADERS.items()}
REQUEST_ID = b"x-request-id"

STOPPING = told("The server is stopping; ask again in a moment.", "OVERLOADED")

log = logging.getLogger("bellwether.request")


class Edge:
    """The outermost layer: whatever happens inside, the caller gets JSON and the log a line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = [(name, value) for name, value in message["headers"] if name not in SAFE]
                message["headers"] = [*own, *SAFE.items(), (REQUEST_ID, request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except CancelledError:  # the server stops, and this request took too long to wait for
            if not status:
                await failure(503, STOPPING)(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - the last resort: masked here, whole in the log
            masked = internal(error, request_id)
            if not status:
                await failure(500, masked)(scope, receive, answer)
        finally:
            said = (scope["method"], scope["path"], status, (perf_counter() - started) * MS)
            log.info("id=%s method=%s path=%a status=%d ms=%.1f", request_id, *said)


class BoundedBody:
    """Refuses a body above MAX_BODY, announced or not, before it is held in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        too_large = HTTPException(413, f"A request has at most {MAX_BODY:,} bytes.")
        announced = Headers(scope=scope).get("content-length", "0")
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            if int(announced) > MAX_BODY:
                raise too_large
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY:
                raise too_large
            return message

        await self.app(scope, bounded, send)


async def refused(_: Request, error: Exception) -> Response:
    """No such page, method not allowed, body too large: in the shape of every other failure."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    answer = failure(error.status_code, told(error.detail, BAD_USER_INPUT))
    answer.headers.update(error.headers or {})
    return answer


async def gone(_: Request, __: Exception) -> Response:
    """The caller left in the middle of the body; this is read in the log only."""
    return Response(status_code=CLIENT_GONE)


LAYERS = (
    Middleware(Edge),
    Middleware(TrustedHostMiddleware, allowed_hosts=OURSELVES, www_redirect=False),
    Middleware(BoundedBody),
)
"""Outermost first."""
REFUSALS = {HTTPException: refused, ClientDisconnect: gone}
