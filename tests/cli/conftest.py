"""The command line as a script meets it: its output and its exit code."""

import subprocess
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.server.servers import ROOT, command, environment

Done = subprocess.CompletedProcess[str]
NOTE = """\
## Escalation with Northwind

**Date:** March 4, 2025
**Time:** 9:00 AM - 10:00 AM
**Attendees:** Account Executive (Ines Roth), Customer (Paul Weber, CTO at Northwind)

### Customer Issue Summary
**Customer:** Northwind ($120K annual contract)
**Issue:** Search was slow for 200 users (SEV2)

### Timeline of Events
- **March 3, 8:00 AM:** Customer reported slow search
- **March 3, 11:00 AM:** Issue resolved

### Commitments Made
**To Customer:**
- Send the incident report by March 10, 2025

Bring cake.
"""


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Run one command in this process; `typed` is its standard input, choices are settings."""

    def run(*words: str, typed: str = "", **choices: str) -> Done:
        for name, value in {"DATA": str(tmp_path / "data"), **choices}.items():
            monkeypatch.setenv(f"BELLWETHER_{name}", value)
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(typed.encode())))
        try:
            code = main(words)
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        said, complained = capsys.readouterr()
        return Done(words, code, said, complained)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Done]:
    """The same in a process of its own, as a shell would."""

    def run(*words: str) -> Done:
        return subprocess.run(  # noqa: S603 - our own program
            command(*words),
            cwd=ROOT,
            env=environment({"DATA": str(tmp_path / "data")}),
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )

    return run


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "northwind.md"
    path.write_text(NOTE, encoding="utf-8")
    return path
