"""The application: a database taken at start, swept while it runs, let go of at the end."""

import gc
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import TypedDict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from api.auth import Access, refuse_nobody
from api.calendars import CALENDARS
from api.clock import now
from api.edge import Edge
from api.graphql import GraphQLEdge
from api.metrics import METRICS
from api.operation import beginning
from api.pages import PAGES
from api.persisted import Persisted
from api.places import Places
from api.probes import PROBES
from api.repeating import Turns, repeating
from api.settings import Settings
from api.trusted import trusted
from engine.execute import Engine
from models.database import Database
from models.sweep import sweep
from resolvers.cursor_secret import cursor_secret
from schema.root import schema, sdl

YOUNG = 10_000  # objects between two collections: an answer makes a thousand and drops them at once


class State(TypedDict):
    """What a request finds in `request.state`."""

    database: Database
    cursor_secret: bytes
    settings: Settings
    engine: Engine
    turns: Turns
    places: Places


def create_app(settings: Settings, opening: AbstractAsyncContextManager[Database]) -> Edge:
    """The ASGI application; `opening` is entered at start and left at the end."""
    access = Access(settings)
    engine = Engine(schema, most_tokens=settings.token_limit)
    places = Places(settings)

    @asynccontextmanager
    async def lifespan(_: Edge) -> AsyncGenerator[State]:
        async def turn(at: datetime) -> int:
            judged = await sweep(database, now=at)
            await access.note_use(database, at)
            return judged

        async with opening as database, repeating(turn) as turns:
            await access.look_again(database)
            secret = await cursor_secret(database, now=now())
            await refuse_nobody(settings, database)
            settle()
            yield {
                "database": database,
                "cursor_secret": secret,
                "settings": settings,
                "engine": engine,
                "turns": turns,
                "places": places,
            }
            await access.note_use(database, now(), is_end=True)

    persisted = Persisted(settings.documents, trusted(settings, engine))
    routes = [Route("/schema.graphql", contract), *PROBES, *METRICS, *CALENDARS, *PAGES]
    return Edge(
        GraphQLEdge(schema, beginning(access, engine), persisted, settings, knock=access.knock),
        Router(routes, lifespan=lifespan),
        access=access,
        origins=settings.allowed_origins,
        most=settings.body_limit,
    )


def settle() -> None:
    """Tell the garbage collector that what is there now stays.

    It would walk all of it again and again, and everybody would wait for that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


async def contract(request: Request) -> Response:
    """The schema in GraphQL's own language; raises for who may not ask for it."""
    edge: Edge = request.app
    gate = edge.graphql.gate
    if not gate.tells_anybody and not gate.tells_contract(await edge.viewer(request)):
        raise HTTPException(403, gate.untold)
    return PlainTextResponse(sdl())
