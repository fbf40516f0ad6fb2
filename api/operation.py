"""The beginning of an operation: who asks, at which instant, on which snapshot."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from api.auth import Access
from api.clock import now
from api.exchange import Exchange
from engine.execute import Engine
from models.database import Database
from resolvers.context import Context

Operate = Callable[[Context], Awaitable[Response]]
Begin = Callable[[Exchange, Operate], Awaitable[Response]]
"Gives a request its context, and the answer that is made in it."
Knock = Callable[[Exchange], Awaitable[None]]
"Looks who asks when nothing but the head has come; raises what keeps the rest from being read."


async def anybody(_: Exchange) -> None:
    """Who asks is looked at later, or not at all."""


def beginning(access: Access, engine: Engine) -> Begin:
    """For each request who asks, and a context on one snapshot; raises what Access.viewer does."""

    async def begin(exchange: Exchange, operate: Operate) -> Response:
        database: Database = exchange.state["database"]
        at = now()
        viewer = await access.viewer(exchange.headers, database, at, exchange.known)
        async with database.snapshot() as run:
            context = Context(
                viewer=viewer,
                now=at,
                run=run,
                write=database.write,
                renew=run.renew,
                cursor_secret=exchange.state["cursor_secret"],
                engine=engine,
            )
            exchange.context = context
            return await operate(context)

    return begin
