from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.money import Money, minor_digits, rounded_half_up
from domain.rates import ReferenceRate, in_force, in_usd, usd_rate

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
EUR = ReferenceRate(
    currency_code="EUR",
    usd_per_unit=Decimal("1.08"),
    as_of=NOON.date(),
    source="ECB",
    recorded_at=NOON,
)
values = st.decimals(
    min_value=Decimal("0.000001"), max_value=Decimal(99), places=6, allow_nan=False
).filter(lambda value: len(value.normalize().as_tuple().digits) <= 6)
codes = st.sampled_from(["EUR", "GBP", "JPY", "KWD", "CLF"])
days = st.integers(0, 9).map(lambda n: date(2026, 10, 20) + timedelta(days=n))
rates = st.builds(
    ReferenceRate,
    currency_code=codes,
    usd_per_unit=values,
    as_of=days,
    source=st.just("ECB"),
    recorded_at=st.just(NOON),
)


@pytest.mark.parametrize("code", ["eur", "EURO", "", "XXX", "USD"])
def test_a_rate_is_of_a_currency_other_than_usd(code: str) -> None:
    with pytest.raises(InvalidInput):
        replace(EUR, currency_code=code)


@pytest.mark.parametrize(
    "value",
    ["0", "-1.08", "100", "1e30", "NaN", "Infinity", "-Infinity", "1.234567", "1.5e-12"],
)
def test_what_is_no_believable_rate_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput, match="A rate"):
        replace(EUR, usd_per_unit=Decimal(value))


@pytest.mark.parametrize("value", ["1.08", "1.0800000", "99.9999", "0.0000238", "1e-12"])
def test_what_central_banks_publish_is_taken(value: str) -> None:
    assert replace(EUR, usd_per_unit=Decimal(value)).usd_per_unit == Decimal(value)


def test_a_rate_of_a_day_ahead_is_refused_by_the_day_in_utc() -> None:
    west = timezone(timedelta(hours=-11))
    late = datetime(2026, 11, 1, 22, tzinfo=west)  # the second of November in UTC

    assert replace(EUR, as_of=date(2026, 11, 2), recorded_at=late)
    with pytest.raises(InvalidInput, match="lies ahead"):
        replace(EUR, as_of=date(2026, 11, 2))


def test_a_rate_names_who_says_so() -> None:
    with pytest.raises(InvalidInput, match="source"):
        replace(EUR, source=" ")


@settings(max_examples=100, deadline=None)
@given(st.lists(rates, max_size=12, unique_by=lambda r: (r.currency_code, r.as_of)), days)
def test_the_latest_rate_of_that_day_or_before_is_in_force(
    told: list[ReferenceRate], day: date
) -> None:
    at = datetime.combine(day, NOON.timetz())

    found = in_force(told, at)

    for code in ("EUR", "GBP", "JPY", "KWD", "CLF"):
        own = [rate for rate in told if rate.currency_code == code and rate.as_of <= day]
        latest = max(own, key=lambda rate: rate.as_of, default=None)
        assert found.get(code) == (latest.usd_per_unit if latest else None)


def test_a_rate_is_in_force_from_the_first_second_of_its_day_in_utc() -> None:
    midnight = datetime(2026, 11, 1, tzinfo=UTC)

    assert in_force([EUR], midnight) == {"EUR": Decimal("1.08")}
    assert in_force([EUR], midnight - timedelta(microseconds=1)) == {}


def test_usd_needs_no_rate_and_unknown_money_has_none() -> None:
    assert usd_rate(Money(1, "USD"), {}) == 1
    assert usd_rate(Money(1, "EUR"), {"EUR": Decimal("1.08")}) == Decimal("1.08")
    assert usd_rate(Money(1, "EUR"), {}) is None
    assert usd_rate(None, {}) is None


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**15), rates)
def test_the_cents_of_money_are_exact_but_for_one_rounding(minor: int, rate: ReferenceRate) -> None:
    money = Money(minor, rate.currency_code)
    exact = Fraction(money.amount) * Fraction(rate.usd_per_unit) * 100

    found = in_usd(money, rate.usd_per_unit)

    assert found == Money(rounded_half_up(exact), "USD")
    assert rate.cents_per_minor * 10 ** minor_digits(rate.currency_code) == 100 * Fraction(
        rate.usd_per_unit
    )


@settings(max_examples=100, deadline=None)
@example(
    ReferenceRate(
        currency_code="CLF",
        usd_per_unit=Decimal("0.809407"),
        as_of=date(2026, 1, 1),
        source="a finding",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
)
@given(rates)
def test_the_cents_of_a_billion_units_are_worked_out_in_64_bits(rate: ReferenceRate) -> None:
    digits = minor_digits(rate.currency_code)
    units = 10**9 if digits < 4 else 10**8  # four digits: units of account, such as Chile's UF
    minor = units * 10**digits

    assert 2 * minor * rate.cents_per_minor.numerator < 2**63
