"""Scoring many accounts, or one at many instants, at once: the same numbers as one by one.

Each row is one account at one instant. The sums are those of mass.py, health.py and risk.py,
written for arrays; the tests hold both to 1e-9.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from domain.evidence.item import Evidence
from domain.health import raw_band
from domain.model import MODEL, Model
from domain.odds import logit
from domain.renewal import Renewal
from domain.risk import known_terms
from domain.verdicts import FactorKey, HealthBand

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One account at one instant, its evidence judged for that instant."""

    at: datetime
    evidence: Sequence[Evidence]
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """One entry per row."""

    value: Floats
    "Health before rounding."
    band: tuple[HealthBand, ...]
    "The value's own."
    confidence: Floats
    probability: Floats
    "Of not renewing, before rounding; NaN in rows without a renewal."


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """All evidence of all rows, one entry each; times in days."""

    cell: npt.NDArray[np.intp]
    "Row times the number of factors, plus the factor."
    good: Floats
    bad: Floats
    age: Floats
    "To the row's instant."
    ahead: Floats
    "From there to its decision."
    spread: Floats
    is_open: Flags


def score_many(subjects: Sequence[Subject], *, model: Model = MODEL) -> Scores:
    """Score every row; what measure() and estimate() say of each, but for rounding."""
    factors = tuple(model.factors.values())
    half_life = np.array([factor.half_life for factor in factors])
    columns = columns_of(subjects, model)
    shape = (len(subjects), len(factors))
    good, bad = masses(columns, columns.age, half_life, shape)
    value = health_of(good, bad, model)
    inertia = np.array([factor.inertia for factor in factors])
    weight = np.array([factor.weight for factor in factors])
    confidence = ((good + bad) / (inertia + good + bad)) @ weight
    then = masses(columns, columns.age + columns.ahead, model.risk.memory * half_life, shape)
    return Scores(
        value=value,
        band=tuple(raw_band(round(100 * v) / 100, model) for v in value.tolist()),
        confidence=confidence,
        probability=probability_of(subjects, then, model),
    )


def columns_of(subjects: Sequence[Subject], model: Model) -> Columns:
    """Lay out the evidence of all rows in columns."""
    index = {key: i for i, key in enumerate(model.factors)}
    found = [
        (
            row * len(index) + index[e.factor],
            e.good,
            e.bad,
            (subject.at - e.anchor) / DAY,
            days_ahead(subject),
            e.spread / DAY,
            e.is_open,
        )
        for row, subject in enumerate(subjects)
        for e in subject.evidence
    ]
    table = np.array(found, dtype=np.float64).reshape(len(found), 7)
    return Columns(
        cell=table[:, 0].astype(np.intp),
        good=table[:, 1],
        bad=table[:, 2],
        age=np.maximum(0.0, table[:, 3]),
        ahead=table[:, 4],
        spread=table[:, 5],
        is_open=table[:, 6].astype(np.bool_),
    )


def days_ahead(subject: Subject) -> float:
    """From the row's instant to its decision; 0 when that is over, or there is none."""
    if subject.renewal is None:
        return 0.0
    return max(0.0, (subject.renewal.decision_at - subject.at) / DAY)


def masses(
    columns: Columns, age: Floats, half_life: Floats, shape: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Good and bad mass left per row and factor."""
    own = half_life[columns.cell % shape[1]]
    rate = math.log(2) * columns.spread / own
    is_spread = rate > 0
    mean = np.where(is_spread, -np.expm1(-rate) / np.where(is_spread, rate, 1.0), 1.0)
    left = np.where(columns.is_open, 1.0, np.exp2(-age / own) * mean)
    cells = shape[0] * shape[1]
    good = np.bincount(columns.cell, weights=columns.good * left, minlength=cells).astype(
        np.float64
    )
    bad = np.bincount(columns.cell, weights=columns.bad * left, minlength=cells).astype(np.float64)
    return good.reshape(shape), bad.reshape(shape)


def scores_of(good: Floats, bad: Floats, model: Model) -> Floats:
    inertia = np.array([factor.inertia for factor in model.factors.values()])
    pull = (1 - model.neutral) * good - model.neutral * bad
    return model.neutral + pull / (inertia + good + bad)


def health_of(good: Floats, bad: Floats, model: Model) -> Floats:
    weight = np.array([factor.weight for factor in model.factors.values()])
    scores = scores_of(good, bad, model)
    shortfall = np.maximum(0.0, model.neutral - scores.min(axis=1))
    return np.maximum(0.0, 100 * (scores @ weight - model.drag * shortfall))


def probability_of(
    subjects: Sequence[Subject], then: tuple[Floats, Floats], model: Model
) -> Floats:
    """Of not renewing, by the masses left at each decision."""
    risk = model.risk
    scores = scores_of(*then, model)
    odds = np.log(scores / (1 - scores))
    x = np.clip(logit(model.neutral) - odds, risk.x_least, risk.x_most)
    beta = np.array([factor.beta for factor in model.factors.values()])
    reliability = x[:, list(model.factors).index(FactorKey.RELIABILITY)]
    calm = np.clip(1 - reliability / risk.window_closed_until, 0, 1)
    terms = np.array([terms_of(subject.renewal, model) for subject in subjects]).reshape(-1, 3)
    log_odds = terms[:, 0] + risk.kappa * (x @ beta) - risk.window_closed * calm * terms[:, 1]
    return np.where(terms[:, 2] > 0, risk.notice_given, 1 / (1 + np.exp(-log_odds)))


def terms_of(renewal: Renewal | None, model: Model) -> tuple[float, float, float]:
    """Log odds of the base and the contract's terms; whether the window is closed; notice given."""
    if renewal is None:
        return math.nan, 0.0, 0.0
    known = known_terms(renewal)
    terms = sum(model.risk.terms[key].beta * x for key, x in known.items())
    log_odds = logit(renewal.base) + model.risk.kappa * terms
    return log_odds, float(renewal.window_closed), float(renewal.notice_given)
