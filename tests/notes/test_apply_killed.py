"""A note whose process is killed: all of it is there or none, and sent again it is there once."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from models.database import Database
from resolvers.note_apply import Applied
from tests.notes.applying import NOTES, applied, whole
from tests.notes.killing import apply, killed

ROUNDS = 12
DATA = NOTES["examples"]


async def counts(database: Database) -> dict[str, int]:
    """Rows by table."""
    return {table: len(rows) for table, rows in (await whole(database)).items()}


async def applied_in(path: Path) -> tuple[dict[str, int], Applied, dict[str, int]]:
    """Rows as found, what applying says then, and the rows after it."""
    database = await Database.open(path)
    try:
        found = await counts(database)
        done = await applied(database, DATA)
        return found, done, await counts(database)
    finally:
        await database.close()


@pytest.fixture(scope="module")
def whole_note(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, dict[str, int]]:
    """How long one application takes a new process here, and the rows it leaves."""
    path = tmp_path_factory.mktemp("whole") / "bellwether.db"
    asyncio.run(opened_once(path))
    seconds = killed(path, apply, DATA)
    rows, done, _ = asyncio.run(applied_in(path))
    assert done.is_new is False
    return seconds, rows


async def opened_once(path: Path) -> None:
    await (await Database.open(path)).close()


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_killed_note_is_there_wholly_or_not_at_all(
    path: Path, whole_note: tuple[float, dict[str, int]], attempt: int
) -> None:
    seconds, rows = whole_note
    asyncio.run(opened_once(path))
    draw = Random(attempt)  # noqa: S311 - a moment, no secret

    killed(path, apply, DATA, after=1.1 * seconds * (attempt + draw.random()) / ROUNDS)

    found, done, after = asyncio.run(applied_in(path))
    assert found in (dict.fromkeys(rows, 0), rows)
    assert done.is_new == (found != rows)
    assert after == rows
    assert asyncio.run(applied_in(path))[1].is_new is False
