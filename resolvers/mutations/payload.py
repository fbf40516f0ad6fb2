"""What a mutation answers: what became of it, the record it was about, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.errors import (
    DomainError,
    IdempotencyKeyReused,
    InvalidTransition,
    ScheduleConflict,
    VersionConflict,
)
from domain.vocabulary import RecordType
from engine.fields import Typed


class WriteOutcome(StrEnum):
    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    REPLAYED = "REPLAYED"
    PLANNED = "PLANNED"
    REFUSED = "REFUSED"


class UserErrorCode(StrEnum):
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    DUPLICATE = "DUPLICATE"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    INVALID_TRANSITION = "INVALID_TRANSITION"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    SCHEDULE_CONFLICT = "SCHEDULE_CONFLICT"
    FLAG_OPEN = "FLAG_OPEN"
    FORBIDDEN = "FORBIDDEN"
    LAST_ADMIN = "LAST_ADMIN"


TYPES: Mapping[type[DomainError], str] = {
    VersionConflict: "VersionConflict",
    InvalidTransition: "InvalidTransition",
    IdempotencyKeyReused: "IdempotencyKeyReused",
    ScheduleConflict: "ScheduleConflict",
}
"Errors that tell more than a message, and their types in the contract."


def user_error(error: DomainError) -> Typed:
    """A failure as clients see it; a malformed id is as invalid as any other value."""
    if error.code == "INVALID_ID":
        error.code = "INVALID"
    return Typed(TYPES.get(type(error), "PlainError"), error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The record is read back by its key, as every reader would."""

    outcome: WriteOutcome
    account_id: str | None = None
    record_type: RecordType | None = None
    record_id: str | None = None
    "None where there is no record: refused, or only planned."
    errors: tuple[DomainError, ...] = ()
    row: int | None = None
    "Its place among the rows of a call with many."
    results: tuple["Payload", ...] = ()
    "What became of each row, in a call with many."
    more: Any = None
    "What a mutation tells besides, in a shape of its own."

    @property
    def user_errors(self) -> list[Typed]:
        return [user_error(error) for error in self.errors]
