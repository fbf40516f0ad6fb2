"""What a page shows of a stored assessment, read without the evidence behind it.

The evidence is nearly all of the text, and reading it takes six times as long as leaving it out.
"""

from dataclasses import dataclass
from datetime import date

import msgspec

from domain.drivers import MILLION
from domain.facts import FactKind, OverrideInputs
from domain.health import FactorScore
from domain.money import Money
from domain.verdicts import FactorKey, MissingInput, RiskBasis, RiskDriverKey


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthOutline:
    """domain.health.Health, less its evidence."""

    factors: tuple[FactorScore, ...]
    weakest_link_cents: int
    weakest_factor: FactorKey
    override: OverrideInputs | None

    @property
    def weakest_link_points(self) -> float:
        return self.weakest_link_cents / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverOutline:
    """domain.drivers.Driver, less its evidence."""

    key: RiskDriverKey
    millionths: int
    value: Money | None
    summary: str
    source_kind: FactKind | None = None
    source_id: str | None = None

    @property
    def points(self) -> float:
        return self.millionths / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskOutline:
    """domain.risk.Risk, less the evidence of its drivers."""

    low: float
    high: float
    basis: RiskBasis
    model_version: str
    missing: tuple[MissingInput, ...]
    decision_date: date | None
    base_millionths: int
    drivers: tuple[DriverOutline, ...]

    @property
    def base_rate(self) -> float:
        return self.base_millionths / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class OfHealth:
    health: HealthOutline


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRisk:
    risk: RiskOutline


HEALTH = msgspec.json.Decoder(OfHealth)
RISK = msgspec.json.Decoder(OfRisk)


def health_of(stored: str) -> HealthOutline:
    """Of an account's stored assessment."""
    return HEALTH.decode(stored).health


def risk_of(stored: str) -> RiskOutline:
    """Of an account's stored assessment that has a risk."""
    return RISK.decode(stored).risk
