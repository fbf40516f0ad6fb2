"""An account's stored score: what the model says of it now, rewritten with every change."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.orm import Session

from domain.assessment import Assessment, judge
from domain.bands import Reading, remembered, trend, verdict
from domain.facts import ContractInputs, Fact
from domain.model import MODEL
from domain.rates import in_usd
from domain.renewal import decision_date
from domain.risk import Risk
from domain.verdicts import RiskDriverKey
from models.base import Base, table_of
from models.calendars import calendars_named, needed_by
from models.daily import DAY, Daily, append_days, start_of
from models.facts import known_facts
from models.here import read_here
from models.history import Score, ScoreDetail
from models.outlines import parts_of_detail, parts_of_score
from models.rates import rates_at


def replacing(kind: type[Base]) -> Insert:
    """Insert a row, or overwrite the one with its key without having read it."""
    table = table_of(kind)
    new = insert(table)
    others = {c.name: new.excluded[c.name] for c in table.c if not c.primary_key}
    return new.on_conflict_do_update(index_elements=table.primary_key.columns, set_=others)


REPLACING = {kind: replacing(kind) for kind in (Score, ScoreDetail)}


def rescore(session: Session, account_id: str, *, at: datetime) -> None:
    """Judge the account by what is known at `at` and store it; append the days that are over."""
    days = append_days(session, account_id, at=at)
    facts = read_here(session, known_facts([account_id], at))[account_id]
    calendars = read_here(session, calendars_named(needed_by(facts)))
    rates = read_here(session, rates_at(at))
    assessment = judge(facts, at=at, known_at=at, calendars=calendars, rates=rates)
    for row in (
        score_of(account_id, assessment, facts=facts, days=days),
        ScoreDetail(account_id=account_id, **parts_of_detail(assessment)),
    ):
        replace(session, row)


def replace(session: Session, row: Score | ScoreDetail) -> None:
    values = {column.key: getattr(row, column.key) for column in table_of(type(row)).columns}
    session.execute(REPLACING[type(row)], values)


def score_of(
    account_id: str, assessment: Assessment, *, facts: Sequence[Fact], days: Daily
) -> Score:
    """The row lists, filters and totals read."""
    health = assessment.health
    now = Reading(health.value, health.confidence)
    memory = remembered(reading.value for reading in days.values())
    shown = verdict(now, has_open_sev1=health.has_open_sev1, memory=memory)
    today = health.as_of.date()
    before = days.get(today - MODEL.band.trend_days * DAY)
    score = Score(
        account_id=account_id,
        value=health.value,
        band=shown.band,
        band_reason=shown.reason,
        trend=trend(now, before),
        confidence=health.confidence,
        computed_at=health.as_of,
        next_change_at=min(assessment.next_change_at, start_of(today + DAY)),
        judged_until=assessment.next_change_at,
        model_version=health.model_version,
        **parts_of_score(assessment),
    )
    set_risk(score, assessment.risk, facts)
    return score


def set_risk(score: Score, risk: Risk | None, facts: Sequence[Fact]) -> None:
    """The columns about the contract whose decision comes first; null where there is none."""
    contract = next((f.inputs for f in facts if risk and f.source_id == risk.contract_id), None)
    terms = contract if isinstance(contract, ContractInputs) else ContractInputs(name="")
    score.contract_id = risk and risk.contract_id
    score.renewal_date = terms.renews_on
    score.notice_deadline = decision_date(terms) if terms.notice_period else None
    score.annual_value_minor = terms.annual_value and terms.annual_value.minor
    score.currency_code = terms.annual_value and terms.annual_value.currency_code
    score.probability = risk and risk.probability
    score.risk_level = risk and risk.level
    score.at_risk_minor = risk and risk.value_at_risk and risk.value_at_risk.minor
    score.at_risk_usd = risk and usd_at_risk(risk)
    score.top_driver = risk and top_driver(risk)


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
