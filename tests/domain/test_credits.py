from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.credits import credit_amount, credit_state, share_of_loss
from domain.errors import InvalidInput
from domain.facts import CreditInputs
from domain.money import Money
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
