"""The key cursors are signed with, kept where they are used: in the database."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Select, bindparam, select

from engine.reads import Ask, Reads, Statement
from models.base import table_of
from models.database import Database
from models.directory import Secret

CURSORS = "cursors"
SECRET_BYTES = 32  # as many as the SHA-256 it keys
ASK = Ask(())
SECRET = table_of(Secret)


def secret_by_name(_: Sequence[str]) -> Select[Any]:
    name = bindparam("name", type_=SECRET.c.name.type)
    return select(SECRET.c.value).where(SECRET.c.name == name)


SECRET_BY_NAME = Statement(secret_by_name)


def secret_called(name: str) -> Reads[str | None]:
    rows = yield ASK.values(SECRET_BY_NAME, name=name)
    return rows[0].value if rows else None


async def cursor_secret(database: Database, *, now: datetime) -> bytes:
    """The key cursors are signed with: the database's own, so that they outlive the process."""
    found = await database.read(secret_called(CURSORS))
    if found is None:
        found = token_hex(SECRET_BYTES)
        async with database.write(None, actor="system", now=now) as unit:
            unit.add(Secret(name=CURSORS, value=found))
    return bytes.fromhex(found)
