"""What the model judges: one frozen value for every version of every record that moves a score.

Facts hold inputs, never masses: what a fact weighs depends on the instant asked and on other
facts, so it is computed (evidence.py). Ids are text; instants are aware and in UTC; dates are
days in the account's time zone, ending at its midnight.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.known import Known
from domain.money import Money
from domain.period import Period
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    ClockBasis,
    ClockMetric,
    CommitmentEnding,
    CommitmentKind,
    ConcernTopic,
    IncidentEventKind,
    Influence,
    MeetingStatus,
    Precision,
    RenewalOutcome,
    ReopenPolicy,
    ReviewOutcome,
    Severity,
    SignalKind,
)


class FactKind(StrEnum):
    """Which record a fact is about; also how its inputs are read back from storage."""

    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT"
    CONTRACT = "CONTRACT"
    INCIDENT = "INCIDENT"
    INCIDENT_EVENT = "INCIDENT_EVENT"
    COMMITMENT = "COMMITMENT"
    OCCURRENCE = "OCCURRENCE"
    ACTION_ITEM = "ACTION_ITEM"
    REVIEW = "REVIEW"
    MEETING = "MEETING"
    FEEDBACK = "FEEDBACK"
    CONCERN = "CONCERN"
    SIGNAL = "SIGNAL"
    OVERRIDE = "OVERRIDE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody invited; `attended` is None while nobody has said."""

    person_id: str
    is_contact: bool
    attended: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaTerm:
    """A promise about time. severity None: every one; basis None: not agreed, REPORTED counts."""

    metric: ClockMetric
    target: timedelta
    severity: Severity | None = None
    basis: ClockBasis | None = None
    calendar: str | None = None
    "Key of a working calendar; None: not stated, read as 24x7."
    calendar_version: int | None = None
    "The one an incident's clocks began with; None, as in a contract: the latest."
    on_reopen: ReopenPolicy = ReopenPolicy.CONTINUE


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInputs:
    currency_code: str = "USD"
    time_zone: str = "UTC"
    incidents_observed_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInputs:
    name: str
    influence: Influence | None = None
    champion: bool = False
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractInputs:
    name: str
    annual_value: Money | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    renews_on: date | None = None
    notice_period: Period | None = None
    notice_given_on: date | None = None
    auto_renews: bool | None = None
    first_renewal: bool | None = None
    outcome: RenewalOutcome | None = None
    outcome_on: date | None = None
    "The day the customer decided."


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentInputs:
    """Its times are facts of their own (IncidentEventInputs); the SLA terms: those at its start."""

    title: str
    severity: Severity
    "As first reported; later ones are SEVERITY_CHANGED events."
    users_affected: int | None = None
    cause_key: str | None = None
    "Two incidents with the same key struck for the same cause."
    sla_terms: tuple[SlaTerm, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEventInputs:
    incident_id: str
    kind: IncidentEventKind
    at: datetime
    precision: Precision = Precision.MINUTE
    severity: Severity | None = None
    "With SEVERITY_CHANGED: the new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditInputs:
    amount: Money | None = None
    period: str | None = None
    "Year and month, 2024-11; the credit is due on its last day."
    approved_at: datetime | None = None
    issued_at: datetime | None = None
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentInputs:
    """A promise; slots of a repeated one are facts of their own (OccurrenceInputs)."""

    text: str
    audience: Audience
    kind: CommitmentKind
    promised_on: date | None = None
    due_on: date | None = None
    "Lateness counts from here: the first due date, or the one agreed with a named contact."
    kept_at: datetime | None = None
    ending: CommitmentEnding | None = None
    ended_at: datetime | None = None
    waived_by: str | None = None
    "Contact id; a waiver by nobody named counts as broken."
    condition_met_at: datetime | None = None
    credit: CreditInputs | None = None
    incident_id: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceInputs:
    """One due date of a recurring, standing or until-condition promise."""

    commitment_id: str
    slot: str
    due_on: date
    kept_at: datetime | None = None
    broken_at: datetime | None = None
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItemInputs:
    text: str
    origin: ActionOrigin
    audience: Audience
    status: ActionStatus = ActionStatus.OPEN
    due_on: date | None = None
    done_at: datetime | None = None
    "None with DONE: the time was not recorded."
    stated_at: datetime | None = None
    "When somebody said it was done; dates a done item whose own time is unknown."
    recurrence: str | None = None
    incident_id: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewInputs:
    """One business review. Without starts_at it is only proposed."""

    title: str
    commitment_id: str | None = None
    "The promise it keeps; with `slot` it names the occurrence."
    slot: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    time_zone: str = "UTC"
    holidays: tuple[str, ...] = ()
    "Calendar codes (ISO 3166: US, US-NY) for the three business days after its end."
    outcome: ReviewOutcome | None = None
    outcome_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by_customer: bool = False
    attendance: tuple[Attendee, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingInputs:
    title: str
    status: MeetingStatus
    starts_at: datetime | None = None
    attendance: tuple[Attendee, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackInputs:
    quote: str
    speaker_id: str | None = None
    said_at: datetime | None = None
    polarity: float | None = None
    "-1 to 1, confirmed by a person; None until then, and then it counts nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernInputs:
    text: str
    topic: ConcernTopic
    raised_at: datetime
    stated_loss: Money | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalInputs:
    kind: SignalKind
    observed_at: datetime
    value: Decimal | None = None
    "USAGE_TREND: usage now / usage before, so 0.8 is a fifth less."
    cleared_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Nobody had cleared it by then."""
        return self.cleared_at is None or self.cleared_at > at


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideInputs:
    value: float
    reason: str
    author_id: str | None
    created_at: datetime
    expires_at: datetime
    cleared_at: datetime | None = None


Inputs = (
    AccountInputs
    | ContactInputs
    | ContractInputs
    | IncidentInputs
    | IncidentEventInputs
    | CommitmentInputs
    | OccurrenceInputs
    | ActionItemInputs
    | ReviewInputs
    | MeetingInputs
    | FeedbackInputs
    | ConcernInputs
    | SignalInputs
    | OverrideInputs
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Known[Inputs]):
    """What we held true about one record from `known_from` until `known_until` (None: still)."""

    account_id: str
    kind: FactKind
    version: int
    known_until: datetime | None = None

    def is_known(self, at: datetime) -> bool:
        """Whether this version was the one in force at that instant."""
        return self.known_from <= at and (self.known_until is None or at < self.known_until)
