"""Every number of the health and risk model, once, with its reason; changed only here.

All are priors: chosen, documented, and named by `version` in every answer, because no public data
joins incidents and promises to renewals. Masses are in units of evidence (one promise = 1), time
in days unless a name says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.verdicts import FactorKey, HealthBand, RiskDriverKey
from domain.vocabulary import Audience, Influence, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    label: str
    weight: float
    half_life: float
    inertia: float
    "k: how much evidence it takes to weigh as much as knowing nothing."
    beta: float
    "Prior mean of its effect on the log odds of leaving."
    beta_sd: float


# Weights: what customers leave over first. Half-lives: an outage is remembered a quarter, a promise
# or a review a third of a year, a mood or a quick answer two months, money matters half a year.
# Inertia: as much evidence as a few months of ordinary dealings leave. Betas: at .45 one failed
# quarter of service doubles the odds of leaving or more; slow answers alone make few leave. Their
# deviations are half the mean or more: nothing was measured yet.
FACTORS: Mapping[FactorKey, FactorModel] = {
    FactorKey.RELIABILITY: FactorModel(
        label="Reliability", weight=0.30, half_life=90, inertia=4, beta=0.45, beta_sd=0.25
    ),
    FactorKey.COMMITMENTS: FactorModel(
        label="Commitments", weight=0.20, half_life=120, inertia=4, beta=0.35, beta_sd=0.20
    ),
    FactorKey.ENGAGEMENT: FactorModel(
        label="Engagement", weight=0.15, half_life=120, inertia=3, beta=0.30, beta_sd=0.20
    ),
    FactorKey.SENTIMENT: FactorModel(
        label="Sentiment", weight=0.15, half_life=60, inertia=3, beta=0.35, beta_sd=0.20
    ),
    FactorKey.COMMERCIAL: FactorModel(
        label="Commercial", weight=0.10, half_life=180, inertia=3, beta=0.30, beta_sd=0.20
    ),
    FactorKey.RESPONSIVENESS: FactorModel(
        label="Responsiveness", weight=0.10, half_life=60, inertia=4, beta=0.10, beta_sd=0.10
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentModel:
    severity: Mapping[Severity, float] = field(
        default_factory=lambda: {  # each step down hurts about a third as much
            Severity.SEV1: 3.0,
            Severity.SEV2: 1.5,
            Severity.SEV3: 0.5,
            Severity.SEV4: 0.1,
        }
    )
    users_base: float = 0.5  # one person hit counts half ...
    users_per_decade: float = (
        0.125  # ... and 10,000 count whole: reach is felt in orders of magnitude
    )
    users_most: float = 1.25  # beyond a million more users change nothing
    users_unknown: float = 0.75  # as if about a hundred were hit
    clock_most: float = (
        4.0  # doublings of the target that count: 16 times over is as bad as it gets
    )
    untargeted_hours: float = 24.0  # without a target a day is what a customer bears ...
    untargeted_most: float = 2.0  # ... and less is certain, so less counts
    repeat: float = 1.5  # the same cause again: it was not fixed
    repeat_days: float = 180.0  # half a year later nobody calls it the same
    step: float = 0.1  # each completed recovery step heals a tenth,
    steps_most: float = 0.4  # the four of them no more than this: it still happened
    service_per_day: float = 1.0 / 30.0  # a month without fault weighs as much as one kept promise


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentModel:
    weight: Mapping[Audience, float] = field(
        default_factory=lambda: {  # internal promises reach the customer only by their effect
            Audience.CUSTOMER: 1.0,
            Audience.INTERNAL: 0.4,
        }
    )
    kept_late: float = 0.5  # half the credit, and at once half a fault,
    late_base: float = 0.5
    late_per_day: float = 1.0 / 60.0  # growing to its most in two months
    late_most: float = 1.5
    overdue_base: float = 1.0  # not yet delivered is worse than delivered late on any day
    overdue_per_day: float = 1.0 / 30.0
    overdue_most: float = 2.0
    broken: float = 2.0  # never less than the longest overdue
    early_days: int = 31  # a promise kept earlier than this stays fresh until a month before its
    # due date, and one kept late is never worth more than that: so late never beats on time
    undated_days: int = 90  # a quarter without naming a date is a kind of answer
    undated: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementModel:
    held: float = 0.5  # a review that took place
    attendance: float = 0.5  # times the share of those invited who came
    executive: float = 0.25  # somebody who decides took the time
    no_show: float = 1.0  # the customer stayed away: as strong as a full review
    not_held: float = 0.5  # dropped, but nobody had promised it
    executive_meeting: float = 0.5  # any other meeting with somebody who decides


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentModel:
    role: Mapping[Influence, float] = field(
        default_factory=lambda: {  # words weigh what their speaker decides
            Influence.EXECUTIVE: 2.0,
            Influence.MANAGER: 1.0,
            Influence.USER: 0.6,
        }
    )
    unknown_role: float = 0.6  # as a user: the least that is certain


@dataclass(frozen=True, slots=True, kw_only=True)
class CommercialModel:
    stated_loss: float = 3.0  # a loss as large as the contract weighs as a SEV1 in time
    unmeasured_loss: float = 1.0  # a loss against an unknown value: as a terms review
    terms_review: float = 1.0
    invoice_overdue: float = 1.0
    renewed: float = 1.0
    expanded: float = 2.0
    contracted: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsivenessModel:
    on_time: float = 0.5  # an action item is half a promise
    late: float = 0.25
    overdue: float = 0.5
    overdue_per_day: float = 1.0 / 14.0  # doubled after two weeks,
    overdue_most: float = 2.0  # and no worse than that
    updates: float = 0.25  # keeping somebody informed, unasked


@dataclass(frozen=True, slots=True, kw_only=True)
class BandModel:
    thresholds: tuple[tuple[float, HealthBand], ...] = (  # best first; neutral (70) is WATCH
        (75.0, HealthBand.HEALTHY),
        (60.0, HealthBand.WATCH),
        (40.0, HealthBand.AT_RISK),
        (0.0, HealthBand.CRITICAL),
    )
    margin: float = 2.0  # above a threshold before it counts as passed: no flicker,
    days: int = 7  # and for a week: one good day is not a recovery
    least_confidence: float = 0.20  # below it a good band would be a guess
    unknown_from: float = 60.0  # never hide bad news behind UNKNOWN
    trend_days: int = 28  # four whole weeks, so weekdays compare
    trend_margin: float = 2.0  # what the slow decay of one old fact may move


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTerm:
    beta: float
    beta_sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskModel:
    base: tuple[tuple[Decimal, float], ...] = (  # (annual value below, in USD; yearly loss): small
        (Decimal(25_000), 0.10),  # contracts are left more often
        (Decimal(50_000), 0.08),
        (Decimal("Infinity"), 0.07),
    )
    alpha_sd: float = 0.50  # how far a portfolio's own base may lie from ours
    kappa: float = 1.0  # common scale, learnt by calibration; as stated until then
    memory: float = 2.0  # half-lives are doubled: a renewal is decided over years, not weeks
    x_least: float = -1.5  # good evidence helps,
    x_most: float = 3.0  # bad evidence hurts more, neither without end
    horizon_days: int = 180  # half a year ahead, when no renewal date is known
    terms: Mapping[RiskDriverKey, RiskTerm] = field(
        default_factory=lambda: {  # in log odds; .40 is about half as likely again
            RiskDriverKey.NO_AUTO_RENEWAL: RiskTerm(beta=0.50, beta_sd=0.30),
            RiskDriverKey.SHORT_TERM: RiskTerm(beta=0.30, beta_sd=0.20),
            RiskDriverKey.FIRST_RENEWAL: RiskTerm(beta=0.40, beta_sd=0.25),
            RiskDriverKey.CHAMPION_LEFT: RiskTerm(beta=0.80, beta_sd=0.40),
            RiskDriverKey.COMPETITOR_EVALUATED: RiskTerm(beta=0.80, beta_sd=0.40),
            RiskDriverKey.USAGE_DECLINE: RiskTerm(beta=0.60, beta_sd=0.40),
        }
    )
    short_term_months: int = 12
    notice_given: float = 0.97  # a few are won back
    window_closed: float = 2.0  # renewal happens by itself, unless service is burning:
    window_closed_until: float = 2.0  # reliability's x at which the effect is gone
    z: float = 1.2815515655446004  # standard normal quantile of .90: an 80 % interval
    levels: tuple[float, float, float] = (0.10, 0.20, 0.40)  # medium, high, critical from here on


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    version: str = "2026.1"
    neutral: float = 0.70
    "What an account nobody knows anything about is worth: fair, not good."
    drag: float = 0.25
    "Share of the weakest factor's shortfall that is taken off on top: one burning thing shows."
    factors: Mapping[FactorKey, FactorModel] = field(default_factory=lambda: FACTORS)
    incident: IncidentModel = field(default_factory=IncidentModel)
    commitment: CommitmentModel = field(default_factory=CommitmentModel)
    engagement: EngagementModel = field(default_factory=EngagementModel)
    sentiment: SentimentModel = field(default_factory=SentimentModel)
    commercial: CommercialModel = field(default_factory=CommercialModel)
    responsiveness: ResponsivenessModel = field(default_factory=ResponsivenessModel)
    band: BandModel = field(default_factory=BandModel)
    risk: RiskModel = field(default_factory=RiskModel)


MODEL = Model()
