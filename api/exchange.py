"""One request and its answer: bounded on the way in, with safe headers on the way out."""

from collections.abc import Awaitable, Sequence
from secrets import token_hex
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
ID_BYTES = 6  # twelve digits: enough to find a line in the log of years

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

Headers = Sequence[tuple[bytes, bytes]]


class Exchange:
    """A request as it came, and how far its answer is."""

    __slots__ = (
        *("_held", "_send", "_taken"),
        *(
            "context",
            "headers",
            "id",
            "known",
            "most",
            "scope",
            "shared",
            "state",
            "status",
            "unbounded",
        ),
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, most: int = MAX_BODY) -> None:
        self.scope = scope
        self.most = most
        "Bytes of a request."
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        "By name in lower case; of several with one name the last."
        self.id = token_hex(ID_BYTES)
        self.state: dict[str, Any] = scope.setdefault("state", {})
        "What the application made at its start, and `request_id`."
        self.state["request_id"] = self.id
        self.status = 0
        "Of the answer; 0 until it has begun."
        self.shared: Headers = ()
        "Headers that let a page of another origin read the answer."
        self.known: Remembered | None = None
        "Who asks, as far as the head has told."
        self.context: Context | None = None
        "Of the operation, once there is one."
        self.unbounded = receive
        "As the server gave it: what comes next, once there is a whole body."
        self._send = send
        self._taken = 0
        self._held: Message | None = None
        "The head of an answer that is compressed once its body is there."

    @property
    def method(self) -> str:
        return self.scope["method"]

    @property
    def path(self) -> str:
        """Below where we are mounted, if we are."""
        return self.scope["path"].removeprefix(self.scope.get("root_path", ""))

    async def receive(self) -> Message:
        """What comes next; raises HTTPException when that is more than a body may have."""
        message = await self.unbounded()
        self._taken += len(message.get("body", b""))
        if self._taken > self.most:
            raise too_large(self.most)
        return message

    async def body(self) -> bytes:
        """All of it; raises ClientDisconnect when the caller leaves before its end."""
        parts: list[bytes] = []
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)

    def send(self, message: Message) -> Awaitable[None]:
        """One part of the answer; headers that make it safe stand above any other of their name."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = [header for header in message["headers"] if header[0] not in SAFE_HEADERS]
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
