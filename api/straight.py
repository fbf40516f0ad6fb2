"""The short way of an operation whose document was found valid before: no parsing, no extensions.

What the long way checks of a document is checked already: limits and rules hold whatever its
literals. What it checks of the caller is asked here as there: scopes, and the price.
"""

from typing import Any

import orjson
from graphql import OperationType

from api.allowed import Gate
from api.asked import Asked
from resolvers.context import Context


async def straight(
    text: str, asked: Asked, context: Context, gate: Gate, *, may_change: bool
) -> bytes | None:
    """The answer; None for anything unusual, wrong or new, and for a change that may not be one.

    None as well where it is irregular: the long way goes on with what was read.
    """
    engine = context.engine
    ready = engine and engine.ready(text, asked.name, asked.variables or {})
    if not engine or not ready or not gate.is_open(ready.operation, context.viewer):
        return None
    context.operation = ready.operation.name
    if ready.operation.kind is OperationType.MUTATION and not may_change:
        return None
    context.admit(ready.price)
    run = await engine.run(ready, context, written)
    return run.answer if run.failure is None else None


def written(data: Any) -> bytes:  # noqa: ANN401 - an answer of any shape
    return orjson.dumps({"data": data})
