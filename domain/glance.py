"""The figures of an account at one instant, without the account of every point behind them.

For days that are over, of which only the figures are kept.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.drivers import MILLION
from domain.evidence.item import Evidence
from domain.health import confidence, exact_health
from domain.mass import scores, shares_left, summed
from domain.model import MODEL, Model
from domain.renewal import Renewal
from domain.risk import masses_at_decision, probability, terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What measure() and estimate() give, to the last bit."""

    value: float
    confidence: float
    probability: float | None
    "Of not renewing; None without a renewal."


def glance(
    evidence: Sequence[Evidence], renewal: Renewal | None, *, at: datetime, model: Model = MODEL
) -> Glance:
    """Health and risk in figures alone: a third of the work of explaining them."""
    masses = summed(evidence, shares_left(evidence, at=at, model=model), model)
    factors = model.factors.items()
    return Glance(
        value=round(100 * exact_health(scores(masses, model), model)) / 100,
        confidence=math.fsum(f.weight * confidence(masses[key], f.inertia) for key, f in factors),
        probability=renewal and probability_of(evidence, renewal, at=at, model=model),
    )


def probability_of(
    evidence: Sequence[Evidence], renewal: Renewal, *, at: datetime, model: Model
) -> float:
    """In whole millionths, as it is shown."""
    masses = masses_at_decision(evidence, renewal, at=at, model=model)
    exact = probability(terms_of(masses, renewal, model), renewal)
    return round(MILLION * exact) / MILLION
