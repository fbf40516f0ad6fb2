"""What the customer said and did: quotes, concerns, signals; and what we set against the score."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.vocabulary import ConcernTopic, SignalKind
from models.base import Base, Owned, Versioned, owned, within
from models.columns import words


class Feedback(Owned, Versioned, Base):
    """A quote; its polarity counts once a person confirmed it."""

    __tablename__ = "feedback"
    __table_args__ = owned(within("speaker_id", "contact"))

    quote: Mapped[str]
    speaker_id: Mapped[str | None]
    said_at: Mapped[datetime | None]
    suggested_polarity: Mapped[float | None]
    polarity: Mapped[float | None]
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))


class Concern(Owned, Versioned, Base):
    """What worries the customer; a stated loss is theirs, never an obligation."""

    __tablename__ = "concern"
    __table_args__ = owned(within("raised_by_id", "contact"), within("incident_id", "incident"))

    topic: Mapped[ConcernTopic] = mapped_column(words(ConcernTopic))
    text: Mapped[str]
    raised_by_id: Mapped[str | None]
    stated_loss_minor: Mapped[int | None]
    stated_loss_currency: Mapped[str | None]
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    incident_id: Mapped[str | None]


class Signal(Owned, Versioned, Base):
    """A stated fact outside incidents and promises that moves the score."""

    __tablename__ = "signal"
    __table_args__ = owned()

    kind: Mapped[SignalKind] = mapped_column(words(SignalKind))
    value: Mapped[Decimal | None]
    observed_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    note: Mapped[str | None]


class HealthOverride(Owned, Base):
    """A value that stands beside the computed one, with its reason, author and expiry."""

    __tablename__ = "health_override"
    __table_args__ = owned()

    value: Mapped[float]
    reason: Mapped[str]
    author_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
