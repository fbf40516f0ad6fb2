from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.vocabulary import RenewalOutcome
from models.account import Account
from models.base import new_id
from models.contract import Contract
from models.database import Database
from tests.api.asking import Asker
from tests.api.book import NOW

RISK = """{ probability low high level basis modelVersion missing decisionDate baseRate
    contract { id name } contractValueAtRisk { amount currencyCode }
    drivers(first: $first) { key points value { amount } summary evidence(first: 2) {
        points source { id } } }
    rest(first: $first) { count points value { amount } } }"""
ALL = f"""query($as: DateTime, $known: DateTime, $first: Int! = 4) {{
    accounts(first: 100) {{ nodes {{ name renewalRisk(asOf: $as, knownAt: $known) {RISK}
    contracts {{ nodes {{ id outcome
    renewalRisk(asOf: $as, knownAt: $known) {RISK} }} }} }} }} }}"""
DAYS = st.integers(0, 300).map(lambda n: (NOW - timedelta(days=n, hours=5)).isoformat())


def millionths(share: float) -> int:
    """A share as the whole number it is; anything finer fails."""
    assert abs(10**6 * share - round(10**6 * share)) < 1e-6
    return round(10**6 * share)


def minor(money: dict[str, str] | None) -> int:
    return 0 if money is None else int(money["amount"].replace(".", ""))


def risks(answer: dict[str, Any]) -> list[dict[str, Any]]:
    accounts = answer["accounts"]["nodes"]
    contracts = [c for account in accounts for c in account["contracts"]["nodes"]]
    return [owner["renewalRisk"] for owner in (*accounts, *contracts) if owner["renewalRisk"]]


@given(first=st.integers(0, 12), at=st.none() | DAYS)
@settings(deadline=None, max_examples=10)
async def test_drivers_and_rest_and_base_rate_add_up_to_the_probability(
    book: Asker, first: int, at: str | None
) -> None:
    for risk in risks(await book(ALL, first=first, **{"as": at})):
        drivers = [*risk["drivers"], risk["rest"]]
        shares = sum(millionths(driver["points"]) for driver in drivers)
        assert shares == millionths(risk["probability"]) - millionths(risk["baseRate"])
        assert len(risk["drivers"]) <= first
        assert risk["low"] <= risk["probability"] <= risk["high"]


@given(first=st.integers(0, 12))
@settings(deadline=None, max_examples=10)
async def test_the_money_of_drivers_and_rest_does_not_depend_on_how_many_are_shown(
    book: Asker, first: int
) -> None:
    def money(answer: dict[str, Any]) -> list[int]:
        return [sum(minor(d["value"]) for d in (*r["drivers"], r["rest"])) for r in risks(answer)]

    assert money(await book(ALL, first=first)) == money(await book(ALL, first=0))


async def test_the_account_shows_the_contract_whose_decision_comes_first(book: Asker) -> None:
    for account in (await book(ALL))["accounts"]["nodes"]:
        risk = account["renewalRisk"]
        contracts = {c["id"]: c["renewalRisk"] for c in account["contracts"]["nodes"]}
        if risk and risk["contract"]:
            assert contracts[risk["contract"]["id"]] == risk


async def test_techcorp_is_at_risk_as_its_note_says(book: Asker) -> None:
    answer = await book(ALL, **{"as": "2024-10-25T15:45:00-04:00"})
    earlier = await book(ALL, **{"as": "2024-10-25T14:00:00-04:00"})

    now, then = of_techcorp(answer), of_techcorp(earlier)
    assert (round(now["probability"], 4), round(now["low"], 3), round(now["high"], 3)) == (
        0.2406, 0.071, 0.568,
    )  # fmt: skip
    assert now["contractValueAtRisk"] == {"amount": "120313.05", "currencyCode": "USD"}
    assert "RENEWAL_DATE" in now["missing"]
    assert now["basis"] == "PRIOR"
    assert now["drivers"][0]["evidence"][0]["source"]
    assert round(then["probability"], 4) == 0.1921


def of_techcorp(answer: dict[str, Any]) -> dict[str, Any]:
    return next(n["renewalRisk"] for n in answer["accounts"]["nodes"] if n["name"] == "TechCorp")


async def test_a_replay_at_the_instant_of_the_stored_score_gives_the_stored_risk(
    book: Asker,
) -> None:
    stored = await book(ALL)

    assert await book(ALL, **{"as": NOW.isoformat()}) == stored


async def test_before_anything_was_known_there_is_no_risk(book: Asker) -> None:
    answer = await book(ALL, **{"as": "2001-01-01T00:00:00Z"})

    assert risks(answer) == []


async def test_when_every_contract_is_decided_nothing_is_at_risk(tmp_path: Path) -> None:
    path, account = tmp_path / "one.db", new_id()
    database = await Database.open(path)
    async with database.write(account, actor="test", now=NOW) as unit:
        unit.add(Account(name="One", tracked_from=NOW))
        today = NOW.date()
        unit.add(Contract(name="Old", outcome=RenewalOutcome.RENEWED, outcome_on=today))
    await database.close()
    ask = Asker(path=path, now=NOW)

    for at in (None, NOW.isoformat()):
        (one,) = (await ask(ALL, **{"as": at}))["accounts"]["nodes"]
        assert one["renewalRisk"] is None
        assert [c["renewalRisk"] for c in one["contracts"]["nodes"]] == [None]
