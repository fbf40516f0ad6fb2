"""The edge around a small schema whose fields fail in every way a real one must never."""

import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import strawberry
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from api.edge import Edge
from api.exchange import MAX_BODY, Exchange
from api.graphql import GraphQLEdge
from api.operation import Operate
from domain.errors import InvalidCursor, InvalidInput, NotFound, Overloaded
from resolvers.context import Context, Viewer

HERE = "http://127.0.0.1"
FAILURES = {
    "input": InvalidInput("first must be 1 to 100"),
    "cursor": InvalidCursor("that cursor is of another list"),
    "missing": NotFound("no such account"),
    "busy": Overloaded("too many writes wait", retry_after=3),
    "plain": GraphQLError("said by a resolver"),
    "defect": ZeroDivisionError("the secret is 42"),
    "endless": RecursionError("a rule of ours calls itself"),
}


@strawberry.type
class Deep:
    @strawberry.field
    def deep(self) -> "Deep":
        return Deep()

    @strawberry.field
    def word(self) -> str:
        return "ok"


@strawberry.type
class Query:
    @strawberry.field
    def deep(self) -> Deep:
        return Deep()

    @strawberry.field
    def word(self) -> str:
        return "ok"

    @strawberry.field
    def fails(self, how: str) -> str | None:
        raise FAILURES[how]

    @strawberry.field
    def nothing(self) -> str:
        nothing: Any = None
        return nothing

    @strawberry.field
    def page(self, first: int = 10) -> int:
        return first


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> str:
        return "changed"


async def begin(_: Exchange, operate: Operate) -> Response:
    async def run(_: object) -> None: ...

    now = datetime(2026, 1, 1, tzinfo=UTC)
    return await operate(Context(viewer=Viewer(), now=now, run=run, cursor_secret=b""))


async def broken(_: Request) -> None:
    raise ZeroDivisionError("the secret is 42")


@pytest.fixture
async def client() -> AsyncGenerator[httpx.AsyncClient]:
    schema = strawberry.Schema(Query, Mutation)
    app = Edge(GraphQLEdge(schema, begin), Router([Route("/broken", broken)]))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def ask(client: httpx.AsyncClient, query: str, **variables: object) -> dict[str, Any]:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200
    return answer.json()


async def code(client: httpx.AsyncClient, query: str, **variables: object) -> str:
    return (await ask(client, query, **variables))["errors"][0]["extensions"]["code"]


async def test_an_answer_has_data_alone(client: httpx.AsyncClient) -> None:
    assert await ask(client, "{word}") == {"data": {"word": "ok"}}


async def test_a_query_may_come_in_the_address(client: httpx.AsyncClient) -> None:
    params = {"query": "query($n: Int!) {page(first: $n)}", "variables": '{"n": 3}'}

    answer = await client.get("/graphql", params=params)

    assert (answer.status_code, answer.json()) == (200, {"data": {"page": 3}})


async def test_a_mutation_may_not_come_in_the_address(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"query": "mutation {change}"})

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "errors" in answer.json()


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("input", "BAD_USER_INPUT"),
        ("cursor", "INVALID_CURSOR"),
        ("missing", "NOT_FOUND"),
        ("plain", "BAD_USER_INPUT"),
        ("defect", "INTERNAL"),
        ("endless", "INTERNAL"),
    ],
)
async def test_every_failure_has_a_code_its_path_and_its_place(
    client: httpx.AsyncClient, how: str, expected: str
) -> None:
    answer = await ask(client, "query($how: String!) {word mine: fails(how: $how)}", how=how)

    assert answer["data"] == {"word": "ok", "mine": None}
    [error] = answer["errors"]
    assert error["extensions"]["code"] == expected
    assert error["path"] == ["mine"]
    assert error["locations"] == [{"line": 1, "column": 28}]


async def test_a_busy_server_says_when_to_come_again(client: httpx.AsyncClient) -> None:
    [error] = (await ask(client, '{fails(how: "busy")}'))["errors"]

    assert error["extensions"] == {"code": "OVERLOADED", "retryAfter": 3}


