"""One factory for every table: a believable row, of which a test says only what it is about."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from domain.facts import SlaTerm
from domain.rates import ReferenceRate
from domain.verdicts import BandReason, HealthBand, RiskLevel, Trend
from domain.vocabulary import (
    ActionOrigin,
    Audience,
    Basis,
    ClockMetric,
    CommitmentKind,
    CommitmentStatus,
    ConcernTopic,
    IncidentEventKind,
    IncidentStatus,
    Influence,
    MeetingStatus,
    NoteDraftState,
    Severity,
    SignalKind,
)
from models.account import Account, AccountRef, Contact, User
from models.base import Base, Owned
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.directory import RateRow
from models.history import Activity, DailyScore, Score
from models.incident import Incident, IncidentEvent
from models.meeting import Meeting, Review, ReviewSeries
from models.metadata import METADATA
from models.note import Note, SourceSpan
from models.rates import row_of
from models.voice import Concern, Feedback, Signal

R = TypeVar("R", bound=Base)
Factory = Callable[..., R]
NUMBERS = count(1)
NOON = datetime(2024, 10, 25, 12, tzinfo=UTC)
RESOLVED_IN_4_H = SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(hours=4))


def new_id() -> str:
    """Spelt like the ids the application makes, and in the order of making."""
    return f"01900000-0000-7000-8000-{next(NUMBERS):012x}"


@cache
def tables() -> bytes:
    """A database file with all tables and no rows; making one takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "tables.db")
        engine = create_engine(f"sqlite:///{path}")
        METADATA.create_all(engine)
        engine.dispose()
        return path.read_bytes()


def store(path: Path, *records: Base) -> None:
    """These rows in the file at `path`, a new one with the tables if it is not there."""
    if not path.exists():
        path.write_bytes(tables())
    engine = create_engine(f"sqlite:///{path}")
    with Session(engine, expire_on_commit=False) as session:
        session.execute(text("pragma synchronous = off"))  # a test's file need not outlive a crash
        session.add_all(records)
        session.commit()
    engine.dispose()


def user(**given: Any) -> User:
    return made(User, given, name="James Miller", title="Account Executive", active=True)


def account(**given: Any) -> Account:
    return made(Account, given, VERSIONED, name="TechCorp", tracked_from=NOON)


def rate(code: str, usd_per_unit: str, as_of: date = date(2024, 1, 1)) -> RateRow:
    """A reference rate, put on file long ago."""
    return row_of(
        ReferenceRate(
            currency_code=code,
            usd_per_unit=Decimal(usd_per_unit),
            as_of=as_of,
            source="test",
            recorded_at=NOON,
        )
    )


def account_ref(of: Account, **given: Any) -> AccountRef:
    return AccountRef(**{"account_id": of.id, "system": "crm", "key": of.id} | given)


def contact(of: Account, **given: Any) -> Contact:
    named = {"name": "Sarah Johnson", "influence": Influence.EXECUTIVE}
    return made(Contact, given, VERSIONED, named, account_id=of.id)


def contract(of: Account, **given: Any) -> Contract:
    money = {"annual_value_minor": 500_000_00, "currency_code": "USD"}
    return made(Contract, given, VERSIONED, money, account_id=of.id, name="Enterprise")


def incident(of: Account, **given: Any) -> Incident:
    told = {"severity": Severity.SEV1, "first_severity": Severity.SEV1}
    told |= {"status": IncidentStatus.OPEN, "reported_at": NOON, "sla_terms": (RESOLVED_IN_4_H,)}
    return made(Incident, given, VERSIONED, told, account_id=of.id, title="Outage")


def event(of: Incident, kind: IncidentEventKind, at: datetime, **given: Any) -> IncidentEvent:
    told = {"kind": kind, "at": at, "summary": kind.title(), "known_at": at, "recorded_at": at}
    return made(IncidentEvent, given, told, account_id=of.account_id, incident_id=of.id)


def commitment(of: Account, **given: Any) -> Commitment:
    promised = {"text": "Send the report", "promised_on": NOON.date()}
    kind = {"audience": Audience.CUSTOMER, "kind": CommitmentKind.ONE_OFF}
    return made(Commitment, given, VERSIONED, promised, kind, account_id=of.id)


def occurrence(of: Commitment, slot: str, due_on: date, **given: Any) -> Occurrence:
    due = {"slot": slot, "due_on": due_on}
    return made(Occurrence, given, due, account_id=of.account_id, commitment_id=of.id)


