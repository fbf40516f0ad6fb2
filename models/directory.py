"""Tables that belong to no account: calendars, reference rates, secrets shared by all workers."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from models.base import DIRECTORY, Base


class WorkingCalendar(Base):
    """Working hours and holidays; a version never changes, so that history keeps its clocks."""

    __tablename__ = "working_calendar"
    __table_args__ = (DIRECTORY,)

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    time_zone: Mapped[str]
    spans: Mapped[str]
    "JSON of the weekly open spans (domain.working_time)."
    holidays: Mapped[str]
    "JSON list of dates, copied here so that a new library version moves nothing."
    source: Mapped[str]
    created_at: Mapped[datetime]


class RateRow(Base):
    """A reference rate (domain.rates); never rewritten, so that history keeps its steps."""

    __tablename__ = "reference_rate"
    __table_args__ = (DIRECTORY,)

    currency_code: Mapped[str] = mapped_column(primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    usd_per_unit: Mapped[Decimal]
    source: Mapped[str]
    recorded_at: Mapped[datetime]
    cents_numerator: Mapped[int]
    "With the denominator: USD cents one minor unit is worth, so that SQL ranks in whole numbers."
    cents_denominator: Mapped[int]


class Secret(Base):
    """A secret of this database, e.g. the key cursors are signed with."""

    __tablename__ = "secret"
    __table_args__ = (DIRECTORY,)

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
