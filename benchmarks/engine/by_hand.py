"""The limit: SQL written by hand for each of the four answers, in a plain Starlette application.

Raw sqlite3 on one connection and no thread hop, for every answer is there within two milliseconds;
the statements of one answer read one snapshot. orjson writes the JSON.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.settings import DATABASE_FILE
from benchmarks.engine import sql
from benchmarks.engine.cursors import cursor_at, padded, position
from benchmarks.engine.shapes import (
    Json,
    Row,
    commitment,
    contract,
    global_id,
    incident,
    listed,
    review,
    score_of,
)
from models.readers import connect

PAGE = 100
TOP = 50

Variables = Mapping[str, Any]


def account_id(asked: Variables) -> str:
    return padded(asked["id"]).decode().partition(":")[2]


def account_page(connection: sqlite3.Connection, account: str) -> Json:
    execute, now = connection.execute, datetime.now(UTC).isoformat(timespec="microseconds")[:-6]
    row = execute(sql.ACCOUNT, (account,)).fetchone()
    (name, segment, zone, currency, owner, owner_name, title, *score) = row
    at = {"account": account, "now": now + "Z"}
    return {
        "id": global_id("Account", account),
        "name": name,
        "segment": segment,
        "timeZone": zone,
        "currencyCode": currency,
        "owner": owner and {"id": global_id("User", owner), "name": owner_name, "title": title},
        "contracts": {"nodes": [contract(r) for r in execute(sql.CONTRACTS, (account,))]},
        "commitments": {"nodes": [commitment(r) for r in execute(sql.COMMITMENTS, at)]},
        "incidents": {"nodes": [incident(r) for r in execute(sql.INCIDENTS, (account,))]},
        "nextReview": review(account, execute(sql.NEXT_REVIEW, at).fetchone()),
        **score_of(score),
    }


def portfolio(connection: sqlite3.Connection) -> Json:
    rows = connection.execute(sql.PORTFOLIO, (TOP + 1,)).fetchall()
    nodes = [listed(row) for row in rows[:TOP]]
    return {"pageInfo": {"hasNextPage": len(rows) > TOP}, "nodes": nodes}


def export(connection: sqlite3.Connection, after: str | None) -> Json:
    at = position(after) if after else ("", "")
    rows = connection.execute(sql.EXPORT, (*at, PAGE + 1)).fetchall()
    shown = rows[:PAGE]
    keys = (orjson.dumps([row[0] for row in shown]).decode(),)
    contracts = grouped(connection.execute(sql.CONTRACTS_OF_MANY, keys), contract)
    incidents = grouped(connection.execute(sql.INCIDENTS_OF_MANY, keys), incident)
    end = cursor_at(shown[-1][1], shown[-1][0]) if shown else None
    nodes = [
        {
            "id": global_id("Account", id_),
            "name": name,
            "segment": segment,
            "currencyCode": currency,
            "contracts": {"nodes": contracts.get(id_, [])},
            "incidents": {"nodes": incidents.get(id_, [])},
        }
        for id_, name, segment, currency in shown
    ]
    return {"pageInfo": {"hasNextPage": len(rows) > PAGE, "endCursor": end}, "nodes": nodes}


def grouped(rows: Iterable[Row], made: Callable[[Row], Json]) -> dict[str, list[Json]]:
    groups: dict[str, list[Json]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(made(row))
    return groups


def tiny(connection: sqlite3.Connection, account: str) -> Json:
    return {"name": connection.execute(sql.NAME, (account,)).fetchone()[0]}


def application(data: Path) -> Starlette:
    """The application over the file in that directory."""
    connection = connect(data / DATABASE_FILE)

    @contextmanager
    def snapshot() -> Generator[sqlite3.Connection]:
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def answers(
        name: str, of: Callable[[sqlite3.Connection, Variables], Json]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            asked = orjson.loads(await request.body())["variables"]
            with snapshot() as reading:
                body = orjson.dumps({"data": {name: of(reading, asked)}})
            return Response(body, media_type="application/json")

        return answer

    questions = {
        "/account": answers("account", lambda c, v: account_page(c, account_id(v))),
        "/portfolio": answers("accounts", lambda c, _: portfolio(c)),
        "/export": answers("accounts", lambda c, v: export(c, v.get("after"))),
        "/tiny": answers("account", lambda c, v: tiny(c, account_id(v))),
    }
    return Starlette(
        routes=[Route(path, answer, methods=["POST"]) for path, answer in questions.items()]
    )
