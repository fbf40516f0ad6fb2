"""What an answer looks like to whom: its type, its status, its tag."""

from functools import reduce
from typing import Any

import httpx
import pytest

from api.media import JSON, RESPONSE, chosen, is_json, takes_gzip
from tests.server.servers import Server

OWN = "application/graphql-response+json"
ASKED = {"query": "{ viewer { timeZone } }"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (b"application/graphql-response+json,application/json;q=0.9", RESPONSE),
        (
            b"application/graphql-response+json, application/graphql+json, application/json",
            RESPONSE,
        ),
        (b"application/json, application/graphql-response+json", RESPONSE),
        (b"application/json;q=1, application/graphql-response+json;q=.5", JSON),
        (b"application/graphql-response+json;charset=utf-8, */*;q=0.1", RESPONSE),
        (b"application/graphql-response+json;q=0.2, */*", JSON),
        (b"text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        (b"Application/JSON", JSON),
        (b"application/*", JSON),
        (b"text/event-stream, application/json;q=0.5", JSON),
        (b"application/json;q=0, application/graphql-response+json", RESPONSE),
        (b"application/json;q=0, */*", None),
        (b"application/json;q=x", None),
        (b"text/html", None),
        (b"", None),
    ],
)
def test_the_type_is_the_one_that_is_liked_best(accept: bytes, expected: bytes | None) -> None:
    assert chosen(accept) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (b"application/json", True),
        (b"application/json; charset=UTF-8", True),
        (b'application/json;charset="utf-8"', True),
        (b"application/json; charset=latin1", False),
        (b"application/jsonp", False),
        (b"text/plain; application/json", False),
        (b"", False),
    ],
)
def test_a_body_is_json_in_utf_8(kind: bytes, *, expected: bool) -> None:
    assert is_json(kind) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [(b"gzip, deflate, br", True), (b"br, GZIP;q=0.5", True), (b"gzip;q=0", False), (b"", False)],
)
def test_gzip_is_for_those_who_name_it(said: bytes, *, expected: bool) -> None:
    assert takes_gzip(said) == expected


def test_who_takes_neither_type_is_told_what_there_is(empty: Server) -> None:
    url = f"{empty.url}/graphql"

    answer = httpx.post(url, json=ASKED, headers={"Accept": "application/xml"})

    assert answer.status_code == 406
    assert OWN in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "plain", "own"),
    [
        ("subscription { anything }", 400, 400),
        ("query A { __typename } query B { __typename }", 200, 400),
        ("{ account(by: { id: 3 }) { health(asOf: 1) { value } } }", 200, 400),
        ('{ node(id: "nonsense") { id } }', 200, 200),
    ],
)
def test_a_status_says_more_to_those_who_know_ours(
    empty: Server, query: str, plain: int, own: int
) -> None:
    for accept, expected in (("application/json", plain), (OWN, own)):
        answer = httpx.post(
            f"{empty.url}/graphql", json={"query": query}, headers={"Accept": accept}
        )

        assert answer.headers["Content-Type"].startswith(accept)
        assert answer.status_code == expected
        assert answer.json()["errors"][0]["extensions"]["code"]


def test_a_subscription_is_told_that_it_needs_a_stream(empty: Server) -> None:
    [error] = empty.ask("subscription { anything }")["errors"]

    assert "needs a stream" in error["message"]
    assert "WebSocket" in error["message"]
    assert "server-sent events" in error["message"]


def test_a_refused_body_is_told_in_the_type_asked_for(empty: Server) -> None:
    answer = httpx.post(
        f"{empty.url}/graphql",
        content=b"null",
        headers={"Accept": OWN, "Content-Type": "application/json"},
    )

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == f"{OWN}; charset=utf-8"


def test_an_answer_by_get_is_not_sent_twice(empty: Server) -> None:
    first = empty.get("/graphql", params=ASKED)
    tag = first.headers["ETag"]
    again = empty.get("/graphql", params=ASKED, headers={"If-None-Match": f'"x", {tag}'})
    other = empty.get(
        "/graphql", params={"query": "{ __typename }"}, headers={"If-None-Match": tag}
    )

    assert tag.startswith('W/"')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert again.headers["Vary"] == "Accept, Accept-Encoding, Authorization, Origin"
    assert other.json()["data"] == {"__typename": "Query"}


def test_only_answers_to_get_have_a_tag(empty: Server) -> None:
    posted = httpx.post(f"{empty.url}/graphql", json=ASKED)
    wrong = empty.get("/graphql", params={"query": "{"}, headers={"Accept": OWN})

    assert "ETag" not in posted.headers
    assert "ETag" not in wrong.headers


def test_the_head_of_an_answer_can_be_asked_for_alone(empty: Server) -> None:
    head = httpx.head(f"{empty.url}/graphql", params=ASKED)
    whole = empty.get("/graphql", params=ASKED)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_people_who_open_the_address_see_the_console(empty: Server) -> None:
    for path in ("/graphql", "/graphql?utm=mail"):
        assert "text/html" in empty.get(path).headers["Content-Type"]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_a_program_that_forgot_its_query_is_told_so_and_shown_no_page(
    empty: Server, accept: str
) -> None:
    told = empty.get("/graphql", headers={"Accept": accept})

    assert (told.status_code, told.headers["Content-Type"].split(";")[0]) == (400, accept)
    assert told.json()["errors"][0]["message"].startswith("A request has a document")


@pytest.mark.parametrize(
    "address",
    [
        "query=%ff",
        "query={a}&variables={",
        "query={a}&variables=[1]",
        "query={a}&extensions=3",
        "query={a}&variables=" + "[" * 3000,
        "query=&operationName=a",
        "variables={}",
        "&".join(["query={a}"] * 30),
    ],
)
def test_an_address_that_is_no_request_is_refused_as_json(empty: Server, address: str) -> None:
    answer = empty.get(f"/graphql?{address}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


NESTED: Any = reduce(lambda inner, _: [inner], range(900), "\0")


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{__typename}", {"a": "\0"}),
        ("{__typename}", {"\0": 1}),
        ("{__typename}", {"a": [{"b": ["c", "\0"]}]}),
        ("{__typename}", {"a": NESTED}),
        ("{__typename \0}", None),
        ("{__typename #\x07\n}", None),
        ('{node(id: "\x7f") {id}}', None),
        (r'{node(id: "\u0000") {id}}', None),
        (r'{node(id: "\u{0}") {id}}', None),
        ('{node(id: "\x9b") {id}}', None),
    ],
)
def test_characters_no_text_has_are_refused(
    empty: Server, query: str, variables: dict[str, Any] | None
) -> None:
    for known in ("{__typename}", '{node(id: "a") {id}}'):
        empty.ask(known)
        answer = httpx.post(f"{empty.url}/graphql", json={"query": query, "variables": variables})

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("half", [rb"\ud800", rb"\udc00", rb"\ud800\u0041", b"\xed\xa0\x80"])
def test_half_a_character_is_refused_wherever_it_stands(empty: Server, half: bytes) -> None:
    for body in (b'{"query": "{a}", "variables": {"a": "%s"}}', b'{"query": "#%s"}'):
        answer = httpx.post(
            f"{empty.url}/graphql",
            content=body % half,
            headers={"Content-Type": "application/json"},
        )

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_lines_and_tabs_are_no_controls(empty: Server) -> None:
    assert empty.ask("{\r\n\t__typename\n}") == {"data": {"__typename": "Query"}}
