"""A connection that waits for its client only so long: uvicorn's, which would wait for ever.

As Apache's mod_reqtimeout does it: a head has its seconds, and what is longer has them too and more
for every byte that comes. Each connection looks at itself once a second; requests cost nothing.
"""

import logging
from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Collection, Iterable
from enum import Enum, auto
from typing import Any, NamedTuple

import orjson
from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from api.exchange import SAFE
from api.failures import BAD_USER_INPUT, told
from api.media import JSON
from api.places import Places, owner_of
from api.settings import Settings

EVERY = 1.0  # seconds from look to look
RATE = 20_000  # bytes a second, above which nobody is slow: a poor telephone line has more
LINGER = 2.0  # seconds in which a client that is refused may still read why
MOST_QUEUED = 100  # requests sent before the first is answered; browsers send none
ROOM = 10  # of so many one is ended at once when there are more, so that a flood costs little each
LATE = 408
USUAL = Places(Settings())
"Where an application has none of its own."
TRY_AGAIN, AGAIN = (429, 503), b"1"  # second
LONGEST = 120.0  # seconds for a body or an answer, however it moves
IN_ALL = "Too many connections are open; ask again in a moment."
FROM_HERE = "Too many connections are open from this address; use those, or ask again in a moment."
NO_HTTP = "This is no request of HTTP/1.1."

log = logging.getLogger("bellwether.connection")


class Awaited(Enum):
    """What a connection waits for."""

    HEAD = auto()
    REST = auto()
    "Of a request that is answered already; what comes is thrown away."
    BODY = auto()
    NEXT = auto()
    "The next request, and the clock of uvicorn runs."
    READER = auto()
    "Who does not take the answer."
    END = auto()
    "Of a connection that is closed on our side."
    US = auto()


PARTS = {Awaited.HEAD: "head", Awaited.BODY: "body"}
"Where there is somebody to tell."
State = tuple[Awaited, RequestResponseCycle | None]


class Refusal(NamedTuple):
    """What a client is told who cannot be served."""

    status: int
    why: str
    code: str


