"""A real server in a process of its own, on a port nobody else has."""

import os
import re
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import soon

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"\bhttp\S+(?=/graphql)")
UVICORNS = re.compile(r"running on (http\S+) ")
STOP_WITHIN = 15  # seconds until a server that does not stop is killed; tests ask for less
NO_CHOICES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and what it has said."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    log: Path

    def says(self) -> str:
        """The next line of its standard output."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=20, **more)

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The whole answer to a query, except for what it cost."""
        body = {"query": query, "variables": variables}
        answer = httpx.post(f"{self.url}/graphql", json=body, timeout=20).json()
        return {part: said for part, said in answer.items() if part != "extensions"}


def environment(choices: Mapping[str, str] = NO_CHOICES) -> dict[str, str]:
    """Ours, without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if "BELLWETHER" not in name}
    return kept | {f"BELLWETHER_{name}": value for name, value in choices.items()}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "cli", *words]


@contextmanager
def running(data: Path, choices: Mapping[str, str], *, port: int = 0) -> Generator[Server]:
    """Start it and wait until it says where it is; stop it at the end, however that went."""
    log = data.with_name(f"{data.name}.log")
    with log.open("a") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command("serve", "--port", str(port), "--data", str(data)),
            cwd=ROOT,
            env=environment(choices),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        server = Server(process, "", data, log)
        found = ADDRESS.search(server.says())
        assert found, log.read_text()
        yield replace(server, url=found[0])
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def under_uvicorn(place: Path, *words: str) -> Generator[Server]:
    """The same, run by uvicorn's command and not by ours."""
    data, log = place / "data", place / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "uvicorn", "server:app", "--port", "0", *words],
            cwd=ROOT,
            env=environment({"DATA": str(data), "DEMONSTRATION": "off"}),
            stderr=errors,
            text=True,
        )
    try:
        assert soon(lambda: UVICORNS.search(log.read_text()) is not None), log.read_text()
        (url,) = UVICORNS.findall(log.read_text())
        yield Server(process, url, data, log)
    finally:
        process.terminate()
        process.wait(STOP_WITHIN)
