"""Bringing a database to the tables this code knows, in one transaction."""

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from models.failures import DatabaseDamaged, DatabaseNewer

STEPS = Path(__file__).parent / "migrations" / "versions"


def upgrade(connection: Connection) -> None:
    """Run what is missing. Raises DatabaseNewer for a file of a later version, DatabaseDamaged.

    Foreign keys are off meanwhile, since SQLite changes a table by making it anew; that needs a
    connection without a transaction. The write lock is taken before the revision is read, so of
    several processes one migrates and the others find it done.
    """
    outside_transaction(connection, "PRAGMA foreign_keys = OFF")
    with connection.begin():
        current = revision(connection)
        if current is not None and current not in revisions():
            raise DatabaseNewer(
                f"The database is at revision {current}, which this version does not know; "
                "start the version that wrote it, or a later one"
            )
        if current != newest():
            # alembic takes 11 MiB, and nearly every start finds nothing for it to do.
            from models.migrate import migrate  # noqa: PLC0415 - see above

            migrate(connection)
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
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def newest() -> str:
    """The revision this code is written for."""
    return revisions()[-1]


def revisions() -> list[str]:
    """All this code knows, the oldest first: their files are named by them."""
    return sorted(step.name.partition("_")[0] for step in STEPS.glob("[0-9]*.py"))


def refuse_dangling(connection: Connection) -> None:
    """Every reference must lead somewhere once the tables are made anew."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise DatabaseDamaged(f"{len(dangling)} references lead nowhere, the first: {dangling[0]}")
