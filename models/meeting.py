"""Where we met: business reviews and their series, other meetings, and who was there."""

from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.vocabulary import (
    AttendeeRole,
    MeetingStatus,
    MonthEndPolicy,
    ReviewOutcome,
    ShiftPolicy,
)
from models.base import Base, Owned, Versioned, owned, within
from models.columns import json, words


class Attendance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody invited: a contact of the account, or a user of ours."""

    person_id: str
    is_contact: bool
    role: AttendeeRole | None = None
    attended: bool | None = None


class ReviewSeries(Owned, Versioned, Base):
    """Reviews that follow one rule; their rows are all there is of it on a calendar."""

    __tablename__ = "review_series"
    __table_args__ = owned(
        within("commitment_id", "commitment"),
        Index(None, "account_id", "external_key", unique=True),
    )

    external_key: Mapped[str | None]
    commitment_id: Mapped[str | None]
    title: Mapped[str]
    rule: Mapped[str]
    starts_on: Mapped[date | None]
    time_zone: Mapped[str | None]
    start_time: Mapped[str | None]
    "Wall time, 09:30."
    duration: Mapped[timedelta] = mapped_column(default=timedelta(hours=1))
    shift: Mapped[ShiftPolicy] = mapped_column(
        words(ShiftPolicy), default=ShiftPolicy.NEXT_BUSINESS_DAY_IN_MONTH
    )
    month_end: Mapped[MonthEndPolicy] = mapped_column(
        words(MonthEndPolicy), default=MonthEndPolicy.CLAMP
    )
    holidays: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    attendance: Mapped[tuple[Attendance, ...]] = mapped_column(
        json(tuple[Attendance, ...]), default=()
    )
    "Whom its reviews invite."
    cancelled_from: Mapped[date | None]
    "Since a person called it off it has no reviews from that day on."


class Review(Owned, Versioned, Base):
    """One business review; without a start it is only proposed."""

    __tablename__ = "review"
    __table_args__ = owned(
        within("series_id", "review_series"),
        Index(None, "account_id", "series_id", "slot", unique=True),
        Index(None, "local_date"),
        Index(None, "starts_at", "ends_at"),
    )

    series_id: Mapped[str | None]
    commitment_id: Mapped[str | None]
    title: Mapped[str]
    slot: Mapped[str | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    local_date: Mapped[date | None]
    time_zone: Mapped[str | None]
    holidays: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    original_date: Mapped[date | None]
    shifted_because: Mapped[str | None]
    moved_by_hand: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    attendance: Mapped[tuple[Attendance, ...]] = mapped_column(
        json(tuple[Attendance, ...]), default=()
    )
    notes: Mapped[str | None]
    outcome: Mapped[ReviewOutcome | None] = mapped_column(words(ReviewOutcome))
    outcome_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_customer: Mapped[bool] = mapped_column(default=False)
    cancelled_because: Mapped[str | None]
    "None: nobody called it off, the rule of its series no longer gives it."
    cancelled_with_series: Mapped[bool] = mapped_column(default=False)
    "By calling off all of the series, and so back with it."
    missed_after: Mapped[datetime | None]
    "Derived: three business days after its end; until then its outcome is awaited."


class Meeting(Owned, Versioned, Base):
    """A meeting that is no business review."""

    __tablename__ = "meeting"
    __table_args__ = owned(Index(None, "account_id", "held_on"))

    title: Mapped[str]
    kind: Mapped[str | None]
    status: Mapped[MeetingStatus] = mapped_column(words(MeetingStatus))
    held_on: Mapped[date]
    starts_at: Mapped[datetime | None]
    planned_end_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    time_zone: Mapped[str | None]
    location: Mapped[str | None]
    attendance: Mapped[tuple[Attendance, ...]] = mapped_column(
        json(tuple[Attendance, ...]), default=()
    )
    incident_ids: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    note_id: Mapped[str | None]
