"""A folder with real clients, where their tools may write: installed by `make clients`."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules"
SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"
SOURCES = ("*.json", "apollo", "audit", "relay", "typed", "urql")
SECONDS = 120
NEEDED = "needs npm and the clients it installs: make clients"

needs_clients = pytest.mark.skipif(
    shutil.which("node") is None or not INSTALLED.exists(), reason=NEEDED
)


class Workshop:
    """Runs programs of Node in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str | Path) -> str:
        """What it prints; its failing fails the test with all it said."""
        done = subprocess.run(  # noqa: S603 - what package-lock.json names
            words, cwd=self.folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def tool(self, name: str, *words: str) -> str:
        """One of the installed commands."""
        return self.run(self.folder / "node_modules" / ".bin" / name, *words)

    def ask(self, program: str, url: str) -> dict[str, Any]:
        """What a client says it was answered."""
        return json.loads(self.run("node", program, f"{url}/graphql"))


def workshop_in(folder: Path) -> Workshop:
    """A copy of the clients' sources, with the contract beside them."""
    for pattern in SOURCES:
        for source in HERE.glob(pattern):
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / source.name)
    shutil.copy(SCHEMA, folder)
    (folder / "node_modules").symlink_to(INSTALLED)
    return Workshop(folder)
