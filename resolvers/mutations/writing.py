"""What a mutation works with: one account's unit of work, and who asks for what."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from domain.access import Scope
from domain.errors import DomainError, InvalidInput, NotFound, quoted
from domain.wall_time import wall_time, write_instant, zone_of
from engine.given import LEFT_OUT
from models.account import Account, AccountAlias, User
from models.activity import type_of
from models.base import Base, Numbered
from models.unit import Unit
from resolvers.accounts import AccountRefInput
from resolvers.context import Context
from resolvers.ids import parsed

R = TypeVar("R", bound=Base)


class Writing:
    """One mutation: records of its account looked up, added and changed."""

    def __init__(self, unit: Unit, context: Context, *, ahead: Any = None) -> None:  # noqa: ANN401 - the mutation's own
        self.unit = unit
        self.context = context
        self.ahead = ahead
        "What the mutation worked out before the transaction."
        self.is_creation = False

    @property
    def subject(self) -> Base | None:
        """What it is about; the client may have said which version it knows."""
        return self.unit.work.subject

    @subject.setter
    def subject(self, record: Base | None) -> None:
        self.unit.work.subject = record

    @property
    def now(self) -> datetime:
        return self.unit.now

    @property
    def account(self) -> Account:
        """Raises NotFound for an account that is not there."""
        account = self.unit.work.account
        if account is None:
            raise NotFound("There is no such account", at=("account",))
        return account

    @property
    def zone(self) -> ZoneInfo:
        """In which the account's days begin and end."""
        return zone_of(self.account.time_zone or "UTC")

    def day_of(self, instant: datetime) -> date:
        """The day it was for the account."""
        return instant.astimezone(self.zone).date()

    @property
    def today(self) -> date:
        """The day it is for the account."""
        return self.day_of(self.now)

    async def one(self, kind: type[R], id_: str, *, at: str) -> R:
        """The account's record with this global id; raises InvalidId or NotFound."""
        with told_at(at):
            key = parsed(id_, type_of(kind))
            is_ours = await self._is_ours(key.account_id)
            found = await self.unit.get(kind, key.id) if is_ours else None
            if found is None:
                raise no_such(id_)
            return found

    async def _is_ours(self, account_id: str | None) -> bool:
        """An id given before a merge names the account it was given under."""
        if account_id in {None, self.unit.account_id, self.unit.asked_for}:
            return True
        alias = await self.unit.get(AccountAlias, account_id or "")
        return alias is not None and alias.account_id == self.unit.account_id

    async def about(self, kind: type[R], id_: str, *, at: str) -> R:
        """The same, for the record the mutation is about."""
        self.subject = found = await self.one(kind, id_, at=at)
        return found

    async def user(self, id_: str | None, *, at: str) -> str | None:
        """The id of one of our people; raises InvalidId or NotFound."""
        if id_ is None or id_ is LEFT_OUT:
            return id_
        return (await self.one(User, id_, at=at)).id

    async def of_account(self, kind: type[Base], id_: str | None, *, at: str) -> str | None:
        """The own id of a record of the account, from its global id."""
        if id_ is None or id_ is LEFT_OUT:
            return id_
        found: Any = await self.one(kind, id_, at=at)
        return str(found.id)

    def add(self, record: R, *, known_at: datetime | None = None) -> R:
        """A new record, which the mutation is about unless it is about another."""
        added = self.unit.add(record, known_at=known_at)
        if self.subject is None:
            self.subject, self.is_creation = added, True
        return added

    def past(self, when: datetime | None, *, at: str) -> datetime | None:
        """An instant that has come; raises InvalidInput for one that has not."""
        if when is not None and when is not LEFT_OUT and when > self.now:
            raise InvalidInput(
                f"{write_instant(when)} lies ahead: only what has happened is told", at=(at,)
            )
        return when

    def past_day(self, day: date | None, *, at: str) -> date | None:
        """A day that has begun for the account; raises InvalidInput for one that has not."""
        if day is not None and day is not LEFT_OUT and day > self.today:
            raise InvalidInput(f"{day} lies ahead: only what has happened is told", at=(at,))
        return day

    def known_since(
        self, claimed: datetime | None, *, happened: datetime | date | None = None
    ) -> datetime | None:
        """Since when an import knew of what happened then; None claims nothing.

        Raises Forbidden for who may not claim it, and InvalidInput for what lies ahead, and for
        knowing before it happened.
        """
        if claimed is not None:
            self.context.viewer.require(Scope.NOTES_WRITE, to="`knownAt`")
        self.past(claimed, at="known_at")
        if claimed is None or happened is None or happened is LEFT_OUT:
            return claimed
        is_instant = isinstance(happened, datetime)
        began = happened if is_instant else wall_time(happened, time.min, self.zone).instant
        if claimed < began:
            raise InvalidInput(f"Nobody knew of {happened} at {claimed}", at=("known_at",))
        return claimed

    @property
    def version(self) -> int | None:
        """Of the record as it was before."""
        return self.subject.version if isinstance(self.subject, Numbered) else None


def no_such(named: AccountRefInput | str) -> NotFound:
    """In the caller's own words: an account's name elsewhere, or a global id."""
    if isinstance(named, AccountRefInput):
        there = named.external
        said = named.id if there is None else f"{there.system}:{there.key}"
        return NotFound(f"There is no account {quoted(said)}")
    return NotFound(f"There is no {parsed(named).type} {quoted(named)} here")


def change(record: Base, said: Mapping[str, Any]) -> None:
    """Set what was said: what was left out stays as it is, null clears."""
    for name, value in said.items():
        if value is not LEFT_OUT and getattr(record, name) != value:
            setattr(record, name, value)


@contextmanager
def told_at(*place: str) -> Generator[None]:
    """What is refused in this block is refused for the sake of this part of the input."""
    try:
        yield
    except DomainError as error:
        error.at = (*place, *error.at)
        raise


def required(value: object, *, at: str) -> None:
    """Raises InvalidInput for a field that may be left out but not cleared."""
    if value is None:
        raise InvalidInput("This must have a value", at=(at,))
