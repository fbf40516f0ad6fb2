"""A customer's link at a real server: what it shows, and that it shows nothing else."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from sqlite3 import connect
from typing import Any

import pytest

from resolvers.ids import parsed
from tests.server.servers import ROOT, Server, environment, running
from tests.server.test_tokens import asked, cli, code_of

SHOWN = """query Mine($by: AccountRef!) {
  account(by: $by) {
    name
    incidents(first: 5) {
      nodes { title severity status resolvedAt clocks { metric state target dueAt } }
    }
    commitments(first: 5) { nodes { text status credit { state amount { amount currencyCode } } } }
    reviews(first: 5) { nodes { title status localDate } pageInfo { hasNextPage endCursor } }
  }
}"""
NAME = "query Name($id: ID!) { account(by: {id: $id}) { name } }"


class Told:
    """Two accounts with something of everything, told to a server without tokens."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.own, self.other = (self.account(key) for key in ("1", "2"))

    def do(self, mutation: str, shown: str, /, **said: Any) -> dict[str, Any]:
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        shown += " userErrors { message }"
        text = f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ {shown} }} }}"
        payload = self.server.ask(text, {"input": said})["data"][mutation]
        assert payload["userErrors"] == []
        return payload

    def account(self, key: str) -> str:
        external = {"system": "crm", "key": key}
        done = self.do("accountCreate", "account { id }", name=f"Acme {key}", external=external)
        by = {"id": done["account"]["id"]}
        self.do(
            "contractCreate",
            "outcome",
            account=by,
            name="Support",
            slaTerms=[{"metric": "RESOLUTION", "target": "PT4H", "basis": "REPORTED"}],
        )
        self.do(
            "incidentReport",
            "outcome",
            account=by,
            title=f"Outage {key}",
            severity="SEV1",
            reportedAt="2024-10-01T10:00:00Z",
            impact="Between ourselves",
        )
        when = {"localDate": "2024-10-08", "startTime": "09:00", "timeZone": "UTC"}
        self.do("reviewCreate", "outcome", account=by, title=f"Review {key}", **when)
        self.promises(by, key)
        return by["id"]

    def promises(self, by: dict[str, str], key: str) -> None:
        promise: dict[str, Any] = {"account": by, "kind": "ONE_OFF", "promisedOn": "2024-10-01"}
        self.do("commitmentMake", "outcome", **promise, text=f"A report {key}", audience="CUSTOMER")
        self.do("commitmentMake", "outcome", **promise, text="Watch them", audience="INTERNAL")
        credit = {
            "base": "FIXED",
            "amount": {"amount": "500", "currencyCode": "EUR"},
            "period": "2024-10",
            "periodRole": "SERVICE",
        }
        promise["kind"] = "CREDIT"
        self.do(
            "commitmentMake",
            "outcome",
            **promise,
            text="A credit",
            audience="CUSTOMER",
            credit=credit,
        )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with running(tmp_path_factory.mktemp("share") / "data", {"DEMONSTRATION": "off"}) as server:
        yield Told(server)


def share(told: Told, action: str, account: str, *words: str) -> str:
    """What `cli share` prints."""
    return cli(told.server.data, "share", action, account, *words, "--url", told.server.url)


@pytest.fixture(scope="module")
def link(told: Told) -> str:
    return share(told, "create", "crm:1", "--label", "Acme's portal", "--expires", "90d")


def test_a_link_shows_what_is_the_customers(told: Told, link: str) -> None:
    for _ in range(2):  # the second time the document is known
        answer = asked(told.server, link, SHOWN, variables={"by": {"id": told.own}}).json()

        account = answer["data"]["account"]
        assert account["name"] == "Acme 1"
        (incident,) = account["incidents"]["nodes"]
        assert (incident["title"], incident["status"]) == ("Outage 1", "OPEN")
        assert incident["clocks"] == [
            {
                "metric": "RESOLUTION",
                "state": "BREACHED",
                "target": "PT4H",
                "dueAt": "2024-10-01T14:00:00Z",
            }
        ]
        promises = {one["text"]: one["credit"] for one in account["commitments"]["nodes"]}
        assert promises["A report 1"] is None
        assert promises["A credit"]["amount"] == {"amount": "500.00", "currencyCode": "EUR"}
        assert set(promises) == {"A report 1", "A credit"}
        assert [one["title"] for one in account["reviews"]["nodes"]] == ["Review 1"]


