"""The closed lists of the product's words, spelt as the public contract spells them.

Stored as their value, shown as their name; both are the same text.
"""

from enum import StrEnum


class Audience(StrEnum):
    CUSTOMER = "CUSTOMER"
    INTERNAL = "INTERNAL"


class Influence(StrEnum):
    EXECUTIVE = "EXECUTIVE"
    MANAGER = "MANAGER"
    USER = "USER"


class AttendeeRole(StrEnum):
    FACILITATOR = "FACILITATOR"
    NOTE_TAKER = "NOTE_TAKER"
    PARTICIPANT = "PARTICIPANT"


class Basis(StrEnum):
    """How a value came to be: said, worked out, assumed, or typed in by a person."""

    STATED = "STATED"
    DERIVED = "DERIVED"
    INFERRED = "INFERRED"
    ENTERED = "ENTERED"


class Precision(StrEnum):
    MINUTE = "MINUTE"
    HOUR = "HOUR"
    DAY = "DAY"
    MONTH = "MONTH"


class Severity(StrEnum):
    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"


class IncidentStatus(StrEnum):
    OPEN = "OPEN"
    MITIGATED = "MITIGATED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


class IncidentEventKind(StrEnum):
    REPORTED = "REPORTED"
    RESPONDED = "RESPONDED"
    DECLARED = "DECLARED"
    ESCALATED = "ESCALATED"
    ROOT_CAUSE_FOUND = "ROOT_CAUSE_FOUND"
    RECOVERY_STARTED = "RECOVERY_STARTED"
    MITIGATED = "MITIGATED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    SEVERITY_CHANGED = "SEVERITY_CHANGED"
    RESOLVED = "RESOLVED"
    REOPENED = "REOPENED"
    CLOSED = "CLOSED"
    UPDATE_SENT = "UPDATE_SENT"
    REPORT_DELIVERED = "REPORT_DELIVERED"
    NOTE = "NOTE"


class RecoveryStepKind(StrEnum):
    REPORT = "REPORT"
    ROOT_CAUSE = "ROOT_CAUSE"
    COMPENSATION = "COMPENSATION"
    CORRECTIVE_ACTIONS = "CORRECTIVE_ACTIONS"


class ClockBasis(StrEnum):
    REPORTED = "REPORTED"
    DECLARED = "DECLARED"
    ESCALATED = "ESCALATED"


class ClockMetric(StrEnum):
    FIRST_RESPONSE = "FIRST_RESPONSE"
    RESOLUTION = "RESOLUTION"


class ClockState(StrEnum):
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    BREACHED = "BREACHED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class ReopenPolicy(StrEnum):
    CONTINUE = "CONTINUE"
    NEW_CYCLE = "NEW_CYCLE"


class CommitmentKind(StrEnum):
    ONE_OFF = "ONE_OFF"
    RECURRING = "RECURRING"
    UNTIL_CONDITION = "UNTIL_CONDITION"
    STANDING = "STANDING"
    CREDIT = "CREDIT"


class CommitmentStatus(StrEnum):
    OPEN = "OPEN"
    KEPT = "KEPT"
    KEPT_LATE = "KEPT_LATE"
    OVERDUE = "OVERDUE"
    BROKEN = "BROKEN"
    WAIVED = "WAIVED"
    WITHDRAWN = "WITHDRAWN"


class CommitmentEnding(StrEnum):
    """How a promise ends without being kept."""

    BROKEN = "BROKEN"
    WAIVED = "WAIVED"
    WITHDRAWN = "WITHDRAWN"


class CommitmentGap(StrEnum):
    NO_OWNER = "NO_OWNER"
    NO_DATE = "NO_DATE"
    NO_EXIT_TEST = "NO_EXIT_TEST"
    NO_AMOUNT = "NO_AMOUNT"
    NO_SCHEDULE = "NO_SCHEDULE"


class CreditState(StrEnum):
    PROMISED = "PROMISED"
    APPROVED = "APPROVED"
    ISSUED = "ISSUED"
    APPLIED = "APPLIED"
    LAPSED = "LAPSED"


