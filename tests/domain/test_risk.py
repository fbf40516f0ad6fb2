from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment import judge
from domain.facts import AccountInputs, ContactInputs, ContractInputs, Fact, SignalInputs
from domain.money import Money
from domain.odds import logit, sigmoid
from domain.period import Period
from domain.risk import Risk
from domain.verdicts import MissingInput, RiskDriverKey, RiskLevel
from domain.vocabulary import RenewalOutcome, SignalKind
from tests.domain.records import DAY, HOUR, NOW, ago, fact, incident

TODAY = NOW.date()
VALUE = Money.of(500_000, "USD")
TERMS = ContractInputs(name="Contract", annual_value=VALUE)
KNOWN = replace(
    TERMS,
    starts_on=TODAY - timedelta(days=400),
    renews_on=TODAY + timedelta(days=200),
    notice_period=Period(days=60),
    auto_renews=True,
    first_renewal=False,
)


def risk_of(terms: ContractInputs, *others: Fact, rates: dict[str, Decimal] | None = None) -> Risk:
    found = judge([fact("contract", terms), *others], at=NOW, rates=rates or {}).risk
    assert found is not None
    return found


def signal(
    kind: SignalKind, *, value: str | None = None, days_ago: int = 1, cleared: bool = False
) -> Fact:
    inputs = SignalInputs(
        kind=kind,
        observed_at=ago(days_ago),
        value=None if value is None else Decimal(value),
        cleared_at=NOW if cleared else None,
    )
    return fact(f"{kind}-{days_ago}", inputs)


@pytest.mark.parametrize(
    ("amount", "base"),
    [(24_999, 0.10), (25_000, 0.08), (49_999, 0.08), (50_000, 0.07), (10**9, 0.07)],
)
def test_larger_contracts_are_left_less_often(amount: int, base: float) -> None:
    found = risk_of(replace(TERMS, annual_value=Money.of(amount, "USD")))

    assert (found.base_rate, found.probability, found.base_rate_assumed) == (base, base, False)


def test_a_value_that_cannot_be_compared_takes_the_lowest_step_and_says_so() -> None:
    in_euros = replace(TERMS, annual_value=Money.of(100_000, "EUR"))

    for terms in (in_euros, replace(TERMS, annual_value=None)):
        found = risk_of(terms)
        assert (found.base_rate, found.base_rate_assumed) == (0.10, True)
        assert found.usd_per_unit is None
    at_rate = risk_of(in_euros, rates={"EUR": Decimal("0.4")})
    assert (at_rate.base_rate, at_rate.base_rate_assumed) == (0.08, False)
    assert at_rate.usd_per_unit == Decimal("0.4")
    assert risk_of(TERMS).usd_per_unit == 1


@settings(max_examples=50, deadline=None)
@given(
    amount=st.integers(1, 200_000),
    rate=st.sampled_from(["1.08", "1.27", "0.5", "1", "0.0067"]).map(Decimal),
)
def test_a_contract_in_another_currency_has_the_base_rate_of_one_as_large_in_usd(
    amount: int, rate: Decimal
) -> None:
    in_pounds = replace(TERMS, annual_value=Money.of(amount, "GBP"))
    in_dollars = replace(
        TERMS, annual_value=Money.of((amount * rate).quantize(Decimal("0.01")), "USD")
    )
    found, alike = risk_of(in_pounds, rates={"GBP": rate}), risk_of(in_dollars)

    assert (found.base_rate, found.exact) == (alike.base_rate, alike.exact)
    assert found.value_at_risk is not None
    assert found.value_at_risk.currency_code == "GBP"


def test_every_known_term_adds_its_weight_and_every_unknown_one_is_listed() -> None:
    nothing = risk_of(TERMS)
    assert set(nothing.missing) == set(MissingInput) - {MissingInput.ANNUAL_VALUE}
    assert nothing.drivers == ()

    everything = risk_of(
        KNOWN,
        fact("account", AccountInputs(incidents_observed_from=NOW)),
        fact("sam", ContactInputs(name="Sam", champion=True)),
        signal(SignalKind.COMPETITOR_EVALUATED, cleared=True),
        signal(SignalKind.USAGE_TREND, value="1.2"),
    )
    assert (everything.missing, everything.drivers) == ((), ())


