"""Pages of other origins: those that were allowed may ask, with our leave and no more."""

import httpx
import pytest

from tests.server.servers import Server
from tests.server.test_persisted import Start

APP = "https://app.example"
ASKED = {"query": "{ __typename }"}


def ask(server: Server, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{server.url}/graphql", json=ASKED, headers=names, timeout=20)


@pytest.mark.parametrize("origin", [APP, "null", "http://127.0.0.1:1", "http://evil.example"])
def test_a_page_of_another_origin_is_refused(empty: Server, origin: str) -> None:
    answers = [
        ask(empty, Origin=origin),
        empty.get("/graphql", params=ASKED, headers={"Origin": origin}),
        empty.get("/schema.graphql", headers={"Origin": origin}),
        preflight(empty, origin),
    ]

    for answer in answers:
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "Access-Control-Allow-Origin" not in answer.headers


def preflight(server: Server, origin: str) -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return httpx.options(f"{server.url}/graphql", headers=headers)


def test_our_own_pages_may_ask(empty: Server) -> None:
    answer = ask(empty, Origin=empty.url)

    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


def test_a_page_that_was_allowed_may_ask_and_read_the_answer(start: Start) -> None:
    server = start(ALLOWED_ORIGINS=f"{APP},http://localhost:3000")

    before, answer, other = (
        preflight(server, APP),
        ask(server, Origin=APP),
        ask(server, Origin=f"{APP}.evil.example"),
    )

    assert (before.status_code, before.content) == (204, b"")
    assert before.headers["Access-Control-Allow-Headers"] == "authorization,content-type"
    assert before.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert before.headers["Access-Control-Max-Age"] == "600"
    for told in (before, answer):
        assert told.headers["Access-Control-Allow-Origin"] == APP
        assert told.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.json()["data"] == {"__typename": "Query"}
    assert "X-Request-Id" in answer.headers["Access-Control-Expose-Headers"]
    assert other.status_code == 403


def test_even_a_refusal_can_be_read_by_a_page_that_was_allowed(start: Start) -> None:
    server = start(ALLOWED_ORIGINS=APP)

    answer = httpx.put(f"{server.url}/graphql", headers={"Origin": APP})

    assert answer.status_code == 405
    assert answer.headers["Access-Control-Allow-Origin"] == APP


def test_with_a_cookie_a_header_no_foreign_page_can_send_is_needed(empty: Server) -> None:
    refused = ask(empty, Cookie="a=b")
    taken = ask(empty, Cookie="a=b", X_Requested_With="fetch")
    page = empty.get("/graphql", headers={"Cookie": "a=b"})

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert "X-Requested-With" in refused.json()["errors"][0]["message"]
    assert "text/html" in page.headers["Content-Type"]


def test_our_console_sends_it_whatever_cookies_other_ports_of_this_host_have_left(
    empty: Server,
) -> None:
    assert '"X-Requested-With"' in empty.get("/web/console.js").text
