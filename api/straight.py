"""The short way of a query whose document was found valid before: no parsing, no extensions.

What the long way checks is checked already: limits and rules hold for a document, whatever its
literals. Whoever may not ask at all is refused before either.
"""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response

from engine.execute import Ready
from resolvers.context import Context

JSON = "application/json"
PARTS = {"query", "variables", "operationName"}
"Of a request's body; any other is a matter of the long way."
NOTHING: Mapping[str, Any] = {}


def answerable(request: Request, body: bytes, context: Context) -> Ready | None:
    """What can be run at once; None for anything unusual, wrong or new."""
    if context.engine is None or request.method != "POST":
        return None
    if request.headers.get("content-type") != JSON:
        return None
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or not PARTS.issuperset(cast("dict[str, Any]", said)):
        return None
    asked = cast("dict[str, Any]", said)
    text, given = asked.get("query"), asked.get("variables")
    given, name = NOTHING if given is None else given, asked.get("operationName")
    if not isinstance(text, str) or not isinstance(given, Mapping):
        return None
    return (
        context.engine.ready(text, name, cast("Mapping[str, Any]", given))
        if isinstance(name, str | None)
        else None
    )


async def straight(ready: Ready, context: Context) -> Response | None:
    """The answer; None where it is irregular, and the long way goes on with what was read."""
    assert context.engine is not None  # noqa: S101 - it made what is ready
    run = await context.engine.run(ready, context, written)
    return Response(run.answer, media_type=JSON) if run.failure is None else None


def written(data: Any) -> bytes:  # noqa: ANN401 - an answer of any shape
    return orjson.dumps({"data": data})
