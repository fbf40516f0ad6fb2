"""The ways into the product that are not our own command."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.server.servers import ROOT, environment

PATIENCE = 40  # seconds for a start on a busy machine


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_any_asgi_server_can_run_it(tmp_path: Path) -> None:
    port = free_port()
    choices = {"DATA": str(tmp_path / "data"), "DEMONSTRATION": "off"}
    words = [sys.executable, "-m", "uvicorn", "server:app", "--port", str(port)]
    with subprocess.Popen(words, cwd=ROOT, env=environment(choices)) as process:  # noqa: S603 - uvicorn
        try:
            answer = asked_until_up(f"http://127.0.0.1:{port}/readyz")
        finally:
            process.terminate()
        process.wait(PATIENCE)

    assert answer.json()["status"] == "ok"
    assert not (tmp_path / "data" / "bellwether.db-wal").exists()


def asked_until_up(url: str) -> httpx.Response:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(url, timeout=5)
        except httpx.ConnectError:
            assert time.monotonic() < until
            time.sleep(0.1)
