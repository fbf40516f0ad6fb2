from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from engine.execute import Engine
from tests.mutations.asking import ENGINE, Client, client_of


@pytest.fixture(params=[ENGINE, None], ids=["engine", "graphql-core"])
async def client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Client]:
    """Everything is tried with the engine and without."""
    engine: Engine | None = request.param
    async with client_of(tmp_path / "book.db", engine=engine) as one:
        yield one
