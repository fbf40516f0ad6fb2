"""Which operation of a document runs."""

from typing import Any

import httpx
import pytest

from tests.server.servers import Server

TWO = "query A {viewer {timeZone}} query B {viewer {scopes}}"


def send(server: Server, query: str, **more: object) -> dict[str, Any]:
    return httpx.post(f"{server.url}/graphql", json={"query": query, **more}, timeout=20).json()


@pytest.mark.parametrize("unnamed", [{}, {"operationName": None}, {"operationName": ""}])
def test_of_two_operations_one_must_be_named(empty: Server, unnamed: dict[str, object]) -> None:
    answer = send(empty, TWO, **unnamed)

    [error] = answer["errors"]
    assert "data" not in answer
    assert error["message"].startswith("Must provide operation name")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_the_one_named_runs(empty: Server) -> None:
    assert send(empty, TWO, operationName="A")["data"] == {"viewer": {"timeZone": "UTC"}}
    assert "scopes" in send(empty, TWO, operationName="B")["data"]["viewer"]


@pytest.mark.parametrize("query", ["{viewer {timeZone}}", "query A {viewer {timeZone}}"])
def test_an_empty_name_is_none(empty: Server, query: str) -> None:
    params = {"query": query, "operationName": ""}

    told = [send(empty, query, operationName=""), empty.get("/graphql", params=params).json()]

    assert [one["data"] for one in told] == [{"viewer": {"timeZone": "UTC"}}] * 2
