"""Renewal risk: the probability that a contract is not renewed, and what drives it.

Probabilities are shown in millionths, as integers, and money in minor units, so that sums are exact.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from domain.apportion import apportioned
from domain.health import Scored
from domain.mass import Masses, scores, summed, weighed
from domain.model import MODEL, Model
from domain.money import Money
from domain.renewal import Renewal
from domain.verdicts import FactorKey, MissingInput, RiskBasis, RiskDriverKey, RiskLevel

MILLION = 1_000_000
FLAT = 1e-6
"Log odds; over a step shorter than this a quotient of differences is less exact than the slope."


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A term's share: of the probability in millionths, of the money to the minor unit."""

    key: RiskDriverKey
    millionths: int
    value: Money | None
    summary: str
    evidence: tuple[Scored, ...] = ()
    "Of the factor it comes from, the largest points first."

    @property
    def points(self) -> float:
        return self.millionths / MILLION


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


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def clip(x: float, least: float, most: float) -> float:
    return min(most, max(least, x))


def estimate(
    evidence: Sequence[Scored], renewal: Renewal, *, at: datetime, model: Model = MODEL
) -> Risk:
    """The risk of one renewal, given the account's evidence at the same instant."""
    masses = masses_at_decision(evidence, renewal, at=at, model=model)
    terms = terms_of(masses, renewal, model)
    start = logit(renewal.base)
    exact = sigmoid(start + math.fsum(terms.values()))
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
        drivers=drivers(terms, exact, evidence, renewal, masses=masses, model=model),
        model_version=model.version,
        base_rate_assumed=renewal.base_assumed,
    )


def masses_at_decision(
    evidence: Sequence[Scored], renewal: Renewal, *, at: datetime, model: Model
) -> Masses:
    """Closed evidence decayed on to the decision, with longer half-lives; open evidence whole."""
    then = max(at, renewal.decision_at)
    memory = model.risk.memory
    return summed(
        (
            (
                e.factor,
                weighed(e.evidence, at=then, half_life=memory * model.factors[e.factor].half_life),
            )
            for e in evidence
        ),
        model,
    )


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


def variance(masses: Masses, renewal: Renewal, model: Model) -> float:
    """Of the log odds: of the intercept, of the coefficients, and of the evidence.

    A score from mass n is as uncertain as the mean of a Beta distribution, s (1 - s) / (n + 1), which
    in log odds is 1 / ((n + 1) s (1 - s)) (delta method). Notice given leaves only the intercept's.
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


def drivers(
    terms: Mapping[RiskDriverKey, float],
    exact: float,
    evidence: Sequence[Scored],
    renewal: Renewal,
    *,
    masses: Masses,
    model: Model,
) -> tuple[Driver, ...]:
    """Each term's share of p - base: along the straight line in log odds, in proportion to the term."""
    step = math.fsum(terms.values())
    start = logit(renewal.base)
    middle = sigmoid(start + step / 2)
    slope = (exact - renewal.base) / step if abs(step) > FLAT else middle * (1 - middle)
    shares = [slope * term for term in terms.values()]
    total = round(MILLION * exact) - round(MILLION * renewal.base)
    millionths = apportioned([MILLION * share for share in shares], total)
    values = money_shares(shares, exact, renewal)
    by_factor = scores(masses, model)
    found = [
        Driver(
            key=key,
            millionths=own,
            value=value,
            summary=summary(key, renewal, by_factor, model),
            evidence=tuple(e for e in evidence if e.factor.value == key.value),
        )
        for key, own, value in zip(terms, millionths, values, strict=True)
    ]
    return tuple(sorted(found, key=lambda d: (-abs(d.millionths), d.key)))


def money_shares(shares: Sequence[float], exact: float, renewal: Renewal) -> Sequence[Money | None]:
    """The shares of the annual value; together the value at risk less that at the base rate."""
    worth = renewal.annual_value
    if worth is None:
        return [None] * len(shares)
    total = worth.times(Fraction(exact)).minor - worth.times(Fraction(renewal.base)).minor
    minor = apportioned([worth.minor * share for share in shares], total)
    return [Money(own, worth.currency_code) for own in minor]


PLAIN_SUMMARIES: Mapping[RiskDriverKey, str] = {
    RiskDriverKey.NO_AUTO_RENEWAL: "The contract does not renew by itself",
    RiskDriverKey.SHORT_TERM: "The term is shorter than 12 months",
    RiskDriverKey.FIRST_RENEWAL: "It is the customer's first renewal",
    RiskDriverKey.CHAMPION_LEFT: "The champion has left",
    RiskDriverKey.COMPETITOR_EVALUATED: "The customer looks at a competitor",
    RiskDriverKey.NOTICE_GIVEN: "Notice was given",
}


def summary(
    key: RiskDriverKey, renewal: Renewal, by_factor: Mapping[FactorKey, float], model: Model
) -> str:
    """One line an account executive can read."""
    if key in PLAIN_SUMMARIES:
        return PLAIN_SUMMARIES[key]
    if key is RiskDriverKey.USAGE_DECLINE:
        return f"Usage fell to {math.exp(-(renewal.usage_decline or 0)):.0%} of what it was"
    if key is RiskDriverKey.NOTICE_WINDOW_CLOSED:
        return f"It renews by itself, and notice was due by {renewal.decision_date}"
    factor = FactorKey(key.value)
    score = by_factor[factor]
    verdict = "weak" if score < model.neutral else "strong"
    return (
        f"{model.factors[factor].label} will look {verdict} at the decision: "
        f"{score:.2f}, against {model.neutral:.2f} while nothing is known"
    )
