"""Callers who hang up: over a real server and raw sockets, what was begun for them ends."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import strawberry
import uvicorn
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import Message
from strawberry.types import Info

from api.edge import Edge
from api.graphql import GraphQLEdge
from api.leaving import WhileAsked
from api.operation import Operate
from engine.execute import Engine
from engine.reads import Reads
from models.readers import Readers
from resolvers.context import Context, Viewer
from schema.root import schema
from tests.api import records
from tests.api.records import NOON, store
from tests.storage.test_reading import every, without_end
from tests.waiting import until

T = TypeVar("T")
Run = Callable[[Reads[Any]], Awaitable[Any]]
SNAPSHOTS = 2
SOON = 5.0  # seconds until work that nobody wants has ended, on a busy machine
ALIASES = 9
SHOWN = "totalCount nodes { name incidents(first: 100) { nodes { id title } } }"
EXPORT = " ".join(f"a{n}: accounts(first: {100 - n}) {{ {SHOWN} }}" for n in range(ALIASES))


@strawberry.type
class Query:
    @strawberry.field
    async def endless(self, info: Info[Context]) -> int:
        return await info.context.run(without_end())

    @strawberry.field
    async def accounts(self, info: Info[Context]) -> int:
        return len(await info.context.run(every(records.Account)))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred accounts with a hundred incidents each."""
    found = tmp_path_factory.mktemp("leaving") / "many.db"
    accounts = [records.account() for _ in range(100)]
    store(found, *accounts, *(records.incident(one) for one in accounts for _ in range(100)))
    return found


@pytest.fixture
async def database(file: Path) -> AsyncGenerator[Readers]:
    opened = Readers(file, snapshots=SNAPSHOTS)
    yield opened
    await opened.close()


@asynccontextmanager
async def served(
    database: Readers,
    schema: strawberry.Schema,
    *,
    engine: Engine | None = None,
    through: Callable[[Run], Run] = lambda run: run,
) -> AsyncGenerator[int]:
    """The port of a real server, in this very loop."""

    async def begin(_: object, operate: Operate) -> Response:
        async with database.snapshot() as run:
            return await operate(
                Context(
                    viewer=Viewer(),
                    now=NOON,
                    run=through(run),
                    cursor_secret=b"s",
                    engine=engine,
                )
            )

    app = Edge(GraphQLEdge(schema, begin), Router())
    config = uvicorn.Config(
        app, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


async def call(port: int, query: str) -> asyncio.StreamWriter:
    """Sends a request, and leaves the answer to whoever may want it."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"query": query})
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Content-Type: application/json\r\n\r\n{body}".encode())
    await writer.drain()
    return writer


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    await asyncio.sleep(0)


async def ask(port: int, query: str) -> dict[str, Any]:
    url = f"http://127.0.0.1:{port}/graphql"
    async with httpx.AsyncClient(timeout=4 * SOON) as client:
        return (await client.post(url, json={"query": query})).json()


def ended(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The status of every request there was."""
    lines = [r.getMessage() for r in caplog.records if r.name == "bellwether.request"]
    return [line.partition("status=")[2][:3] for line in lines]


async def test_whoever_hangs_up_stops_even_a_statement_that_never_ends(
    database: Readers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with served(database, strawberry.Schema(Query)) as port:
        for turn in range(2 * SNAPSHOTS):
            caller = await call(port, "{endless}")
            await until(lambda: database.busy == 1)
            assert await ask(port, "{__typename}") == {"data": {"__typename": "Query"}}
            await hang_up(caller)
            await until(lambda turn=turn: ended(caplog).count("499") == turn + 1)

        assert await ask(port, "{accounts}") == {"data": {"accounts": 100}}

    assert ended(caplog).count("200") == 2 * SNAPSHOTS + 1
    assert "Traceback" not in caplog.text


async def test_whoever_hangs_up_in_line_leaves_the_line(
    database: Readers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with served(database, strawberry.Schema(Query)) as port:
        before = [await call(port, "{endless}") for _ in range(SNAPSHOTS)]
        await until(lambda: database.busy == SNAPSHOTS)
        in_line = await call(port, "{accounts}")
        await until(lambda: database.waiting == 1)
        await hang_up(in_line)
        await until(lambda: ended(caplog) == ["499"])
        for caller in before:
            await hang_up(caller)

        assert await ask(port, "{accounts}") == {"data": {"accounts": 100}}


async def test_an_export_nobody_waits_for_runs_no_further_statement(
    database: Readers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    engine, statements = Engine(schema), list[object]()

    def counting(reads: Run) -> Run:
        return lambda road: reads(counted(road, statements))

    async with served(database, schema, engine=engine, through=counting) as port:
        await ask(port, f"{{{EXPORT}}}")
        all_of_it, answered = len(statements), engine.counts.answered
        statements.clear()

        caller = await call(port, f"{{{EXPORT}}}")
        await until(lambda: len(statements) > 2)
        await hang_up(caller)
        await until(lambda: "499" in ended(caplog))
        await ask(port, "{viewer {today}}")
        begun = len(statements)
        await asyncio.sleep(0.2)

    assert 2 < begun == len(statements) < all_of_it
    assert engine.counts.answered == answered + 1
    assert "Traceback" not in caplog.text


def counted(road: Reads[T], statements: list[object]) -> Reads[T]:
    """The same read; every statement it asks for is noted."""
    try:
        call = next(road)
        while True:
            statements.append(call)
            try:
                rows = yield call
            except Exception as error:  # noqa: BLE001 - the read decides what to make of it
                call = road.throw(error)
            else:
                call = road.send(rows)
    except StopIteration as end:
        return end.value


async def leaving() -> Message:
    return {"type": "http.disconnect"}


async def test_work_that_never_waits_is_not_watched() -> None:
    async def asked() -> Message:
        raise AssertionError

    with WhileAsked(asked, SOON):
        found = 1
    await asyncio.sleep(0)

    assert found == 1


async def test_a_caller_who_leaves_is_told_from_a_server_that_stops() -> None:
    async def work() -> None:
        with WhileAsked(leaving, SOON):
            await asyncio.sleep(SOON)

    left, stopped = asyncio.create_task(work()), asyncio.create_task(work())
    await asyncio.sleep(0)
    stopped.cancel()
    found = await asyncio.gather(left, stopped, return_exceptions=True)

    assert [type(one) for one in found] == [ClientDisconnect, asyncio.CancelledError]
