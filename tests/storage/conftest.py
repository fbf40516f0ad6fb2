from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bellwether.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(path)
    yield opened
    await opened.close()
