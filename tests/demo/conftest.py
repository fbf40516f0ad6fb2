import asyncio
from pathlib import Path

import pytest

from cli.demo.fill import fill
from models.database import Database
from tests.notes.applying import NOW
from tests.storage.conftest import path

__all__ = ["path"]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the first start leaves it; tests only read it."""
    place = tmp_path_factory.mktemp("demonstration") / "bellwether.db"

    async def begin() -> None:
        database = await Database.open(place)
        assert await fill(database, now=NOW) == 61
        await database.close()

    asyncio.run(begin())
    return place
