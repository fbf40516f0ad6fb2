"""The console page: whole, our own, and working in a real browser where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.servers import ROOT, Server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
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


@pytest.mark.skipif(BROWSER is None, reason="no browser here")
def test_a_browser_shows_the_example_and_the_schema(empty: Server, tmp_path: Path) -> None:
    shown = subprocess.run(  # noqa: S603 - the browser found above
        [
            str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging",
            f"--user-data-dir={tmp_path}", "--virtual-time-budget=4000", "--dump-dom",
            f"{empty.url}/graphql",
        ],
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip

    assert 'data-name="HealthScore"' in shown.stdout
    assert ">TechCorp: how healthy, why, and will it renew?</option>" in shown.stdout
    for trouble in ("Content Security Policy", "Uncaught", "Failed to load"):
        assert trouble not in shown.stderr