def test_a_portal_asks_as_the_page_says(told: Told, link: str) -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n(curl.*?)```", page, re.DOTALL)
    given = {"URL": told.server.url, "LINK": link}
    done = subprocess.run(  # noqa: S603 - what our own page says
        ["bash", "-c", command],  # noqa: S607 - as a reader would
        env=environment() | given | {"no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    account = json.loads(done.stdout)["data"]["viewer"]["account"]
    assert account["id"] == told.own
    assert [one["title"] for one in account["incidents"]["nodes"]] == ["Outage 1"]


def test_another_account_is_not_there(told: Told, link: str) -> None:
    by = "query By($by: AccountRef!) { account(by: $by) { name } }"
    for variables in (
        {"by": {"id": told.other}},
        {"by": {"external": {"system": "crm", "key": "2"}}},
    ):
        answer = asked(told.server, link, by, variables=variables).json()
        assert answer["data"] == {"account": None}
        assert "errors" not in answer


def test_what_has_no_mark_is_refused_whether_or_not_the_document_is_known(
    told: Told, link: str
) -> None:
    for text in (
        "{ portfolio { accounts } }",
        "{ accounts { totalCount } }",
        "{ commitments(first: 5) { nodes { text } } }",
        f'{{ node(id: "{told.own}") {{ id }} }}',
        NAME.replace("name", "name health { value }"),
        NAME.replace("name", "incidents { totalCount nodes { impact } }"),
        NAME.replace("name", "incidents(filter: {breached: true}) { nodes { id } }"),
        "{ __schema { types { name } } }",
        "mutation { accountUpdate(input: {id: 1, name: 2}) { outcome } }",
    ):
        given = {"variables": {"id": told.own}} if "$id" in text else {}
        for token in (link, None, link):
            answer = asked(told.server, token, text, **given)
            if token is not None:
                assert code_of(answer) in {"FORBIDDEN", "BAD_USER_INPUT"}, text
                assert not answer.json().get("data"), text
                assert "Watch" not in answer.text


def test_a_refusal_names_what_was_asked(told: Told, link: str) -> None:
    refused = asked(told.server, link, "{ portfolio { accounts } }").json()["errors"][0]

    assert refused["extensions"]["fields"] == ["Portfolio.accounts", "Query.portfolio"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("{ portfolo { accounts } }", "portfolio"),
        ("{ viewer { tokn } }", "token"),
        ('{ account(by: {id: "x"}) { health } }', "score"),
        ('{ account(by: {id: "x"}) { incidents(frist: 1) { nodes { id } } } }', "first"),
        ("{ portfolio(filter: {nam: {eq: 1}}) { accounts } }", "name"),
        ("query($by: AccountRef!) { account(by: $by) { name } }", "external"),
    ],
)
def test_a_mistake_is_told_nothing_of_what_there_is(
    told: Told, link: str, wrong: str, right: str
) -> None:
    """Somebody else who made the same is told, before and after."""
    for token in (None, link, None, link):
        answer = asked(told.server, token, wrong, variables={"by": {"externl": {}}})

        assert code_of(answer) == "BAD_USER_INPUT"
        if token == link:
            assert "id you mean" not in answer.text
            assert right not in answer.text.replace("frist", "")
        elif right != "score":
            assert f"'{right}'" in answer.text


def test_what_customers_call_their_operations_is_kept_nowhere(told: Told, link: str) -> None:
    document = "query Flood($id: ID!) { account(by: {id: $id}) { name } }"
    answer = asked(told.server, link, document, variables={"id": told.own}).json()

    numbers = told.server.get("/metrics").text

    assert answer["data"]["account"]["name"] == "Acme 1"
    assert 'operation="other"' in numbers
    assert "Flood" not in numbers


def test_a_link_ends_at_once_or_when_it_expires(told: Told) -> None:
    name = {"variables": {"id": told.account("3")}}
    one, two = (
        share(told, "create", "crm:3", "--label", label, "--expires", "1d") for label in "ab"
    )
    assert asked(told.server, one, NAME, **name).json()["data"]["account"]

    share(told, "revoke", "crm:3", one.split("_")[1])

    assert asked(told.server, one, NAME, **name).status_code == 401
    assert asked(told.server, two, NAME, **name).status_code == 200
    listed = share(told, "list", "crm:3").splitlines()
    assert [line.split("  ")[-1] for line in listed] == ["b", "a"]
    assert "revoked" in listed[1]
    with closing(connect(told.server.data / "bellwether.db")) as raw:
        raw.execute(
            "UPDATE access_token SET expires_at = '2024-01-01T00:00:00.000000Z' WHERE id = ?",
            (two.split("_")[1],),
        )
        raw.commit()
    share(told, "create", "crm:3", "--label", "c", "--expires", "1d")  # all is looked up anew
    assert "expired" in asked(told.server, two, NAME, **name).text


def test_no_log_tells_a_link(told: Told, link: str) -> None:
    asked(told.server, link, NAME, variables={"id": told.own})

    log = told.server.log.read_text()
    assert link.split("_", 2)[2] not in log
    assert parsed(told.own).id not in log
