"""Who is owed which point: Aumann-Shapley values along the straight line between two states.

R. J. Aumann and L. S. Shapley, Values of Non-Atomic Games (1974). A factor's score is N / D with
N = neutral k + G and D = k + G + B; both move linearly from the state before to the state after, so
the integrals of its derivatives have closed forms, and what all evidence is given adds up exactly.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from domain.mass import Mass, Masses, scores
from domain.model import FactorModel, Model
from domain.verdicts import FactorKey

NEARLY_CONSTANT = 1e-4
"Below this relative change of D the closed forms cancel; their series is good to 1e-16 there."

FLOAT_DUST = 1e-9
"Points; a cut-off smaller than this cannot be told from rounding."


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of good or bad mass of a factor is worth on the way, in points."""

    good: float
    bad: float

    def of(self, good: float, bad: float) -> float:
        return self.good * good + self.bad * bad


def integrals(
    before: Mass, after: Mass, factor: FactorModel, neutral: float
) -> tuple[float, float]:
    """The integrals of 1/D and of N/D^2 over the line from before to after."""
    n0 = neutral * factor.inertia + before.good
    d0 = factor.inertia + before.total
    n = after.good - before.good
    d = after.total - before.total
    r = d / d0
    if abs(r) < NEARLY_CONSTANT:
        inverse = (1 - r / 2 + r**2 / 3 - r**3 / 4) / d0
        constant = 1 - r + r**2 - r**3
        linear = 1 / 2 - 2 * r / 3 + 3 * r**2 / 4 - 4 * r**3 / 5
        return inverse, (n0 * constant + n * linear) / d0**2
    log = math.log1p(r)
    return log / d, n / d**2 * log + (n0 - n * d0 / d) / (d0 * (d0 + d))


def weakest_shares(
    before: Mapping[FactorKey, float], after: Mapping[FactorKey, float], ceiling: float
) -> dict[FactorKey, float]:
    """For which share of the line between two vectors of scores each is least, and below it."""
    lines = [(ceiling, ceiling), *((before[key], after[key]) for key in before)]
    shares = [0.0] * len(lines)
    for start, end in pairwise(crossings(lines)):
        middle = (start + end) / 2
        heights = [a + (b - a) * middle for a, b in lines]
        shares[heights.index(min(heights))] += end - start
    return dict(zip(before, shares[1:], strict=True))


def crossings(lines: Sequence[tuple[float, float]]) -> list[float]:
    """Where on the way from 0 to 1 two of the lines meet, with both ends, in order."""
    found = {0.0, 1.0}
    for (a, b), (c, d) in combinations(lines, 2):
        if (a - c) * (b - d) < 0:
            found.add((a - c) / ((a - c) - (b - d)))
    return sorted(found)


def rates(before: Masses, after: Masses, model: Model) -> dict[FactorKey, Rate]:
    """Points per unit of mass; over all evidence, times its change, they add up to that of H."""
    drag = weakest_shares(scores(before, model), scores(after, model), model.neutral)
    found: dict[FactorKey, Rate] = {}
    for key, factor in model.factors.items():
        inverse, slope = integrals(before[key], after[key], factor, model.neutral)
        effect = 100 * (factor.weight + model.drag * drag[key])
        found[key] = Rate(effect * (inverse - slope), -effect * slope)
    return found


def fitted(points: Sequence[float], total: float) -> list[float]:
    """The same points scaled to `total`: they differ only where health was cut off at 0."""
    exact = math.fsum(points)
    if abs(total - exact) < FLOAT_DUST:
        return list(points)
    return [point * total / exact for point in points]
