"""Taking the database for this process: made when there is none, filled when it is new."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol

from api.clock import now
from api.settings import Settings
from domain.errors import InvalidInput
from models.database import Database
from models.sweep import Which, sweep

log = logging.getLogger("bellwether.app")


class Fill(Protocol):
    """Puts the demonstration into a database without accounts, and leaves any other alone."""

    def __call__(self, database: Database, *, now: datetime) -> Awaitable[object]: ...


Look = Callable[[Database], Awaitable[None]]
"Raises what keeps a server from starting on this database."


@asynccontextmanager
async def opened(
    settings: Settings, fill: Fill | None = None, look: Look | None = None
) -> AsyncGenerator[Database]:
    """The database while the block lasts, looked at before it is filled.

    Raises what Database.open raises, and `look`.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"{settings.data}: {error.strerror}") from error
    if fill and not settings.database_file.exists():
        log.info("preparing %s for the first time, which takes some seconds", settings.data)
    database = await Database.open(settings.database_file)
    try:
        if look:
            await look(database)
        if fill and settings.demonstration:
            await fill(database, now=now())
        await sweep(database, now=now(), which=Which.UNJUDGED)
        yield database
    finally:
        await database.close()
