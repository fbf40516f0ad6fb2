"""What every record of a draft is made of: a key, and spans that say where each field stands."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar

from domain.vocabulary import Basis, Precision


class RecordKind(StrEnum):
    ACCOUNT = "ACCOUNT"
    PERSON = "PERSON"
    CONTRACT = "CONTRACT"
    INCIDENT = "INCIDENT"
    EVENT = "EVENT"
    ACTION = "ACTION"
    COMMITMENT = "COMMITMENT"
    REVIEW_SERIES = "REVIEW_SERIES"
    MEETING = "MEETING"
    FEEDBACK = "FEEDBACK"
    CONCERN = "CONCERN"


class Side(StrEnum):
    """Whose person it is: ours become users, theirs contacts."""

    CUSTOMER = "CUSTOMER"
    VENDOR = "VENDOR"


class Recurrence(StrEnum):
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    BIWEEKLY = "BIWEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTime:
    """A time as the note tells it: wall day and clock.

    `instant` is that moment in UTC and exists only once a zone is known, so that a wall time can
    never pass for an instant. With precision DAY it is the day's start in the zone.
    """

    day: date
    clock: time | None = None
    instant: datetime | None = None

    @property
    def precision(self) -> Precision:
        """MINUTE with a clock time, DAY without."""
        return Precision.DAY if self.clock is None else Precision.MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where one field's words stand (1-based lines), how they were read, what was assumed."""

    field: str
    quote: str
    first_line: int
    last_line: int
    basis: Basis
    rule: str
    assumption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One proposed record; other records are named by their key, unique inside the draft."""

    kind: ClassVar[RecordKind]
    key: str
    spans: tuple[Span, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line its fields come from, ascending."""
        return tuple(sorted({n for s in self.spans for n in range(s.first_line, s.last_line + 1)}))
