"""What is known about a renewal: one contract's terms and the signals around it, at one instant."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from domain.driver_sources import Sources, of_contract, of_surroundings
from domain.facts import AccountInputs, ContactInputs, ContractInputs, SignalInputs
from domain.history import History
from domain.known import Known
from domain.model import Model, RiskModel
from domain.money import Money
from domain.period import months_later
from domain.rates import Rates, usd_rate
from domain.verdicts import MissingInput
from domain.vocabulary import SignalKind

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """One decision ahead. None means unknown throughout: it adds nothing, and is listed."""

    contract_id: str | None
    annual_value: Money | None
    base: float
    "Yearly share of contracts of this size that are not renewed."
    base_assumed: bool
    usd_per_unit: Decimal | None
    "The rate that picked the base rate's step; 1 for USD, None when the lowest was assumed."
    renews_on: date | None
    decision_date: date | None
    "Last day to give notice, else the renewal date."
    decision_at: datetime
    "Start of that day; unknown: as far ahead as the model says."
    notice_given: bool
    window_closed: bool
    "It renews by itself, and the last day to prevent that is over."
    lacks_auto_renewal: float | None
    short_term: float | None
    first_renewal: float | None
    champion_left: float | None
    competitor_evaluated: float | None
    usage_decline: float | None
    "In log units; 0 when usage did not fall."
    missing: tuple[MissingInput, ...]
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every contract of the account shares."""

    champion_left: float | None
    competitor_evaluated: float | None
    usage_decline: float | None
    has_feed: bool
    sources: Sources


def renewals(history: History, *, rates: Rates, model: Model) -> tuple[Renewal, ...]:
    """Every contract nobody has decided about, the nearest decision first.

    An account without any contract has one renewal about which nothing is known.
    """
    contracts = history.every(ContractInputs)
    around = surroundings(history, model.risk)
    if not contracts:
        return (renewal_of(history, None, around, rates=rates, model=model.risk),)
    pending = (
        renewal_of(history, contract, around, rates=rates, model=model.risk)
        for contract in contracts
        if contract.inputs.outcome is None
    )
    return tuple(sorted(pending, key=lambda r: (is_past(r, history), r.decision_at)))


def is_past(renewal: Renewal, history: History) -> bool:
    """Its day has gone by without a recorded outcome: a gap, and never the next decision."""
    return renewal.renews_on is not None and renewal.renews_on < history.today


def renewal_of(
    history: History,
    contract: Known[ContractInputs] | None,
    around: Surroundings,
    *,
    rates: Rates,
    model: RiskModel,
) -> Renewal:
    terms = contract.inputs if contract else ContractInputs(name="")
    decision = decision_date(terms)
    usd_per_unit = usd_rate(terms.annual_value, rates)
    notice_given = terms.notice_given_on is not None and terms.notice_given_on <= history.today
    return Renewal(
        contract_id=contract.source_id if contract else None,
        annual_value=terms.annual_value,
        base=base_rate(terms.annual_value, usd_per_unit, model),
        base_assumed=usd_per_unit is None,
        usd_per_unit=usd_per_unit,
        renews_on=terms.renews_on,
        decision_date=decision,
        decision_at=history.moment.start_of(decision)
        if decision
        else history.at + model.horizon_days * DAY,
        notice_given=notice_given,
        window_closed=bool(terms.auto_renews and decision and decision < history.today),
        lacks_auto_renewal=None if terms.auto_renews is None else float(not terms.auto_renews),
        short_term=short_term(terms, model),
        first_renewal=None if terms.first_renewal is None else float(terms.first_renewal),
        champion_left=around.champion_left,
        competitor_evaluated=around.competitor_evaluated,
        usage_decline=around.usage_decline,
        missing=missing(terms, around, model),
        sources={**around.sources, **(of_contract(contract.source_id) if contract else {})},
    )


def decision_date(terms: ContractInputs) -> date | None:
    """The notice deadline, else the renewal date."""
    if terms.renews_on is None or terms.notice_period is None:
        return terms.renews_on
    return terms.notice_period.before(terms.renews_on)


