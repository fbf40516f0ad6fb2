import math
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment import judge
from domain.evidence.gathering import gathered
from domain.facts import AccountInputs, ContractInputs, Fact
from domain.history import History
from domain.model import MODEL
from domain.period import Period
from domain.portfolio import Subject, score_many
from domain.renewal import renewals
from domain.vocabulary import RenewalOutcome
from tests.domain.histories import account_histories
from tests.domain.records import DAY, NOW, ago, day, fact, incident, promise

looks = st.integers(0, 60).map(lambda days: NOW - days * DAY)


def subject(facts: list[Fact], at: datetime) -> Subject:
    history = History.of(facts, at=at, calendars={})
    ahead = renewals(history, rates={}, model=MODEL)
    evidence = gathered(history, rates={}, model=MODEL).evidence
    return Subject(at=at, evidence=evidence, renewal=ahead[0] if ahead else None)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(account_histories(), looks), max_size=4))
def test_many_accounts_at_once_get_the_numbers_they_get_alone(
    accounts: list[tuple[list[Fact], datetime]],
) -> None:
    found = score_many([subject(facts, at) for facts, at in accounts])

    assert len(found.band) == len(accounts)
    for row, (facts, at) in enumerate(accounts):
        alone = judge(facts, at=at)
        assert found.value[row] == pytest.approx(alone.health.exact, abs=1e-9)
        assert found.confidence[row] == pytest.approx(alone.health.confidence, abs=1e-9)
        assert found.band[row] is alone.health.raw_band
        expected = alone.risk.exact if alone.risk else float("nan")
        assert found.probability[row] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_no_accounts_have_no_scores() -> None:
    found = score_many([])

    assert (len(found.value), found.band, len(found.probability)) == (0, (), 0)


def test_an_account_without_a_renewal_has_health_and_no_risk() -> None:
    found = score_many([Subject(at=NOW, evidence=())])

    assert found.value.tolist() == [pytest.approx(70)]
    assert math.isnan(found.probability[0])


def test_every_kind_of_evidence_and_term_is_scored_alike() -> None:
    terms = ContractInputs(name="Contract", renews_on=day(-30), notice_period=Period(days=60))
    observed = fact("account", AccountInputs(incidents_observed_from=ago(300)))
    facts = [observed, *incident("i", ago(9)), promise(due_on=day(3), kept_at=ago(3))]
    accounts = [
        [*facts, fact("contract", replace(terms, auto_renews=True, first_renewal=True))],
        [*facts, fact("contract", replace(terms, notice_given_on=day(1)))],
        [*facts, fact("contract", replace(terms, outcome=RenewalOutcome.CHURNED))],
    ]

    found = score_many([subject(account, NOW) for account in accounts])

    alone = [judge(account, at=NOW) for account in accounts]
    assert found.value.tolist() == pytest.approx([a.health.exact for a in alone])
    expected = [a.risk.exact if a.risk else math.nan for a in alone]
    assert found.probability.tolist() == pytest.approx(expected, nan_ok=True)
