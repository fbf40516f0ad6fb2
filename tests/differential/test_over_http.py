"""What the short way of HTTP sends is what the long way sends without an engine."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx
import orjson
import pytest
from starlette.responses import Response
from starlette.routing import Router

from api.edge import Edge
from api.exchange import Exchange
from api.graphql import GraphQLEdge
from api.operation import Operate
from api.settings import Settings
from engine.execute import Engine, Ready
from models.readers import Readers
from resolvers.context import Context
from schema.root import schema
from tests.differential.answers import Answer
from tests.differential.cases import Case, Comparing, Drawn
from tests.differential.faults import UNAWAITED
from tests.differential.portfolios import Portfolio

MANY, SEED = 100, 77
ENDLESS = Settings(budget=10**9)
REMAINING = re.compile(rb'(?<="remaining":)\d+')
HERE = "http://127.0.0.1"


class Noting(Engine):
    """Counts what it answers at once: only the short way asks what is ready."""

    begun = 0

    def ready(self, text: str, name: str | None, given: Mapping[str, Any]) -> Ready | None:
        found = super().ready(text, name, given)
        self.begun += found is not None
        return found


def edge(portfolio: Portfolio, database: Readers, engine: Engine | None) -> httpx.AsyncClient:
    async def begin(_: Exchange, operate: Operate) -> Response:
        async with database.snapshot() as run:
            context = Context(
                viewer=portfolio.viewer,
                now=portfolio.now,
                run=run,
                cursor_secret=b"of the tests",
                engine=engine,
            )
            return await operate(context)

    app = Edge(GraphQLEdge(schema, begin, settings=ENDLESS), Router())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE, timeout=60)


def told(response: httpx.Response) -> Answer:
    """Less the id a masked error has."""
    found = orjson.loads(response.content)
    errors: list[Any] = found.get("errors", [])
    for error in errors:
        error["extensions"].pop("id", None)
    return Answer(orjson.dumps(found.get("data")), tuple(sorted(map(orjson.dumps, errors))))


def less_clock(response: httpx.Response) -> bytes:
    """The bytes, but for what the clock says of a budget."""
    return REMAINING.sub(b"", response.content)


async def differences(case: Case, ours: httpx.AsyncClient, other: httpx.AsyncClient) -> list[str]:
    """Asked twice of the engine: of a document that is new, then of one it knows."""
    one = case.operation
    body = {"query": one.text, "variables": one.variables, "operationName": one.name}
    long = await other.post("/graphql", json=body)
    found: list[str] = []
    for _ in range(2):
        short = await ours.post("/graphql", json=body)
        is_same = less_clock(short) == less_clock(long)
        if b'"errors":' in long.content:  # in any order, and some have an id
            is_same = told(short).agrees(told(long))
        if not is_same or short.status_code != long.status_code:
            found.append(f"{case}\n{short.text}\n# expected:\n{long.text}")
    return found


async def compared(drawn: Drawn, compare: Comparing, engine: Engine) -> list[str]:
    async with AsyncExitStack() as stack:
        pairs: dict[str, Any] = {}
        for name, portfolio in drawn.portfolios.items():
            database = Readers(portfolio.path)
            stack.push_async_callback(database.close)
            ways = [edge(portfolio, database, one) for one in (engine, None)]
            pairs[name] = [await stack.enter_async_context(way) for way in ways]
        found: list[str] = []
        for _, case in drawn.many(MANY, seed=SEED):
            with compare.faults.during(case.faults):
                found += await differences(case, *pairs[case.portfolio.name])
        return found


@pytest.mark.filterwarnings(f"ignore:{UNAWAITED}:RuntimeWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_both_ways_of_http_send_the_same_bytes(drawn: Drawn, compare: Comparing) -> None:
    engine = Noting(schema)

    assert asyncio.run(compared(drawn, compare, engine))[:1] == []
    assert engine.begun > MANY / 2
