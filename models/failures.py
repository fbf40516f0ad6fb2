"""What can go wrong between us and the file, in words an operator can act on."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from domain.errors import StorageFull

PRIMARY_CODE = 0xFF  # SQLite puts details of an error in the higher bits
NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})


class DatabaseInUse(RuntimeError):
    """Another process has the file open; two of them could damage it."""


class DatabaseNewer(RuntimeError):
    """The file was written by a later version of the product."""


class DatabaseDamaged(RuntimeError):
    """Rows refer to records that do not exist; nothing was changed."""


def is_no_room(error: BaseException) -> bool:
    """Whether the disk took no more: it is full, over a limit, or fails."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return isinstance(code, int) and code & PRIMARY_CODE in NO_ROOM


@contextmanager
def naming_no_room() -> Generator[None]:
    """Turn the driver's words for a full or failing disk into StorageFull."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        if is_no_room(error):
            raise StorageFull("The disk took no more; nothing was written, reads go on") from error
        raise
