"""Filling a new database with the demonstration, once in its life."""

from datetime import datetime
from hashlib import sha256

from cli.demo.known import ACTOR, NOTE, staff
from domain.vocabulary import NoteDraftState
from models.account import User
from models.database import Database
from models.note import Note
from models.sweep import Which, next_accounts


async def fill(database: Database, *, now: datetime) -> int:
    """Add what is missing of the demonstration to a new database; returns the accounts added.

    A database with accounts of its own is left alone. Killed half-way, it goes on where it stopped.
    """
    if not await is_due(database, now=now):
        return 0
    # Nearly every start finds it there, and can do without its stories and the note importer.
    from cli.demo.tell import tell  # noqa: PLC0415 - see above

    return await tell(database, now=now)


async def is_due(database: Database, *, now: datetime) -> bool:
    """Whether there is no account yet, or a demonstration that has not come to its end."""
    if not await database.read(next_accounts("", now=now, which=Which.EVERY)):
        return True
    async with database.write(None, actor=ACTOR, now=now) as unit:
        is_ours = await unit.get(User, staff()[0].id) is not None
        is_last = Note.sha256 == sha256(NOTE.read_bytes()).hexdigest()
        return is_ours and not await unit.find(Note, is_last, Note.state == NoteDraftState.APPLIED)
