"""The console page: whole, our own, and working in a real browser where there is one."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.browsing import browsing, needs_browser
from tests.server.servers import ROOT, Server
from tests.server.test_tokens import ADA, cli

ELSEWHERE = re.compile(r"(?:src|href|import|from|url)\W{1,3}(?:https?:)?//")
FILES = sorted((ROOT / "web").iterdir())


def test_a_browser_is_given_the_page(empty: Server) -> None:
    page = empty.get("/graphql", headers={"Accept": "text/html"})

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert '<textarea id="query"' in page.text


def test_the_bare_address_leads_to_the_page(empty: Server) -> None:
    assert empty.get("/").headers["Location"] == "/graphql"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_of_the_page_is_served_and_names_nobody_else(empty: Server, file: Path) -> None:
    answer = empty.get(f"/web/{file.name}")

    assert answer.status_code == 200
    assert answer.text == file.read_text(encoding="utf-8")
    assert not ELSEWHERE.search(answer.text)


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    page = (ROOT / "web" / "console.html").read_text(encoding="utf-8")

    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_nothing_above_the_pages_is_served(empty: Server) -> None:
    assert empty.get("/web/%2e%2e/pyproject.toml").status_code == 404


def test_the_schema_is_served_as_text(empty: Server) -> None:
    answer = empty.get("/schema.graphql")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text == (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")


@needs_browser
def test_a_browser_shows_the_example_and_the_schema(empty: Server, tmp_path: Path) -> None:
    with browsing(tmp_path / "profile") as tab:
        tab.open(f"{empty.url}/graphql")
        tab.wait("!!document.querySelector('[data-name=HealthScore]')")

        examples = tab.value("document.getElementById('example').innerText")
        assert "TechCorp: how healthy, why, and will it renew?" in examples
        assert tab.troubles == []


@needs_browser
def test_the_token_is_asked_for_and_kept_until_the_tab_is_closed(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    cli(data, "user", "add", "--email", ADA, "--name", "Ada", "--role", "ADMIN")
    token = cli(data, "token", "create", "--for", ADA, "--scope", "READ")
    server = start(data)
    with browsing(tmp_path / "profile") as tab:
        tab.open(f"{server.url}/graphql")
        tab.wait("!!document.querySelector('[data-name=HealthScore]')")
        ask = "document.getElementById('query').value = '{ viewer { token } }'; run.click()"
        tab.value(ask)
        tab.wait("document.getElementById('status').innerText.startsWith('401')")
        assert tab.value("document.activeElement.id") == "token"

        tab.send("Input.insertText", text=f" {token} ")
        tab.value(f"document.activeElement.blur(); {ask}")
        tab.wait("document.getElementById('status').innerText.startsWith('200')")
        assert '"token": "user:' in tab.text
        tab.send("Page.reload")
        tab.wait("document.readyState === 'complete' && document.getElementById('token').value")

        assert tab.value("document.getElementById('token').value") == token
        assert token not in tab.text
        assert not any(token in url for url in tab.requests)
