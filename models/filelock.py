"""One process per database file: two checkpointing at once can damage it."""

import fcntl
import os
from pathlib import Path

from models.failures import DatabaseInUse, DatabaseReadOnly

OWNER_ONLY = 0o600  # what stands in it is for nobody else on this machine


class FileLock:
    """Held from construction until `release`; the kernel releases it when the process dies."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        self._file = open_or_make(path)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise DatabaseInUse(
                f"{database} is in use by another process, which holds {path}; "
                "stop that server or command first"
            ) from None

    def release(self) -> None:
        """Let others in; the lock file stays, for removing it would let two in."""
        os.close(self._file)


def open_or_make(path: Path) -> int:
    """A descriptor to read and write with; SQLite's own files then take the mode of this one."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    except OSError as error:
        raise DatabaseReadOnly(path, error.strerror or "unknown") from error
