"""Evidence as mass: how much of it is left at an instant, summed per factor, scored."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.evidence.item import Evidence
from domain.model import FactorModel, Model
from domain.verdicts import FactorKey

DAY = timedelta(days=1)


class Mass(NamedTuple):
    """Of one piece of evidence, or all of a factor's."""

    good: float = 0.0
    bad: float = 0.0

    @property
    def total(self) -> float:
        return self.good + self.bad


Masses = Mapping[FactorKey, Mass]


def left(evidence: Evidence, at: datetime, half_life: float) -> float:
    """The share of its mass that is left; half-life in days. Open evidence is all there.

    Mass spread over a time before the anchor is the mean of 2^(-age / half-life) over that time.
    """
    if evidence.is_open:
        return 1.0
    age = (at - evidence.anchor) / DAY
    share = 2.0 ** (-age / half_life) if age > 0 else 1.0
    if not evidence.spread:
        return share
    rate = math.log(2) * (evidence.spread / DAY) / half_life
    return share * -math.expm1(-rate) / rate


def shares_left(
    evidence: Iterable[Evidence], *, at: datetime, model: Model, memory: float = 1.0
) -> list[float]:
    """What is left of each at that instant; `memory`: how many times longer it is remembered."""
    half_lives = {key: memory * factor.half_life for key, factor in model.factors.items()}
    return [left(e, at, half_lives[e.factor]) for e in evidence]


def summed(evidence: Iterable[Evidence], shares: Iterable[float], model: Model) -> Masses:
    """Per factor; exactly rounded sums, so the order of records changes no bit of them."""
    good: dict[FactorKey, list[float]] = {key: [] for key in model.factors}
    bad: dict[FactorKey, list[float]] = {key: [] for key in model.factors}
    for e, share in zip(evidence, shares, strict=True):
        if e.good:
            good[e.factor].append(e.good * share)
        if e.bad:
            bad[e.factor].append(e.bad * share)
    return {key: Mass(math.fsum(good[key]), math.fsum(bad[key])) for key in model.factors}


def score(mass: Mass, factor: FactorModel, neutral: float) -> float:
    """0 to 1: (neutral k + G) / (k + G + B), but exactly neutral without any mass."""
    pull = (1 - neutral) * mass.good - neutral * mass.bad
    return neutral + pull / (factor.inertia + mass.total)


def scores(masses: Masses, model: Model) -> dict[FactorKey, float]:
    return {key: score(masses[key], factor, model.neutral) for key, factor in model.factors.items()}
