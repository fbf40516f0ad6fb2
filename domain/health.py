"""Health: evidence in, a value from 0 to 100 out, with every point accounted for.

Points are kept in cents (hundredths of a point), as integers, so that sums are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.evidence.item import Evidence
from domain.facts import FactKind, OverrideInputs
from domain.verdicts import FactorKey, HealthBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Evidence with the points it gives or takes; reads like the evidence itself."""

    evidence: Evidence
    cents: int

    @property
    def points(self) -> float:
        return self.cents / 100

    # key, factor, good, bad, anchor, is_open, summary, occurred_at, known_at, source_kind, source_id: properties too


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorScore:
    key: FactorKey
    label: str
    weight: float
    score: float
    "0 to 1; .70 while nothing is known."
    cents: int
    confidence: float

    @property
    def points(self) -> float:
        return self.cents / 100


@dataclass(frozen=True, slots=True)
class Remainder:
    """What a shortened list leaves out."""

    count: int
    cents: int

    @property
    def points(self) -> float:
        return self.cents / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """evidence cents + 7000 = value cents = factor cents + weakest link cents."""

    cents: int
    exact: float
    "The value before rounding; the portfolio path gives this one."
    raw_band: HealthBand
    "The value's own, before memory, guards and confidence (bands.py)."
    confidence: float
    factors: tuple[FactorScore, ...]
    weakest_link_cents: int
    weakest_factor: FactorKey
    evidence: tuple[Scored, ...]
    "Largest first."
    has_open_sev1: bool
    "A SEV1 is open past its target."
    as_of: datetime
    known_at: datetime
    model_version: str
    override: OverrideInputs | None = None
    "The one in force; it stands beside the value and never changes it."

    @property
    def value(self) -> float:
        return self.cents / 100

    @property
    def weakest_link_points(self) -> float:
        return self.weakest_link_cents / 100

    def rest(self, first: int, factor: FactorKey | None = None) -> Remainder: ...
