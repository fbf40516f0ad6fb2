"""Is it alive, and can it serve? For supervisors and people in a hurry."""

from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.database import Database

LEAST_FREE = 50_000_000  # bytes; below it the next checkpoint of the journal may not fit


async def alive(_: Request) -> Response:
    """The loop turns; nothing else is asked."""
    return as_json({"status": "ok"})


async def ready(request: Request) -> Response:
    """200 while reads and writes can be served, else 503; the facts either way."""
    database: Database = request.state.database
    facts = database.ready()
    fine = facts.is_writable and facts.free_bytes >= LEAST_FREE
    said = {"status": "ok" if fine else "degraded", "database": asdict(facts)}
    return as_json(said, status=200 if fine else 503)


def as_json(content: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


PROBES: tuple[BaseRoute, ...] = (Route("/livez", alive), Route("/readyz", ready))
