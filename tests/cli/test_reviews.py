"""`reviews schedule` and the examples for scripts, against a running server."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.exits import Exit
from tests.server.servers import ROOT, Server, running

Run = Callable[..., subprocess.CompletedProcess[str]]
ACCOUNT = {"external": {"system": "crm", "key": "006-17"}, "name": "Northwind"}
CREATE = "mutation($input: AccountCreateInput!) { accountCreate(input: $input) { outcome } }"
ASKED = (
    "reviews", "schedule", "--account", "crm:006-17", "--key", "mbr", "--rule",
    "FREQ=MONTHLY;BYDAY=1TU;COUNT=6", "--starts-on", "2031-01-01", "--time", "09:30",
    "--zone", "America/New_York",
)  # fmt: skip
PAGE = (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```(python|javascript)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
SLOTS = [f"2031-{month:02}" for month in range(1, 7)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "data", {"DEMONSTRATION": "off"}) as one:
        told = one.ask(CREATE, {"input": ACCOUNT})
        assert told["data"]["accountCreate"]["outcome"] == "CREATED"
        yield one


def test_a_series_is_made_once_however_often_it_is_asked_for(cli: Run, server: Server) -> None:
    asked = (*ASKED, "--url", server.url)

    plan, first, again = cli(*asked, "--dry-run"), cli(*asked), cli(*asked, "--json")

    assert [done.returncode for done in (plan, first, again)] == [Exit.FINE] * 3
    assert plan.stdout.splitlines()[0] == "PLANNED"
    assert first.stdout.splitlines()[0] == "CREATED: Monthly business review"
    assert "2031-01  2031-01-07T14:30:00Z  CREATED" in first.stdout
    payload = json.loads(again.stdout)
    assert payload["outcome"] == "UNCHANGED"
    assert [slot["slot"] for slot in payload["slots"]] == SLOTS


def test_what_the_server_refuses_is_told_with_its_place(cli: Run, server: Server) -> None:
    endless = [word.replace(";COUNT=6", "") for word in ASKED]

    done = cli(*endless, "--url", server.url)

    assert done.returncode == Exit.REFUSED
    assert done.stderr.startswith("bellwether: input.rule.rrule: ")
    assert done.stdout.splitlines() == ["REFUSED"]


@pytest.mark.parametrize(
    "more",
    [
        ("--day", "3", "--count", "6"),
        ("--day", "3"),
        ("--count", "6"),
        ("--day", "0"),
        ("--zone", "America/New_York", "--time"),
    ],
)
def test_flags_that_cannot_be_are_told_before_anything_is_sent(
    cli: Run, more: tuple[str, ...]
) -> None:
    assert cli(*ASKED, *more, "--url", "http://127.0.0.1:9").returncode == Exit.USAGE


def test_a_day_and_a_count_are_said_together_or_not_at_all(cli: Run) -> None:
    rest = [word for word in ASKED if word != "--rule" and not word.startswith("FREQ")]

    for more in ((), ("--day", "3"), ("--count", "6")):
        done = cli(*rest, *more, "--url", "http://127.0.0.1:9")
        assert (done.returncode, "--day and --count" in done.stderr) == (Exit.USAGE, True)


def test_a_server_that_is_not_there_is_unavailable(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.remote.PAUSES", (0.01,))

    done = cli(*ASKED, "--url", "http://127.0.0.1:9")

    assert done.returncode == Exit.UNAVAILABLE
    assert done.stderr.startswith("bellwether: http://127.0.0.1:9: ")


def test_without_an_address_the_server_is_at_the_port_of_the_settings(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.remote.PAUSES", (0.01,))

    assert cli(*ASKED, PORT="9").stderr.startswith("bellwether: http://127.0.0.1:9: ")


def test_an_address_that_is_none_is_usage(cli: Run) -> None:
    assert cli(*ASKED, "--url", "file:///etc").returncode == Exit.USAGE


@pytest.mark.parametrize(
    ("language", "program"), [("python", [sys.executable, "-c"]), ("javascript", ["node", "-e"])]
)
def test_the_examples_for_scripts_run(server: Server, language: str, program: list[str]) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    words = ["--input-type=module", *program[1:]] if language == "javascript" else program[1:]

    said = [
        subprocess.run(  # noqa: S603 - our own page's example
            [program[0], *words, EXAMPLES[language]],
            env={"BELLWETHER_URL": server.url, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        for _ in range(2)
    ]

    assert [done.stdout.split() for done in said] == [
        ["CREATED", *SLOTS],
        ["UNCHANGED", *SLOTS],
    ], said[0].stderr
