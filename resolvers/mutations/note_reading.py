"""Reading notes ahead of the transaction: nobody who writes waits while a large one is read."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from domain.errors import DomainError
from domain.notes.draft import Draft
from engine.reads import Row
from models.note import Note
from resolvers.drafts import read_again

What = tuple[object, ...]
"All that decides how a note reads."


class Readings:
    """Notes as they read, each read once: what was read ahead is there in the transaction."""

    def __init__(self) -> None:
        self._read: dict[What, Draft | DomainError] = {}

    async def first(self, data: bytes, *, zone: str | None, currency_code: str | None) -> Draft:
        """A note nobody has read before; raises InvalidInput for what is no note."""
        read = partial(read_first, data, zone=zone, currency_code=currency_code)
        return await self._once((data, zone, currency_code), read)

    async def again(self, note: Row, answers: Mapping[str, str]) -> Draft:
        """A stored note, or a row of one, with these answers; raises InvalidInput for misfits."""
        answered = Note(
            text=note.text,
            importer_version=note.importer_version,
            time_zone=note.time_zone,
            currency_code=note.currency_code,
            answers=dict(answers),
        )
        what = (note.text, note.importer_version, note.time_zone, note.currency_code)
        said = tuple(sorted(answers.items()))
        return await self._once((*what, said), partial(read_again, answered))

    async def _once(self, what: What, read: Callable[[], Draft]) -> Draft:
        if what not in self._read:
            try:
                self._read[what] = await asyncio.to_thread(read)
            except DomainError as error:
                self._read[what] = error
        found = self._read[what]
        if isinstance(found, DomainError):
            raise found
        return found


def read_first(data: bytes, *, zone: str | None, currency_code: str | None) -> Draft:
    from domain.notes.read import read_note  # noqa: PLC0415 - as in resolvers.drafts

    return read_note(data, zone=zone, currency_code=currency_code)
