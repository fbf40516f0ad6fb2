"""Who may knock at all: names of this host, and pages of origins that were allowed."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.exchange import Exchange, Headers, too_large
from api.outside import is_here

OURSELVES = (b"127.0.0.1", b"localhost")  # any other name is a page that rebinds DNS to reach us
REQUESTED_WITH = b"x-requested-with"
METHOD_ASKED = b"access-control-request-method"
HEADERS_ASKED = b"access-control-request-headers"
PREFLIGHT_HOLDS = b"600"  # seconds: an origin taken off the list is off after ten minutes
READABLE = b"ETag, Retry-After, X-Request-Id"


def admit(exchange: Exchange, origins: frozenset[bytes]) -> None:
    """Raises HTTPException for an origin that is none of these, and for size."""
    whole = exchange.headers.get(b"host", b"")
    if int(exchange.headers.get(b"content-length", 0)) > exchange.most:
        raise too_large(exchange.most)
    origin = exchange.headers.get(b"origin")
    if origin is not None and origin.partition(b"://")[2] != whole:
        if origin not in origins:
            raise HTTPException(403, "This origin may not ask; see BELLWETHER_ALLOWED_ORIGINS.")
        exchange.shared = shared_with(origin)


def refuse_strangers(exchange: Exchange) -> None:
    """Raises HTTPException where no token is needed, for who is not at this machine.

    A host name that is not ours is that of a page elsewhere; an address that is not, the network's.
    """
    if not is_ours(exchange.headers.get(b"host", b"")):
        raise HTTPException(400, "This host name is none of ours.")
    address, _ = exchange.scope.get("server") or ("", 0)
    if not is_here(address):
        raise HTTPException(403, "As long as there are no tokens, only this machine is answered.")


def is_ours(host: bytes) -> bool:
    """Whether this header names this machine, with whatever port."""
    return host.partition(b":")[0] in OURSELVES


def shared_with(origin: bytes) -> Headers:
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", READABLE),
    )


def preflight(exchange: Exchange) -> Response | None:
    """What a browser is told that asks before it sends a page's request; None: it does not ask."""
    if exchange.method != "OPTIONS" or METHOD_ASKED not in exchange.headers:
        return None
    answer = Response(status_code=204)
    answer.raw_headers += (
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", exchange.headers.get(HEADERS_ASKED, b"")),
        (b"access-control-max-age", PREFLIGHT_HOLDS),
    )
    return answer


def refuse_forged(exchange: Exchange) -> None:
    """Raises HTTPException for a request that may be a foreign page's, sent with our cookies.

    A page can send this header to its own origin alone, or after a preflight that allowed it.
    """
    if b"cookie" in exchange.headers and REQUESTED_WITH not in exchange.headers:
        raise HTTPException(403, "With a cookie, send a header X-Requested-With as well.")
