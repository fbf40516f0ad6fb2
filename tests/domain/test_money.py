from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.money import EXPONENTS, LARGEST_MINOR, Money, rounded_half_up, totals

codes = st.sampled_from(sorted(EXPONENTS))
minors = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
moneys = st.builds(Money, minors, codes)
quick = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize(
    ("amount", "code", "minor"),
    [
        ("6250", "USD", 625_000),
        ("6250.00", "USD", 625_000),
        ("6250.000", "USD", 625_000),
        (500, "JPY", 500),
        ("1.234", "KWD", 1234),
        ("0.0001", "CLF", 1),
        (Decimal("-0.01"), "EUR", -1),
    ],
)
def test_an_amount_is_kept_in_the_minor_units_of_its_currency(
    amount: Decimal | str | int, code: str, minor: int
) -> None:
    assert Money.of(amount, code) == Money(minor, code)


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0.5", "JPY"),
        ("1.001", "USD"),
        ("1.00000000000000000000000000000000000001", "USD"),
        ("1e-999999", "USD"),
        ("1.2345", "KWD"),
        ("NaN", "USD"),
        ("sNaN", "USD"),
        ("Infinity", "USD"),
        ("1e999999", "USD"),
        ("10000000000000.01", "USD"),
        ("a lot", "USD"),
        ("", "USD"),
        ("1", "usd"),
        ("1", "XXX"),
        ("1", ""),
    ],
)
def test_what_is_no_amount_of_a_known_currency_is_refused(amount: str, code: str) -> None:
    with pytest.raises(InvalidInput):
        Money.of(amount, code)


def test_money_of_an_unknown_currency_cannot_exist() -> None:
    with pytest.raises(InvalidInput):
        Money(1, "ZZZ")


def test_the_largest_believable_amount_is_believed() -> None:
    assert Money.of("10000000000000.00", "USD").minor == LARGEST_MINOR


def test_it_reads_with_thousands_and_the_decimals_of_its_currency() -> None:
    assert str(Money(625_000, "USD")) == "6,250.00 USD"
    assert str(Money(1_500_000, "JPY")) == "1,500,000 JPY"
    assert str(Money(-5, "KWD")) == "-0.005 KWD"


def test_two_currencies_have_no_sum() -> None:
    assert Money(1, "USD") + Money(2, "USD") == Money(3, "USD")
    with pytest.raises(InvalidInput):
        _ = Money(1, "USD") + Money(1, "EUR")


def test_totals_are_one_per_currency_in_the_order_of_the_codes() -> None:
    amounts = [Money(1, "USD"), Money(5, "EUR"), Money(2, "USD")]

    assert totals(amounts) == (Money(5, "EUR"), Money(3, "USD"))
    assert totals([]) == ()


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("5/2", 3), ("-5/2", -3), ("249/100", 2), ("-249/100", -2), ("0", 0), ("1/3", 0)],
)
def test_a_half_is_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert rounded_half_up(Fraction(value)) == rounded


@quick
@given(moneys)
def test_an_amount_read_back_is_the_same_money(money: Money) -> None:
    assert Money.of(money.amount, money.currency_code) == money
    assert Money.of(f"{money.amount}", money.currency_code) == money


@quick
@given(moneys, st.fractions(min_value=-3, max_value=3))
def test_a_product_is_off_by_half_a_minor_unit_at_most(money: Money, ratio: Fraction) -> None:
    assert abs(money.times(ratio).minor - money.minor * ratio) <= Fraction(1, 2)


@quick
@given(st.lists(moneys, max_size=8))
def test_totals_lose_nothing_and_do_not_depend_on_the_order(amounts: list[Money]) -> None:
    assert totals(reversed(amounts)) == totals(amounts)
    assert sum(t.minor for t in totals(amounts)) == sum(m.minor for m in amounts)
