"""One request and its answer: bounded on the way in, with safe headers on the way out."""

from collections.abc import Awaitable, Sequence
from operator import itemgetter
from random import getrandbits
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from api.compression import compressed, is_large
from api.media import takes_gzip
from resolvers.context import Context

if TYPE_CHECKING:
    from api.auth import Remembered

MAX_BODY = 1_000_000  # bytes: the largest note we take, and far above any document worth running
ID_BITS = 48  # twelve digits: enough to find a line in the log of years; no secret

# Everything the console page needs comes from this server, and nothing else is ever loaded.
SAFE_HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cache-control": b"private, no-cache",
    # Of what makes one answer another: said everywhere, since nothing of ours is kept for others.
    b"vary": b"Accept, Accept-Encoding, Authorization, Origin",
}
SAFE = tuple(SAFE_HEADERS.items())
NAME = itemgetter(0)

Headers = Sequence[tuple[bytes, bytes]]


class Exchange:
    """A request as it came, and how far its answer is."""

    status = 0
    "Of the answer; 0 until it has begun."
    shared: Headers = ()
    "Headers that let a page of another origin read the answer."
    known: "Remembered | None" = None
    "Who asks, as far as the head has told."
    context: Context | None = None
    "Of the operation, once there is one."
    _taken = 0
    _held: Message | None = None
    "The head of an answer that is compressed once its body is there."

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, most: int = MAX_BODY) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        "Below where we are mounted, if we are."
        self.most = most
        "Bytes of a request."
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        "By name in lower case; of several with one name the last."
        self.id = f"{getrandbits(ID_BITS):012x}"
        self.state: dict[str, Any] = scope.setdefault("state", {})
        "What the application made at its start, and `request_id`."
        self.state["request_id"] = self.id
        self.unbounded = receive
        "As the server gave it: what comes next, once there is a whole body."
        self._send = send

    async def receive(self) -> Message:
        """What comes next; raises HTTPException when that is more than a body may have."""
        return self._measured(await self.unbounded())

    def _measured(self, message: Message) -> Message:
        self._taken += len(message.get("body", b""))
        if self._taken > self.most:
            raise too_large(self.most)
        return message

    async def body(self) -> bytes:
        """All of it; raises ClientDisconnect when the caller leaves before its end."""
        parts: list[bytes] = []
        while True:
            message = self._measured(await self.unbounded())
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)

    def send(self, message: Message) -> Awaitable[None]:
        """One part of the answer; headers that make it safe stand above any other of their name."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = message["headers"]
            if not SAFE_HEADERS.keys().isdisjoint(map(NAME, own)):
                own = [header for header in own if header[0] not in SAFE_HEADERS]
            named = (b"x-request-id", self.id.encode())
            message["headers"] = [*own, *SAFE, *self.shared, named]
            if takes_gzip(self.headers.get(b"accept-encoding", b"")) and is_large(message):
                self._held = message
                return done()
        elif self._held:
            return self._send_held(self._held, message)
        return self._send(message)

    async def _send_held(self, start: Message, rest: Message) -> None:
        """The head that was held back, and what was held for: a body that has come whole."""
        self._held = None
        if not rest.get("more_body", False) and rest.get("body"):
            start, rest = await compressed(start, rest)
        await self._send(start)
        await self._send(rest)


async def done() -> None:
    """Nothing is left to wait for."""


def too_large(most: int) -> HTTPException:
    return HTTPException(413, f"A request has at most {most:,} bytes.")
