"""What can go wrong between us and the file, in words an operator can act on."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from domain.errors import StorageFull

PRIMARY_CODE = 0xFF  # SQLite puts details of an error in the higher bits
REFUSED = {
    sqlite3.SQLITE_FULL: "The disk took no more",
    sqlite3.SQLITE_IOERR: "The disk took no more",  # a limit on files comes as this, too
    sqlite3.SQLITE_READONLY: "The database file may not be written",
    sqlite3.SQLITE_CANTOPEN: "The journal of the database cannot be opened",
}
FORBIDDEN = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})


class DatabaseInUse(RuntimeError):
    """Another process has the file open; two of them could damage it."""


class DatabaseNewer(RuntimeError):
    """The file was written by a later version of the product."""


class DatabaseDamaged(RuntimeError):
    """The file is no database of ours, or rows refer to records that do not exist."""


class DatabaseReadOnly(RuntimeError):
    """The file or its directory may not be written by this process."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be written ({why}); let this user write the file and its directory, "
            "or choose another one with --data"
        )


def code_of(error: BaseException) -> int:
    """SQLite's primary code of a failure; 0 where there is none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return code & PRIMARY_CODE if isinstance(code, int) else 0


@contextmanager
def naming_refusals() -> Generator[None]:
    """Turn the driver's words for a write nobody takes into StorageFull."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        if why := REFUSED.get(code_of(error)):
            raise StorageFull(f"{why}; nothing was written, reads go on") from error
        raise


@contextmanager
def naming_file(path: Path) -> Generator[None]:
    """While a file is opened: say which one it is, and what can be done about it."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        code = code_of(error)
        if code in DAMAGED:
            raise DatabaseDamaged(
                f"{path} is not a database, or a damaged one; move it away or restore a backup"
            ) from error
        if code in FORBIDDEN:
            raise DatabaseReadOnly(path, str(getattr(error, "orig", error))) from error
        if code in REFUSED:
            raise StorageFull(f"{path}: {REFUSED[code].lower()}; make room there") from error
        raise
