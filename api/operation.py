"""The beginning of an operation: who asks, at which instant, on which snapshot."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from api.clock import now
from api.exchange import Exchange
from api.settings import Settings
from engine.execute import Engine
from models.database import Database
from resolvers.callers import user_called
from resolvers.context import Context, Viewer

Operate = Callable[[Context], Awaitable[Response]]
Begin = Callable[[Exchange, Operate], Awaitable[Response]]
"Gives a request its context, and the answer that is made in it."


def beginning(settings: Settings, engine: Engine) -> Begin:
    """For each request a context on one snapshot; until there are tokens, of the same viewer."""

    async def begin(exchange: Exchange, operate: Operate) -> Response:
        database: Database = exchange.state["database"]
        async with database.snapshot() as run:
            email = settings.viewer
            user = await run(user_called(email)) if email else None
            context = Context(
                viewer=Viewer(user_id=user, time_zone=settings.time_zone),
                now=now(),
                run=run,
                write=database.write,
                renew=run.renew,
                cursor_secret=exchange.state["cursor_secret"],
                engine=engine,
            )
            exchange.context = context
            return await operate(context)

    return begin
