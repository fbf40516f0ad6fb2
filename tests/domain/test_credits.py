from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.credits import (
    STEPS,
    CreditStep,
    credit_amount,
    credit_state,
    refuse_no_share,
    share_of_loss,
)
from domain.errors import InvalidInput, InvalidTransition
from domain.facts import CreditInputs
from domain.money import Money
from domain.steps import taken
from domain.vocabulary import CreditBase, CreditState

NEW_YORK = ZoneInfo("America/New_York")
CONTRACT = Money.of(500_000, "USD")


def test_fifteen_percent_of_a_monthly_fee_of_500_000_a_year_are_6_250() -> None:
    credit = credit_amount(Decimal(15), CreditBase.MONTHLY_FEE, value=CONTRACT)

    assert credit.amount == Money.of("6250.00", "USD")
    assert credit.formula == "500,000.00 USD / 12 x 15 %"


@pytest.mark.parametrize(
    ("base", "amount", "formula"),
    [
        (CreditBase.ANNUAL_VALUE, "12500.00", "500,000.00 USD x 2.5 %"),
        (CreditBase.FIXED, "12500.00", "500,000.00 USD x 2.5 %"),
        (CreditBase.MONTHLY_FEE, "1041.67", "500,000.00 USD / 12 x 2.5 %"),
    ],
)
def test_the_formula_says_what_it_is_a_percentage_of(
    base: CreditBase, amount: str, formula: str
) -> None:
    credit = credit_amount(Decimal("2.50"), base, value=CONTRACT)

    assert (credit.amount, credit.formula) == (Money.of(amount, "USD"), formula)


def test_one_hundred_percent_are_written_out() -> None:
    credit = credit_amount(Decimal(100), CreditBase.FIXED, value=Money.of(1000, "JPY"))

    assert credit.formula == "1,000 JPY x 100 %"


@pytest.mark.parametrize("percent", ["0", "-5", "100.01"])
def test_what_is_no_share_is_refused(percent: str) -> None:
    with pytest.raises(InvalidInput):
        credit_amount(Decimal(percent), CreditBase.FIXED, value=CONTRACT)


@settings(max_examples=100, deadline=None)
@example(annual=100_006, percent=15)  # a year's cents that do not divide by twelve
@given(annual=st.integers(1, 10**9), percent=st.integers(1, 100))
def test_rounding_once_is_never_further_off_than_rounding_the_fee_first(
    annual: int, percent: int
) -> None:
    value, rate = Money(annual, "USD"), Fraction(percent, 100)
    exact = annual * rate / 12

    once = credit_amount(Decimal(percent), CreditBase.MONTHLY_FEE, value=value).amount
    twice = value.times(Fraction(1, 12)).times(rate)

    assert abs(once.minor - exact) <= Fraction(1, 2)
    assert abs(once.minor - exact) <= abs(twice.minor - exact)


def test_rounding_the_fee_first_is_a_cent_off_for_some_contracts() -> None:
    value = Money.of("7.00", "USD")

    assert credit_amount(Decimal(60), CreditBase.MONTHLY_FEE, value=value).amount.minor == 35
    fees = [Money(annual, "USD") for annual in range(1000)]
    once = [credit_amount(Decimal(95), CreditBase.MONTHLY_FEE, value=fee).amount for fee in fees]
    twice = [fee.times(Fraction(1, 12)).times(Fraction(95, 100)) for fee in fees]
    assert once != twice


def november(
    *, approved: int | None = None, issued: int | None = None, applied: int | None = None
) -> CreditInputs:
    def noon(day: int | None) -> datetime | None:
        return None if day is None else datetime(2024, 11, day, 12, tzinfo=UTC)

    return CreditInputs(
        period="2024-11",
        approved_at=noon(approved),
        issued_at=noon(issued),
        applied_at=noon(applied),
    )


