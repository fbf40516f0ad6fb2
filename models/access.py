"""Who may ask: tokens of our people, scripts and customers. Their secrets are kept nowhere."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ForeignKey, Index, String, bindparam, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.access import Scope
from models.account import AccountAlias, User
from models.base import DIRECTORY, Base, table_of
from models.columns import json, words


class AccountsSeen(StrEnum):
    """Which accounts the token of a script reaches."""

    ALL = "ALL"
    BOOK = "BOOK"
    LIST = "LIST"


class AccessToken(Base):
    """One token: of one of our people, of a script by its name, or of an account's customer."""

    __tablename__ = "access_token"
    __table_args__ = (Index(None, "user_id"), Index(None, "account_id"), DIRECTORY)

    id: Mapped[str] = mapped_column(primary_key=True)
    "Stands in the token itself, before the secret."
    secret_hash: Mapped[str]
    label: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    script: Mapped[str | None]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    "Whose customer it is of."
    scopes: Mapped[tuple[Scope, ...]] = mapped_column(json(tuple[Scope, ...]))
    accounts_seen: Mapped[AccountsSeen | None] = mapped_column(words(AccountsSeen))
    "Of a script; a person's role decides."
    book_of_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    account_ids: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    "To within some minutes."
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


DECIDING = (AccessToken, AccountAlias, User)
"""Records that decide who may ask for what: when one changes, nothing known of tokens holds. Links
of an account that is merged go on under the other."""
TOKEN = table_of(AccessToken)
USED = (
    update(TOKEN)
    .where(TOKEN.c.id == bindparam("token", type_=String()))
    .values(last_used_at=bindparam("at", type_=TOKEN.c.last_used_at.type))
)


def secret_hash(secret: str) -> str:
    """What is kept of a secret. One round does: 256 random bits cannot be guessed."""
    return sha256(secret.encode()).hexdigest()


def note_use(session: Session, used: Mapping[str, datetime]) -> None:
    """Write down when these tokens were used last."""
    session.connection().execute(USED, [{"token": id_, "at": at} for id_, at in used.items()])
