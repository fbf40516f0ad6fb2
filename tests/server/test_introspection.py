"""Who may ask what can be asked, and who is told what they may have meant: as the operator says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.servers import Server
from tests.server.test_tokens import ADA, asked, cli, code_of

Start = Callable[..., Server]
SCHEMA = "{ __schema { queryType { name } } }"
ASKING = [
    SCHEMA,
    '{ viewer { token } s: __type(name: "Account") { name } }',
    "{ ...S } fragment S on Query { __schema { queryType { name } } }",
    "query A($n: Boolean = false) { viewer { token } __schema @include(if: $n) { description } }",
]
MISSPELT = "{ viewer { tokn } }"
REF = "query($by: AccountRef!) { account(by: $by) { name } }"
WRONG: dict[str, Any] = {"variables": {"by": {"externl": {}}}}


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    """By scope; the data is that of `start`."""
    data = tmp_path / "data"
    cli(data, "user", "add", "--email", ADA, "--name", "Ada", "--role", "ADMIN")
    made = ("token", "create", "--for", ADA, "--scope")
    return {scope: cli(data, *made, scope) for scope in ("READ", "ADMIN")}


def test_without_a_word_of_the_operator_everybody_is_told(start: Start) -> None:
    server = start()

    assert server.ask(SCHEMA)["data"]["__schema"]["queryType"]["name"] == "Query"
    assert server.get("/schema.graphql").status_code == 200
    assert "Did you mean 'token'?" in asked(server, None, MISSPELT).text


@pytest.mark.parametrize(
    ("who", "told"), [("READ", {"READ", "ADMIN"}), ("ADMIN", {"ADMIN"}), ("nobody", set[str]())]
)
def test_what_can_be_asked_is_told_to_whom_the_operator_says(
    start: Start, tokens: dict[str, str], who: str, told: set[str]
) -> None:
    server = start(INTROSPECTION=who)

    for _ in range(2):  # the second time the documents are known
        for scope, token in tokens.items():
            for document in ASKING:
                answer = asked(server, token, document)
                if scope in told:
                    assert "errors" not in answer.json()
                else:
                    assert code_of(answer) == "FORBIDDEN"
                    assert f"BELLWETHER_INTROSPECTION={who}" in answer.text
                    assert "data" not in answer.json()
            assert asked(server, token, "{ __typename viewer { __typename } }").json()["data"]
            assert contract(server, token) == (200 if scope in told else 403)
    assert contract(server, None) == 401


def contract(server: Server, token: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return server.get("/schema.graphql", headers=headers).status_code


def test_a_trusted_document_is_asked_for_its_right_as_any_other(
    start: Start, tokens: dict[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "trusted.json"
    listed.write_text(json.dumps({"schema": SCHEMA}))
    server = start(INTROSPECTION="ADMIN", DOCUMENTS="trusted-only", TRUSTED_DOCUMENTS=str(listed))

    for _ in range(2):
        assert code_of(asked(server, tokens["READ"], None, documentId="schema")) == "FORBIDDEN"
        assert asked(server, tokens["ADMIN"], None, documentId="schema").json()["data"]


@pytest.mark.parametrize(
    ("who", "told"), [("READ", {"READ", "ADMIN"}), ("ADMIN", {"ADMIN"}), ("nobody", set[str]())]
)
def test_what_was_meant_is_told_to_whom_the_operator_says(
    start: Start, tokens: dict[str, str], who: str, told: set[str]
) -> None:
    server = start(SUGGESTIONS=who)

    for _ in range(2):  # what was refused is remembered, for all alike
        for scope, token in tokens.items():
            for document, more, meant in ((MISSPELT, {}, "'token'"), (REF, WRONG, "'external'")):
                answer = asked(server, token, document, **more)
                assert code_of(answer) == "BAD_USER_INPUT"
                assert (f"Did you mean {meant}" in answer.text) == (scope in told), answer.text
                assert ("id you mean" in answer.text) == (scope in told)
