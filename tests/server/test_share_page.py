"""What a customer's link opens: a page of ours that asks with the token, and shows it in words."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any, cast

import pytest
from graphql import GraphQLEnumType

from engine.kinds import named
from schema.audience import marked_fields
from schema.root import CORE
from tests.server.browsing import Tab, browsing, needs_browser
from tests.server.servers import ROOT, Server, command, running
from tests.server.test_share import Told, share
from tests.server.test_tokens import asked, cli

WEB = ROOT / "web"
SCRIPTS = sorted(WEB.glob("share*.js"))
ASKED = "document.getElementById('again').hidden === false"
SAYS = "document.getElementById('status').innerText.includes({!r})"
PHONE = {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": True}
BARE = """mutation {
  accountCreate(input: {name: "Bare", external: {system: "crm", key: "bare"}}) { outcome }
}"""
MANY = 25  # records; a page of ours shows 20


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with running(tmp_path_factory.mktemp("page") / "data", {"DEMONSTRATION": "off"}) as server:
        yield Told(server)


@pytest.fixture(scope="module")
def link(told: Told) -> str:
    return made(told, "crm:1")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browsing(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def made(told: Told, account: str) -> str:
    return share(told, "create", account, "--label", "x", "--expires", "9d")


def opened(tab: Tab, server: Server, behind: str) -> str:
    """What the page says of an address."""
    tab.open("about:blank")
    tab.events.clear()
    tab.open(f"{server.url}/share{behind}")
    tab.wait("document.readyState === 'complete' && !!document.getElementById('again')")
    tab.wait(ASKED)
    return tab.text


def test_the_page_is_served_to_everybody_and_nothing_in_it_runs_but_our_files(told: Told) -> None:
    page = told.server.get("/share")

    policy = page.headers["Content-Security-Policy"]
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)
    assert told.server.url not in page.text


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_nothing_that_is_shown_becomes_markup_or_stays_in_the_browser(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Storage"):
        assert way not in text


def test_there_is_a_word_for_all_a_customer_may_be_told() -> None:
    text = (WEB / "share-words.js").read_text(encoding="utf-8")
    kinds: list[Any] = [
        named(field.type) for _, field in marked_fields(CORE) if hasattr(field, "args")
    ]
    enums = {kind.name: kind for kind in kinds if isinstance(kind, GraphQLEnumType)}

    assert len(enums) == 11
    for name, kind in enums.items():
        (block,) = re.findall(rf"^  {name}: {{(.*?)}},$", text, re.DOTALL | re.MULTILINE)
        assert set(re.findall(r"\b([A-Z_0-9]{3,}): \"", block)) == set(cast("Any", kind).values)


def test_what_the_page_asks_is_what_customers_may_ask(told: Told, link: str) -> None:
    parts = (WEB / "share-records.js").read_text(encoding="utf-8")
    text = " ".join(re.findall(r"asked: `(.*?)`", parts, re.DOTALL))
    for name, value in re.findall(r"^const ([A-Z]+) = `?([^`;]+)`?;", parts, re.MULTILINE):
        text = text.replace(f"${{{name}}}", value)

    answer = asked(
        told.server,
        link,
        f"query Share($after: String) {{ viewer {{ account {{ name {text} }} }} }}",
    ).json()

    assert "errors" not in answer
    assert answer["extensions"]["cost"]["requested"] < 5_000
    assert answer["data"]["viewer"]["account"]["name"] == "Acme 1"


def test_the_command_tells_the_account_and_the_page_beside_the_token(told: Told) -> None:
    words = ("create", "crm:1", "--label", "x", "--expires", "9d", "--url", f"{told.server.url}/")

    done = subprocess.run(  # noqa: S603 - our own program
        command("share", *words), capture_output=True, text=True, timeout=60, check=True
    )

    token = done.stdout.strip()
    assert token.startswith("bws_")
    assert done.stderr.splitlines() == [
        f"account  {told.own}",
        f"page     {told.server.url}/share#{token}",
    ]


@needs_browser
def test_a_customer_reads_what_is_shared(told: Told, link: str, tab: Tab) -> None:
    text = opened(tab, told.server, f"#{link}")

    assert tab.value("document.title") == "Acme 1: shared with you"
    for line in (
        "Outage 1",
        "Open · severity 1, the highest",
        "missed; target 4 hours from the report; due Tue",
        "A report 1",
        "€500.00",
        "for the service of October 2024",
        "Review 1",
    ):
        assert line in text
    assert not re.search("null|undefined|Invalid Date|NaN|Between ourselves|Watch them", text)
    assert tab.troubles == []


@needs_browser
def test_the_token_goes_nowhere_but_in_its_header(told: Told, link: str, tab: Tab) -> None:
    opened(tab, told.server, f"#{link}")

    assert {url.partition(told.server.url)[0] for url in tab.requests} == {""}
    assert not any("bws_" in url for url in tab.requests)
    assert tab.value("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert link.split("_", 2)[2] not in told.server.log.read_text()


@needs_browser
def test_it_fits_a_telephone_and_says_nothing_by_colour_alone(
    told: Told, link: str, tab: Tab
) -> None:
    opened(tab, told.server, f"#{link}")
    tab.send("Emulation.setDeviceMetricsOverride", **PHONE)

    assert tab.value("document.documentElement.scrollWidth") <= PHONE["width"]
    tab.send("Emulation.clearDeviceMetricsOverride")
    states = tab.value("[...document.querySelectorAll('.state')].map((one) => one.innerText)")
    assert len(states) == 4
    assert all(states)


@needs_browser
def test_it_is_in_order_for_who_hears_it(told: Told, link: str, tab: Tab) -> None:
    opened(tab, told.server, f"#{link}")
    tree = tab.send("Accessibility.getFullAXTree")["nodes"]
    heard = [
        (n["role"]["value"], n["name"]["value"]) for n in tree if n.get("name", {}).get("value")
    ]

    headings = tab.value("[...document.querySelectorAll('h1,h2,h3')].map((one) => one.innerText)")
    assert headings == [
        *("Acme 1", "Incidents", "Outage 1", "What we promised you"),
        *("A credit", "A report 1", "Review meetings", "Review 1"),
    ]
    assert {name for role, name in heard if role == "heading"} == {*headings}
    assert ("button", "Look again") in heard
    assert ("region", "Incidents") in heard


@needs_browser
def test_pages_go_on_and_the_reader_with_them(told: Told, tab: Tab) -> None:
    by = {"id": told.account("many")}
    for number in range(MANY):
        one = {"title": f"Also <b>{number}</b>", "severity": "SEV3"}
        told.do("incidentReport", "outcome", account=by, reportedAt="2024-10-02T10:00:00Z", **one)
    opened(tab, told.server, f"#{made(told, 'crm:many')}")
    cards = "document.querySelectorAll('#incidents article').length"
    assert tab.value(cards) == 20

    tab.value("document.querySelector('#incidents button').click()")
    tab.wait(f"{cards} === {MANY + 1}")

    assert tab.value("document.activeElement === document.querySelectorAll('article')[20]")
    assert tab.value("document.querySelector('#incidents button')") is None
    assert "Also <b>7</b>" in tab.text
    assert tab.troubles == []


@needs_browser
def test_an_account_of_which_nothing_is_on_record_says_so(told: Told, tab: Tab) -> None:
    told.server.ask(BARE)

    text = opened(tab, told.server, f"#{made(told, 'crm:bare')}")

    assert "There are no incidents on record." in text
    assert "There are no promises on record." in text
    assert "There are no review meetings on record." in text


@needs_browser
@pytest.mark.parametrize("behind", ["", "#", "#bw_a_b", "#nonsense", "#bws_a_\u00fc"])
def test_an_address_that_is_not_whole_asks_nobody(told: Told, tab: Tab, behind: str) -> None:
    text = opened(tab, told.server, behind)

    assert "This address is not complete." in text
    assert f"{told.server.url}/graphql" not in tab.requests


@needs_browser
def test_what_was_shown_is_gone_once_the_link_has_ended(told: Told, tab: Tab) -> None:
    link = made(told, "crm:2")
    assert "Outage 2" in opened(tab, told.server, f"#{link}")

    share(told, "revoke", "crm:2", "--all")
    tab.value("document.getElementById('again').click()")
    tab.wait(SAYS.format("shows nothing any more"))

    assert "2" not in tab.text
    assert tab.value("document.getElementById('main').hidden")


@needs_browser
def test_an_expired_link_says_so(told: Told, tab: Tab) -> None:
    link = made(told, "crm:2")
    with closing(connect(told.server.data / "bellwether.db")) as raw:
        raw.execute(
            "UPDATE access_token SET expires_at = '2024-01-01T00:00:00.000000Z' WHERE id = ?",
            (link.split("_")[1],),
        )
        raw.commit()

    assert "it has expired or was ended" in opened(tab, told.server, f"#{link}")


@needs_browser
def test_another_link_in_the_same_tab_shows_its_own(told: Told, link: str, tab: Tab) -> None:
    opened(tab, told.server, f"#{link}")

    tab.open(f"{told.server.url}/share#{made(told, 'crm:2')}")
    tab.wait("document.getElementById('name').innerText === 'Acme 2'")

    assert "Outage 1" not in tab.text


@needs_browser
def test_without_an_answer_what_was_shown_stays_and_can_be_asked_again(
    told: Told, link: str, tab: Tab
) -> None:
    opened(tab, told.server, f"#{link}")
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

    tab.send("Network.emulateNetworkConditions", offline=True, **limits)
    tab.value("document.getElementById('again').click()")
    tab.wait(SAYS.format("There was no answer."))
    assert "Outage 1" in tab.text
    tab.send("Network.emulateNetworkConditions", offline=False, **limits)
    tab.value("document.getElementById('again').click()")

    tab.wait(SAYS.format("As of"))


@needs_browser
def test_who_asks_too_much_is_told_when_to_ask_again(tab: Tab, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, {"DEMONSTRATION": "off", "BUDGET_REFILL": "1"}) as server:
        server.ask(BARE)
        words = ("create", "crm:bare", "--label", "x", "--expires", "9d", "--url", server.url)
        link = cli(data, "share", *words)
    with running(data, {"BUDGET": "500", "BUDGET_REFILL": "1"}) as server:
        opened(tab, server, f"#{link}")
        tab.value("document.getElementById('again').click()")
        tab.wait(SAYS.format("Too much was asked"))
        assert re.search(r"Look again in \d+ s", tab.text)
