"""How every SQLite connection is set up: durable, checked, quick."""

from typing import Protocol

PATIENT = "PRAGMA busy_timeout = 5000"  # milliseconds, for whom another program holds the file
IMPATIENT = "PRAGMA busy_timeout = 0"
CACHED_KIB = 2_048  # by each of nine connections; the system keeps the file's pages besides

BOTH = (
    PATIENT,
    f"PRAGMA cache_size = -{CACHED_KIB}",
    # A mapped file saves copying a page in exchange for all of it counting as our memory, and for
    # a failing disk ending the process (SIGBUS) where a read would only fail.
    "PRAGMA mmap_size = 0",
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