@pytest.mark.parametrize(
    ("credit", "day", "state"),
    [
        (november(), 5, CreditState.PROMISED),
        (november(approved=10), 5, CreditState.PROMISED),
        (november(approved=10), 15, CreditState.APPROVED),
        (november(approved=10, issued=20), 15, CreditState.APPROVED),
        (november(approved=10, issued=20), 25, CreditState.ISSUED),
        (november(issued=20, applied=28), 29, CreditState.APPLIED),
    ],
)
def test_a_credit_goes_from_promised_to_applied(
    credit: CreditInputs, day: int, state: CreditState
) -> None:
    assert credit_state(credit, at=datetime(2024, 11, day, 18, tzinfo=UTC), zone=NEW_YORK) is state


@pytest.mark.parametrize("credit", [november(), november(approved=10)])
def test_it_lapses_when_its_month_passes_un_issued_in_the_zone_of_the_account(
    credit: CreditInputs,
) -> None:
    midnight = datetime(2024, 12, 1, tzinfo=NEW_YORK)

    assert credit_state(credit, at=midnight, zone=NEW_YORK) is not CreditState.LAPSED
    later = midnight.replace(second=1)
    assert credit_state(credit, at=later, zone=NEW_YORK) is CreditState.LAPSED


def test_issued_after_all_it_has_not_lapsed_and_without_a_month_it_never_does() -> None:
    years_later = datetime(2030, 1, 1, tzinfo=UTC)

    assert credit_state(november(issued=20), at=years_later, zone=NEW_YORK) is CreditState.ISSUED
    undated = CreditInputs()
    assert credit_state(undated, at=years_later, zone=NEW_YORK) is CreditState.PROMISED


def test_the_credit_covers_two_and_a_half_percent_of_the_stated_loss() -> None:
    credit, loss = Money.of(6250, "USD"), Money.of(250_000, "USD")

    assert share_of_loss(credit, loss) == Decimal("0.0250")


@pytest.mark.parametrize(
    ("credit", "loss"),
    [
        (None, Money(1, "USD")),
        (Money(1, "USD"), None),
        (Money(1, "USD"), Money(0, "USD")),
        (Money(1, "USD"), Money(1, "EUR")),
    ],
)
def test_what_does_not_compare_has_no_share(credit: Money | None, loss: Money | None) -> None:
    assert share_of_loss(credit, loss) is None


C, D = CreditState, CreditStep
ALLOWED = {
    (C.PROMISED, D.APPROVED): C.APPROVED,
    (C.APPROVED, D.ISSUED): C.ISSUED,
    (C.ISSUED, D.APPLIED): C.APPLIED,
    (C.LAPSED, D.ISSUED): C.ISSUED,
}
TAKEN_AT = {D.APPROVED: "approved_at", D.ISSUED: "issued_at", D.APPLIED: "applied_at"}


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("step", D)
def test_a_credit_is_approved_then_issued_then_applied(
    state: CreditState, step: CreditStep
) -> None:
    if (state, step) in ALLOWED:
        assert taken(step, STEPS, current=state) is ALLOWED[state, step]
        return
    with pytest.raises(InvalidTransition) as refused:
        taken(step, STEPS, current=state)
    assert set(refused.value.allowed) == {d for at, d in ALLOWED if at is state}


@settings(max_examples=100, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(D), st.integers(1, 30)), max_size=6),
    period=st.none() | st.just("2024-11"),
)
def test_a_credit_stands_where_the_table_led(
    steps: list[tuple[CreditStep, int]], period: str | None
) -> None:
    at = datetime(2024, 10, 26, 12, tzinfo=UTC)
    credit = CreditInputs(period=period)
    for step, days in steps:
        at += timedelta(days=days)
        state = credit_state(credit, at=at, zone=NEW_YORK)
        if step in STEPS[state]:
            credit = replace(credit, **{TAKEN_AT[step]: at})
            assert credit_state(credit, at=at, zone=NEW_YORK) is STEPS[state][step]


def test_a_percentage_of_more_than_four_decimals_is_no_agreement() -> None:
    refuse_no_share(Decimal("33.33330"))
    for percent in ("33.33333", "1e-999999"):
        with pytest.raises(InvalidInput):
            refuse_no_share(Decimal(percent))
