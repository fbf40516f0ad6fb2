"""Health: evidence in, a value from 0 to 100 out, with every point accounted for.

Points are kept in cents (hundredths of a point), as integers, so that sums are exact.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from domain.apportion import apportioned
from domain.attribution import fitted, rates
from domain.evidence.item import Evidence
from domain.facts import FactKind, OverrideInputs
from domain.mass import Mass, Masses, scores, shares_left, summed
from domain.model import MODEL, Model
from domain.verdicts import FactorKey, HealthBand

BY_KEY = attrgetter("key")


class Scored(NamedTuple):
    """Evidence with the points it gives or takes; reads like the evidence itself.

    A tuple, for an account has hundreds and they are made in half the time.
    """

    evidence: Evidence
    cents: int

    @property
    def points(self) -> float:
        return self.cents / 100

    @property
    def key(self) -> str:
        return self.evidence.key

    @property
    def factor(self) -> FactorKey:
        return self.evidence.factor

    @property
    def summary(self) -> str:
        return self.evidence.summary

    @property
    def occurred_at(self) -> datetime:
        return self.evidence.occurred_at

    @property
    def known_at(self) -> datetime:
        return self.evidence.known_at

    @property
    def source_kind(self) -> FactKind | None:
        return self.evidence.source_kind

    @property
    def source_id(self) -> str | None:
        return self.evidence.source_id


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """What a shortened list leaves out."""

    count: int
    cents: int

    @property
    def points(self) -> float:
        return self.cents / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """evidence cents + neutral cents = value cents = factor cents + weakest link cents."""

    cents: int
    exact: float
    "The value before rounding."
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


def rest(evidence: Sequence[Scored], first: int) -> Remainder:
    """What remains when the first so many are shown."""
    left = evidence[first:]
    return Remainder(count=len(left), cents=sum(e.cents for e in left))


def raw_band(value: float, model: Model = MODEL) -> HealthBand:
    """The band a value between 0 and 100 has by itself."""
    return next(band for least, band in model.band.thresholds if value >= least)


def confidence(mass: Mass, inertia: float) -> float:
    """0 while nothing is known, towards 1 as evidence outweighs the prior."""
    return mass.total / (inertia + mass.total)


def exact_health(by_factor: Mapping[FactorKey, float], model: Model) -> float:
    """100 (weighted mean of scores - drag x shortfall of the weakest), not below 0."""
    mean = math.fsum(f.weight * by_factor[key] for key, f in model.factors.items())
    shortfall = max(0.0, model.neutral - min(by_factor.values()))
    return max(0.0, 100 * (mean - model.drag * shortfall))


def measure(
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    known_at: datetime | None = None,
    has_open_sev1: bool = False,
    override: OverrideInputs | None = None,
    model: Model = MODEL,
) -> Health:
    """Score evidence at one instant. The order of the evidence changes nothing, bit for bit."""
    ordered = sorted(evidence, key=BY_KEY)
    shares = shares_left(ordered, at=at, model=model)
    masses = summed(ordered, shares, model)
    by_factor = scores(masses, model)
    exact = exact_health(by_factor, model)
    cents = round(100 * exact)
    factors, link = factor_scores(masses, by_factor, exact=exact, cents=cents, model=model)
    return Health(
        cents=cents,
        exact=exact,
        raw_band=raw_band(cents / 100, model),
        confidence=math.fsum(f.weight * f.confidence for f in factors),
        factors=factors,
        weakest_link_cents=link,
        weakest_factor=min(by_factor, key=lambda key: by_factor[key]),
        evidence=scored(ordered, shares, masses, exact=exact, model=model),
        has_open_sev1=has_open_sev1,
        as_of=at,
        known_at=known_at or at,
        model_version=model.version,
        override=override,
    )


def factor_scores(
    masses: Masses,
    by_factor: Mapping[FactorKey, float],
    *,
    exact: float,
    cents: int,
    model: Model,
) -> tuple[tuple[FactorScore, ...], int]:
    """Each factor's points, and the weakest link's: what the drag takes, in cents."""
    parts = [100 * f.weight * by_factor[key] for key, f in model.factors.items()]
    link = exact - math.fsum(parts)
    *factor_cents, link_cents = apportioned([100 * part for part in (*parts, link)], cents)
    found = tuple(
        FactorScore(
            key=key,
            label=factor.label,
            weight=factor.weight,
            score=by_factor[key],
            cents=own_cents,
            confidence=confidence(masses[key], factor.inertia),
        )
        for (key, factor), own_cents in zip(model.factors.items(), factor_cents, strict=True)
    )
    return found, link_cents


def scored(
    evidence: Sequence[Evidence],
    shares: Sequence[float],
    masses: Masses,
    *,
    exact: float,
    model: Model,
) -> tuple[Scored, ...]:
    """Every piece of evidence with its points; with the neutral value they add up to health."""
    nothing = summed((), (), model)
    rate = rates(nothing, masses, model)
    points = [
        rate[e.factor].of(e.good * share, e.bad * share)
        for e, share in zip(evidence, shares, strict=True)
    ]
    gained = exact - 100 * model.neutral
    total = round(100 * exact) - round(100 * 100 * model.neutral)
    cents = apportioned([100 * point for point in fitted(points, gained)], total)
    found = map(Scored, evidence, cents)
    return tuple(sorted(found, key=largest_first))  # of equal ones the order is kept


def largest_first(one: Scored) -> int:
    return -abs(one[1])
