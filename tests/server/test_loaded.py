"""What a process holds in memory for nothing: libraries only rare work needs, loaded with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.database import Database
from tests.server.servers import ROOT, environment
from tests.storage.reads import new_account

SERVED = """
import asyncio, sys
import cli.serve
from server import app

async def begin_and_end():
    told = iter(["lifespan.startup", "lifespan.shutdown"])
    async def receive():
        return {"type": next(told)}
    async def send(message):
        assert message["type"].endswith(".complete"), message
    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

asyncio.run(begin_and_end())
print(*sys.modules)
"""
HELPED = """
import sys
from cli.__main__ import main
try:
    main(["--help"])
except SystemExit:
    print(*sys.modules)
"""


def loaded_by(script: str, data: Path) -> set[str]:
    done = subprocess.run(  # noqa: S603 - our own product
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment({"DATA": str(data)}),
        capture_output=True,
        text=True,
        timeout=150,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A database as most starts find it: made already, with an account of its own."""
    database = await Database.open(tmp_path / "bellwether.db")
    await new_account(database)
    await database.close()
    return tmp_path


def test_a_server_loads_nothing_that_only_rare_work_needs(data: Path) -> None:
    loaded = loaded_by(SERVED, data)

    assert "models.database" in loaded
    assert loaded.isdisjoint({"alembic", "mako", "pygments", "sqlalchemy.dialects.postgresql"})
    assert loaded.isdisjoint({"holidays", "icalendar", "numpy", "sqlalchemy.ext.asyncio", "jwt"})
    assert loaded.isdisjoint({"domain.notes.read", "markdown_it", "cli.demo.tell"})


def test_help_loads_no_command(tmp_path: Path) -> None:
    loaded = loaded_by(HELPED, tmp_path)

    assert "cli.__main__" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "strawberry", "uvicorn", "domain.errors"})
