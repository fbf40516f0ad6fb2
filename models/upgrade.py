"""Bringing a database to the tables this code knows, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from models.failures import DatabaseDamaged, DatabaseNewer

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run what is missing. Raises DatabaseNewer for a file of a later version, DatabaseDamaged.

    Foreign keys are off meanwhile, since SQLite changes a table by making it anew; that needs a
    connection without a transaction. The write lock is taken before the revision is read, so of
    several processes one migrates and the others find it done.
    """
    outside_transaction(connection, "PRAGMA foreign_keys = OFF")
    with connection.begin():
        current = revision(connection)
        if current is not None and current not in known_revisions():
            raise DatabaseNewer(
                f"The database is at revision {current}, which this version does not know; "
                "start the version that wrote it, or a later one"
            )
        if current != newest():
            command.upgrade(config(connection), "head")
            refuse_dangling(connection)
    outside_transaction(connection, "PRAGMA foreign_keys = ON")


def write_once(connection: Connection) -> None:
    """Write what is there already: SQLite opens a file it may only read without a word."""
    with connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")


def outside_transaction(connection: Connection, pragma: str) -> None:
    """SQLite ignores this pragma inside a transaction, and SQLAlchemy would begin one."""
    connection.connection.cursor().execute(pragma)


def revision(connection: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision this code is written for."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None, "the migrations are part of the product"  # noqa: S101 - see message
    return head


def known_revisions() -> set[str]:
    return {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file."""
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def refuse_dangling(connection: Connection) -> None:
    """Every reference must lead somewhere once the tables are made anew."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise DatabaseDamaged(f"{len(dangling)} references lead nowhere, the first: {dangling[0]}")
