"""As far from now as an instant may lie, everything that takes one still answers."""

import pytest

from tests.api.asking import Asker

PORTFOLIO = "portfolio(asOf: $at) { __typename }"
ACCOUNTS = """accounts(first: 100) { nodes {
    health(asOf: $at) { value changesSince(since: $at) { delta } }
    now: health { changesSince(since: $at) { delta } }
    renewalRisk(asOf: $at) { probability } contracts { nodes { renewalRisk(asOf: $at) { low } } }
} }"""
ALL = f"query($at: DateTime!) {{ {PORTFOLIO} {ACCOUNTS} }}"
HISTORY = """query($from: Date!, $to: Date!) {
    accounts { nodes { healthHistory(from: $from, to: $to) { at } } }
    reviews(from: $from, to: $to) { totalCount } }"""


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00Z", "2200-12-31T23:59:59Z"])
async def test_the_first_and_the_last_instant_are_answered(book: Asker, at: str) -> None:
    assert await book(ALL, at=at)


@pytest.mark.parametrize("year", [1900, 2200])
async def test_the_first_and_the_last_days_are_answered(book: Asker, year: int) -> None:
    assert await book(HISTORY, **{"from": f"{year}-01-01", "to": f"{year}-12-31"})


@pytest.mark.parametrize("at", ["1899-12-31T23:59:59Z", "9999-12-31T23:59:59Z"])
async def test_further_out_the_value_is_named(book: Asker, at: str) -> None:
    result = await book.result(ALL, at=at)

    assert result.errors
    assert f"'{at}' is no instant" in result.errors[0].message
    assert "1900 to 2200" in result.errors[0].message


async def test_a_literal_that_is_refused_has_its_place_in_the_document(book: Asker) -> None:
    result = await book.result('{ portfolio(asOf: "2024-13-25T00:00:00Z") { __typename } }')

    assert result.errors
    assert [(at.line, at.column) for at in result.errors[0].locations or ()] == [(1, 19)]
