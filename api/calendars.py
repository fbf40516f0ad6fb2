"""/calendar/<token>.ics: the address a calendar program is given, and asks again every hour."""

from asyncio import to_thread

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.answers import unless_known
from api.clock import now
from api.edge import Edge
from models.database import Database
from models.feeds import hash_of
from resolvers.feeds import ADDRESS, Calendar, calendar_of


async def feed(request: Request) -> Response:
    """The calendar, or 304 for who has it; 404 for a token that shows nothing, whatever it was."""
    database: Database = request.state.database
    token_hash = hash_of(request.path_params["token"])
    edge: Edge = request.app
    is_open = edge.access is None or await edge.access.look_again(database)
    async with database.snapshot() as run:
        calendar = await calendar_of(run, token_hash, now=now(), is_open=is_open)
    if calendar is None:
        raise HTTPException(404)
    body = await to_thread(text_of, calendar)
    answer = Response(body, media_type="text/calendar")
    return unless_known(request.headers.get("If-None-Match", ""), answer)


def text_of(calendar: Calendar) -> bytes:
    """Written by a library of a hundred modules, which a server without calendars need not load."""
    from api.ics import written  # noqa: PLC0415 - see above

    return written(calendar)


CALENDARS: tuple[BaseRoute, ...] = (Route(ADDRESS, feed),)
