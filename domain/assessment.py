"""Judging one account: its facts and an instant in; health and renewal risks out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.evidence.gathering import gathered
from domain.evidence.item import Unscored
from domain.evidence.outages import Outage
from domain.facts import Fact, OverrideInputs
from domain.health import Health, measure
from domain.history import History
from domain.model import MODEL, Model
from domain.next_change import next_change_at
from domain.rates import Rates
from domain.renewal import renewals
from domain.risk import Risk, estimate
from domain.vocabulary import Severity
from domain.working_time import Calendars

NO_CALENDARS: Calendars = {}
NO_RATES: Rates = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    health: Health
    risks: Mapping[str, Risk]
    "By contract id: every contract nobody has decided about, the nearest decision first."
    risk: Risk | None
    """The one whose decision comes first. An account without any contract has one that lists all it
    does without; one whose contracts are all decided has none."""
    next_change_at: datetime
    "When to judge again though nobody wrote anything; at most a day ahead."
    unscored: tuple[Unscored, ...]
    "What is known and counts nothing: unconfirmed quotes, worries about trust."


def judge(
    facts: Iterable[Fact],
    *,
    at: datetime,
    known_at: datetime | None = None,
    calendars: Calendars = NO_CALENDARS,
    rates: Rates = NO_RATES,
    config: Model = MODEL,
) -> Assessment:
    """Judge one account as of `at`, by what was known at `known_at` (default `at`).

    `facts` may hold any versions; `calendars` those the SLA terms name; `rates` the USD one unit
    of other currencies is worth. Raises InvalidInput for a naive instant or an unknown calendar.
    """
    history = History.of(facts, at=at, known_at=known_at, calendars=calendars)
    found = gathered(history, rates=rates, model=config)
    health = measure(
        found.evidence,
        at=history.at,
        known_at=history.known_at,
        has_open_sev1=any(is_burning(outage) for outage in found.outages),
        override=override_in_force(history),
        model=config,
    )
    risks = [
        estimate(health.evidence, renewal, at=history.at, model=config)
        for renewal in renewals(history, rates=rates, model=config)
    ]
    return Assessment(
        health=health,
        risks={risk.contract_id: risk for risk in risks if risk.contract_id is not None},
        risk=risks[0] if risks else None,
        next_change_at=next_change_at(history, found.outages),
        unscored=found.unscored,
    )


def is_burning(outage: Outage) -> bool:
    """A SEV1 that is open past its target."""
    is_sev1 = outage.state.severity is Severity.SEV1
    return is_sev1 and outage.state.is_open and outage.is_past_target


def override_in_force(history: History) -> OverrideInputs | None:
    """The latest one neither expired nor cleared."""
    found = [
        override.inputs
        for override in history.every(OverrideInputs)
        if override.inputs.created_at <= history.at < override.inputs.expires_at
        and (override.inputs.cleared_at is None or history.at < override.inputs.cleared_at)
    ]
    return max(found, key=lambda override: override.created_at, default=None)
