"""A copy of a book without what somebody may not see, by rules written here once more."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.leaks.books import Looking

THEIRS = {
    "account",
    "account_alias",
    "incident",
    "incident_event",
    "review",
    "review_series",
    "working_calendar",
}
IF_MARKED = {"commitment", "action_item"}
FOR_CUSTOMERS = {*THEIRS, *IF_MARKED, "occurrence"}
"All that is left to a customer; every other table is emptied."
MAKERS = ("note", "feed_token")
"What may be of no account, and is its maker's then."
KEPT = {"alembic_version"}


def filtered(source: Path, looking: Looking, path: Path) -> None:
    """The file as it were if there were nothing else."""
    shutil.copyfile(source, path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        tables = [
            name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        raw.execute("CREATE TEMP TABLE seen (id TEXT PRIMARY KEY)")
        choose(raw, looking)
        for table in tables:
            columns = {row[1] for row in raw.execute(f"PRAGMA table_info({table})")}
            if "account_id" in columns:
                drop(raw, table, looking)
        raw.execute("DELETE FROM account WHERE id NOT IN (SELECT id FROM seen)")
        raw.execute("DELETE FROM secret")
        raw.execute("DELETE FROM access_token WHERE account_id IS NULL")
        raw.execute("DELETE FROM idempotency")
        if looking.is_customer:
            leave_to_customers(raw, set(tables))


def choose(raw: sqlite3.Connection, looking: Looking) -> None:
    """One account after the other."""
    everything = "SELECT id, owner_id, csm_id FROM account WHERE merged_into_id IS NULL"
    for id_, owner, csm in raw.execute(everything).fetchall():
        by_people = looking.people is not None and {owner, csm} & set(looking.people)
        by_list = looking.accounts is not None and id_ in looking.accounts
        if by_people or by_list:
            raw.execute("INSERT INTO seen VALUES (?)", (id_,))


def drop(raw: sqlite3.Connection, table: str, looking: Looking) -> None:
    raw.execute(
        f"DELETE FROM {table} WHERE account_id IS NOT NULL"  # noqa: S608 - our own names
        " AND account_id NOT IN (SELECT id FROM seen)"
    )
    if table in MAKERS:
        raw.execute(
            f"DELETE FROM {table} WHERE account_id IS NULL AND created_by IS NOT ?",  # noqa: S608 - our own names
            (looking.viewer.actor,),
        )


def leave_to_customers(raw: sqlite3.Connection, tables: set[str]) -> None:
    for table in tables - FOR_CUSTOMERS - KEPT:
        raw.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    for table in IF_MARKED:
        raw.execute(f"DELETE FROM {table} WHERE audience <> 'CUSTOMER'")  # noqa: S608 - our own names
    raw.execute(
        "DELETE FROM occurrence WHERE (account_id, commitment_id) NOT IN"
        " (SELECT account_id, id FROM commitment)"
    )
