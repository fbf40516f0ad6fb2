from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment import judge
from domain.evidence.gathering import gathered
from domain.facts import AccountInputs, ContractInputs, Fact
from domain.glance import Glance, glance
from domain.history import History
from domain.model import MODEL
from domain.period import Period
from domain.renewal import renewals
from domain.vocabulary import RenewalOutcome
from tests.domain.histories import account_histories
from tests.domain.records import DAY, NOW, ago, day, fact, incident, promise

TERMS = ContractInputs(name="Contract", renews_on=day(-30), notice_period=Period(days=60))
looks = st.integers(0, 60).map(lambda days: NOW - days * DAY)


def glanced(facts: list[Fact], at: datetime) -> Glance:
    history = History.of(facts, at=at, calendars={})
    ahead = renewals(history, rates={}, model=MODEL)
    evidence = gathered(history, rates={}, model=MODEL).evidence
    return glance(evidence, ahead[0] if ahead else None, at=at)


def explained(facts: list[Fact], at: datetime) -> Glance:
    found = judge(facts, at=at)
    return Glance(
        value=found.health.value,
        confidence=found.health.confidence,
        probability=found.risk and found.risk.probability,
    )


@settings(max_examples=100, deadline=None)
@given(account_histories(), looks)
def test_a_glance_has_the_figures_of_the_whole_answer_to_the_last_bit(
    facts: list[Fact], at: datetime
) -> None:
    assert glanced(facts, at) == explained(facts, at)


@pytest.mark.parametrize(
    "terms",
    [
        replace(TERMS, auto_renews=True, first_renewal=True),
        replace(TERMS, notice_given_on=day(1)),
        replace(TERMS, outcome=RenewalOutcome.CHURNED),
    ],
    ids=["notice window closed", "notice given", "no renewal ahead"],
)
def test_a_glance_knows_the_terms_of_the_contract(terms: ContractInputs) -> None:
    observed = fact("account", AccountInputs(incidents_observed_from=ago(300)))
    broken = [*incident("i", ago(9)), promise(due_on=day(3), kept_at=ago(3))]

    facts = [observed, *broken, fact("contract", terms)]

    assert glanced(facts, NOW) == explained(facts, NOW)


def test_of_an_account_nothing_is_known_about_a_glance_says_what_the_model_presumes() -> None:
    assert glance((), None, at=NOW) == Glance(value=70, confidence=0, probability=None)
