"""One piece of evidence: what one record says about one factor at one instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.facts import FactKind
from domain.known import Remembering
from domain.verdicts import FactorKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Remembering):
    """Good and bad mass as of its anchor; open evidence does not decay. Its points are Scored's."""

    key: str
    "Source id and role, stable from one instant to the next."
    factor: FactorKey
    anchor: datetime
    "Where decay starts: the mass is whole here, and halves with every half-life after it."
    summary: str
    occurred_at: datetime
    known_at: datetime
    good: float = 0.0
    bad: float = 0.0
    is_open: bool = False
    spread: timedelta = timedelta()
    "The mass built up evenly over this long before the anchor, decaying along the way."
    source_kind: FactKind | None = None
    source_id: str | None = None
    "None, like the kind, for service time: no record is its source."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """Something known that counts nothing: shown, so that nobody believes it was overlooked."""

    source_kind: FactKind
    source_id: str
    summary: str
