"""How every SQLite connection is set up: durable, checked, quick."""

from typing import Protocol

BUSY_MILLISECONDS = 5_000  # nobody else writes; a checkpoint may still hold the file for a moment
MAPPED_BYTES = 256 * 1024 * 1024  # read without copying; more than a book of 10,000 accounts takes

BOTH = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    f"PRAGMA mmap_size = {MAPPED_BYTES}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
)
WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    *BOTH,
)
READER = (
    *BOTH,
    "PRAGMA wal_autocheckpoint = 0",  # a reader never checkpoints
    "PRAGMA query_only = ON",
)


class Executes(Protocol):
    """A connection or cursor of any driver."""

    def execute(self, text: str, /) -> object: ...


def prepare(connection: Executes, pragmas: tuple[str, ...]) -> None:
    for pragma in pragmas:
        connection.execute(pragma)
