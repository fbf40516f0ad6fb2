"""Which requests were carried out: a retry finds its key, and nothing is written again."""

from datetime import datetime, timedelta

from sqlalchemy import Index, bindparam, delete, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import DIRECTORY, Base

KEPT = timedelta(days=30)
"How long a retry is known for one: far longer than any client tries again."
BATCH = 1_000  # keys deleted in one transaction: some milliseconds others wait for


class Retry(Base):
    """One request that was guarded by a key, kept with what it wrote, in the same transaction."""

    __tablename__ = "idempotency"
    __table_args__ = (Index(None, "first_seen_at"), DIRECTORY)

    principal: Mapped[str] = mapped_column(primary_key=True)
    "The token that sent it: another one's keys are its own."
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    "SHA-256 of the mutation's name and input."
    account_id: Mapped[str | None]
    "None: it was about no account."
    record_id: Mapped[str | None]
    rows: Mapped[str | None]
    "Of a call with many rows, on no account of its own: JSON of what became of each."
    first_seen_at: Mapped[datetime]


OLDEST = (
    select(Retry.principal, Retry.key)
    .where(Retry.first_seen_at < bindparam("since", type_=Retry.first_seen_at.type))
    .order_by(Retry.first_seen_at)
    .limit(BATCH)
)
FORGET = delete(Retry).where(tuple_(Retry.principal, Retry.key).in_(OLDEST))


def forget_old(session: Session, *, now: datetime) -> bool:
    """Delete the oldest of those kept long enough; False when there were none."""
    done = session.connection().execute(FORGET, {"since": now - KEPT})
    return done.rowcount > 0
