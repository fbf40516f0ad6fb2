"""Renewal risk: the probability that a contract is not renewed, and what drives it.

Probabilities are kept in millionths and money in minor units, as integers: sums are exact.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from domain.drivers import MILLION, Driver, drivers
from domain.evidence.item import Evidence
from domain.health import Scored
from domain.mass import Masses, scores, shares_left, summed
from domain.model import MODEL, Model
from domain.money import Money
from domain.odds import clip, logit, sigmoid
from domain.renewal import Renewal
from domain.verdicts import FactorKey, MissingInput, RiskBasis, RiskDriverKey, RiskLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRemainder:
    """What a shortened list of drivers leaves out."""

    count: int
    millionths: int
    value: Money | None

    @property
    def points(self) -> float:
        return self.millionths / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Drivers + base rate = probability, exactly in millionths; in money to the minor unit."""

    contract_id: str | None
    "None: the account has no contract on file, so all terms are missing."
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
    base_rate_assumed: bool
    "The lowest step was taken: no annual value, or a currency without a reference rate."
    usd_per_unit: Decimal | None
    "The rate the step was picked by: 1 for USD, None when the lowest was assumed."
    basis: RiskBasis = RiskBasis.PRIOR

    @property
    def probability(self) -> float:
        return self.millionths / MILLION

    @property
    def base_rate(self) -> float:
        return self.base_millionths / MILLION

    def rest(self, first: int) -> RiskRemainder:
        """What remains when the first so many drivers are shown."""
        left = self.drivers[first:]
        minor = sum(driver.value.minor for driver in left if driver.value)
        return RiskRemainder(
            count=len(left),
            millionths=sum(driver.millionths for driver in left),
            value=self.value_at_risk and Money(minor, self.value_at_risk.currency_code),
        )


def estimate(
    evidence: Sequence[Scored], renewal: Renewal, *, at: datetime, model: Model = MODEL
) -> Risk:
    """The risk of one renewal, given the account's evidence at the same instant."""
    each = [e.evidence for e in evidence]
    masses = masses_at_decision(each, renewal, at=at, model=model)
    terms = terms_of(masses, renewal, model)
    exact = probability(terms, renewal)
    spread = model.risk.z * math.sqrt(variance(masses, renewal, model))
    return Risk(
        contract_id=renewal.contract_id,
        millionths=round(MILLION * exact),
        exact=exact,
        low=sigmoid(logit(exact) - spread),
        high=sigmoid(logit(exact) + spread),
        level=level(round(MILLION * exact) / MILLION, model),
        missing=renewal.missing,
        decision_date=renewal.decision_date,
        base_millionths=round(MILLION * renewal.base),
        value_at_risk=at_risk(renewal.annual_value, exact),
        drivers=drivers(terms, exact, renewal, masses=masses, model=model),
        model_version=model.version,
        base_rate_assumed=renewal.base_assumed,
        usd_per_unit=renewal.usd_per_unit,
    )


def masses_at_decision(
    evidence: Sequence[Evidence], renewal: Renewal, *, at: datetime, model: Model
) -> Masses:
    """Closed evidence decayed on to the decision, with longer half-lives; open evidence whole."""
    then = max(at, renewal.decision_at)
    shares = shares_left(evidence, at=then, model=model, memory=model.risk.memory)
    return summed(evidence, shares, model)


def shortfalls(masses: Masses, model: Model) -> dict[FactorKey, float]:
    """X of each factor: how far its odds lie below those of knowing nothing."""
    neutral, least, most = logit(model.neutral), model.risk.x_least, model.risk.x_most
    return {key: clip(neutral - logit(s), least, most) for key, s in scores(masses, model).items()}


def known_terms(renewal: Renewal) -> dict[RiskDriverKey, float]:
    """X of each term of the contract and signal around it; what is unknown adds nothing."""
    values = {
        RiskDriverKey.NO_AUTO_RENEWAL: renewal.lacks_auto_renewal,
        RiskDriverKey.SHORT_TERM: renewal.short_term,
        RiskDriverKey.FIRST_RENEWAL: renewal.first_renewal,
        RiskDriverKey.CHAMPION_LEFT: renewal.champion_left,
        RiskDriverKey.COMPETITOR_EVALUATED: renewal.competitor_evaluated,
        RiskDriverKey.USAGE_DECLINE: renewal.usage_decline,
    }
    return {key: x for key, x in values.items() if x is not None}


def terms_of(masses: Masses, renewal: Renewal, model: Model) -> dict[RiskDriverKey, float]:
    """What each term adds to the log odds. Notice given overrules everything else."""
    risk = model.risk
    if renewal.notice_given:
        return {RiskDriverKey.NOTICE_GIVEN: logit(risk.notice_given) - logit(renewal.base)}
    x = shortfalls(masses, model)
    found = {
        RiskDriverKey(key): risk.kappa * factor.beta * x[key]
        for key, factor in model.factors.items()
    }
    found |= {
        key: risk.kappa * risk.terms[key].beta * value
        for key, value in known_terms(renewal).items()
    }
    if renewal.window_closed:
        calm = clip(1 - x[FactorKey.RELIABILITY] / risk.window_closed_until, 0, 1)
        found[RiskDriverKey.NOTICE_WINDOW_CLOSED] = -risk.window_closed * calm
    return {key: term for key, term in found.items() if term}


def probability(terms: Mapping[RiskDriverKey, float], renewal: Renewal) -> float:
    """Of not renewing: the base rate, moved by what each term adds to its log odds."""
    return sigmoid(logit(renewal.base) + math.fsum(terms.values()))


def variance(masses: Masses, renewal: Renewal, model: Model) -> float:
    """Of the log odds: of the intercept, of the coefficients, and of the evidence.

    A score from mass n is as uncertain as a Beta variable of that mass: s (1 - s) / (n + 1), which
    in log odds is 1 / ((n + 1) s (1 - s)) (delta method). Notice given leaves the intercept's.
    """
    risk = model.risk
    if renewal.notice_given:
        return risk.alpha_sd**2
    x, by_factor = shortfalls(masses, model), scores(masses, model)
    parts = [risk.terms[key].beta_sd ** 2 * value**2 for key, value in known_terms(renewal).items()]
    for key, factor in model.factors.items():
        s, n = by_factor[key], factor.inertia + masses[key].total
        parts.append(factor.beta_sd**2 * x[key] ** 2 + factor.beta**2 / ((n + 1) * s * (1 - s)))
    return risk.alpha_sd**2 + risk.kappa**2 * math.fsum(parts)


def level(probability: float, model: Model) -> RiskLevel:
    medium, high, critical = model.risk.levels
    if probability < medium:
        return RiskLevel.LOW
    if probability < high:
        return RiskLevel.MEDIUM
    return RiskLevel.HIGH if probability < critical else RiskLevel.CRITICAL


def at_risk(annual_value: Money | None, probability: float) -> Money | None:
    return annual_value and annual_value.times(Fraction(probability))