async def test_a_defect_is_masked_and_its_id_leads_to_the_log(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(client, '{fails(how: "defect")}')

    assert "secret" not in str(answer)
    [record] = [r for r in caplog.records if r.name == "bellwether.failure"]
    assert answer["errors"][0]["extensions"]["id"] in record.getMessage()
    assert record.exc_info
    assert "the secret is 42" in str(record.exc_info[1])


async def test_null_where_none_may_be_is_a_defect_of_ours(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "{nothing}")

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", {}),
        ("{nowhere}", {}),
        ('{page(first: "x")}', {}),
        ("query($n: Int!) {page(first: $n)}", {"n": "x"}),
        ("query($n: Int!) {page(first: $n)}", {}),
        ("{...unknown}", {}),
        ("{...a} fragment a on Query {...b} fragment b on Query {...a}", {}),
    ],
)
async def test_a_request_that_is_wrong_never_becomes_an_operation(
    client: httpx.AsyncClient, query: str, variables: dict[str, object]
) -> None:
    answer = await ask(client, query, **variables)

    assert "data" not in answer
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("body", [
    b"\xff\xfe", b"null", b"3", b'"{word}"', b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000,
    b"", b"{", b"[]", b'[{"query": "{word}"}]', b"{}", b'{"query": 3}', b'{"query": ""}',
    b'{"query": "{word}", "variables": [1]}', b'{"query": "{word}", "extensions": 1}',
    b'{"query": "{word}", "operationName": {}}',
    b'{"query": "\\ud800"}', b'{"query": "{word}", "variables": {"a": NaN}}',
])  # fmt: skip
async def test_a_body_that_is_no_request_is_refused_as_json(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post(
        "/graphql", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_body_in_another_encoding_is_said_to_be_none_of_ours(
    client: httpx.AsyncClient,
) -> None:
    body = '{"query": "{caf\u00e9}"}'.encode("latin-1")

    answer = await client.post(
        "/graphql", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.json()["errors"][0]["message"] == "The body is not UTF-8 text."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_a_foreign_page_could_send_is_refused(
    client: httpx.AsyncClient, kind: str
) -> None:
    answer = await client.post(
        "/graphql", content=b'{"query": "{word}"}', headers={"Content-Type": kind}
    )

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("{deep " * 12 + "{word}" + "}" * 12, "13 levels deep"),
        ("{" + " ".join(f"a{n}: word" for n in range(31)) + "}", "aliases"),
        ("{" + "word " * 2000 + "}", "2000 tokens"),
        ("{a: deep {...f}}" + "fragment f on Deep {b: deep {c: word}}" * 1 + "{" * 500, "Syntax"),
        ("{deep " * 600, "600 levels deep"),
        ("{page(first: " + "[" * 900 + "]" * 900 + ")}", "nested too deeply"),
    ],
)
async def test_a_document_out_of_all_measure_is_refused(
    client: httpx.AsyncClient, query: str, why: str
) -> None:
    answer = await ask(client, query)

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert why in answer["errors"][0]["message"]


async def test_a_document_at_the_limits_runs(client: httpx.AsyncClient) -> None:
    deep = await ask(client, "{deep " * 11 + "{word}" + "}" * 11)
    wide = await ask(client, "{" + " ".join(f"a{n}: word" for n in range(30)) + "}")

    assert "errors" not in deep
    assert len(wide["data"]) == 30


async def test_fragments_that_spread_each_other_twice_take_no_time(
    client: httpx.AsyncClient,
) -> None:
    levels = 120
    chain = [f"fragment f{n} on Query {{...f{n + 1} ...f{n + 1}}}" for n in range(levels)]
    bomb = "{...f0 ...f0}" + " ".join(chain) + f"fragment f{levels} on Query {{x: word}}"

    assert await code(client, bomb) == "BAD_USER_INPUT"


async def test_aliases_count_wherever_their_fragment_is_spread(client: httpx.AsyncClient) -> None:
    eight = " ".join(f"a{n}: word" for n in range(8))
    spread = "{a: deep {...f} b: deep {...f} c: deep {...f} d: deep {...f}}"

    assert await code(client, f"{spread} fragment f on Deep {{{eight}}}") == "BAD_USER_INPUT"


async def test_a_body_too_large_is_refused_whether_announced_or_not(
    client: httpx.AsyncClient,
) -> None:
    async def drip() -> AsyncGenerator[bytes]:
        for _ in range(12):
            yield b" " * (MAX_BODY // 10)

    kind = {"Content-Type": "application/json"}
    announced = await client.post("/graphql", content=b" " * (MAX_BODY + 1), headers=kind)
    dripping = await client.post("/graphql", content=drip(), headers=kind)

    assert (announced.status_code, dripping.status_code) == (413, 413)
    assert "errors" in announced.json()


async def test_a_body_of_exactly_the_limit_is_read(client: httpx.AsyncClient) -> None:
    body = b'{"query": "{word}"}'.ljust(MAX_BODY)

    answer = await client.post(
        "/graphql", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.json() == {"data": {"word": "ok"}}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", ""])
async def test_a_page_that_rebinds_its_name_to_us_is_refused(
    client: httpx.AsyncClient, host: str
) -> None:
    answer = await client.post("/graphql", json={"query": "{word}"}, headers={"Host": host})

    assert answer.status_code == 400
    assert "data" not in answer.text


@pytest.mark.parametrize("path", ["/graphql", "/nowhere", "/broken"])
async def test_every_answer_has_safe_headers_and_an_id(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert len(answer.headers["X-Request-Id"]) == 12


async def test_a_defect_outside_an_operation_is_masked_json(client: httpx.AsyncClient) -> None:
    answer = await client.get("/broken")

    assert answer.status_code == 500
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "id": answer.headers["X-Request-Id"]}
    assert "secret" not in answer.text


async def test_other_methods_are_told_which_ones_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.put("/graphql")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


async def test_the_log_has_a_line_for_each_request_and_no_variables(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    await ask(client, "query($how: String!) {fails(how: $how)}", how="input")
    await client.get("/graphql%0aid=forged")

    lines = [r.getMessage() for r in caplog.records if r.name == "bellwether.request"]
    assert len(lines) == 2
    assert "method=POST path='/graphql' status=200 ms=" in lines[0]
    assert "input" not in caplog.text
    assert "\n" not in lines[1]
