"""What every mutation may be told besides its own fields, and what texts may hold."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, ClassVar, cast
from unicodedata import category

from domain.errors import InvalidInput
from engine.given import LEFT_OUT

LONGEST_LINE = 300  # characters of a name, a title, a key: what a person reads at a glance
LONGEST_TEXT = 20_000  # of words people write down: some ten pages
WRITTEN_DOWN = frozenset(
    {
        "condition",
        "how",
        "impact",
        "note",
        "notes",
        "penalty_terms",
        "quote",
        "reason",
        "stated_loss",
        "summary",
        "text",
    }
)
"Fields that may be as long as people write; lines may end in them."
LINE_ENDS = "\n\r\t"
CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})
"Unicode's categories of what is no text: controls, half characters, ends of lines and paragraphs."


@dataclass(kw_only=True)
class MutationInput:
    """`idempotency_key` guards a request over its retries, for 30 days."""

    read_elsewhere: ClassVar[frozenset[str]] = frozenset()
    "Fields whose texts have rules of their own."

    idempotency_key: str | None = None
    dry_run: bool = False


@dataclass(kw_only=True)
class UpdateInput(MutationInput):
    """Of a record that is there: `expected_version` is the one the client has read."""

    expected_version: int | None = None


def refuse_unreadable(value: object, at: tuple[str, ...] = ()) -> None:
    """Raises InvalidInput for the first text that is empty, too long, or has control characters."""
    if isinstance(value, str):
        refuse_unreadable_text(value, at)
    elif value is not None and value is not LEFT_OUT:
        elsewhere = getattr(value, "read_elsewhere", ())
        for name, inner in parts_of(value):
            refuse = refuse_half_characters if name in elsewhere else refuse_unreadable
            refuse(inner, (*at, name))


def refuse_half_characters(text: object, at: tuple[str, ...]) -> None:
    """Raises InvalidInput for one half of a surrogate pair, which no bytes stand for."""
    try:
        str(text).encode()
    except UnicodeEncodeError:
        raise InvalidInput("This text holds half a character", at=at) from None


def parts_of(value: object) -> Iterable[tuple[str, object]]:
    """What an input is made of: fields of an object, places of a list."""
    if isinstance(value, list):
        return ((str(place), inner) for place, inner in enumerate(cast("list[Any]", value)))
    return [(name, getattr(value, name)) for name in names_of(type(value))]


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """Of the fields of an input object; other values have none."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def refuse_unreadable_text(text: str, at: tuple[str, ...]) -> None:
    if not text.strip():
        raise InvalidInput("This text is empty; null is what clears a field", at=at)
    is_long = bool(WRITTEN_DOWN.intersection(at))
    longest = LONGEST_TEXT if is_long else LONGEST_LINE
    if len(text) > longest:
        raise InvalidInput(f"This text has {len(text):,} characters; {longest:,} at most", at=at)
    allowed = LINE_ENDS if is_long else ""
    if text.isprintable():  # all of it, so nothing below
        return
    if any(category(char) in CONTROL and char not in allowed for char in text):
        raise InvalidInput("This text holds a control character", at=at)
