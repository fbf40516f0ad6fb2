"""Attacks with documents: bombs of fragments, depth, aliases, prices, and who guesses names."""

import time

import pytest

from tests.server.attacking import SECRET, ask, asking, post, used
from tests.server.servers import Server

SOON = 1.0  # seconds to refuse what is never run, on a busy machine
WRONG = {"BAD_USER_INPUT"}
DEAR = {"COST_LIMIT_EXCEEDED"}
BOMBS = {
    "depth": "{account(by: {id: 1}) " + "{owner {manager " * 50 + "{id}" + "}" * 101,
    "100,000 levels": "{a" * 100_000 + "}" * 100_000,
    "100,000 levels without end": "{a" * 100_000,
    "100,000 lists": "{accounts(filter: " + "[" * 20_000 + "]" * 20_000 + ") {totalCount}}",
    "100,000 objects": "{accounts(filter: " + "{a: " * 10_000 + "1" + "}" * 10_000 + ") {id}}",
    "a list of a list of types": "query($a: " + "[" * 20_000 + "Int" + "]" * 20_000 + ") {a}",
    "aliases": "{" + " ".join(f"a{n}: __typename" for n in range(1000)) + "}",
    "one field again and again": "{" + "__typename " * 5000 + "}",
    "a ring of fragments": "{...A} fragment A on Query {...B} fragment B on Query {...A}",
    "a fragment of itself": "{...A} fragment A on Query {__typename ...A}",
    "a billion laughs": "{...F0} "
    + " ".join(f"fragment F{n} on Query {{...F{n + 1} ...F{n + 1} ...F{n + 1}}}" for n in range(80))
    + " fragment F80 on Query {__typename}",
    "laughs under aliases": "{...F0} "
    + " ".join(
        f"fragment F{n} on Query {{a: node(id: 1) {{...F{n + 1}}} b: node(id: 1) {{...F{n + 1}}}}}"
        for n in range(12)
    )
    + " fragment F12 on Query {__typename}",
    "fragments that are not used": "{__typename}"
    + " ".join(f"fragment F{n} on Query {{__typename}}" for n in range(500)),
    "fields that must be compared": "{"
    + " ".join(f"...F{n}" for n in range(60))
    + "} "
    + " ".join(f"fragment F{n} on Query {{x: account(by: {{id: {n}}}) {{id}}}}" for n in range(60)),
    "directives": "{__typename " + "@include(if: true) " * 1000 + "}",
    "directives nobody knows": "{__typename " + "@a" * 1000 + "}",
    "variables": "query(" + " ".join(f"$a{n}: Int" for n in range(1500)) + ") {__typename}",
    "operations": " ".join(f"query A{n} {{__typename}}" for n in range(700)),
    "mutations": "mutation {" + " ".join(f'm{n}: feedTokenRevoke(input: {{id: "a"}}) {{outcome}}' for n in range(11)) + "}",  # noqa: E501 - as it is
    "a comment of 60,000 characters": "#" + SECRET * 9_000 + "\n{__typename}",
    "a name of 40,000 letters": "{" + "a" * 40_000 + "}",
    "a number of 40,000 digits": "{accounts(first: " + "9" * 40_000 + ") {totalCount}}",
    "a text of 900,000": '{account(by: {id: "' + SECRET * 120_000 + '"}) {id}}',
    "nothing": " ,,, \n",
    "types of its own": "type Query {a: Int} {a}",
    "the schema, nested": "{__schema {types {fields {type {fields {type {fields {type {fields {"
    "type {fields {type {fields {type {fields {name}}}}}}}}}}}}}}}",
}  # fmt: skip


def refused_soon(server: Server, document: str, **variables: object) -> set[str]:
    """With which codes: twice, as what is refused is not to be dearer when it is known."""
    codes = set[str]()
    for _ in range(2):
        began = time.perf_counter()
        answer = ask(server, document, **variables)
        assert time.perf_counter() - began < SOON
        assert answer.codes, answer.body
        assert len(answer.body) < 20_000 + len(document)
        codes.update(answer.codes)
    return codes


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_goes_off(attacked: Server, name: str) -> None:
    assert refused_soon(attacked, BOMBS[name]) <= WRONG | DEAR


@pytest.mark.parametrize("first", [10**9, 101, -1, 2**31, -(10**30)])
def test_a_page_that_is_too_long_is_refused(attacked: Server, first: int) -> None:
    literal = f"{{accounts(first: {first}) {{nodes {{id}}}}}}"
    asked = "query($n: Int!) {accounts(first: $n) {nodes {id}}}"

    for document in (literal, asked):
        assert refused_soon(attacked, document, n=first) <= WRONG | DEAR


@pytest.mark.parametrize("first", [100, 10**9])
def test_pages_inside_of_pages_are_priced_before_they_are_read(
    attacked: Server, first: int
) -> None:
    nested = (
        f"{{accounts(first: {first}) {{nodes {{contacts(first: {first}) {{nodes {{id}}}}"
        f" incidents(first: {first}) {{nodes {{actionItems(first: {first}) {{nodes {{id}}}}}}}}"
        "}}}"
    )

    assert refused_soon(attacked, nested) <= WRONG | DEAR


def test_who_guesses_names_of_fields_is_told_little_at_a_time(attacked: Server) -> None:
    many = "{" + " ".join(f"acount{n}" for n in range(900)) + "}"

    assert refused_soon(attacked, many) == WRONG


def test_asking_for_the_schema_again_and_again_harms_nobody(attacked: Server) -> None:
    whole = """{__schema {types {name kind description fields(includeDeprecated: true)
      {name args {name type {name kind ofType {name kind ofType {name}}}}}}}}"""

    for _ in range(20):
        answer = ask(attacked, whole)
        assert answer.status == 200
        assert set(answer.codes) <= DEAR | {"RATE_LIMITED"}


@pytest.mark.parametrize("document", ["{__typename}", "query A {a: __typename} query B {b: id}"])
def test_an_operation_that_is_not_there_is_said_to_be_missing(
    attacked: Server, document: str
) -> None:
    answer = post(attacked, asking(document)[:-1] + b',"operationName":"Other"}')

    assert set(answer.codes) == WRONG


def test_a_contract_that_is_read_again_and_again_is_written_once(attacked: Server) -> None:
    """It took 80 ms of a processor each time, from anybody."""
    attacked.get("/schema.graphql")
    began = used(attacked)
    for _ in range(40):
        assert attacked.get("/schema.graphql").status_code == 200

    assert used(attacked) - began < 40 * 0.04
