"""What a risk says of the reference rate it stands on, now and replayed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.rates import ReferenceRate
from models.account import Account
from models.contract import Contract
from models.database import Database
from models.sweep import sweep
from tests.api.asking import Asker
from tests.api.book import NOW

DAY = timedelta(days=1)
RISKS = """query($as: DateTime, $known: DateTime) { accounts { nodes {
    renewalRisk(asOf: $as, knownAt: $known) {
        baseRate baseRateAssumed usdPerUnit contractValueAtRisk { currencyCode } }
    contracts { nodes { renewalRisk(asOf: $as, knownAt: $known) { baseRate usdPerUnit } } } } }
    portfolio(asOf: $as) { contractValueAtRisk { amount currencyCode } } }"""
BEGAN, LEARNED = NOW - 30 * DAY, NOW - 5 * DAY


def rate(value: str, as_of: date, recorded_at: datetime) -> ReferenceRate:
    return ReferenceRate(
        currency_code="EUR",
        usd_per_unit=Decimal(value),
        as_of=as_of,
        source="ECB",
        recorded_at=recorded_at,
    )


@pytest.fixture
async def ask(tmp_path: Path) -> Asker:
    """One contract of 40,000 EUR for a month; twenty days ago a euro was worth half a dollar, since
    ten days ago one and a half, and both were put on file five days ago."""
    path = tmp_path / "euros.db"
    database = await Database.open(path)
    async with database.write("a", actor="test", now=BEGAN) as unit:
        unit.add(Account(name="TechCorp", tracked_from=BEGAN))
        unit.add(Contract(name="Euros", annual_value_minor=40_000_00, currency_code="EUR"))
    for value, days in (("0.5", 20), ("1.5", 10)):
        await database.set_rate(rate(value, (NOW - days * DAY).date(), LEARNED))
    await sweep(database, now=NOW)
    await database.close()
    return Asker(path=path, now=NOW)


async def risk(ask: Asker, **given: datetime) -> tuple[Any, ...]:
    """Base rate, whether it was assumed, and the rate behind it."""
    times = {name: value.isoformat() for name, value in given.items()}
    (account,) = (await ask(RISKS, **times))["accounts"]["nodes"]
    found = account["renewalRisk"]
    (own,) = [contract["renewalRisk"] for contract in account["contracts"]["nodes"]]
    assert own == {"baseRate": found["baseRate"], "usdPerUnit": found["usdPerUnit"]}
    assert found["contractValueAtRisk"] == {"currencyCode": "EUR"}
    return found["baseRate"], found["baseRateAssumed"], found["usdPerUnit"]


async def test_the_risk_says_which_rate_it_stands_on(ask: Asker) -> None:
    assert await risk(ask) == (0.07, False, "1.5")


async def test_a_replay_uses_the_rate_in_force_that_day(ask: Asker) -> None:
    assert await risk(ask, **{"as": NOW - 15 * DAY}) == (0.10, False, "0.5")
    assert await risk(ask, **{"as": NOW - 10 * DAY}) == (0.07, False, "1.5")


async def test_before_the_first_rate_the_lowest_step_is_assumed(ask: Asker) -> None:
    assert await risk(ask, **{"as": NOW - 25 * DAY}) == (0.10, True, None)


async def test_a_rate_learned_later_does_not_move_what_was_known_before(ask: Asker) -> None:
    known = {"known": LEARNED - DAY}

    assert await risk(ask, **{"as": NOW - 10 * DAY}, **known) == (0.10, True, None)
    assert await risk(ask, **known) == (0.10, True, None)
    assert await risk(ask, **{"as": NOW - 10 * DAY, "known": LEARNED}) == (0.07, False, "1.5")


async def test_the_portfolio_replayed_agrees_with_the_risks_replayed(ask: Asker) -> None:
    now = await ask(RISKS)
    same = await ask(RISKS, **{"as": NOW.isoformat()})
    then = await ask(RISKS, **{"as": (NOW - 15 * DAY).isoformat()})

    assert same["portfolio"] == now["portfolio"]
    (before,), (after,) = (a["portfolio"]["contractValueAtRisk"] for a in (then, now))
    assert Decimal(before["amount"]) > Decimal(after["amount"])
    assert (before["currencyCode"], after["currencyCode"]) == ("EUR", "EUR")
