"""An account's stored score: what the model says of it now, rewritten with every change."""

from collections.abc import Collection, Iterable
from datetime import datetime

from domain.assessment import Assessment, judge
from domain.bands import BandMemory, Reading, trend, verdict
from domain.facts import ContractInputs, Fact
from domain.model import MODEL
from domain.rates import in_usd
from domain.renewal import decision_date
from domain.risk import Risk
from domain.verdicts import RiskDriverKey
from models.calendars import calendars_named, needed_by
from models.daily import DAY, Days, reading_on, start_of
from models.here import Here
from models.history import Score, ScoreDetail
from models.outlines import parts_of_detail, parts_of_score
from models.rates import rates_at
from models.rows import Values, replacing


def rescore(
    here: Here, account_id: str, facts: Collection[Fact], days: Days, *, at: datetime
) -> None:
    """Judge the account by these facts, which are known at `at`, and store what comes of it."""
    calendars = here.read(calendars_named(needed_by(facts)))
    rates = here.read(rates_at(at))
    assessment = judge(facts, at=at, known_at=at, calendars=calendars, rates=rates)
    before = reading_on(here, account_id, at.date() - MODEL.band.trend_days * DAY)
    score = score_of(account_id, assessment, facts=facts, memory=days.memory, before=before)
    replacing(Score).run(here, [score])
    detail = {"account_id": account_id, **parts_of_detail(assessment)}
    replacing(ScoreDetail).run(here, [detail])


def score_of(
    account_id: str,
    assessment: Assessment,
    *,
    facts: Iterable[Fact],
    memory: BandMemory | None = None,
    before: Reading | None = None,
) -> Values:
    """The row lists, filters and totals read; `before`: the reading its trend is told from."""
    health = assessment.health
    now = Reading(health.value, health.confidence)
    shown = verdict(now, has_open_sev1=health.has_open_sev1, memory=memory)
    today = health.as_of.date()
    return {
        "account_id": account_id,
        "value": health.value,
        "band": shown.band,
        "band_reason": shown.reason,
        "trend": trend(now, before),
        "confidence": health.confidence,
        "computed_at": health.as_of,
        "next_change_at": min(assessment.next_change_at, start_of(today + DAY)),
        "judged_until": assessment.next_change_at,
        "model_version": health.model_version,
        **risk_columns(assessment.risk, facts),
        **parts_of_score(assessment),
    }


def risk_columns(risk: Risk | None, facts: Iterable[Fact]) -> Values:
    """Those about the contract whose decision comes first; null where there is none."""
    contract = next((f.inputs for f in facts if risk and f.source_id == risk.contract_id), None)
    terms = contract if isinstance(contract, ContractInputs) else ContractInputs(name="")
    return {
        "contract_id": risk and risk.contract_id,
        "renewal_date": terms.renews_on,
        "notice_deadline": decision_date(terms) if terms.notice_period else None,
        "annual_value_minor": terms.annual_value and terms.annual_value.minor,
        "currency_code": terms.annual_value and terms.annual_value.currency_code,
        "probability": risk and risk.probability,
        "risk_level": risk and risk.level,
        "at_risk_minor": risk and risk.value_at_risk and risk.value_at_risk.minor,
        "at_risk_usd": risk and usd_at_risk(risk),
        "top_driver": risk and top_driver(risk),
    }


def usd_at_risk(risk: Risk) -> int | None:
    """In cents, to rank by; None without an annual value or a reference rate."""
    if risk.value_at_risk is None or risk.usd_per_unit is None:
        return None
    return in_usd(risk.value_at_risk, risk.usd_per_unit).minor


def top_driver(risk: Risk) -> RiskDriverKey:
    """What raises the risk most; the base rate where nothing does."""
    raising = [driver for driver in risk.drivers if driver.millionths > 0]
    worst = max(raising, key=lambda driver: driver.millionths, default=None)
    return worst.key if worst else RiskDriverKey.BASE_RATE
