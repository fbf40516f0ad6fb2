"""Each limit, tried with one below it and one above, on a real edge; what is refused never ran."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any

import httpx
import pytest
from graphql import GraphQLError
from starlette.responses import Response
from starlette.routing import Router

from api.edge import Edge
from api.exchange import Exchange
from api.failures import RequestError
from api.graphql import GraphQLEdge
from api.limits import Limits
from api.operation import Operate
from api.settings import Settings
from engine.execute import Engine
from models.readers import Readers
from resolvers.context import Context, Viewer
from schema.root import schema
from tests.api import records
from tests.api.records import NOON, store
from tests.server.servers import Server

HERE = "http://127.0.0.1"
SETTINGS = Settings(
    token_limit=300,
    depth_limit=6,
    alias_limit=5,
    directive_limit=4,
    field_limit=40,
    mutation_limit=3,
    document_limit=5_000,
    variable_limit=50,
    body_limit=20_000,
    cost_limit=1_000,
    node_limit=500,
    budget=2_000,
    budget_refill=100,
)
PAGES = "query($n: Int!) { accounts(first: 5) { nodes { contacts(first: $n) { nodes { id } } } } }"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("limits") / "few.db"
    accounts = [records.account() for _ in range(3)]
    store(found, *accounts, *(records.incident(one) for one in accounts for _ in range(4)))
    return found


@pytest.fixture
async def client(file: Path) -> AsyncGenerator[httpx.AsyncClient]:
    database = Readers(file)
    engine = Engine(schema, most_tokens=SETTINGS.token_limit)

    async def begin(exchange: Exchange, operate: Operate) -> Response:
        token = exchange.headers.get(b"x-token", b"local").decode()
        async with database.snapshot() as run:
            viewer = Viewer(token=token)
            return await operate(
                Context(viewer=viewer, now=NOON, run=run, cursor_secret=b"s", engine=engine)
            )

    app = Edge(GraphQLEdge(schema, begin, settings=SETTINGS), Router(), most=SETTINGS.body_limit)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE, timeout=60) as found:
        yield found
    await database.close()


async def ask(
    client: httpx.AsyncClient, query: str, who: str = "local", **variables: Any
) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return await client.post("/graphql", json=body, headers={"x-token": who})


def code(answer: httpx.Response) -> str | None:
    errors = answer.json().get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def cost(answer: httpx.Response) -> dict[str, int]:
    return answer.json()["extensions"]["cost"]


def names(number: int, of: str) -> str:
    return " ".join(f"{of}{n}: id" for n in range(number))


ACCOUNT = "{ accounts(first: 1) { nodes { %s } } }"
FRAGMENT = " fragment F on Account { x: id y: id }"


def nested(levels: int) -> str:
    return "{ accounts { nodes " + "{ mergedInto " * (levels - 3) + "{ id }" + " }" * (levels - 1)


def changes(number: int) -> str:
    one = 'contactSave(input: {account: {id: "no"}}) { outcome }'
    return "mutation { " + " ".join(f"a{n}: {one}" for n in range(number)) + " }"


DOCUMENTS: dict[str, tuple[Callable[[int], str], int]] = {
    "characters": ((ACCOUNT % "id").ljust, SETTINGS.document_limit),
    "tokens": (lambda n: ACCOUNT % "id(" + "x " * (n - 15), SETTINGS.token_limit),
    "aliases": (lambda n: ACCOUNT % names(n, "a"), SETTINGS.alias_limit),
    "aliases in fragments": (
        lambda n: ACCOUNT % ("...F " + names(n - 2, "a")) + FRAGMENT,
        SETTINGS.alias_limit,
    ),
    "repeats": (lambda n: ACCOUNT % ("id " * (n + 1)), SETTINGS.alias_limit),
    "directives": (
        lambda n: (
            ACCOUNT % ("id ... @include(if: true) { id } " + "name @skip(if: true) " * (n - 1))
        ),
        SETTINGS.directive_limit,
    ),
    "depth": (nested, SETTINGS.depth_limit),
    "fields": (
        lambda n: ACCOUNT % ("...G " * (n - 2)) + " fragment G on Account { id }",
        SETTINGS.field_limit,
    ),
    "changes": (changes, SETTINGS.mutation_limit),
}


@pytest.mark.parametrize("limit", DOCUMENTS)
async def test_a_document_at_a_limit_is_read_and_one_beyond_it_is_not(
    client: httpx.AsyncClient, limit: str
) -> None:
    made, most = DOCUMENTS[limit]
    below, above = await ask(client, made(most), "a"), await ask(client, made(most + 1), "a")

    said = f"{most:,}" if limit == "characters" else str(most)
    assert f"most {said} " not in below.text
    assert code(above) == "BAD_USER_INPUT"
    assert f"most {said} " in above.text
    assert "data" not in above.json()


async def test_what_has_too_many_or_too_deep_values_is_refused(client: httpx.AsyncClient) -> None:
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    deep: Any = []
    for _ in range(40):
        deep = [deep]

    assert "values" not in (await ask(client, text, ids=["x"] * 49)).text
    assert "at most 50 values" in (await ask(client, text, ids=["x"] * 50)).text
    assert "at most 32 levels" in (await ask(client, text, ids=deep)).text
    assert "values" in (await ask(client, text, ids={"a": ["x"] * 60})).text


async def test_a_body_at_its_limit_is_read(client: httpx.AsyncClient) -> None:
    head = {"content-type": "application/json"}
    body = b'{"query": "{__typename}"}'

    below = await client.post("/graphql", content=body.ljust(20_000), headers=head)
    above = await client.post("/graphql", content=body.ljust(20_001), headers=head)

    assert (below.status_code, above.status_code) == (200, 413)


@pytest.mark.parametrize("turn", ["new", "known"])
async def test_what_costs_too_much_is_refused_on_either_way(
    client: httpx.AsyncClient, turn: str
) -> None:
    if turn == "known":
        await ask(client, PAGES, n=1)

    fits, dear = await ask(client, PAGES, n=80), await ask(client, PAGES, n=10**6)

    assert cost(fits)["requested"] == 1 + 5 + 5 + 5 * 80
    assert (dear.status_code, code(dear)) == (200, "COST_LIMIT_EXCEEDED")
    told = dear.json()["errors"][0]["extensions"]["cost"]
    assert told == {"requested": 11 + 5 * 10**6, "limit": 1000}
    assert "data" not in dear.json()


@pytest.mark.parametrize("document", [PAGES, nested(SETTINGS.depth_limit + 1), "{nobody}", "{"])
async def test_all_that_a_document_asks_wrongly_has_one_status(
    client: httpx.AsyncClient, document: str
) -> None:
    """Whatever is wrong with it: that of a proxy is not ours, so plain JSON says 200."""
    body = {"query": document, "variables": {"n": 10**6}}
    for accepted, status in (("*/*", 200), ("application/graphql-response+json", 400)):
        for _ in range(2):
            answer = await client.post("/graphql", json=body, headers={"accept": accepted})
            assert (answer.status_code, "data" in answer.json()) == (status, False)


async def test_items_of_pages_have_a_limit_of_their_own(client: httpx.AsyncClient) -> None:
    assert code(await ask(client, PAGES, n=99)) is None
    assert code(await ask(client, PAGES, n=100)) == "COST_LIMIT_EXCEEDED"


async def test_what_is_not_used_is_given_back(client: httpx.AsyncClient) -> None:
    found = cost(await ask(client, PAGES, n=50))

    assert found["actual"] == 1 + 3 + 3  # a page of three accounts, each with a page of nobody
    assert found["limit"] == 1000
    assert found["refill"] == 100
    again = cost(await ask(client, PAGES, n=50))
    assert found["remaining"] - again["remaining"] <= 7


async def test_a_budget_that_is_used_up_says_when_to_come_again(client: httpx.AsyncClient) -> None:
    text = "query($n: Int!) { nodes(ids: []) { id } accounts(first: $n) { totalCount } }"
    dear = '{ __type(name: "Account") { name } ...F } fragment F on Query { viewer { token } }'
    last = await ask(client, dear, "poor")
    answers = [last]
    while code(last) is None:
        last = await ask(client, dear, "poor")
        answers.append(last)

    assert 8 <= len(answers) <= 15
    assert (last.status_code, code(last)) == (429, "RATE_LIMITED")
    assert 1 <= int(last.headers["retry-after"]) <= 3
    assert last.json()["errors"][0]["extensions"]["retryAfter"] == int(last.headers["retry-after"])
    assert code(await ask(client, text, "rich", n=1)) is None
    await asyncio.sleep(int(last.headers["retry-after"]))
    assert code(await ask(client, dear, "poor")) is None


async def test_new_documents_cost_what_reading_them_takes(client: httpx.AsyncClient) -> None:
    answers = [await ask(client, ACCOUNT % names(5, f"a{n}_"), "writer") for n in range(30)]

    assert code(answers[0]) is None
    assert code(answers[-1]) == "RATE_LIMITED"


async def test_a_known_mutation_is_not_carried_out_for_a_get(client: httpx.AsyncClient) -> None:
    text = changes(1)
    await ask(client, text)

    answer = await client.get("/graphql", params={"query": text})

    assert answer.status_code == 405


async def test_the_tag_of_an_answer_does_not_tell_its_cost(client: httpx.AsyncClient) -> None:
    params = {"query": "{ viewer { token } }"}
    first = await client.get("/graphql", params=params)

    again = await client.get(
        "/graphql", params=params, headers={"if-none-match": first.headers["etag"]}
    )

    assert cost(first)["requested"] == 1
    assert again.status_code == 304


WORST = {
    "tokens": "{" + "a " * 499_000 + "}",
    "blanks": " " * 999_000,
    "comments": "#\n" * 490_000,
    "a string": '{a(b: "' + "\\n" * 240_000,
    "quotes": "{a(b: " + '"' * 490_000,
    "digits": "{a(b: " + "9" * 990_000,
    "braces": "{a" * 490_000,
}


@pytest.mark.parametrize("size", [49_000, 1_000_000])
@pytest.mark.parametrize("text", WORST.values(), ids=WORST.keys())
def test_the_worst_texts_end_at_once(text: str, size: int) -> None:
    limits, began = Limits(Settings()), process_time()

    with suppress(RequestError, GraphQLError):
        limits.refuse_large(text[:size])

    assert process_time() - began < 0.1  # measured: at most 3 ms


def test_a_past_portfolio_with_all_its_sums_is_within_the_limit(empty: Server) -> None:
    asked = """{ portfolio(asOf: "2026-01-01T00:00:00Z") {
      accounts arr { amount } contractValueAtRisk { amount }
      byBand { arr { amount } contractValueAtRisk { amount } }
      byOwner { owner { name } contractValueAtRisk { amount } }
      byRenewalQuarter { contractValueAtRisk { amount } }
      byCause { contractValueAtRisk { amount } }
    } }"""

    answer = empty.ask(asked)

    assert "errors" not in answer
    assert answer["data"]["portfolio"]["accounts"] == 0