def base_rate(annual_value: Money | None, usd_per_unit: Decimal | None, model: RiskModel) -> float:
    """The base rate for a contract of this value; the steps are in USD, the lowest is assumed."""
    if annual_value is None or usd_per_unit is None:
        return model.base[0][1]
    value = annual_value.amount * usd_per_unit
    return next(base for below, base in model.base if value < below)


def short_term(terms: ContractInputs, model: RiskModel) -> float | None:
    """1 when its term, both days included, is shorter than a year."""
    last = terms.ends_on or terms.renews_on
    if terms.starts_on is None or last is None:
        return None
    # The day is taken from the year's end: 31 December 9999, how people write never, has no next.
    year_ends_on = months_later(terms.starts_on, model.short_term_months) - DAY
    return float(last < year_ends_on)


def missing(
    terms: ContractInputs, around: Surroundings, model: RiskModel
) -> tuple[MissingInput, ...]:
    known = {
        MissingInput.RENEWAL_DATE: terms.renews_on is not None,
        MissingInput.NOTICE_PERIOD: terms.notice_period is not None,
        MissingInput.AUTO_RENEWAL: terms.auto_renews is not None,
        MissingInput.ANNUAL_VALUE: terms.annual_value is not None,
        MissingInput.TERM: short_term(terms, model) is not None,
        MissingInput.FIRST_RENEWAL: terms.first_renewal is not None,
        MissingInput.CHAMPION: around.champion_left is not None,
        MissingInput.COMPETITION: around.competitor_evaluated is not None,
        MissingInput.USAGE: around.usage_decline is not None,
        MissingInput.INCIDENT_FEED: around.has_feed,
    }
    return tuple(key for key, is_known in known.items() if not is_known)


def surroundings(history: History, model: RiskModel) -> Surroundings:
    observed = [s for s in history.every(SignalInputs) if s.inputs.observed_at <= history.judged_at]
    signals = [s.inputs for s in observed]
    accounts = history.every(AccountInputs)
    return Surroundings(
        champion_left=champion_left(history, of_kind(signals, SignalKind.CHAMPION_LEFT)),
        competitor_evaluated=any_active(
            of_kind(signals, SignalKind.COMPETITOR_EVALUATED), history.judged_at
        ),
        usage_decline=usage_decline(
            of_kind(signals, SignalKind.USAGE_TREND), history.judged_at, model
        ),
        has_feed=any(a.inputs.incidents_observed_from is not None for a in accounts),
        sources=of_surroundings(history, observed),
    )


def of_kind(signals: Sequence[SignalInputs], kind: SignalKind) -> list[SignalInputs]:
    return [signal for signal in signals if signal.kind is kind]


def any_active(signals: Sequence[SignalInputs], at: datetime) -> float | None:
    """1 while one of them stands, 0 when all were cleared; nothing said: unknown."""
    if not signals:
        return None
    return float(any(s.stands(at) for s in signals))


def champion_left(history: History, signals: Sequence[SignalInputs]) -> float | None:
    """1 when a signal says so, or every champion on file has left."""
    champions = [c.inputs for c in history.every(ContactInputs) if c.inputs.champion]
    signalled = any_active(signals, history.judged_at)
    if signalled or not champions:
        return signalled
    return float(all(c.left_on is not None and c.left_on <= history.today for c in champions))


def usage_decline(signals: Sequence[SignalInputs], at: datetime, model: RiskModel) -> float | None:
    """How far usage fell, as -ln(now / before), by the latest observation nobody cleared."""
    values = [(s, s.value) for s in signals if s.value is not None]
    if not values:
        return None
    left = [(s.observed_at, ratio) for s, ratio in values if s.stands(at)]
    _, ratio = max(left, default=(at, Decimal(1)))
    least = math.exp(-model.x_most)  # no usage left: the most any term can say
    return max(0.0, -math.log(max(float(ratio), least)))
