"""The command line as a script meets it: a process, its output, its exit code."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.servers import ROOT, command, environment

Done = subprocess.CompletedProcess[str]
NOTE = """\
## Escalation with Northwind

**Date:** March 4, 2025
**Time:** 9:00 AM - 10:00 AM
**Attendees:** Account Executive (Ines Roth), Customer (Paul Weber, CTO at Northwind)

### Customer Issue Summary
**Customer:** Northwind ($120K annual contract)
**Issue:** Search was slow for 200 users

### Timeline of Events
- **March 3, 8:00 AM:** Customer reported slow search
- **March 3, 11:00 AM:** Issue resolved

### Commitments Made
**To Customer:**
- Send the incident report by March 10, 2025

Bring cake.
"""


@pytest.fixture
def cli(tmp_path: Path) -> Callable[..., Done]:
    """Run one command; `typed` is its standard input, choices are settings."""

    def run(*words: str, typed: str = "", **choices: str) -> Done:
        return subprocess.run(  # noqa: S603 - our own program
            command(*words),
            cwd=ROOT,
            env=environment({"DATA": str(tmp_path / "data"), **choices}),
            input=typed,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )

    return run


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "northwind.md"
    path.write_text(NOTE, encoding="utf-8")
    return path
