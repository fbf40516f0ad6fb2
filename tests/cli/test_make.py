"""`make run` hands on what was asked for, and leaves the rest to the settings."""

import subprocess
from pathlib import Path

import pytest

from tests.server.servers import ROOT, environment

OF_MAKE = {"PORT", "DATA", "MAKEFLAGS", "MAKEOVERRIDES"}
SAYS_ITS_WORDS = '#!/bin/sh\nprintf "%s\\n" "$@"\n'


@pytest.mark.parametrize(
    ("asked", "flags"),
    [
        ([], []),
        (["PORT=9000"], ["--port", "9000"]),
        (["DATA=../a folder's data"], ["--data", "../a folder's data"]),
        (["PORT=9000", "DATA=other"], ["--port", "9000", "--data", "other"]),
    ],
)
def test_make_run_gives_the_flags_that_were_asked_for(
    tmp_path: Path, asked: list[str], flags: list[str]
) -> None:
    python = tmp_path / "python"
    python.write_text(SAYS_ITS_WORDS, encoding="utf-8")
    python.chmod(0o700)
    words = ["make", "--no-print-directory", "-o", "runtime", "run", f"BIN={tmp_path}", *asked]
    kept = {name: text for name, text in environment().items() if name not in OF_MAKE}

    said = subprocess.check_output(words, cwd=ROOT, env=kept, text=True, timeout=60)  # noqa: S603 - our own Makefile

    assert said.splitlines() == ["-m", "cli", "serve", *flags]
