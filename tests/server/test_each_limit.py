"""Each limit gone beyond over a real socket: the status, the code, and a server that goes on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson
import pytest

from tests.server.attacking import (
    MEGABYTE,
    Heard,
    asking,
    connected,
    head,
    heard,
    is_well,
    post,
    posted,
    resident,
    said,
)
from tests.server.servers import Server, running

OWN = "application/graphql-response+json"
CHOICES = {
    "DEMONSTRATION": "off",
    "COST_LIMIT": "5000",
    "NODE_LIMIT": "2000",
    "TOKEN_LIMIT": "300",
    "DOCUMENT_LIMIT": "4000",
    "DEPTH_LIMIT": "8",
    "ALIAS_LIMIT": "5",
    "FIELD_LIMIT": "60",
    "DIRECTIVE_LIMIT": "5",
    "MUTATION_LIMIT": "3",
    "VARIABLE_LIMIT": "50",
    "BODY_LIMIT": "20000",
    "HEAD_LIMIT": "4000",
    "PATIENCE": "1",
    "BUDGET": "100000",
    "BUDGET_REFILL": "100000",
}
PAGES = "query($n: Int!) {accounts(first: 50) {nodes {contacts(first: $n) {nodes {id}}}}}"


class Beyond(NamedTuple):
    """A request, and how it is answered in plain JSON and in GraphQL's own media type."""

    send: Callable[[Server, str], Heard]
    code: str
    plain: int
    own: int


def document(text: str, code: str = "BAD_USER_INPUT", **variables: object) -> Beyond:
    def send(server: Server, media: str) -> Heard:
        return post(server, asking(text, **variables), Accept=media)

    return Beyond(send, code, 200, 400)


def raw(made: Callable[[Server, str], bytes], status: int) -> Beyond:
    def send(server: Server, media: str) -> Heard:
        with connected(server) as one:
            one.sendall(made(server, media))
            return heard(one)

    return Beyond(send, "BAD_USER_INPUT", status, status)


def many(number: int, word: str = "a{}: id") -> str:
    return " ".join(word.format(n) for n in range(number))


LIMITS: dict[str, Beyond] = {
    "cost": document(PAGES, "COST_LIMIT_EXCEEDED", n=10**6),
    "nodes": document(PAGES, "COST_LIMIT_EXCEEDED", n=45),
    "a page": document("{accounts(first: 101) {totalCount}}")._replace(own=200),  # at its field
    "tokens": document(f"{{{'id ' * 300}}}"),
    "characters": document("{__typename} #".ljust(4001)),
    "depth": document("{accounts {nodes {" + "mergedInto {" * 7 + "id" + "}" * 10),
    "aliases": document(f"{{viewer {{{many(6, 'a{}: token')}}}}}"),
    "one field again": document(f"{{viewer {{{'token ' * 7}}}}}"),
    "fields": document(f"{{{'...F ' * 61}}} fragment F on Query {{viewer {{token}}}}"),
    "directives": document(f"{{viewer {{token {'@include(if: true) ' * 6}}}}}"),
    "changes": document("mutation {" + many(4, "a{}: nobody") + "}"),
    "a ring": document("{...A} fragment A on Query {...A}"),
    "values": document("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", ids=["a"] * 60),
    "body": raw(lambda server, media: posted(server, b" " * 20_001, Accept=media), 413),
    "head": raw(lambda server, media: head(server, Accept=media, X_Long="x" * 5000)[:-2], 431),
    "patience": raw(lambda server, media: head(server, Accept=media)[:-2], 408),
    "a body that does not come": raw(
        lambda server, media: head(server, Accept=media, Content_Length="100"), 408
    ),
}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("strict") / "data", CHOICES) as server:
        yield server


@pytest.mark.parametrize("limit", LIMITS)
def test_beyond_a_limit_a_request_is_refused_and_the_server_goes_on(
    strict: Server, limit: str
) -> None:
    beyond, began = LIMITS[limit], len(strict.log.read_text())
    is_well(strict)
    before = resident(strict)
    for _ in range(2):  # the second time a refusal is known
        for media, status in (("*/*", beyond.plain), (OWN, beyond.own)):
            answer = beyond.send(strict, media)

            assert (answer.status, answer.codes[0]) == (status, beyond.code), answer.body
            assert not orjson.loads(answer.body).get("data")
    is_well(strict)
    assert resident(strict) - before < 8 * MEGABYTE
    said(strict, began)


def test_beyond_its_budget_a_token_is_told_to_wait(tmp_path: Path) -> None:
    choices = {"DEMONSTRATION": "off", "BUDGET": "3000", "BUDGET_REFILL": "1"}
    with running(tmp_path / "data", choices) as server:
        before = resident(server)
        answers = [post(server, asking(f"{{a{n}: __typename}}")) for n in range(200)]

        assert {answer.status for answer in answers} == {200, 429}
        assert answers[-1].codes == ["RATE_LIMITED"]
        assert b"retry-after:" in answers[-1].head
        assert server.get("/livez").status_code == 200
        assert resident(server) - before < 8 * MEGABYTE
