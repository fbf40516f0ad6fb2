"""Every failure a caller can act on. Anything else is a defect and fails loudly."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.busy import ReviewConflict
from domain.vocabulary import RecordType


class DomainError(Exception):
    """Something the caller asked for cannot be done; the message says what and why."""

    code = "INVALID"

    def __init__(self, message: str, *, at: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        "Where in the caller's input: names of fields, and places in lists."


class InvalidInput(DomainError):
    """A value is not what it must be."""

    code = "INVALID"


class NotFound(DomainError):
    """The record does not exist, or not for this viewer."""

    code = "NOT_FOUND"


class InvalidId(DomainError):
    """A global id that is none of ours."""

    code = "INVALID_ID"


class InvalidCursor(DomainError):
    """A cursor that was changed, or belongs to another order, filter or viewer."""

    code = "INVALID_CURSOR"


class Unauthenticated(DomainError):
    """Nobody we know, or no longer."""

    code = "UNAUTHENTICATED"


class Forbidden(DomainError):
    """The viewer's token does not allow it."""

    code = "FORBIDDEN"


class Reserved(DomainError):
    """This part of the input is for others to say; without it the rest would do."""

    code = "FORBIDDEN"


class LastAdmin(DomainError):
    """Nobody would be left who may give roles and tokens."""

    code = "LAST_ADMIN"


class FlagOpen(DomainError):
    """A note cannot be applied while a HIGH flag is neither answered nor accepted."""

    code = "FLAG_OPEN"


class TryLater(DomainError):
    """Nothing the caller could put right: the same again, after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Overloaded(TryLater):
    """A queue is full."""

    code = "OVERLOADED"


class RateLimited(TryLater):
    """The caller's budget is used up."""

    code = "RATE_LIMITED"


class TimedOut(TryLater):
    """The request took too long, and nothing was written."""

    code = "TIMEOUT"


class CostLimitExceeded(DomainError):
    """One operation asks for more than one may."""

    code = "COST_LIMIT_EXCEEDED"

    def __init__(self, message: str, cost: Mapping[str, int]) -> None:
        super().__init__(message)
        self.cost = cost
        "What it asks for, and what is allowed."


class Duplicate(DomainError):
    """Another record has this name in the other system already."""

    code = "DUPLICATE"


class VersionConflict(DomainError):
    """Somebody changed the record since the caller read it; `fields` would differ from theirs."""

    code = "VERSION_CONFLICT"

    def __init__(self, *, expected: int, current: int, fields: tuple[str, ...]) -> None:
        super().__init__(
            f"The record is at version {current}, not {expected}: read it again",
            at=("expected_version",),
        )
        self.expected_version = expected
        self.current_version = current
        self.conflicting_fields = fields
        self.account_id: str | None = None
        self.record_type: RecordType | None = None
        self.record_id: str | None = None
        "The key of the record, for whoever shows it as it is now."


class InvalidTransition(DomainError):
    """The record's state does not allow this step."""

    code = "INVALID_TRANSITION"

    def __init__(
        self, step: str, *, current: str, allowed: tuple[str, ...], at: tuple[str, ...] = ()
    ) -> None:
        may = ", ".join(allowed) or "nothing"
        super().__init__(f"{step} is not possible from {current}; possible: {may}", at=at)
        self.current_state = current
        self.allowed = allowed


class IdempotencyKeyReused(DomainError):
    """The key was sent before with another input."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self, first_seen_at: datetime) -> None:
        super().__init__(
            "This idempotency key was sent before with another input",
            at=("idempotency_key",),
        )
        self.first_seen_at = first_seen_at


class ScheduleConflict(DomainError):
    """Somebody invited is busy, and the caller wants no such reviews."""

    code = "SCHEDULE_CONFLICT"

    def __init__(self, conflicts: Sequence[ReviewConflict]) -> None:
        super().__init__(
            f"Of those invited somebody is busy, {len(conflicts)} times in all", at=("attendees",)
        )
        self.conflicts = conflicts


class StorageFull(DomainError):
    """The disk took no more; nothing was written and reads go on."""

    code = "STORAGE_FULL"


LONGEST_SAID = 60  # characters: enough to find the value again in one's own request


def quoted(value: object) -> str:
    """A refused value as its error says it again; of a long one only the beginning."""
    text = repr(value)
    return text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…"
