"""The short way of a query whose document was found valid before: no parsing, no extensions.

What the long way checks is checked already: limits and rules hold for a document, whatever its
literals. Whoever may not ask at all is refused before either.
"""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from starlette.responses import Response

from api.allowed import is_allowed
from api.exchange import Exchange
from engine.execute import Engine, Ready
from resolvers.context import Context

JSON = b"application/json"
PARTS = {"query", "variables", "operationName"}
"Of a request's body; any other is a matter of the long way."


class Written(Response):
    """JSON as bytes: nothing of its headers has to be worked out."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """As Starlette would, for a body of JSON without further headers."""
        assert headers is None  # noqa: S101 - nobody gives any
        length = b"%d" % len(self.body)
        self.raw_headers = [(b"content-length", length), (b"content-type", JSON)]


async def straight(exchange: Exchange, body: bytes, context: Context) -> Response | None:
    """The answer; None for anything unusual, wrong or new.

    None as well where it is irregular: the long way goes on with what was read.
    """
    engine = context.engine
    ready = engine and asked(exchange, body, engine)
    if not engine or not ready or not is_allowed(ready.operation, context.viewer):
        return None
    run = await engine.run(ready, context, written)
    return Written(run.answer) if run.failure is None else None


def asked(exchange: Exchange, body: bytes, engine: Engine) -> Ready | None:
    """What can be run at once."""
    if exchange.method != "POST" or exchange.headers.get(b"content-type") != JSON:
        return None
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or not PARTS.issuperset(cast("dict[str, Any]", said)):
        return None
    parts = cast("dict[str, Any]", said)
    text, name, given = parts.get("query"), parts.get("operationName"), parts.get("variables")
    if not isinstance(text, str) or not isinstance(name, str | None):
        return None
    if not isinstance(given, dict | None):
        return None
    return engine.ready(text, name, cast("dict[str, Any]", given or {}))


def written(data: Any) -> bytes:  # noqa: ANN401 - an answer of any shape
    return orjson.dumps({"data": data})
