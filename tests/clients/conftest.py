"""Servers for clients that read and write, and one folder for their tools."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.workshop import Workshop, workshop_in
from tests.server.servers import Server, running


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without any account."""
    with running(tmp_path_factory.mktemp("clients") / "data", {"DEMONSTRATION": "off"}) as server:
        yield server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demonstration."""
    with running(tmp_path_factory.mktemp("clients") / "data", {}) as server:
        yield server


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where servers with settings of their own keep a demonstration, one after the other."""
    return tmp_path_factory.mktemp("clients") / "data"


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop_in(tmp_path_factory.mktemp("workshop"))
