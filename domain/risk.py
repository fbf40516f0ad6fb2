"""Renewal risk: the probability that a contract is not renewed, and what drives it."""

from dataclasses import dataclass
from datetime import date

from domain.health import Scored
from domain.money import Money
from domain.verdicts import MissingInput, RiskBasis, RiskDriverKey, RiskLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A term's share: of the probability in millionths, of the money to the minor unit."""

    key: RiskDriverKey
    millionths: int
    value: Money | None
    summary: str
    evidence: tuple[Scored, ...] = ()

    @property
    def points(self) -> float:
        return self.millionths / 1_000_000


@dataclass(frozen=True, slots=True)
class RiskRemainder:
    count: int
    millionths: int
    value: Money | None

    @property
    def points(self) -> float:
        return self.millionths / 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Drivers + base rate = probability, exactly in millionths; drivers' money likewise to the minor unit."""

    contract_id: str | None
    "None: the account has no contract on file; estimated for one of unknown value and terms."
    millionths: int
    exact: float
    "The probability before rounding; money is worked out from this one."
    low: float
    high: float
    level: RiskLevel
    missing: tuple[MissingInput, ...]
    decision_date: date | None
    "Last day to give notice, else the renewal date; None while the renewal date is unknown."
    base_millionths: int
    value_at_risk: Money | None
    drivers: tuple[Driver, ...]
    "Largest first."
    model_version: str
    base_rate_assumed: bool = False
    "The lowest step was taken: no annual value, or a currency without a reference rate."
    basis: RiskBasis = RiskBasis.PRIOR

    @property
    def probability(self) -> float:
        return self.millionths / 1_000_000

    @property
    def base_rate(self) -> float:
        return self.base_millionths / 1_000_000

    def rest(self, first: int) -> RiskRemainder: ...
