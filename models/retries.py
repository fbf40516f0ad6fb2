"""Which requests were carried out: a retry finds its key, and nothing is written again."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import DIRECTORY, Base


class Retry(Base):
    """One request that was guarded by a key, kept with what it wrote, in the same transaction."""

    __tablename__ = "idempotency"
    __table_args__ = (Index(None, "first_seen_at"), DIRECTORY)

    principal: Mapped[str] = mapped_column(primary_key=True)
    "The token that sent it: another one's keys are its own."
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    "SHA-256 of the mutation's name and input."
    account_id: Mapped[str]
    record_id: Mapped[str | None]
    first_seen_at: Mapped[datetime]
