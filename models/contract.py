"""What the customer pays, until when, and what it was promised about time."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.facts import SlaTerm
from domain.period import Period
from domain.vocabulary import RenewalOutcome
from models.base import Base, Owned, Versioned, owned
from models.columns import json, words


class Contract(Owned, Versioned, Base):
    """A contract; money in minor units of its currency."""

    __tablename__ = "contract"
    __table_args__ = owned(Index(None, "renews_on"), Index(None, "notice_deadline"))

    name: Mapped[str]
    annual_value_minor: Mapped[int | None]
    currency_code: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    renews_on: Mapped[date | None]
    notice_period: Mapped[Period | None]
    notice_deadline: Mapped[date | None]
    "Derived: renewal less notice, by calendar; kept so that it can be sorted and filtered by."
    notice_given_on: Mapped[date | None]
    notice_given_by_id: Mapped[str | None]
    "A contact of the account; added later, when SQLite no longer lets a table gain references."
    auto_renews: Mapped[bool | None]
    first_renewal: Mapped[bool | None]
    penalty_terms: Mapped[str | None]
    sla_terms: Mapped[tuple[SlaTerm, ...]] = mapped_column(json(tuple[SlaTerm, ...]), default=())
    outcome: Mapped[RenewalOutcome | None] = mapped_column(words(RenewalOutcome))
    outcome_on: Mapped[date | None]
    outcome_recorded_at: Mapped[datetime | None]
