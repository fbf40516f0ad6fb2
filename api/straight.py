"""The short way of a query whose document was found valid before: no parsing, no extensions.

What the long way checks is checked already: limits and rules hold for a document, whatever its
literals. Whoever may not ask at all is refused before either.
"""

from typing import Any

import orjson

from api.allowed import is_allowed
from api.answers import Written
from api.asked import Asked
from resolvers.context import Context


async def straight(text: str, asked: Asked, media: bytes, context: Context) -> Written | None:
    """The answer; None for anything unusual, wrong or new.

    None as well where it is irregular: the long way goes on with what was read.
    """
    engine = context.engine
    ready = engine and engine.ready(text, asked.name, asked.variables or {})
    if not engine or not ready or not is_allowed(ready.operation, context.viewer):
        return None
    run = await engine.run(ready, context, written)
    return Written(run.answer, media) if run.failure is None else None


def written(data: Any) -> bytes:  # noqa: ANN401 - an answer of any shape
    return orjson.dumps({"data": data})
