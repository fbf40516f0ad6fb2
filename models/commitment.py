"""What we promised, each of its due dates, and what somebody is to do."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    Basis,
    CommitmentEnding,
    CommitmentGap,
    CommitmentKind,
    CommitmentStatus,
    CreditBase,
    Horizon,
    PeriodRole,
    RecordType,
)
from models.base import Base, Owned, Versioned, owned, within
from models.columns import json, words


class Commitment(Owned, Versioned, Base):
    """A promise; a service credit is one, its money in minor units."""

    __tablename__ = "commitment"
    __table_args__ = owned(
        within("incident_id", "incident"),
        within("waived_by_id", "contact"),
        Index(None, "account_id", "incident_id"),
        Index(None, "due_on"),
    )

    text: Mapped[str]
    audience: Mapped[Audience] = mapped_column(words(Audience))
    kind: Mapped[CommitmentKind] = mapped_column(words(CommitmentKind))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    promised_on: Mapped[date | None]
    promised_to: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    "Contact ids."
    due_on: Mapped[date | None]
    counts_from: Mapped[date | None]
    "The due date lateness counts from: the first, or the last one agreed with a named contact."
    agreed_with_id: Mapped[str | None]
    "The id of that contact."
    due_basis: Mapped[Basis | None] = mapped_column(words(Basis))
    horizon: Mapped[Horizon | None] = mapped_column(words(Horizon))
    condition: Mapped[str | None]
    condition_met_at: Mapped[datetime | None]
    recurrence: Mapped[str | None]
    kept_at: Mapped[datetime | None]
    fulfilled_by_type: Mapped[RecordType | None] = mapped_column(words(RecordType))
    fulfilled_by_id: Mapped[str | None]
    ending: Mapped[CommitmentEnding | None] = mapped_column(words(CommitmentEnding))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
    waived_by_id: Mapped[str | None]
    incident_id: Mapped[str | None]
    source_type: Mapped[RecordType | None] = mapped_column(words(RecordType))
    source_id: Mapped[str | None]
    same_as: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    "Ids of commitments and action items of the same account."
    credit_percent: Mapped[Decimal | None]
    credit_base: Mapped[CreditBase | None] = mapped_column(words(CreditBase))
    credit_period: Mapped[str | None]
    credit_period_role: Mapped[PeriodRole | None] = mapped_column(words(PeriodRole))
    credit_minor: Mapped[int | None]
    credit_currency: Mapped[str | None]
    credit_formula: Mapped[str | None]
    credit_invoice: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    gaps: Mapped[tuple[CommitmentGap, ...]] = mapped_column(
        json(tuple[CommitmentGap, ...]), default=()
    )
    settled_status: Mapped[CommitmentStatus | None] = mapped_column(words(CommitmentStatus))
    "Its status once it no longer depends on the day; else OPEN until overdue_after, then OVERDUE."
    overdue_after: Mapped[datetime | None]


class Occurrence(Owned, Base):
    """One due date of a promise that has several."""

    __tablename__ = "occurrence"
    __table_args__ = owned(
        within("commitment_id", "commitment"),
        Index(None, "account_id", "commitment_id", "slot", unique=True),
    )

    commitment_id: Mapped[str]
    slot: Mapped[str]
    due_on: Mapped[date]
    kept_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]
    void: Mapped[bool] = mapped_column(default=False)
    fulfilled_by_type: Mapped[RecordType | None] = mapped_column(words(RecordType))
    fulfilled_by_id: Mapped[str | None]


class ActionItem(Owned, Versioned, Base):
    """Something somebody is to do, plans to do, or has done."""

    __tablename__ = "action_item"
    __table_args__ = owned(
        within("incident_id", "incident"),
        Index(None, "account_id", "incident_id"),
        Index(None, "due_on"),
    )

    origin: Mapped[ActionOrigin] = mapped_column(words(ActionOrigin))
    text: Mapped[str]
    audience: Mapped[Audience] = mapped_column(words(Audience))
    status: Mapped[ActionStatus] = mapped_column(words(ActionStatus), default=ActionStatus.OPEN)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None]
    due_basis: Mapped[Basis | None] = mapped_column(words(Basis))
    due_candidates: Mapped[tuple[date, ...]] = mapped_column(json(tuple[date, ...]), default=())
    event_on: Mapped[date | None]
    recurrence: Mapped[str | None]
    horizon: Mapped[Horizon | None] = mapped_column(words(Horizon))
    done_at: Mapped[datetime | None]
    stated_at: Mapped[datetime | None]
    "When somebody said it was done."
    incident_id: Mapped[str | None]
    source_type: Mapped[RecordType | None] = mapped_column(words(RecordType))
    source_id: Mapped[str | None]
    same_as: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    depends_on: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    overdue_after: Mapped[datetime | None]
