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
    """A tuple, for an account has hundreds and they are made in a third of the time."""

    good: float = 0.0
    bad: float = 0.0

    @property
    def total(self) -> float:
        return self.good + self.bad


Masses = Mapping[FactorKey, Mass]


def left(evidence: Evidence, *, at: datetime, half_life: float) -> float:
    """The share of its mass that is left; half-life in days. Open evidence is all there.

    Mass spread over a time before the anchor is the mean of 2^(-age / half-life) over that time.
    """
    if evidence.is_open:
        return 1.0
    age = max(0.0, (at - evidence.anchor) / DAY)
    share = 2.0 ** (-age / half_life)
    if not evidence.spread:
        return share
    rate = math.log(2) * (evidence.spread / DAY) / half_life
    return share * -math.expm1(-rate) / rate


def masses_of(
    evidence: Iterable[Evidence], *, at: datetime, model: Model, memory: float = 1.0
) -> list[Mass]:
    """What each is worth at that instant; `memory`: how many times longer it is remembered."""
    half_lives = {key: memory * factor.half_life for key, factor in model.factors.items()}
    return [
        Mass(e.good * share, e.bad * share)
        for e in evidence
        for share in [left(e, at=at, half_life=half_lives[e.factor])]
    ]


def summed(masses: Iterable[tuple[FactorKey, Mass]], model: Model) -> Masses:
    """Per factor; exactly rounded sums, so the order of records changes no bit of them."""
    by_factor: dict[FactorKey, list[Mass]] = {key: [] for key in model.factors}
    for key, mass in masses:
        by_factor[key].append(mass)
    return {
        key: Mass(math.fsum(m.good for m in found), math.fsum(m.bad for m in found))
        for key, found in by_factor.items()
    }


def score(mass: Mass, factor: FactorModel, neutral: float) -> float:
    """0 to 1: (neutral k + G) / (k + G + B), but exactly neutral without any mass."""
    pull = (1 - neutral) * mass.good - neutral * mass.bad
    return neutral + pull / (factor.inertia + mass.total)


def scores(masses: Masses, model: Model) -> dict[FactorKey, float]:
    return {key: score(masses[key], factor, model.neutral) for key, factor in model.factors.items()}
