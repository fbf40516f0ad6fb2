"""What a unit of work has collected, and records as they will be once it ends."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from models.account import Account
from models.base import Base, Owned
from models.changes import Change, change_of
from models.loading import changed, load_all
from models.recent import Recent
from models.rows import Values

R = TypeVar("R", bound=Base)


@dataclass(slots=True, kw_only=True)
class Work:
    """Records added, retracted, and (in the session) loaded and changed."""

    account_id: str | None
    actor: str
    now: datetime
    recent: Recent
    account: Account | None = None
    "The locked row, or the one added in this unit."
    added: dict[Base, datetime | None] = field(default_factory=dict[Base, datetime | None])
    "With the instant it was known already, where that is claimed."
    gone: list[Base] = field(default_factory=list[Base])
    subject: Base | None = None
    "What the unit is about: another version of it, though only parts of it change."
    remembered: list[Values] = field(default_factory=list[Values])
    "Requests carried out (models.retries), stored beside the changes; no change themselves."
    moved: set[Base] = field(default_factory=set[Base])
    "Added as they are, from another account: no news one by one."
    written: list[Change] = field(default_factory=list[Change])
    "Changes that are on file already, and are told with the others."
    because: str | None = None
    "Why all this is so, for the account's log."
    is_part: bool = False
    "Within another unit: that one judges its account, once for all parts."
    unjudged: dict[str, None] = field(default_factory=dict[str, None])
    "Accounts that parts have changed, or this one as a part."
    decides_access: bool = False
    "Once settled: whether it changed who may ask for what."

    @property
    def is_of_new_account(self) -> bool:
        return self.account in self.added

    def changes(self, session: Session) -> Iterator[Change]:
        """Records added, retracted, and those with a value other than before."""
        yield from (Change(record=record, is_new=True) for record in self.added)
        yield from (Change(record=record, is_gone=True) for record in self.gone)
        for record in changed(session):
            change = change_of(record)
            if change is not None and record not in self.gone:
                yield change

    def there(self, session: Session, kind: type[R], column: str, keys: Collection[str]) -> list[R]:
        """The account's records of a kind whose column holds one of the keys, once this ends."""
        held = [r for r in (*changed(session), *self.added) if isinstance(r, kind)]
        stored = () if self.is_of_new_account else self._stored(session, kind, column, keys)
        rows = dict.fromkeys([*stored, *held])
        return [r for r in rows if getattr(r, column) in keys and r not in self.gone]

    def _stored(
        self, session: Session, kind: type[R], column: str, keys: Collection[str]
    ) -> list[R]:
        assert issubclass(kind, Owned)  # noqa: S101 - only an account's records are asked for
        is_ours = kind.account_id == self.account_id
        return load_all(session, kind, is_ours, getattr(kind, column).in_(keys))
