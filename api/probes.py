"""Is it alive, and can it serve? For supervisors and people in a hurry."""

from collections.abc import Iterator
from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.edge import Edge
from api.readiness import Reason, reasons
from models.database import Database, Load, Readiness

STATUS = {"ok": 200, "degraded": 200, "unready": 503}


async def alive(_: Request) -> Response:
    """The loop turns; nothing else is asked."""
    return as_json({"status": "ok"})


async def ready(request: Request) -> Response:
    """503 while it cannot serve or is about to stop; else 200, with what may soon be wrong."""
    database: Database = request.state.database
    facts = database.ready()
    why = list(all_reasons(request, facts, database.load()))
    status = "unready" if any(one.is_fatal for one in why) else "degraded" if why else "ok"
    told = [{"code": one.code, "message": one.told} for one in why]
    said = {"status": status, "reasons": told, "database": asdict(facts)}
    return as_json(said, status=STATUS[status])


def all_reasons(request: Request, facts: Readiness, load: Load) -> Iterator[Reason]:
    edge: Edge = request.app
    if edge.is_draining:
        yield Reason("STOPPING", "It was told to stop.", is_fatal=True)
    if edge.access and edge.access.issuer and edge.access.issuer.is_silent:
        yield Reason("ISSUER_SILENT", "The OpenID provider gave no keys when it was asked last.")
    low_disk = request.state.settings.low_disk
    yield from reasons(facts, load, request.state.turns, low_disk=low_disk)


def as_json(content: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


PROBES: tuple[BaseRoute, ...] = (Route("/livez", alive), Route("/readyz", ready))
