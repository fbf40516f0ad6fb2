"""The short way of documents known to be valid, held against the long way."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Iterator, Mapping
from gzip import decompress
from pathlib import Path
from random import Random
from time import thread_time
from typing import Any

import httpx
import orjson
import pytest
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import Message

from api.edge import Edge
from api.exchange import Exchange
from api.graphql import GraphQLEdge
from api.operation import Operate
from engine.execute import Engine, Ready
from models.readers import Readers
from resolvers.context import Context, Viewer
from schema.root import schema
from tests.api import records
from tests.api.records import NOON, store

HERE = "http://127.0.0.1"
BLOCKED = 0.05  # seconds of its processor: nobody may hold the loop longer; measured: .013
SHOWN = """nodes { id name timeZone incidents(first: 100) { totalCount nodes { id title severity
    status reportedAt updatedAt } } }"""
LIST = f"query($n: Int) {{ accounts(first: $n) {{ {SHOWN} }} }}"
DOCUMENTS: list[tuple[str, dict[str, Any]]] = [
    (LIST, {"n": 2}),
    (LIST, {"n": -1}),
    (LIST, {"n": "two"}),
    (LIST, {}),
    (LIST.replace("$n)", "1)").replace("query($n: Int)", "query"), {}),
    ("{ viewer { today scopes } }", {}),
    ("{ __typename }", {}),
    ('{ node(id: "nonsense") { id } viewer { token } }', {}),
    ("{ nobody }", {}),
    ("{", {}),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred accounts with a hundred incidents each, whose titles are long to compress."""
    found, draw = tmp_path_factory.mktemp("many") / "many.db", Random("titles")  # noqa: S311
    rows: list[Any] = []
    for _ in range(100):
        account = records.account()
        rows += [
            account,
            *(records.incident(account, title=draw.randbytes(90).hex()) for _ in range(100)),
        ]
    store(found, *rows)
    return found


@pytest.fixture
async def database(file: Path) -> AsyncGenerator[Readers]:
    opened = Readers(file)
    yield opened
    await opened.close()


def edge(database: Readers, engine: Engine | None) -> httpx.AsyncClient:
    app = application(database, engine)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE, timeout=60)


def application(database: Readers, engine: Engine | None) -> Edge:
    async def begin(exchange: Exchange, operate: Operate) -> Response:
        async with database.snapshot() as run:
            exchange.context = Context(
                viewer=Viewer(), now=NOON, run=run, cursor_secret=b"s", engine=engine
            )
            return await operate(exchange.context)

    return Edge(GraphQLEdge(schema, begin), Router())


class Noting(Engine):
    """Counts what is ready at once: only the short way asks."""

    begun = 0

    def ready(self, text: str, name: str | None, given: Mapping[str, Any]) -> Ready | None:
        found = super().ready(text, name, given)
        self.begun += found is not None
        return found


async def test_both_ways_give_the_same_answer_and_the_same_headers(database: Readers) -> None:
    engine = Noting(schema)
    async with edge(database, engine) as ours, edge(database, None) as reference:
        for document, given in DOCUMENTS:
            body = {"query": document, "variables": given}
            long = await reference.post("/graphql", json=body)
            for _ in range(3):
                short = await ours.post("/graphql", json=body)

                assert short.status_code == long.status_code
                assert told(short) == told(long)
                assert set(short.headers) == set(long.headers)

    assert engine.begun > len(DOCUMENTS)
    assert engine.counts.handed_over > 0


def told(answer: httpx.Response) -> Any:
    """The answer, less the id a masked error has, and what the clock says of a budget."""
    found = answer.json()
    found.get("extensions", {}).get("cost", {}).pop("remaining", None)
    for error in found.get("errors", []):
        error["extensions"].pop("id", None)
    return found


STRANGE: list[dict[str, Any]] = [
    {"content": b"{", "headers": {"content-type": "application/json"}},
    {"content": b"[]", "headers": {"content-type": "application/json"}},
    {"content": b'{"query": "{__typename}"}', "headers": {"content-type": "text/plain"}},
    {"json": {"query": "{ __typename }", "extensions": {}}},
    {"json": {"query": 1}},
    {"json": {"query": "{ __typename }", "variables": []}},
    {"json": {"query": "{ __typename }", "operationName": 1}},
    {"json": {"query": "{ __typename }", "operationName": "Nobody"}},
]


@pytest.mark.parametrize("request_", STRANGE)
async def test_what_is_strange_goes_the_long_way(
    database: Readers, request_: dict[str, Any]
) -> None:
    engine = Engine(schema)
    async with edge(database, engine) as ours, edge(database, None) as reference:
        await ours.post("/graphql", json={"query": "{ __typename }"})

        found = await ours.post("/graphql", **request_)
        expected = await reference.post("/graphql", **request_)

    assert (found.status_code, told(found)) == (expected.status_code, told(expected))


@pytest.fixture
def without_search_for_garbage() -> Iterator[None]:
    """Which would take the longer, the more other tests have left."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_search_for_garbage")
async def test_a_long_export_leaves_the_loop_to_others(database: Readers) -> None:
    held, sent = list[float](), list[bytes]()

    async def watch() -> None:
        """What its thread works between two turns of ours, whatever else the machine does."""
        while True:
            before = thread_time()
            await asyncio.sleep(0)
            held.append(thread_time() - before)

    engine = Engine(schema)
    async with edge(database, engine) as ours:
        body = {"query": LIST, "variables": {"n": 100}}
        await ours.post("/graphql", json={"query": LIST, "variables": {"n": 1}})
        watching = asyncio.create_task(watch())
        for _ in range(5):
            async with ours.stream("POST", "/graphql", json=body) as answer:
                sent.append(b"".join([part async for part in answer.aiter_raw()]))
            assert answer.headers["Content-Encoding"] == "gzip"
        watching.cancel()

    for answered in sent:
        assert len(orjson.loads(decompress(answered))["data"]["accounts"]["nodes"]) == 100
    assert engine.counts.answered > 5
    assert max(held) < BLOCKED


async def test_an_answered_request_is_forgotten_without_a_search_for_garbage(
    database: Readers,
) -> None:
    app = application(database, Engine(schema))
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    asked: dict[str, Any] = {"type": "http", "method": "POST", "path": "/graphql"}
    asked |= {"headers": headers, "server": ("127.0.0.1", 80)}
    body = orjson.dumps({"query": LIST, "variables": {"n": 1}})
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        sent.append(message)

    for _ in range(3):
        await app({**asked, "state": {}}, receive, send)
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            await app({**asked, "state": {}}, receive, send)
        left = gc.collect()
    finally:
        gc.enable()

    assert b'"data"' in sent[-1]["body"]
    assert left < 10  # other threads may leave something; a request that is not left 35