@pytest.mark.parametrize(
    ("terms", "others", "key", "log_odds"),
    [
        (replace(KNOWN, auto_renews=False), [], RiskDriverKey.NO_AUTO_RENEWAL, 0.5),
        (replace(KNOWN, starts_on=TODAY), [], RiskDriverKey.SHORT_TERM, 0.3),
        (replace(KNOWN, first_renewal=True), [], RiskDriverKey.FIRST_RENEWAL, 0.4),
        (KNOWN, [signal(SignalKind.CHAMPION_LEFT)], RiskDriverKey.CHAMPION_LEFT, 0.8),
        (KNOWN, [signal(SignalKind.COMPETITOR_EVALUATED)], RiskDriverKey.COMPETITOR_EVALUATED, 0.8),
        (
            KNOWN,
            [signal(SignalKind.USAGE_TREND, value="0.8")],
            RiskDriverKey.USAGE_DECLINE,
            0.6 * 0.22314,
        ),
        (KNOWN, [signal(SignalKind.USAGE_TREND, value="0")], RiskDriverKey.USAGE_DECLINE, 1.8),
    ],
)
def test_each_term_moves_the_log_odds(
    terms: ContractInputs, others: list[Fact], key: RiskDriverKey, log_odds: float
) -> None:
    found = risk_of(terms, *others)

    assert found.exact == pytest.approx(sigmoid(logit(0.07) + log_odds), rel=1e-5)
    assert [driver.key for driver in found.drivers] == [key]
    assert found.drivers[0].summary


def test_only_the_latest_usage_counts_and_one_without_a_number_says_nothing() -> None:
    fell = signal(SignalKind.USAGE_TREND, value="0.5", days_ago=9)
    rose = signal(SignalKind.USAGE_TREND, value="1.5", days_ago=2)
    silent = signal(SignalKind.USAGE_TREND, days_ago=1)

    assert risk_of(KNOWN, fell, rose, silent).probability == 0.07
    assert MissingInput.USAGE in risk_of(KNOWN, silent).missing
    half = risk_of(KNOWN, fell)
    assert half.drivers[0].summary == "Usage fell to 50% of what it was"
    assert MissingInput.USAGE in risk_of(KNOWN, signal(SignalKind.USAGE_TREND, days_ago=-1)).missing


def test_usage_that_fell_counts_until_it_is_cleared() -> None:
    fell = signal(SignalKind.USAGE_TREND, value="0.5", days_ago=9)
    assert isinstance(fell.inputs, SignalInputs)
    cleared = replace(fell, inputs=replace(fell.inputs, cleared_at=NOW - HOUR))
    later = replace(fell, inputs=replace(fell.inputs, cleared_at=NOW + HOUR))
    steady = signal(SignalKind.USAGE_TREND, value="1", days_ago=9)

    assert risk_of(KNOWN, cleared) == risk_of(KNOWN, steady)
    assert risk_of(KNOWN, later) == risk_of(KNOWN, fell)
    assert risk_of(KNOWN, later).probability > risk_of(KNOWN, cleared).probability


def test_a_champion_has_left_when_every_one_on_file_has() -> None:
    left = fact("sam", ContactInputs(name="Sam", champion=True, left_on=TODAY))
    stays = fact("kim", ContactInputs(name="Kim", champion=True))
    leaves = fact("kim", ContactInputs(name="Kim", champion=True, left_on=TODAY + DAY))

    assert risk_of(KNOWN, left).probability > 0.07
    assert risk_of(KNOWN, left, stays).probability == 0.07
    assert risk_of(KNOWN, left, leaves).probability == 0.07
    assert risk_of(KNOWN, stays, signal(SignalKind.CHAMPION_LEFT)).probability > 0.07


@pytest.mark.parametrize(
    ("days", "by_renewal", "expected"),
    [(364, 0, 1.0), (365, 0, 0.0), (364, 1, 1.0), (365, 1, 0.0)],
)
def test_a_term_is_short_when_it_ends_within_a_year(
    days: int, by_renewal: int, expected: float
) -> None:
    starts_on, last = date(2025, 1, 1), date(2025, 1, 1) + timedelta(days=days - 1)
    terms = replace(
        TERMS,
        starts_on=starts_on,
        ends_on=None if by_renewal else last,
        renews_on=last if by_renewal else None,
    )

    drivers = [driver.key for driver in risk_of(terms).drivers]
    assert (RiskDriverKey.SHORT_TERM in drivers) is bool(expected)


def test_a_contract_without_an_end_in_sight_is_no_short_one() -> None:
    for never in ({"ends_on": date.max}, {"renews_on": date.max}):
        assert risk_of(replace(TERMS, starts_on=TODAY, **never)).drivers == ()


def test_the_decision_falls_on_the_notice_deadline_else_on_the_renewal() -> None:
    by_months = replace(KNOWN, renews_on=date(2025, 9, 30), notice_period=Period(months=3))

    assert risk_of(by_months).decision_date == date(2025, 6, 30)
    assert risk_of(replace(by_months, notice_period=None)).decision_date == date(2025, 9, 30)
    assert risk_of(replace(by_months, renews_on=None)).decision_date is None


