"""Who may read which calendar; the secret in a calendar's address is kept nowhere."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import DIRECTORY, Base


class FeedToken(Base):
    """One address under which the reviews of an account, or of one of our people, can be read."""

    __tablename__ = "feed_token"
    __table_args__ = (
        Index(None, "token_hash", unique=True),
        Index(None, "account_id"),
        Index(None, "user_id"),
        DIRECTORY,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


def hash_of(token: str) -> str:
    """What is kept of a token. One round does: a random token of 256 bits cannot be guessed."""
    return sha256(token.encode()).hexdigest()
