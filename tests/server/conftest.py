"""Servers for tests: some that are started and stopped, two that all reading tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.demo.known import staff
from tests.server.attacking import MEGABYTE, SECRET, is_well, resident, said
from tests.server.servers import Server, running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers, by default without the demonstration; all are stopped after the test."""
    begun: list[Any] = []

    def begin(data: Path = tmp_path / "data", *, port: int = 0, **choices: str) -> Server:
        server = running(data, {"DEMONSTRATION": "off", **choices}, port=port)
        begun.append(server)
        return server.__enter__()

    yield begin
    for server in begun:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with the demonstration portfolio, as the first of our staff sees it."""
    data = tmp_path_factory.mktemp("server") / "data"
    with running(data, {"VIEWER": str(staff()[0].email)}) as server:
        yield server


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server without any account."""
    data = tmp_path_factory.mktemp("server") / "data"
    with running(data, {"DEMONSTRATION": "off"}) as server:
        yield server


@pytest.fixture(scope="session")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all attacks, whose callers have no end of budget."""
    data = tmp_path_factory.mktemp("besieged") / "data"
    plenty = str(10**9)
    choices = {"DEMONSTRATION": "off", "BUDGET": plenty, "BUDGET_REFILL": plenty}
    with running(data, choices) as server:
        is_well(server)
        yield server


@pytest.fixture
def attacked(besieged: Server) -> Iterator[Server]:
    """After an attack: usual queries are answered, memory is flat, and the log is as it should."""
    before, read = resident(besieged), len(besieged.log.read_text())
    yield besieged
    is_well(besieged)
    assert resident(besieged) - before < 32 * MEGABYTE
    assert SECRET not in said(besieged, read)
