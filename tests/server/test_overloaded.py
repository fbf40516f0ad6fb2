"""A change that finds no place in line: refused whole if nothing was written, else by its field."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Router

from api.edge import Edge
from api.exchange import Exchange
from api.graphql import GraphQLEdge
from api.operation import Operate
from api.settings import Settings
from domain.errors import Overloaded
from engine.execute import Engine
from models.database import Database
from models.unit import Unit
from resolvers.context import Context, Viewer
from schema.root import schema
from tests.api.records import NOON

HERE = "http://127.0.0.1"
NAMES = "{ accounts { nodes { name } } }"
MEDIA = ("application/json", "application/graphql-response+json")
BUDGET = 10_000
Line = list[bool]
"Whether there is a place: of the first to write, the second and so on; then there is."


def adding(*names: str) -> str:
    """Under aliases a, b..."""
    fields = (
        f'{alias}: accountCreate(input: {{name: "{name}", external: {{system: "s", key: "{name}"}}'
        "}) { outcome account { name } }"
        for alias, name in zip("ab", names, strict=False)
    )
    return f"mutation {{ {' '.join(fields)} }}"


@pytest.fixture(params=[True, False], ids=["engine", "graphql-core"])
async def edge(
    tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncGenerator[Callable[[Line], httpx.AsyncClient]]:
    database = await Database.open(tmp_path / "bellwether.db")
    engine = Engine(schema) if request.param else None

    def with_line(line: Line) -> httpx.AsyncClient:
        @asynccontextmanager
        async def write(account_id: str | None, /, **given: Any) -> AsyncGenerator[Unit]:
            if line and not line.pop(0):
                raise Overloaded("Too many changes wait to be written", retry_after=1.5)
            async with database.write(account_id, **given) as unit:
                yield unit

        async def begin(_: Exchange, operate: Operate) -> Response:
            async with database.snapshot() as run:
                return await operate(
                    Context(
                        viewer=Viewer(),
                        now=NOON,
                        run=run,
                        write=write,
                        renew=run.renew,
                        cursor_secret=b"s",
                        engine=engine,
                    )
                )

        settings = Settings(budget=BUDGET, budget_refill=1)
        app = Edge(GraphQLEdge(schema, begin, settings=settings), Router())
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE)

    yield with_line
    await database.close()


async def ask(client: httpx.AsyncClient, query: str, accept: str = MEDIA[0]) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers={"Accept": accept})


async def names(client: httpx.AsyncClient) -> list[str]:
    found = (await ask(client, NAMES)).json()["data"]["accounts"]["nodes"]
    return [one["name"] for one in found]


@pytest.mark.parametrize("accept", MEDIA)
@pytest.mark.parametrize("document", [adding("A"), adding("A", "B")], ids=["one", "two"])
async def test_a_mutation_that_wrote_nothing_is_to_be_sent_again(
    edge: Callable[[Line], httpx.AsyncClient], document: str, accept: str
) -> None:
    """Of two fields the second is not tried: it would be done twice."""
    line: Line = []
    async with edge(line) as client:
        for _ in range(2):  # the second time the document is known
            line[:] = [False]
            answer = await ask(client, document, accept)

            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
            [error] = answer.json()["errors"]
            assert error["extensions"] == {"code": "OVERLOADED", "retryAfter": 2}
            assert answer.json().keys() == {"errors"}
            assert await names(client) == []
        answer = await ask(client, document, accept)
        done = [field["outcome"] for field in answer.json()["data"].values()]
        assert done == ["CREATED"] * document.count("accountCreate")


async def test_what_was_written_before_is_told(
    edge: Callable[[Line], httpx.AsyncClient],
) -> None:
    line: Line = []
    async with edge(line) as client:
        for turn in (1, 2):
            line[:] = [True, False]
            answer = await ask(client, adding(f"A{turn}", f"B{turn}"))

            assert answer.status_code == 200
            assert answer.json()["data"]["a"]["outcome"] == "CREATED"
            assert answer.json()["data"]["b"] is None
            [error] = answer.json()["errors"]
            assert (error["path"], error["extensions"]["code"]) == (["b"], "OVERLOADED")
            assert await names(client) == ["A1", "A2"][:turn]


@pytest.mark.parametrize("edge", [True], indirect=True)  # without an engine every text is new
async def test_what_was_not_done_is_not_paid(edge: Callable[[Line], httpx.AsyncClient]) -> None:
    async with edge([False] * 100) as client:
        for _ in range(100):  # each would cost 200
            assert (await ask(client, adding("A"))).status_code == 503
