"""What a note says before anybody has agreed to it: records, the words behind them, open flags."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from domain.facts import SlaTerm
from domain.money import Money
from domain.notes.record import NoteTime, Record, RecordKind, Recurrence, Side
from domain.period import Period
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    AttendeeRole,
    Audience,
    Basis,
    CommitmentKind,
    ConcernTopic,
    CreditBase,
    FlagLevel,
    Horizon,
    IncidentEventKind,
    IncidentStatus,
    Influence,
    MeetingStatus,
    PeriodRole,
    Severity,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.ACCOUNT
    name: str
    segment: str | None = None
    currency_code: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.PERSON
    side: Side
    name: str
    given: str
    aliases: tuple[str, ...] = ()
    "Shorter forms the note also uses."
    title: str | None = None
    organization: str | None = None
    email: str | None = None
    influence: Influence | None = None
    "Contacts only."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.CONTRACT
    name: str
    annual_value: Money | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    renews_on: date | None = None
    notice_period: Period | None = None
    auto_renews: bool | None = None
    penalty_terms: str | None = None
    sla_terms: tuple[SlaTerm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft(Record):
    """Its times are the EventDrafts that name it."""

    kind: ClassVar[RecordKind] = RecordKind.INCIDENT
    title: str
    severity: Severity | None = None
    severity_text: str | None = None
    status: IncidentStatus = IncidentStatus.OPEN
    impact: str | None = None
    users_affected: int | None = None
    stated_duration: timedelta | None = None
    "As claimed; with 48+ hours the least it can be."
    sla_breached: bool | None = None
    "As claimed by the note."
    root_cause: str | None = None
    contributing_factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.EVENT
    incident: str
    event_kind: IncidentEventKind
    at: NoteTime
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.ACTION
    text: str
    origin: ActionOrigin
    status: ActionStatus
    audience: Audience
    owner: str | None = None
    due_on: date | None = None
    due_basis: Basis | None = None
    due_candidates: tuple[date, ...] = ()
    event_on: date | None = None
    "The day of what is being arranged, when the words give that rather than a deadline."
    recurrence: Recurrence | None = None
    horizon: Horizon | None = None
    done_at: NoteTime | None = None
    stated_at: NoteTime | None = None
    "When the note said it was done: the meeting's start."
    incident: str | None = None
    same_as: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDraft:
    """A service credit inside a promise; unless `base` is FIXED its amount is worked out."""

    base: CreditBase
    percent: Decimal | None = None
    period: str | None = None
    "Year and month, 2024-11."
    period_role: PeriodRole | None = None
    amount: Money | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.COMMITMENT
    text: str
    audience: Audience
    commitment_kind: CommitmentKind
    owner: str | None = None
    promised_on: date | None = None
    promised_to: tuple[str, ...] = ()
    due_on: date | None = None
    due_basis: Basis | None = None
    due_candidates: tuple[date, ...] = ()
    horizon: Horizon | None = None
    condition: str | None = None
    recurrence: Recurrence | None = None
    slots: tuple[str, ...] = ()
    "The slots of a counted recurring promise: 2024-11 monthly, 2024-W45 weekly."
    credit: CreditDraft | None = None
    incident: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSeriesDraft(Record):
    """Reviews a promise asks for: proposed, one for each slot, on no calendar."""

    kind: ClassVar[RecordKind] = RecordKind.REVIEW_SERIES
    commitment: str
    title: str
    rule: str
    "RFC 5545, without a day: FREQ=MONTHLY;COUNT=6."
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceDraft:
    person: str
    role: AttendeeRole
    attended: bool | None = None
    "None while the note does not say."


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.MEETING
    title: str
    meeting_kind: str | None
    status: MeetingStatus
    held_on: date
    starts_at: NoteTime | None = None
    planned_end_at: NoteTime | None = None
    ended_at: NoteTime | None = None
    location: str | None = None
    attendance: tuple[AttendanceDraft, ...] = ()
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.FEEDBACK
    quote: str
    speaker: str | None = None
    said_at: NoteTime | None = None
    suggested_polarity: float | None = None
    "-1 to 1, from words alone; never scored."
    polarity: float | None = None
    "Set only by the answer to the flag quote-polarity."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernDraft(Record):
    kind: ClassVar[RecordKind] = RecordKind.CONCERN
    topic: ConcernTopic
    text: str
    stated_loss: Money | None = None
    "The customer's own figure; never an obligation."
    raised_by: str | None = None
    raised_at: NoteTime | None = None
    incident: str | None = None


AnyRecord = (
    AccountDraft
    | PersonDraft
    | ContractDraft
    | IncidentDraft
    | EventDraft
    | ActionDraft
    | CommitmentDraft
    | ReviewSeriesDraft
    | MeetingDraft
    | FeedbackDraft
    | ConcernDraft
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something a person should decide (HIGH: must, before the draft can be applied) or know."""

    key: str
    level: FlagLevel
    statement: str
    lines: tuple[int, ...]
    candidates: tuple[str, ...] = ()
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Record lines + structure lines + unclaimed lines = all lines that are not blank."""

    sha256: str
    importer_version: str
    zone: str | None
    records: tuple[AnyRecord, ...]
    flags: tuple[Flag, ...]
    structure_lines: tuple[int, ...]
    unclaimed_lines: tuple[int, ...]


def open_high_flags(draft: Draft) -> tuple[Flag, ...]:
    """The flags that must be answered before the draft can be applied."""
    return tuple(f for f in draft.flags if f.level is FlagLevel.HIGH and f.answer is None)
