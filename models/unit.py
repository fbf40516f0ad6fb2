"""The unit of work: one transaction on one account; it commits when its block ends."""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy.orm import Session, object_mapper

from domain.errors import InvalidInput, NotFound, Reserved
from domain.wall_time import write_instant
from engine.narrowing import Narrowing
from engine.reads import Reads
from models.account import Account
from models.base import Base, Owned, Versioned, new_id
from models.changes import fill
from models.here import Here, read_here
from models.incident import IncidentEvent
from models.loading import load, load_all, there
from models.merging import heir_of, take_over
from models.recent import Recent
from models.retries import Retry
from models.rows import Values
from models.settle import settle
from models.work import Work
from models.writer import Transaction

R = TypeVar("R", bound=Base)
T = TypeVar("T")


class Unit:
    """Records added, loaded and changed in one block."""

    def __init__(
        self,
        transaction: Transaction,
        account_id: str | None,
        *,
        actor: str,
        now: datetime,
        recent: Recent,
        narrowing: Narrowing | None = None,
    ) -> None:
        if now.tzinfo is None:
            raise InvalidInput("An instant needs a time zone")
        self.work = Work(account_id=account_id, actor=actor, now=now.astimezone(UTC), recent=recent)
        self.asked_for = account_id
        "The account as it was named: before a merge it had another id."
        self.changed = False
        "After the block: whether anything was written."
        self._transaction = transaction
        self._narrowing = narrowing

    @property
    def account_id(self) -> str | None:
        return self.work.account_id

    @property
    def now(self) -> datetime:
        return self.work.now

    @classmethod
    async def begin(
        cls,
        transaction: Transaction,
        account_id: str | None,
        *,
        actor: str,
        now: datetime,
        recent: Recent,
        narrowing: Narrowing | None = None,
    ) -> "Unit":
        """Lock the account; the old id of a merged one leads to its heir."""
        unit = cls(
            transaction, account_id, actor=actor, now=now, recent=recent, narrowing=narrowing
        )
        if account_id is not None:
            transaction.look_up(unit._lock)
        return unit

    def _lock(self, session: Session) -> None:
        asked = self.work.account_id or ""
        account_id = Here(session).read(heir_of(asked)) or asked
        is_seen = self._narrowing is None or read_here(
            session, there(Account, [(account_id,)]), self._narrowing
        )
        self.work.account = load(session, Account, account_id) if is_seen else None
        if self.work.account is not None:
            self.work.account_id = account_id

    async def turn_to(self, account_id: str | None) -> None:
        """A unit that was about no account is about this one from here on; None: a new one."""
        self.asked_for = self.work.account_id = account_id or new_id()
        self._transaction.look_up(self._lock)

    async def take_over(self, account_id: str) -> None:
        """All records of another account are this one's from here on."""
        await self._transaction.run(lambda session: take_over(session, self.work, account_id))

    def add(self, record: R, *, known_at: datetime | None = None) -> R:
        """Store a new record; it gets its id, account and defaults now.

        `known_at`: when we knew it already (an import); raises InvalidInput for the future.
        """
        if known_at is not None and known_at > self.work.now:
            raise InvalidInput(
                f"{write_instant(known_at)} lies ahead: nothing can have been known then"
            )
        if isinstance(record, Owned) and getattr(record, "account_id", None) is None:
            record.account_id = self.account_id or ""
        if getattr(record, "id", "has none") is None:
            own = self.account_id if isinstance(record, Account) else None
            setattr(record, "id", own or new_id())  # noqa: B010 - not every record has one
        if isinstance(record, Versioned):
            record.created_at = record.updated_at = self.work.now
        fill(record)
        if isinstance(record, Account):
            self.refuse_unseen()
            self.work.account = record
        self.work.added[record] = known_at
        return record

    def refuse_unseen(self) -> None:
        """Raises Reserved where it would matter what the viewer does not see.

        A new account, or name of one, may be there already: whoever was told so would learn of it.
        """
        if self._narrowing is not None:
            raise Reserved("Accounts are added and named by those who see all of them")

    async def get(self, kind: type[R], record_id: str | tuple[object, ...]) -> R | None:
        """A record of the account (or a directory's) by its key; None when there is none."""
        rest = record_id if isinstance(record_id, tuple) else (record_id,)
        key = (self.account_id or "", *rest) if issubclass(kind, Owned) else rest
        for record in self.work.added:
            if isinstance(record, kind) and key_of(record) == key:
                return cast("R", record)
        if not self._seen(kind, [key]):
            return None
        found = self._transaction.look_up(lambda session: load(session, kind, *key))
        return None if found in self.work.gone else found

    async def get_or_raise(self, kind: type[R], record_id: str) -> R:
        """The same; raises NotFound when there is none."""
        found = await self.get(kind, record_id)
        if found is None:
            raise NotFound(f"No {kind.__name__} {record_id}")
        return found

    async def find(self, kind: type[R], *where: ColumnElement[bool]) -> list[R]:
        """Stored records that match, of this account when the kind belongs to one.

        Of a directory's, those that the viewer sees; an account's are seen with it.
        """
        owned = [kind.account_id == self.account_id] if issubclass(kind, Owned) else []
        found = await self._transaction.run(lambda session: load_all(session, kind, *owned, *where))
        seen = set(map(key_of, found)) if owned else self._seen(kind, map(key_of, found))
        return [one for one in found if one not in self.work.gone and key_of(one) in seen]

    def _seen(
        self, kind: type[Base], keys: Iterable[tuple[object, ...]]
    ) -> set[tuple[object, ...]]:
        """Those of these keys that name something the viewer sees."""
        if self._narrowing is None:
            return set(keys)
        road = there(kind, list(keys))
        return self._transaction.look_up(lambda session: read_here(session, road, self._narrowing))

    def sent_before(self, principal: str, key: str) -> Retry | None:
        """The request this token guarded by this key; its keys are its own to see."""
        return self._transaction.look_up(lambda session: load(session, Retry, principal, key))

    async def unnarrowed(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        """What a statement finds, of any account, seen or not: who asks answers less than that."""
        return await self._transaction.run(lambda session: session.execute(statement).all())

    def retract(self, record: Base) -> None:
        """It was never so: its row goes, a timeline entry stays and says so; history keeps all."""
        if record in self.work.added:
            del self.work.added[record]
        elif isinstance(record, IncidentEvent):
            record.retracted_at = self.work.now
        else:
            self.drop(record)

    def drop(self, record: Base) -> None:
        """Its row goes, whatever it was: also a timeline entry, with its incident."""
        self.work.gone.append(record)

    def explain(self, reason: str) -> None:
        """Why, for whoever reads the account's log."""
        self.work.because = reason

    def remember(self, request: Values) -> None:
        """Store this row of the requests carried out; by itself it is no change of anything."""
        self.work.remembered.append(request)

    @asynccontextmanager
    async def within(self, account_id: str | None) -> AsyncGenerator["Unit"]:
        """A unit of its own in the same transaction, for many accounts at once.

        It is taken back alone when its block is refused, and with all others when this unit's is.
        One follows the other, and a unit with others within changes nothing itself; at its end
        each of their accounts is judged, once.
        """
        async with self._transaction.part():
            unit = await Unit.begin(
                self._transaction,
                account_id,
                actor=self.work.actor,
                now=self.now,
                recent=self.work.recent,
                narrowing=self._narrowing,
            )
            unit.work.is_part = True
            yield unit
            await unit.finish()
            self.work.unjudged |= unit.work.unjudged
            self.work.decides_access |= unit.work.decides_access

    async def read(self, road: Reads[T]) -> T:
        """Run a batch read by key on what was written so far, of what may be seen."""
        return self._transaction.look_up(lambda session: read_here(session, road, self._narrowing))

    async def finish(self) -> None:
        """Write all that belongs to the changes; nothing when there are none."""
        self.changed = await self._transaction.run(self._settle)

    async def commit(self, *, then: Callable[[], None] | None = None) -> None:
        """The same, for good; nothing may follow but `then`, once it is stored."""
        self.changed = await self._transaction.commit(self._settle, then=then)

    def _settle(self, session: Session) -> bool:
        return settle(session, self.work)


def key_of(record: Base) -> tuple[object, ...]:
    """Its primary key."""
    return tuple(object_mapper(record).primary_key_from_instance(record))
