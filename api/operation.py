"""The beginning of an operation: who asks, at which instant, on which snapshot."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from api.clock import now
from api.exchange import Exchange
from api.settings import Settings
from engine.execute import Engine
from models.database import Database
from resolvers.callers import user_called
from resolvers.context import Context, Viewer

Begin = Callable[[Exchange], AbstractAsyncContextManager[Context]]


def beginning(settings: Settings, engine: Engine) -> Begin:
    """For each request a context on one snapshot; until there are tokens, of the same viewer."""

    @asynccontextmanager
    async def begin(exchange: Exchange) -> AsyncGenerator[Context]:
        database: Database = exchange.state["database"]
        async with database.snapshot() as run:
            email = settings.viewer
            user = await run(user_called(email)) if email else None
            yield Context(
                viewer=Viewer(user_id=user, time_zone=settings.time_zone),
                now=now(),
                run=run,
                cursor_secret=exchange.state["cursor_secret"],
                engine=engine,
            )

    return begin
