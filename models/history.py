"""What we knew and when, who changed it, and what the model made of it."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.facts import FactKind
from domain.verdicts import BandReason, HealthBand, RiskLevel, Trend
from domain.vocabulary import RecordType
from models.base import LONG, Base, Owned, owned
from models.columns import words


class FactRow(Base):
    """One version of one record's inputs; a correction ends it and opens the next."""

    __tablename__ = "fact"
    __table_args__ = owned()

    account_id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FactKind] = mapped_column(words(FactKind))
    known_from: Mapped[datetime]
    known_until: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]
    inputs: Mapped[str]
    "JSON of the kind's inputs (domain.facts)."


class Activity(Owned, Base):
    """Who changed what and when: audit log and timeline of the account in one."""

    __tablename__ = "activity"
    __table_args__ = owned(
        Index(None, "at"), Index(None, "account_id", "at"), Index(None, "account_id", "record_id")
    )

    at: Mapped[datetime]
    actor: Mapped[str]
    summary: Mapped[str]
    record_type: Mapped[RecordType | None] = mapped_column(words(RecordType))
    record_id: Mapped[str | None]
    change: Mapped[str | None]
    "JSON: field -> [before, after]; fields are columns, those of a part after its place."


class Score(Base):
    """What the model says of an account now; every list, filter, total and page reads it."""

    __tablename__ = "score"
    __table_args__ = owned(
        Index(None, "value"),
        Index(None, "probability"),
        Index(None, "at_risk_usd"),
        Index(None, "next_change_at"),
        kind=LONG,
    )

    account_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float]
    band: Mapped[HealthBand] = mapped_column(words(HealthBand))
    band_reason: Mapped[BandReason] = mapped_column(words(BandReason))
    trend: Mapped[Trend] = mapped_column(words(Trend))
    confidence: Mapped[float]
    computed_at: Mapped[datetime]
    next_change_at: Mapped[datetime]
    "When the sweep comes at the latest: once a day for the daily score."
    judged_until: Mapped[datetime]
    "When the model's answer may change by itself."
    model_version: Mapped[str]
    contract_id: Mapped[str | None]
    "The contract whose decision comes first."
    renewal_date: Mapped[date | None]
    notice_deadline: Mapped[date | None]
    annual_value_minor: Mapped[int | None]
    "Of that contract."
    currency_code: Mapped[str | None]
    probability: Mapped[float | None]
    risk_level: Mapped[RiskLevel | None] = mapped_column(words(RiskLevel))
    at_risk_minor: Mapped[int | None]
    at_risk_usd: Mapped[int | None]
    "The same in USD cents at the reference rate: to rank by, never to show; null without one."
    top_driver: Mapped[str | None]
    health: Mapped[str]
    "JSON of health less its evidence (models.outlines)."
    risk: Mapped[str | None]
    "JSON of that contract's risk and its drivers (domain.risk)."


class ScoreDetail(Base):
    """What a score rests on; in a table of its own, for it is long and few ask for it."""

    __tablename__ = "score_detail"
    __table_args__ = owned(kind=LONG)

    account_id: Mapped[str] = mapped_column(primary_key=True)
    other_risks: Mapped[str]
    "JSON: a list of those of the contracts decided about later (domain.risk)."
    unscored: Mapped[str]
    "JSON: a list of what is known and counts nothing (domain.evidence.item)."
    evidence: Mapped[str]
    "JSON: a list of [cents, [key, factor, summary, ...]], the largest first (models.outlines)."


class DailyScore(Base):
    """The last score of a day, as it was known then; appended, never rewritten."""

    __tablename__ = "score_daily"
    __table_args__ = owned()

    account_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    value: Mapped[float]
    raw_band: Mapped[HealthBand] = mapped_column(words(HealthBand))
    band: Mapped[HealthBand] = mapped_column(words(HealthBand))
    confidence: Mapped[float]
    probability: Mapped[float | None]
    model_version: Mapped[str]
