"""GraphQL over HTTP: the 61 rules npm's `graphql-http` audits, asked of a running server.

The ids are the audit's own; tests/clients runs the audit itself where there is npm.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.server.servers import Server

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
ASKED = "{ __typename }"
NAMED = "query Query { __typename }"
TYPE = "query Type($name: String!) { __type(name: $name) { name } }"
SOMETHING: dict[str, Any] = {"name": "sometype"}
UNKNOWN = "{ 8f31403dfe404bccbb0e835f2629c6a7 }"
COERCED = {"query": "query CoerceFailure($id: ID!) { __typename }", "variables": {"id": None}}
NO_TEXT: list[Any] = [{"obj": "ect"}, 0, False, ["array"]]
NO_OBJECT: list[Any] = ["string", 0, False, ["array"]]
OK = range(200, 201)
BAD = range(400, 401)
REFUSED = range(400, 500)
FAILED = range(400, 600)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A request, and what is expected of its answer; unset is not looked at."""

    id: str
    says: str
    body: Any = field(default_factory=lambda: {"query": ASKED})
    address: dict[str, str] | None = None
    accept: str | None = None
    sent_as: str | None = JSON
    status: range = OK
    media: str | None = None
    lacks: str | None = None

    def ask(self, url: str) -> httpx.Response:
        headers = {"Accept": self.accept} if self.accept else {}
        if self.address:
            request = httpx.Request("GET", url, params=self.address, headers=headers)
        else:
            content = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
            headers |= {"Content-Type": self.sent_as} if self.sent_as else {}
            request = httpx.Request("POST", url, content=content, headers=headers)
        with httpx.Client(timeout=20) as client:
            return client.send(request)


def rules() -> Iterator[Rule]:
    yield from media_types()
    yield from requests()
    yield from parameters()
    yield from malformed()
    yield from refusals()


def media_types() -> Iterator[Rule]:
    yield Rule(id="22EB", says="its own type is given", accept=RESPONSE, media=RESPONSE)
    yield Rule(id="4655", says="plain JSON is given", accept=JSON, media=JSON)
    yield Rule(id="47DE", says="who takes anything gets JSON", accept="*/*", media=JSON)
    yield Rule(id="80D8", says="who asks for no type gets JSON", media=JSON)
    yield Rule(id="82A3", says="the answer is UTF-8")
    swimming = {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}
    yield Rule(
        id="BF61", says="UTF-8 is read", body=swimming, sent_as="application/json; charset=utf-8"
    )
    yield Rule(id="78D5", says="UTF-8 is assumed")


def requests() -> Iterator[Rule]:
    yield Rule(id="2C94", says="POST is taken")
    yield Rule(id="5A70", says="GET is taken", address={"query": ASKED})
    yield Rule(
        id="9C48",
        says="no mutation by GET",
        address={"query": "mutation { __typename }"},
        accept=RESPONSE,
        status=REFUSED,
    )
    yield Rule(id="9ABE", says="a body has a type", sent_as=None, status=REFUSED)
    yield Rule(id="03D4", says="JSON is taken")
    yield Rule(id="A5BF", says="a body is needed", body=b"", status=BAD)


def parameters() -> Iterator[Rule]:
    yield Rule(id="423L", says="a query is needed", body={"no": 1}, accept=RESPONSE, status=BAD)
    yield from wrong("LKJ", "query", NO_TEXT)
    yield from right("34A2", "13EE", "a query is text")
    yield from wrong("6C0", "operationName", NO_TEXT)
    yield from right("8161", "B8B3", "a name is text", query=NAMED, operationName="Query")
    for number, name in enumerate(("variables", "operationName", "extensions")):
        yield from right(f"94B{number}", f"022{number}", f"{name} may be null", **{name: None})
    yield from wrong("476", "variables", NO_OBJECT)
    yield from right("2EA1", "28B9", "variables are a map", query=TYPE, variables=SOMETHING)
    address = {"query": TYPE, "variables": json.dumps(SOMETHING)}
    for id_, accept in (("D6D5", RESPONSE), ("6A70", JSON)):
        says = f"variables in the address, for {accept}"
        yield Rule(id=id_, says=says, address=address, accept=accept, lacks="errors")
    yield from wrong("58B", "extensions", NO_OBJECT)
    yield from right("428F", "1B7A", "extensions are a map", extensions={"some": "value"})


def wrong(id_: str, name: str, values: list[Any]) -> Iterator[Rule]:
    for number, value in enumerate(values):
        says = f"{name} is not {json.dumps(value)}"
        yield Rule(id=f"{id_}{number}", says=says, body={"query": ASKED, name: value}, status=BAD)


def right(own: str, plain: str, says: str, **parts: Any) -> Iterator[Rule]:
    body = {"query": ASKED, **parts}
    yield Rule(id=own, says=says, body=body, accept=RESPONSE, lacks="errors")
    yield Rule(id=plain, says=f"{says}, for JSON", body=body, accept=JSON, lacks="errors")


def malformed() -> Iterator[Rule]:
    broken = b'{ "not a JSON'
    any_status = range(200, 600)
    yield Rule(id="B6DC", says="JSON is well formed", body=broken, accept=JSON, status=any_status)
    yield Rule(id="BCF8", says="and else it is 400", body=broken, accept=JSON, status=BAD)
    yield Rule(id="B7N8", says="for all types", body=broken, accept=RESPONSE, status=BAD)
    misspelt = {"qeury": ASKED}
    yield Rule(id="8764", says="parameters are spelt right", body=misspelt, status=FAILED)
    yield Rule(id="3E3A", says="and else it is 400 as well", body=misspelt, status=BAD)


def refusals() -> Iterator[Rule]:
    """Plain JSON says 200, since its status could be a proxy's; GraphQL's own type says 400."""
    unparsed, invalid = {"query": "{"}, {"query": UNKNOWN}
    yield Rule(id="572B", says="unparsed is 200", body=unparsed, accept=JSON)
    yield Rule(id="FDE2", says="invalid is 200", body=invalid, accept=JSON)
    yield Rule(id="7B9B", says="uncoerced is 200", body=COERCED, accept=JSON)
    yield Rule(id="865D", says="unparsed fails", body=unparsed, accept=RESPONSE, status=FAILED)
    yield Rule(id="556A", says="with 400", body=unparsed, accept=RESPONSE, status=BAD)
    yield Rule(
        id="D586", says="without data", body=unparsed, accept=RESPONSE, status=FAILED, lacks="data"
    )
    yield Rule(id="51FE", says="invalid fails", body=invalid, accept=RESPONSE, status=FAILED)
    yield Rule(id="74FF", says="also with 400", body=invalid, accept=RESPONSE, status=BAD)
    yield Rule(
        id="5E5B",
        says="also without data",
        body=invalid,
        accept=RESPONSE,
        status=FAILED,
        lacks="data",
    )
    yield Rule(id="86EE", says="uncoerced is 400", body=COERCED, accept=RESPONSE, status=BAD)


RULES = list(rules())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id} {rule.says}")
def test_the_rule_holds(empty: Server, rule: Rule) -> None:
    answer = rule.ask(f"{empty.url}/graphql")

    assert answer.status_code in rule.status
    told = json.loads(answer.content.decode("utf-8"))
    if rule.media:
        assert answer.headers["Content-Type"].partition(";")[0] == rule.media
    if rule.lacks:
        assert rule.lacks not in told


def test_they_are_all_here_once() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) == 61
