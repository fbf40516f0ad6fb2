"""What is refused is refused cheaply: new documents before rules are asked, known ones at once."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import get_operation_ast, parse
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.routing import Router

from api import newcomers
from api.edge import Edge
from api.exchange import Exchange
from api.extent import tokens_of
from api.graphql import GraphQLEdge
from api.limits import Limits, broken
from api.operation import Operate
from api.settings import Settings
from benchmarks.rejections import KINDS, MANY, PAGES, Kind
from engine.execute import Engine
from engine.pricing import TooWide, price_before_validation
from models.readers import Readers
from resolvers.context import Context, Viewer
from schema.root import CORE, schema
from tests.api import records
from tests.api.records import NOON, store

HERE = "http://127.0.0.1"
ENDLESS = Settings(budget=10**9, budget_refill=10**9)
DEAR = "COST_LIMIT_EXCEEDED"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("rejections") / "one.db"
    store(found, records.account())
    return found


@pytest.fixture
async def client(file: Path) -> AsyncGenerator[httpx.AsyncClient]:
    database, engine = Readers(file), Engine(schema)

    async def begin(_: Exchange, operate: Operate) -> Response:
        async with database.snapshot() as run:
            return await operate(
                Context(viewer=Viewer(), now=NOON, run=run, cursor_secret=b"s", engine=engine)
            )

    edge = Edge(GraphQLEdge(schema, begin, settings=ENDLESS), Router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url=HERE) as found:
        yield found
    await database.close()


async def ask(client: httpx.AsyncClient, query: str, **more: Any) -> str:
    """The code of its first error."""
    answer = await client.post("/graphql", json={"query": query, **more})
    errors = answer.json().get("errors") or [{"extensions": {"code": "fine"}}]
    return errors[0]["extensions"]["code"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_what_is_refused_gets_no_further_than_it_must_and_the_second_time_nowhere(
    client: httpx.AsyncClient, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long that takes is measured: python -m benchmarks.rejections."""
    went: list[str] = []
    for step in ("parse", "price_before_validation", "broken"):
        monkeypatch.setattr(newcomers, step, noted(went, getattr(newcomers, step), step))

    assert await ask(client, kind.new(1)) == kind.code
    assert went == list(kind.steps)
    assert await ask(client, kind.new(1)) == kind.code
    assert went == list(kind.steps)


def noted(went: list[str], step: Callable[..., Any], name: str) -> Callable[..., Any]:
    def taken(*given: Any) -> Any:  # noqa: ANN401 - whatever it takes and gives
        went.append(name)
        return step(*given)

    return taken


async def test_a_price_that_hangs_on_variables_is_told_for_each_of_them(
    client: httpx.AsyncClient,
) -> None:
    text = (
        "query A($n: Int = 100000) {accounts(first: 90) {nodes {contacts(first: $n) {nodes {id}}}}}"
    )

    for _ in range(2):
        assert await ask(client, text) == DEAR
        assert await ask(client, text, variables={"n": 10**6}) == DEAR
        assert await ask(client, text, variables={"n": 1}) == "fine"


async def test_the_cheap_one_of_two_operations_is_run(client: httpx.AsyncClient) -> None:
    text = "query A {__typename} " + PAGES.replace("A0", "A1") % (MANY, "")

    for _ in range(2):
        assert await ask(client, text, operationName="A1") == DEAR
        assert await ask(client, text, operationName="A") == "fine"


async def test_only_the_first_mistakes_are_told(client: httpx.AsyncClient) -> None:
    """Telling one of an object with 600 fields took 9 ms, and a hundred were told."""
    wrong = f"{{account(by: {{{' '.join(f'a{n}: 1' for n in range(600))}}}) {{id}}}}"

    answer = await client.post("/graphql", json={"query": wrong})

    assert len(answer.json()["errors"]) == 6


@settings(max_examples=100, deadline=None)
@given(st.text('{}()[]:!@$&|=.,#\\"\n\r\ufeff -0aeü1\x07', max_size=30))
def test_what_is_no_token_here_is_none_for_the_parser(text: str) -> None:
    told = why_not(lambda: Limits(Settings()).refuse_large(text))

    assert told is None or told.startswith("Too") or why_not(lambda: parse(text))


def why_not(tried: Callable[[], object]) -> str | None:
    try:
        tried()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return str(error)
    return None


WORDS = st.sampled_from(
    [
        *(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            ":",
            "...",
            "on",
            "$s",
            "true",
            "null",
            '"a"',
            "1",
            "A",
            "F",
        ),
        *("nobody", "Node", "Account", "id", "name", "first", "asOf", "by", "account", "accounts"),
        *("mutation", "subscription", "query", "health", "incidents", "contacts", "-1", "9e9"),
    ]
)
GOOD = tokens_of(
    "query A($s: Boolean = true) {accounts(first: 5) {nodes {...F health @skip(if: $s) {score}}}}"
    " fragment F on Account {id ... on Node {id} incidents(last: 3) {nodes {id}}}",
    200,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), WORDS), max_size=4), st.data())
def test_a_price_is_told_of_whatever_can_be_parsed(
    changed: list[tuple[int, str]], data: st.DataObject
) -> None:
    """Rules come after it, so nothing is sure: it must not fail."""
    tokens = list(GOOD)
    for place, word in changed:
        tokens[place] = word
    text = " ".join(tokens)
    if why_not(lambda: Limits(Settings()).refuse_large(text)) or why_not(lambda: parse(text)):
        return
    document = parse(text)
    operation = get_operation_ast(document)
    if operation is None:
        return
    given = data.draw(st.sampled_from([{}, {"s": "x"}, {"s": True}]))
    try:
        price_before_validation(CORE, document, operation, given)
    except TooWide:
        assert broken(CORE, document)
