"""/calendar/<token>.ics: the address a calendar program is given, and asks again every hour."""

from asyncio import to_thread
from hashlib import sha256

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.clock import now
from models.database import Database
from models.feeds import hash_of
from resolvers.feeds import ADDRESS, Calendar, calendar_of


async def feed(request: Request) -> Response:
    """The calendar, or 304 for who has it; 404 for a token that shows nothing, whatever it was."""
    database: Database = request.state.database
    token_hash = hash_of(request.path_params["token"])
    calendar = await database.read(calendar_of(token_hash, now=now()))
    if calendar is None:
        raise HTTPException(404)
    body = await to_thread(text_of, calendar)
    tag = f'"{sha256(body).hexdigest()}"'
    headers = {"ETag": tag}
    if {tag, "*"} & tags_of(request.headers.get("If-None-Match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/calendar")


def text_of(calendar: Calendar) -> bytes:
    """Written by a library of a hundred modules, which a server without calendars need not load."""
    from api.ics import written  # noqa: PLC0415 - see above

    return written(calendar)


def tags_of(condition: str) -> set[str]:
    """What the caller has; weak and strong tags are one here, as RFC 9110 says for GET."""
    return {tag.strip().removeprefix("W/") for tag in condition.split(",")}


CALENDARS: tuple[BaseRoute, ...] = (Route(ADDRESS, feed),)
