"""What went wrong, and what happened when."""

from datetime import datetime, timedelta

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.facts import SlaTerm
from domain.vocabulary import IncidentEventKind, IncidentStatus, Precision, Severity
from models.base import Base, Owned, Versioned, owned, within
from models.columns import json, words


class Incident(Owned, Versioned, Base):
    """An incident. Status and times are what its events say, kept here to filter by."""

    __tablename__ = "incident"
    __table_args__ = owned(
        within("contract_id", "contract"),
        Index(None, "account_id", "reported_at"),
        Index(None, "reported_at"),
    )

    contract_id: Mapped[str | None]
    title: Mapped[str]
    first_severity: Mapped[Severity] = mapped_column(words(Severity))
    "As first reported; later ones are events."
    severity: Mapped[Severity] = mapped_column(words(Severity))
    severity_text: Mapped[str | None]
    impact: Mapped[str | None]
    users_affected: Mapped[int | None]
    stated_duration: Mapped[timedelta | None]
    sla_terms: Mapped[tuple[SlaTerm, ...]] = mapped_column(json(tuple[SlaTerm, ...]), default=())
    "The contract's terms in force when it began, each with the version of its calendar then."
    cause_key: Mapped[str | None]
    cause_summary: Mapped[str | None]
    cause_category: Mapped[str | None]
    cause_factors: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    cause_confirmed: Mapped[bool] = mapped_column(default=False)
    same_as: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    status: Mapped[IncidentStatus] = mapped_column(words(IncidentStatus))
    reported_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    root_cause_found_at: Mapped[datetime | None]
    recovery_started_at: Mapped[datetime | None]
    mitigated_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    clock_due_at: Mapped[datetime | None]
    "Of the resolution clock that counts; breached when it passes before the stop."
    clock_stopped_at: Mapped[datetime | None]


class IncidentEvent(Owned, Base):
    """One entry of an incident's timeline."""

    __tablename__ = "incident_event"
    __table_args__ = owned(
        within("incident_id", "incident"), Index(None, "account_id", "incident_id", "at")
    )

    incident_id: Mapped[str]
    kind: Mapped[IncidentEventKind] = mapped_column(words(IncidentEventKind))
    at: Mapped[datetime]
    precision: Mapped[Precision] = mapped_column(words(Precision), default=Precision.MINUTE)
    summary: Mapped[str]
    severity: Mapped[Severity | None] = mapped_column(words(Severity))
    known_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]
