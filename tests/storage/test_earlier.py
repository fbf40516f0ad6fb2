"""Databases that earlier versions wrote: nothing in them is lost."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from api.opening import opened
from api.settings import Settings
from models.migrate import config
from resolvers.context import Context, Viewer
from schema.root import schema
from tests.storage.test_schema import connected

DAY = "2024-10-25T12:00:00.000000Z"
ROWS = {
    "account": {"id": "a", "name": "Acme", "tracked_from": DAY},
    "contract": {
        "account_id": "a",
        "id": "k",
        "name": "Support",
        "annual_value_minor": 50_000_00,
        "currency_code": "USD",
        "sla_terms": "[]",
    },
    "fact": {
        "account_id": "a",
        "source_id": "a",
        "version": 1,
        "kind": "ACCOUNT",
        "known_from": DAY,
        "recorded_at": DAY,
        "actor": "anna",
        "inputs": '{"currency_code":"USD","time_zone":"UTC","incidents_observed_from":null}',
    },
    "score": {
        "account_id": "a",
        "value": 12.5,
        "band": "CRITICAL",
        "band_reason": "VALUE",
        "trend": "UNKNOWN",
        "confidence": 0.5,
        "computed_at": DAY,
        "next_change_at": "2099-01-01T00:00:00.000000Z",
        "model_version": "2026.1",
        "assessment": "{}",
    },
}
VERSIONED = {"version": 1, "created_at": DAY, "updated_at": DAY}


def of_revision(path: Path, revision: str) -> None:
    """A file as it was then, with an account in it."""
    with connected(path).connect() as connection, connection.begin():
        command.upgrade(config(connection), revision)
        for table, row in ROWS.items():
            own = row if table in {"score", "fact"} else row | VERSIONED
            names, places = ", ".join(own), ", ".join("?" * len(own))
            connection.exec_driver_sql(
                f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 - names written above
                tuple(own.values()),
            )


async def test_accounts_of_the_first_revision_are_there_and_judged_again(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, demonstration=False)
    of_revision(settings.database_file, "0001")

    async with opened(settings) as database, database.snapshot() as run:
        context = Context(viewer=Viewer(), now=datetime.now(UTC), run=run, cursor_secret=b"")
        asked = "{ accounts { nodes { name health { value } contracts { nodes { name } } } } }"
        told = await schema.execute(asked, context_value=context)

    assert told.errors is None
    assert told.data == {
        "accounts": {
            "nodes": [
                {
                    "name": "Acme",
                    "health": {"value": 70.0},
                    "contracts": {"nodes": [{"name": "Support"}]},
                }
            ]
        }
    }


async def test_a_start_with_all_scores_there_judges_nothing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, demonstration=False)
    of_revision(settings.database_file, "0001")

    scores: list[object] = []
    for _ in range(2):
        async with opened(settings):
            pass
        with closing(sqlite3.connect(settings.database_file)) as raw:
            scores += raw.execute("SELECT computed_at FROM score").fetchall()

    assert len(scores) == 2
    assert scores[0] == scores[1]
