"""Every failure a caller can act on. Anything else is a defect and fails loudly."""


class DomainError(Exception):
    """Something the caller asked for cannot be done; the message says what and why."""

    code = "INVALID"


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


class FlagOpen(DomainError):
    """A note cannot be applied while a HIGH flag is neither answered nor accepted."""

    code = "FLAG_OPEN"


class Overloaded(DomainError):
    """The writer's queue is full; try again after `retry_after` seconds."""

    code = "OVERLOADED"

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageFull(DomainError):
    """The disk took no more; nothing was written and reads go on."""

    code = "STORAGE_FULL"


LONGEST_SAID = 60  # characters: enough to find the value again in one's own request


def quoted(value: object) -> str:
    """A refused value as its error says it again; of a long one only the beginning."""
    text = repr(value)
    return text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…"
