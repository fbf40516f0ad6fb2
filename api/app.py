"""The application: a database taken at start, swept while it runs, let go of at the end."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from typing import TypedDict

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from api.calendars import CALENDARS
from api.clock import now
from api.edge import Edge
from api.graphql import GraphQLEdge
from api.operation import beginning
from api.pages import PAGES
from api.persisted import Persisted
from api.probes import PROBES
from api.settings import Settings
from api.trusted import trusted
from engine.execute import Engine
from models.database import Database
from models.sweep import sweep
from resolvers.callers import cursor_secret, user_called
from schema.root import schema, sdl

SWEEP_EVERY = 60.0  # seconds: due dates and expiries have the grain of a minute

log = logging.getLogger("bellwether.app")


class State(TypedDict):
    """What a request finds in `request.state`."""

    database: Database
    cursor_secret: bytes


def create_app(settings: Settings, opening: AbstractAsyncContextManager[Database]) -> Edge:
    """The ASGI application; `opening` is entered at start and left at the end."""

    @asynccontextmanager
    async def lifespan(_: Edge) -> AsyncGenerator[State]:
        async with opening as database, repeating(lambda at: sweep(database, now=at)):
            secret = await cursor_secret(database, now=now())
            if settings.viewer and await database.read(user_called(settings.viewer)) is None:
                log.warning("BELLWETHER_VIEWER=%a is no user's email yet", settings.viewer)
            yield {"database": database, "cursor_secret": secret}

    engine = Engine(schema, most_tokens=settings.token_limit)
    persisted = Persisted(settings.documents, trusted(settings, engine))
    routes = [Route("/schema.graphql", contract), *PROBES, *CALENDARS, *PAGES]
    return Edge(
        GraphQLEdge(schema, beginning(settings, engine), persisted, settings),
        Router(routes, lifespan=lifespan),
        origins=settings.allowed_origins,
        most=settings.body_limit,
    )


@asynccontextmanager
async def repeating(
    work: Callable[[datetime], Awaitable[object]], *, every: float = SWEEP_EVERY
) -> AsyncGenerator[None]:
    """Do this now and again until the block ends; a failure is logged, and the next turn comes."""
    task = asyncio.create_task(repeat(work, every=every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def repeat(work: Callable[[datetime], Awaitable[object]], *, every: float) -> None:
    while True:
        try:
            await work(now())
        except Exception:
            log.exception("The sweep failed; it is tried again in %.0f s", every)
        await asyncio.sleep(every)


async def contract(_: Request) -> Response:
    """The schema in GraphQL's own language."""
    return PlainTextResponse(sdl())