class Connection(HttpToolsProtocol):
    """With deadlines, a bound of its head, and one for how many of them are open."""

    connections: set["Connection"]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.places: Places = app_state.get("places", USUAL)
        self.owner: str | None = None
        "Whose address it comes from, as long as it takes a place."
        self.taken = 0
        "Bytes, in all."
        self.of_head = 0
        "Bytes of a head that is not complete."
        self.is_refused = False
        self._answered: RequestResponseCycle | None = None
        "The request whose answer was begun last; of several sent at once not the last."
        self._state: State = (Awaited.HEAD, None)
        self.since = self.loop.time()
        "When this state began."
        self._moved = 0
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:
        super().connection_made(transport)
        self._timer = self.loop.call_later(EVERY, self._look)
        self.owner = owner_of(self.client[0]) if self.client else ""
        self.places.take(self.owner)
        if self.places.is_crowded(self.owner):
            own = [one for one in self.connections if one.owner == self.owner]
            self._make_room(own, Refusal(429, FROM_HERE, "RATE_LIMITED"))
        elif len(self.connections) > self.places.most:
            self._make_room(self.connections, Refusal(503, IN_ALL, "OVERLOADED"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        self._stop_looking()
        self._hang_up()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.is_refused:
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as asked:
            self._upgrade(data[asked.args[0] :])
        except HttpParserError:
            self.refuse(400, NO_HTTP)
        self.taken += len(data)
        self.of_head = self.of_head + len(data) if self._is_in_head() else 0
        if self.of_head > self.places.head_limit:
            most = self.places.head_limit
            self.refuse(431, f"The head of a request has at most {most:,} bytes.")
        elif len(self.pipeline) > MOST_QUEUED:
            self.end("too many requests at once")

    def refuse(self, status: int, why: str, code: str = BAD_USER_INPUT) -> None:
        """Say why, once, and end. What still comes is read for a moment, so that it can be heard.

        Where others are still to be answered, or one is being, there is no place to say it.
        """
        if self.is_refused:
            return
        begun = self._answered
        if self.pipeline or (begun and begun.response_started and not begun.response_complete):
            self.end(why)
            return
        log.info("refused status=%d %s", status, why)
        self.is_refused = True
        self._hang_up()
        self.transport.write(spoken(status, orjson.dumps({"errors": [told(why, code)]})))
        if status == LATE:
            self.transport.close()
        else:
            self.transport.write_eof()

    def end(self, why: str) -> None:
        """At once, whatever is still to be sent."""
        log.info("ended %s", why)
        self._hang_up()
        self.connections.discard(self)
        self._leave()
        self.transport.abort()

    def _leave(self) -> None:
        if self.owner is not None:
            self.places.leave(self.owner)
            self.owner = None

    def awaits(self) -> Awaited:
        """What has to happen before this connection gets any further."""
        if self.is_refused or self.transport.is_closing():
            return Awaited.END
        if self.flow.write_paused:
            return Awaited.READER
        if self.timeout_keep_alive_task:
            return Awaited.NEXT
        if self._is_in_head():
            return Awaited.HEAD
        if self.cycle.response_complete:
            return Awaited.REST
        return Awaited.BODY if self.cycle.more_body and not self.flow.read_paused else Awaited.US

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def _hang_up(self) -> None:
        """Tell who answers that nobody hears it: uvicorn tells the last of several alone."""
        begun = self._answered
        if begun and not begun.response_complete:
            begun.disconnected = True
            begun.message_event.set()

    def _should_upgrade(self) -> bool:
        """Whatever is asked for: `_upgrade` sees to it, before the request has begun."""
        return True

    def _upgrade(self, rest: bytes) -> None:
        """To a WebSocket; any other wish is passed over, as if it had not been made.

        Java's client wishes for HTTP/2 with every request, and the parser would drop its body.
        """
        if self._get_upgrade() == b"websocket" and self._should_upgrade_to_ws():
            self._stop_looking()  # from here on the connection is another protocol's
            self._leave()
            self.handle_websocket_upgrade()
            return
        line = b"%b %b HTTP/1.1\r\n" % (self.scope["method"].encode(), self.url)
        kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = HttpRequestParser(self)
        try:
            self.parser.feed_data(b"".join([line, *kept, b"\r\n", rest]))
        except (HttpParserError, HttpParserUpgrade):  # CONNECT, or more wishes at once
            self.refuse(400, NO_HTTP)

    def _is_in_head(self) -> bool:
        """The method is known with the rest of it; the scope is new with each."""
        return not self.scope or "method" not in self.scope

    def _look(self) -> None:
        self._timer = self.loop.call_later(EVERY, self._look)
        state, now = (self.awaits(), self.cycle), self.loop.time()
        if state != self._state:
            self._state, self.since, self._moved = state, now, self._bytes(state[0])
        elif now - self.since > self._patience(state[0]):
            self._lose(state[0])

    def _bytes(self, awaited: Awaited) -> int:
        """A count that grows as long as the client does its part."""
        if awaited is Awaited.BODY:
            return self.taken
        return -self.transport.get_write_buffer_size()

    def _patience(self, awaited: Awaited) -> float:
        """Seconds this may last in all."""
        match awaited:
            case Awaited.US | Awaited.NEXT:
                return float("inf")
            case Awaited.HEAD | Awaited.REST:
                return self.places.patience
            case Awaited.END if self.is_refused:
                return LINGER
            case _:
                return min(
                    LONGEST, self.places.patience + (self._bytes(awaited) - self._moved) / RATE
                )

    def _lose(self, awaited: Awaited) -> None:
        """The client was too slow."""
        if awaited in PARTS and (self.cycle or self.of_head):
            self.refuse(LATE, f"The {PARTS[awaited]} of the request came too slowly.")
        else:
            self.end(f"waited too long for {awaited.name}")

    def _stop_looking(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _make_room(self, among: Collection["Connection"], otherwise: Refusal) -> None:
        """End those that have waited longest; refuse this one if all others are being answered."""
        waiting = [one for one in among if one.awaits() is not Awaited.US and one is not self]
        if not waiting:
            self.refuse(*otherwise)
        for one in sorted(waiting, key=lambda one: one.since)[: 1 + len(among) // ROOM]:
            one.end("to make room")


def spoken(status: int, body: bytes) -> bytes:
    """An answer in HTTP's own spelling, after which the connection ends."""
    again = ((b"retry-after", AGAIN),) if status in TRY_AGAIN else ()
    headers: Iterable[tuple[bytes, bytes]] = (
        *SAFE,
        *again,
        (b"content-type", JSON),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
    )
    lines = [b"%b: %b\r\n" % header for header in headers]
    return b"".join([STATUS_LINE[status], *lines, b"\r\n", body])
