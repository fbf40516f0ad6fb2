import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, UniqueConstraint, create_engine, event
from sqlalchemy.engine import Engine

from models.database import Database
from models.failures import DatabaseDamaged, DatabaseNewer
from models.metadata import METADATA
from models.migrate import config
from models.upgrade import newest, outside_transaction, refuse_dangling, revisions, upgrade
from models.writer import begin

DIRECTORIES = {
    "idempotency",
    "access_token",
    "account",
    "account_alias",
    "account_ref",
    "feed_token",
    "note",
    "reference_rate",
    "secret",
    "user",
    "working_calendar",
}
"Tables owned by no account; everything else belongs to one."


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    made = connected(path)
    yield made
    made.dispose()


def connected(path: Path) -> Engine:
    made = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
    event.listen(made, "begin", begin)
    return made


def test_the_migrations_make_the_tables_the_code_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        upgrade(connection)
        differences: list[Any] = compare_metadata(MigrationContext.configure(connection), METADATA)

    assert differences == []


def test_every_table_is_strict_and_an_accounts_rows_lie_together(engine: Engine) -> None:
    """All but the long rows of scores, which would be copied whole for every look-up."""
    long = {"score", "score_detail"}
    with engine.connect() as connection:
        upgrade(connection)
        listed = connection.exec_driver_sql("PRAGMA table_list").mappings().all()

    kinds = {row["name"]: (bool(row["strict"]), bool(row["wr"])) for row in listed}
    for name in METADATA.tables:
        assert kinds[name] == (True, name not in {*DIRECTORIES, *long}), name


def owned_tables() -> list[Table]:
    return [table for name, table in METADATA.tables.items() if name not in DIRECTORIES]


@pytest.mark.parametrize("table", owned_tables(), ids=lambda table: table.name)
def test_keys_of_an_accounts_records_start_with_the_account(table: Table) -> None:
    unique = [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    unique += [list(index.columns) for index in table.indexes if index.unique]
    to_owned = [
        list(key.columns)
        for key in table.foreign_key_constraints
        if key.referred_table.name not in DIRECTORIES
    ]
    keys = [list(table.primary_key.columns), *unique, *to_owned]

    assert [columns[0].name for columns in keys] == ["account_id"] * len(keys)


@pytest.mark.parametrize("table", owned_tables(), ids=lambda table: table.name)
def test_the_key_comes_first_so_that_an_integrity_check_can_be_trusted(table: Table) -> None:
    key = list(table.primary_key.columns)

    assert list(table.columns)[: len(key)] == key


@pytest.mark.parametrize("table", owned_tables(), ids=lambda table: table.name)
def test_an_accounts_record_refers_to_its_account(table: Table) -> None:
    referred = {
        key.target_fullname for key in table.foreign_keys if key.parent.name == "account_id"
    }

    assert "account.id" in referred


def test_the_files_of_the_migrations_are_named_in_the_order_alembic_runs_them() -> None:
    steps = ScriptDirectory.from_config(config())

    assert [step.revision for step in steps.walk_revisions()][::-1] == revisions()
    assert steps.get_heads() == [newest()]


def test_upgrading_again_changes_nothing(path: Path, engine: Engine) -> None:
    with engine.connect() as connection:
        upgrade(connection)
    before = path.read_bytes()
    with engine.connect() as connection:
        upgrade(connection)

    assert path.read_bytes() == before


async def test_a_database_of_a_later_version_is_refused_and_left_alone(path: Path) -> None:
    await (await Database.open(path)).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()

    with pytest.raises(DatabaseNewer, match="9999"):
        await Database.open(path)

    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    raw.close()


def test_a_reference_that_leads_nowhere_stops_an_upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        upgrade(connection)
        outside_transaction(connection, "PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(
            "INSERT INTO account_alias (alias_id, account_id) VALUES ('old', 'nobody')"
        )
        with pytest.raises(DatabaseDamaged, match="account_alias"):
            refuse_dangling(connection)


def migrate_in_a_process(path: Path) -> str:
    with connected(path).connect() as connection:
        upgrade(connection)
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def test_of_four_processes_that_migrate_at_once_one_does_and_all_find_it_done(path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        revisions = pool.map(migrate_in_a_process, [path] * 4, chunksize=1)

    assert revisions == [newest()] * 4