def action_item(of: Account, **given: Any) -> ActionItem:
    told = {"text": "Call them", "audience": Audience.CUSTOMER, "origin": ActionOrigin.ACTION_ITEM}
    return made(ActionItem, given, VERSIONED, told, account_id=of.id)


def review_series(of: Account, **given: Any) -> ReviewSeries:
    rule = {"title": "Monthly business review", "rule": "FREQ=MONTHLY;COUNT=6"}
    return made(ReviewSeries, given, VERSIONED, rule, account_id=of.id)


def review(of: Account, **given: Any) -> Review:
    return made(Review, given, VERSIONED, account_id=of.id, title="Monthly business review")


def held_by(starts_at: datetime, hours: int = 1) -> dict[str, Any]:
    """The times of a scheduled review, in UTC; missed three days after its end."""
    ends_at = starts_at + timedelta(hours=hours)
    times: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at, "time_zone": "UTC"}
    return times | {"local_date": starts_at.date(), "missed_after": ends_at + timedelta(days=3)}


def meeting(of: Account, **given: Any) -> Meeting:
    told = {"status": MeetingStatus.HELD, "held_on": NOON.date(), "starts_at": NOON}
    return made(Meeting, given, VERSIONED, told, account_id=of.id, title="Escalation meeting")


def feedback(of: Account, **given: Any) -> Feedback:
    return made(Feedback, given, VERSIONED, account_id=of.id, quote="It works", said_at=NOON)


def concern(of: Account, **given: Any) -> Concern:
    told = {"topic": ConcernTopic.TRUST, "text": "Can we rely on it?", "raised_at": NOON}
    return made(Concern, given, VERSIONED, told, account_id=of.id)


def signal(of: Account, **given: Any) -> Signal:
    seen = {"kind": SignalKind.CHAMPION_LEFT, "observed_at": NOON}
    return made(Signal, given, VERSIONED, seen, account_id=of.id)


def note(**given: Any) -> Note:
    read = {"sha256": "0" * 64, "importer_version": "1", "text": "# Note\n", "created_at": NOON}
    return made(Note, given, read, state=NoteDraftState.DRAFT)


def span(of: Owned, within: Note, **given: Any) -> SourceSpan:
    """Where a field of that record stands in the note."""
    words = {"field": "name", "quote": "TechCorp", "first_line": 1, "last_line": 1}
    read = {"basis": Basis.STATED, "rule": "header", "place": 0, "note_id": within.id}
    return SourceSpan(**{"account_id": of.account_id, "record_id": of.id} | words | read | given)


def activity(of: Account, **given: Any) -> Activity:
    done = {"at": NOON, "actor": "local", "summary": "Imported a note"}
    return made(Activity, given, done, account_id=of.id)


def score(of: Account, **given: Any) -> Score:
    """A stored score; its health and risk must be given where they are read."""
    health = {"value": 70.0, "band": HealthBand.UNKNOWN, "band_reason": BandReason.LOW_CONFIDENCE}
    about = {"trend": Trend.UNKNOWN, "confidence": 0.0, "model_version": "2026.1"}
    risk = {"probability": 0.07, "risk_level": RiskLevel.LOW, "health": "{}"}
    when: dict[str, Any] = {"computed_at": NOON}
    when |= dict.fromkeys(("next_change_at", "judged_until"), NOON + timedelta(days=1))
    return Score(**{"account_id": of.id} | health | about | risk | when | given)


def daily_score(of: Account, day: date, **given: Any) -> DailyScore:
    band = {"raw_band": HealthBand.WATCH, "band": HealthBand.WATCH}
    value = {"value": 70.0, "confidence": 0.5, "model_version": "2026.1", "at": NOON}
    return DailyScore(**{"account_id": of.id, "day": day} | band | value | given)


KEPT = {"settled_status": CommitmentStatus.KEPT, "kept_at": NOON}
VERSIONED: dict[str, Any] = {"created_at": NOON, "updated_at": NOON}


def made(record: Factory[R], given: dict[str, Any], *usual: dict[str, Any], **more: Any) -> R:
    """The record with an id of its own, what is usual, and above all what is given."""
    values: dict[str, Any] = {"id": new_id()}
    for part in (*usual, more, given):
        values |= part
    return record(**values)
