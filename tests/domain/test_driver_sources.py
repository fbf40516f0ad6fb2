"""Every driver that no evidence explains names the record it was read from."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.assessment import judge
from domain.drivers import behind
from domain.facts import ContactInputs, ContractInputs, Fact, FactKind
from domain.verdicts import FactorKey, RiskDriverKey
from domain.vocabulary import SignalKind
from tests.domain.records import NOW, ago, fact, incident
from tests.domain.test_risk import KNOWN, TODAY, risk_of, signal

CHAMPION_LEFT, USAGE_DECLINE = RiskDriverKey.CHAMPION_LEFT, RiskDriverKey.USAGE_DECLINE
COMPETITOR_EVALUATED = RiskDriverKey.COMPETITOR_EVALUATED
CLOSED = replace(KNOWN, renews_on=TODAY + timedelta(days=30))


def sources(terms: ContractInputs, *others: Fact) -> dict[RiskDriverKey, object]:
    drivers = risk_of(terms, *others).drivers
    return {driver.key: (driver.source_kind, driver.source_id) for driver in drivers}


def champion(name: str, days_ago: int) -> Fact:
    left_on = TODAY - timedelta(days=days_ago)
    return fact(name, ContactInputs(name=name, champion=True, left_on=left_on))


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        (replace(KNOWN, auto_renews=False), RiskDriverKey.NO_AUTO_RENEWAL),
        (replace(KNOWN, starts_on=TODAY), RiskDriverKey.SHORT_TERM),
        (replace(KNOWN, first_renewal=True), RiskDriverKey.FIRST_RENEWAL),
        (replace(KNOWN, notice_given_on=TODAY), RiskDriverKey.NOTICE_GIVEN),
        (CLOSED, RiskDriverKey.NOTICE_WINDOW_CLOSED),
    ],
)
def test_a_term_of_the_contract_names_the_contract(
    terms: ContractInputs, key: RiskDriverKey
) -> None:
    assert sources(terms) == {key: (FactKind.CONTRACT, "contract")}


@pytest.mark.parametrize("kind", [SignalKind.CHAMPION_LEFT, SignalKind.COMPETITOR_EVALUATED])
def test_of_several_signals_the_last_one_that_stands_is_named(kind: SignalKind) -> None:
    said = [signal(kind, days_ago=9), signal(kind, days_ago=5)]
    silent = [signal(kind, days_ago=1, cleared=True), signal(kind, days_ago=-1)]

    found = sources(KNOWN, *silent, *said)

    assert found == {RiskDriverKey(kind): (FactKind.SIGNAL, f"{kind}-5")}


def test_a_fall_in_usage_names_the_latest_observation_with_a_number() -> None:
    fell = [signal(SignalKind.USAGE_TREND, value="0.5", days_ago=days) for days in (9, 2, -1)]
    silent = signal(SignalKind.USAGE_TREND, days_ago=1)
    cleared = signal(SignalKind.USAGE_TREND, value="0.4", days_ago=0, cleared=True)

    found = sources(KNOWN, *fell, silent, cleared)

    assert found == {USAGE_DECLINE: (FactKind.SIGNAL, "USAGE_TREND-2")}


def test_without_a_signal_the_last_champion_to_leave_is_named() -> None:
    contacts = [champion("sam", 9), champion("kim", 3), champion("ana", 5)]
    gone = fact("lee", ContactInputs(name="Lee", left_on=TODAY))

    assert sources(KNOWN, *contacts, gone) == {CHAMPION_LEFT: (FactKind.CONTACT, "kim")}


def test_a_signal_is_named_before_a_contact() -> None:
    found = sources(KNOWN, champion("sam", 1), signal(SignalKind.CHAMPION_LEFT, days_ago=5))

    assert found == {CHAMPION_LEFT: (FactKind.SIGNAL, "CHAMPION_LEFT-5")}


def test_a_factor_names_its_records_in_evidence_alone() -> None:
    (driver,) = risk_of(KNOWN, *incident("i", ago(1))).drivers

    assert driver.key.value == FactorKey.RELIABILITY
    assert (driver.source_kind, driver.source_id) == (None, None)


def test_behind_a_factor_lies_its_evidence_and_behind_a_term_none() -> None:
    late = signal(SignalKind.INVOICE_OVERDUE)
    evidence = judge([*incident("i", ago(1)), late], at=NOW).health.evidence

    assert len(evidence) == 2
    assert [e.source_id for e in behind(RiskDriverKey.RELIABILITY, evidence)] == ["i"]
    assert behind(CHAMPION_LEFT, evidence) == []


def test_each_contract_names_itself() -> None:
    terms = replace(KNOWN, auto_renews=False)
    signals = [signal(SignalKind.COMPETITOR_EVALUATED)]
    found = judge([fact("one", terms), fact("two", terms), *signals], at=NOW)

    for id_, risk in found.risks.items():
        assert {(driver.key, driver.source_id) for driver in risk.drivers} == {
            (RiskDriverKey.NO_AUTO_RENEWAL, id_),
            (COMPETITOR_EVALUATED, "COMPETITOR_EVALUATED-1"),
        }
