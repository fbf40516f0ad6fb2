"""What drives a renewal risk: each term's exact share of it, in probability and in money."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.apportion import apportioned
from domain.facts import FactKind
from domain.health import Scored
from domain.mass import Masses, scores
from domain.model import Model
from domain.money import Money
from domain.odds import logit, sigmoid
from domain.renewal import Renewal
from domain.verdicts import FactorKey, RiskDriverKey

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
    source_kind: FactKind | None = None
    "Of the record a term was read from; a factor's records are in the evidence behind it."
    source_id: str | None = None

    @property
    def points(self) -> float:
        return self.millionths / MILLION


def drivers(
    terms: Mapping[RiskDriverKey, float],
    exact: float,
    renewal: Renewal,
    *,
    masses: Masses,
    model: Model,
) -> tuple[Driver, ...]:
    """Each term's share of p - base: in proportion, as the line in log odds is straight."""
    step = math.fsum(terms.values())
    start = logit(renewal.base)
    middle = sigmoid(start + step / 2)
    slope = (exact - renewal.base) / step if abs(step) > FLAT else middle * (1 - middle)
    shares = [slope * term for term in terms.values()]
    total = round(MILLION * exact) - round(MILLION * renewal.base)
    millionths = apportioned([MILLION * share for share in shares], total)
    values = money_shares(shares, exact, renewal)
    by_factor = scores(masses, model)
    sources = [renewal.sources.get(key, (None, None)) for key in terms]
    found = [
        Driver(
            key=key,
            millionths=own,
            value=value,
            summary=summary(key, renewal, by_factor, model),
            source_kind=source_kind,
            source_id=source_id,
        )
        for key, own, value, (source_kind, source_id) in zip(
            terms, millionths, values, sources, strict=True
        )
    ]
    return tuple(sorted(found, key=lambda d: (-abs(d.millionths), d.key)))


def behind(key: RiskDriverKey, evidence: Iterable[Scored]) -> list[Scored]:
    """An account's evidence of the factor a driver comes from; none where it is no factor."""
    return [one for one in evidence if one.factor.value == key.value]


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