def test_notice_given_overrules_everything() -> None:
    terms = replace(KNOWN, notice_given_on=TODAY)
    found = risk_of(terms, *incident("i", ago(1)), signal(SignalKind.CHAMPION_LEFT))

    assert (found.probability, found.level) == (0.97, RiskLevel.CRITICAL)
    assert [driver.key for driver in found.drivers] == [RiskDriverKey.NOTICE_GIVEN]
    assert found.low < 0.97 < found.high
    assert risk_of(replace(terms, notice_given_on=TODAY + DAY)).probability < 0.97


def test_a_contract_that_renews_by_itself_is_safe_once_notice_is_late() -> None:
    closed = replace(KNOWN, renews_on=TODAY + timedelta(days=59))
    open_yet = replace(KNOWN, renews_on=TODAY + timedelta(days=60))

    found = risk_of(closed)
    assert found.exact == pytest.approx(sigmoid(logit(0.07) - 2))
    assert found.drivers[0].summary == (
        f"It renews by itself, and notice was due by {TODAY - timedelta(days=1)}"
    )
    assert risk_of(open_yet).probability == 0.07
    assert risk_of(replace(closed, auto_renews=False)).probability > 0.07


def test_the_safety_of_a_closed_window_is_gone_while_service_burns() -> None:
    closed = replace(KNOWN, renews_on=TODAY + timedelta(days=30))
    burning = incident("i", ago(9), target=timedelta(hours=1), users=10_000)

    keys = {driver.key for driver in risk_of(closed, *burning).drivers}

    assert keys == {RiskDriverKey.RELIABILITY}


def test_the_contract_decided_first_speaks_for_the_account() -> None:
    days = {"late": 300, "next": 90, "gone-by": -5}
    files = [
        fact(name, replace(KNOWN, renews_on=TODAY + timedelta(days=n))) for name, n in days.items()
    ]
    decided = fact("decided", replace(KNOWN, outcome=RenewalOutcome.RENEWED))

    found = judge([*files, fact("unknown", TERMS), decided], at=NOW)

    assert list(found.risks) == ["next", "unknown", "late", "gone-by"]
    assert found.risk == found.risks["next"]
    assert judge([decided], at=NOW).risk is None


def test_an_account_without_a_contract_is_judged_on_nothing_but_its_evidence() -> None:
    found = judge(incident("i", ago(1)), at=NOW)

    assert found.risks == {}
    assert found.risk is not None
    assert (found.risk.contract_id, found.risk.value_at_risk) == (None, None)
    assert MissingInput.ANNUAL_VALUE in found.risk.missing
    assert found.risk.probability > found.risk.base_rate == 0.10
    assert (found.risk.drivers[0].value, found.risk.rest(0).value) == (None, None)


def test_drivers_shown_and_their_rest_add_up_in_probability_and_money() -> None:
    found = risk_of(
        replace(KNOWN, auto_renews=False),
        *incident("i", ago(1)),
        signal(SignalKind.CHAMPION_LEFT),
        fact("account", AccountInputs(incidents_observed_from=ago(300))),
    )
    shown, rest = found.drivers[:1], found.rest(1)

    assert rest.count == len(found.drivers) - 1
    total = round(1e6 * sum(driver.points for driver in shown)) + round(1e6 * rest.points)
    assert total == found.millionths - found.base_millionths
    assert found.value_at_risk is not None
    assert rest.value is not None
    assert shown[0].value is not None
    assert VALUE.times(Decimal("0.07")) + shown[0].value + rest.value == found.value_at_risk
    reliability = next(d for d in found.drivers if d.key is RiskDriverKey.RELIABILITY)
    assert reliability.summary.startswith("Reliability will look weak at the decision: 0.")


def test_terms_that_cancel_out_still_show_their_shares() -> None:
    found = risk_of(
        replace(KNOWN, renews_on=TODAY + timedelta(days=30), first_renewal=True),
        signal(SignalKind.CHAMPION_LEFT),
        signal(SignalKind.COMPETITOR_EVALUATED),
    )

    assert found.probability == found.base_rate
    assert [(driver.key, driver.points) for driver in found.drivers] == [
        (RiskDriverKey.NOTICE_WINDOW_CLOSED, -0.1302),
        (RiskDriverKey.CHAMPION_LEFT, 0.05208),
        (RiskDriverKey.COMPETITOR_EVALUATED, 0.05208),
        (RiskDriverKey.FIRST_RENEWAL, 0.02604),
    ]


@pytest.mark.parametrize(
    ("value", "level"),
    [("0.95", RiskLevel.LOW), ("0.2", RiskLevel.MEDIUM), ("0.06", RiskLevel.HIGH)],
)
def test_levels_follow_the_probability(value: str, level: RiskLevel) -> None:
    assert risk_of(KNOWN, signal(SignalKind.USAGE_TREND, value=value)).level is level
