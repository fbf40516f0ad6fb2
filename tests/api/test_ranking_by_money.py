"""The book ranked by money, whatever the currencies: against plain Python, page by page."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.money import Money, rounded_half_up
from tests.api import records
from tests.api.asking import Asker, asker
from tests.api.test_paging import PAGE, all_pages, all_pages_back, names

RATES = {"EUR": "1.08", "GBP": "1.275", "JPY": "0.006667", "KWD": "3.25"}
OLDER = {"EUR": "99", "JPY": "0.5"}
"Rates of an earlier day, which count no longer; those of GBP and KWD are the only ones."
MONEY = st.builds(
    Money,
    st.integers(0, 40) | st.integers(0, 10**6) | st.integers(10**9, 10**12),
    st.sampled_from(["USD", *RATES, "CHF", "SEK"]),
)
BOOKS = st.lists(st.lists(MONEY, max_size=3), max_size=9)
"Of each account, what it pays; the first is what is at risk."


def cents(money: Money) -> int | None:
    """Worth in USD, by the rule itself; None without a rate."""
    if money.currency_code == "USD":
        return money.minor
    rate = RATES.get(money.currency_code)
    if rate is None:
        return None
    return rounded_half_up(Fraction(money.amount) * Fraction(rate) * 100)


def book(folder: str, accounts: Sequence[Sequence[Money]]) -> Asker:
    """Accounts n0, n1 ... that pay so much."""
    rows: list[Any] = [records.rate(code, rate) for code, rate in RATES.items()]
    rows += [records.rate(code, rate, date(2023, 1, 1)) for code, rate in OLDER.items()]
    for number, amounts in enumerate(accounts):
        account = records.account(name=f"n{number}")
        rows.append(account)
        for money in amounts:
            worth = {"annual_value_minor": money.minor, "currency_code": money.currency_code}
            rows.append(records.contract(account, **worth))
        for money in amounts[:1]:
            risk = {"at_risk_minor": money.minor, "currency_code": money.currency_code}
            rows.append(records.score(account, **risk, at_risk_usd=cents(money)))
    return asker(Path(folder), *rows)


Key = tuple[Any, ...]


def at_risk(amounts: Sequence[Money]) -> Key:
    """In USD; without a rate by currency and amount; None where nothing is known."""
    if not amounts:
        return (None, None, None)
    return (cents(amounts[0]), amounts[0].currency_code, amounts[0].minor)


def arr(amounts: Sequence[Money]) -> Key:
    """The same of all an account pays, and of the currency it pays most in."""
    worth = [found for money in amounts if (found := cents(money)) is not None]
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency_code] = sums.get(money.currency_code, 0) + money.minor
    code = min(sums, key=lambda code: (-sums[code], code), default=None)
    return (sum(worth) if worth else None, code, code and sums[code])


def ranked(keys: Sequence[Key], *, falling: bool) -> list[str]:
    """Each key in turn, unknown ones last either way; ties as they were made, or falling."""
    places = sorted(range(len(keys)), reverse=falling)
    for part in (2, 1, 0):
        known = [place for place in places if keys[place][part] is not None]
        values = sorted({keys[place][part] for place in known}, reverse=falling)
        order = {value: rank for rank, value in enumerate(values)}
        places.sort(key=lambda place: order.get(keys[place][part], len(order)))
    return [f"n{place}" for place in places]


@pytest.mark.parametrize(("field", "key"), [("CONTRACT_VALUE_AT_RISK", at_risk), ("ARR", arr)])
@settings(deadline=None, max_examples=30)
@given(accounts=BOOKS, direction=st.sampled_from(["ASC", "DESC"]), size=st.integers(1, 4))
async def test_accounts_are_ranked_by_their_money_in_usd_on_every_page(
    field: str, key: Any, accounts: list[list[Money]], direction: str, size: int
) -> None:
    order = [{"field": field, "direction": direction}]
    expected = ranked([key(amounts) for amounts in accounts], falling=direction == "DESC")
    with TemporaryDirectory() as folder:
        ask = book(folder, accounts)

        assert names(await ask(PAGE, first=100, by=order)) == expected
        assert await all_pages(ask, size, by=order) == expected
        assert await all_pages_back(ask, size, by=order) == expected


async def test_amounts_beyond_64_bits_of_cents_still_rank(tmp_path: Path) -> None:
    most = 10**15
    ask = book(str(tmp_path), [[Money(most, "JPY")], [Money(most - 10**9, "JPY")], []])

    found = names(await ask(PAGE, first=9, by=[{"field": "ARR", "direction": "DESC"}]))

    assert found == ["n0", "n1", "n2"]
    assert await all_pages(ask, 1, by=[{"field": "ARR", "direction": "DESC"}]) == found


async def test_amounts_are_shown_in_their_own_currency(tmp_path: Path) -> None:
    ask = book(str(tmp_path), [[Money(100_00, "EUR"), Money(50_00, "USD")]])

    answer = await ask("{ accounts { nodes { arr { amount currencyCode } } } }")

    assert answer["accounts"]["nodes"][0]["arr"] == [
        {"amount": "100.00", "currencyCode": "EUR"},
        {"amount": "50.00", "currencyCode": "USD"},
    ]