class CreditBase(StrEnum):
    MONTHLY_FEE = "MONTHLY_FEE"
    ANNUAL_VALUE = "ANNUAL_VALUE"
    FIXED = "FIXED"


class PeriodRole(StrEnum):
    SERVICE = "SERVICE"
    INVOICE = "INVOICE"


class Horizon(StrEnum):
    IMMEDIATE = "IMMEDIATE"
    SHORT_TERM = "SHORT_TERM"
    MEDIUM_TERM = "MEDIUM_TERM"
    LONG_TERM = "LONG_TERM"


class ActionOrigin(StrEnum):
    ACTION_ITEM = "ACTION_ITEM"
    PLAN = "PLAN"
    TAKEN = "TAKEN"


class ActionStatus(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


class ReviewStatus(StrEnum):
    PROPOSED = "PROPOSED"
    SCHEDULED = "SCHEDULED"
    AWAITING_OUTCOME = "AWAITING_OUTCOME"
    HELD = "HELD"
    NO_SHOW = "NO_SHOW"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"


class ReviewOutcome(StrEnum):
    """What somebody recorded about a review after its time."""

    HELD = "HELD"
    NO_SHOW = "NO_SHOW"
    NOT_HELD = "NOT_HELD"


class ShiftPolicy(StrEnum):
    NONE = "NONE"
    NEXT_BUSINESS_DAY_IN_MONTH = "NEXT_BUSINESS_DAY_IN_MONTH"
    NEXT_BUSINESS_DAY = "NEXT_BUSINESS_DAY"
    PREVIOUS_BUSINESS_DAY = "PREVIOUS_BUSINESS_DAY"
    SKIP = "SKIP"


class MonthEndPolicy(StrEnum):
    CLAMP = "CLAMP"
    SKIP = "SKIP"


class SlotAction(StrEnum):
    """What a schedule made of one slot of its series."""

    CREATED = "CREATED"
    MOVED = "MOVED"
    KEPT = "KEPT"
    KEPT_MOVED_BY_HAND = "KEPT_MOVED_BY_HAND"
    KEPT_HELD = "KEPT_HELD"
    KEPT_CANCELLED = "KEPT_CANCELLED"
    CANCELLED = "CANCELLED"


class ConflictPolicy(StrEnum):
    WARN = "WARN"
    REJECT = "REJECT"


class MeetingStatus(StrEnum):
    PROPOSED = "PROPOSED"
    SCHEDULED = "SCHEDULED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"


class ConcernTopic(StrEnum):
    TRUST = "TRUST"
    FINANCIAL = "FINANCIAL"
    CONTRACT = "CONTRACT"
    TRANSPARENCY = "TRANSPARENCY"
    PRODUCT = "PRODUCT"
    OTHER = "OTHER"


class SignalKind(StrEnum):
    CHAMPION_LEFT = "CHAMPION_LEFT"
    COMPETITOR_EVALUATED = "COMPETITOR_EVALUATED"
    USAGE_TREND = "USAGE_TREND"
    INVOICE_OVERDUE = "INVOICE_OVERDUE"


class RenewalOutcome(StrEnum):
    RENEWED = "RENEWED"
    CHURNED = "CHURNED"
    CONTRACTED = "CONTRACTED"
    EXPANDED = "EXPANDED"


class NoteDraftState(StrEnum):
    DRAFT = "DRAFT"
    APPLIED = "APPLIED"
    DISCARDED = "DISCARDED"


class FlagLevel(StrEnum):
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class RecordType(StrEnum):
    """The types a global id can name."""

    USER = "User"
    ACCOUNT = "Account"
    CONTACT = "Contact"
    CONTRACT = "Contract"
    INCIDENT = "Incident"
    TIMELINE_ENTRY = "TimelineEntry"
    COMMITMENT = "Commitment"
    ACTION_ITEM = "ActionItem"
    REVIEW_SERIES = "ReviewSeries"
    BUSINESS_REVIEW = "BusinessReview"
    MEETING = "Meeting"
    FEEDBACK = "Feedback"
    CONCERN = "Concern"
    SIGNAL = "Signal"
    NOTE_DRAFT = "NoteDraft"
    ACCESS_TOKEN = "AccessToken"  # noqa: S105 - a type, no secret
