from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import ContractInputs
from domain.running import is_running
from domain.verdicts import HealthBand
from domain.vocabulary import RenewalOutcome
from tests.api import records
from tests.api.asking import Asker, asker
from tests.api.book import NOW

TOTAL = "accounts contractValueAtRisk { amount currencyCode }"
TOTALS = f"""query($f: AccountFilter, $as: DateTime) {{ portfolio(filter: $f, asOf: $as) {{
    {TOTAL} arr {{ amount currencyCode }}
    byBand {{ band {TOTAL} arr {{ amount currencyCode }} }} byOwner {{ owner {{ id }} {TOTAL} }}
    byRenewalQuarter {{ quarter {TOTAL} }} byCause {{ key {TOTAL} }} }} }}"""
LISTED = """query($f: AccountFilter, $as: DateTime, $after: String) {
    accounts(first: 3, after: $after, filter: $f, orderBy: [{field: RISK, direction: DESC}]) {
    pageInfo { hasNextPage endCursor }
    nodes { id owner { id } renewalDate arr { amount currencyCode } health(asOf: $as) { band }
    renewalRisk(asOf: $as) { contractValueAtRisk { amount currencyCode }
    drivers(first: 100) { key } } } } }"""
FILTERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "band": st.fixed_dictionaries(
            {"in": st.lists(st.sampled_from([b.value for b in HealthBand]), min_size=1)}
        ),
        "riskProbability": st.fixed_dictionaries({"gte": st.sampled_from([0.0, 0.08, 0.1, 0.9])}),
        "not": st.just({"incidentsSome": {"breached": True}}),
        "renewalDate": st.fixed_dictionaries({"isNull": st.booleans()}),
    },
)


def sums(amounts: list[dict[str, str]]) -> dict[str, Decimal]:
    """Exact sums by currency."""
    found: dict[str, Decimal] = {}
    for money in amounts:
        code = money["currencyCode"]
        found[code] = found.get(code, Decimal()) + Decimal(money["amount"])
    return found


async def every_account(ask: Asker, **given_: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        page = (await ask(LISTED, after=after, **given_))["accounts"]
        found += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return found


def at_risk(accounts: list[dict[str, Any]]) -> dict[str, Decimal]:
    risks = [a["renewalRisk"] for a in accounts if a["renewalRisk"]]
    return sums([r["contractValueAtRisk"] for r in risks if r["contractValueAtRisk"]])


def quarter(account: dict[str, Any]) -> str:
    day = account["renewalDate"]
    return "none" if day is None else f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


@given(asked=FILTERS, days=st.none() | st.integers(0, 200))
@settings(deadline=None, max_examples=10)
async def test_totals_are_the_sums_over_all_pages_of_the_account_list(
    book: Asker, asked: dict[str, Any], days: int | None
) -> None:
    at = None if days is None else (NOW - timedelta(days=days)).isoformat()
    accounts = [a for a in await every_account(book, f=asked, **{"as": at}) if a["health"]]

    whole = (await book(TOTALS, f=asked, **{"as": at}))["portfolio"]

    assert whole["accounts"] == len(accounts)
    assert sums(whole["contractValueAtRisk"]) == at_risk(accounts)
    for total in whole["byBand"]:
        own = [a for a in accounts if a["health"]["band"] == total["band"]]
        assert (total["accounts"], sums(total["contractValueAtRisk"])) == (len(own), at_risk(own))
    for total in whole["byOwner"]:
        own = [a for a in accounts if a["owner"] == total["owner"]]
        assert (total["accounts"], sums(total["contractValueAtRisk"])) == (len(own), at_risk(own))
    if at is None:
        assert sums(whole["arr"]) == sums([money for a in accounts for money in a["arr"]])
        for total in whole["byRenewalQuarter"]:
            own = [a for a in accounts if quarter(a) == total["quarter"]]
            assert (total["accounts"], sums(total["contractValueAtRisk"])) == (
                len(own),
                at_risk(own),
            )


@given(asked=FILTERS, days=st.none() | st.integers(0, 200))
@settings(deadline=None, max_examples=10)
async def test_every_breakdown_comes_to_the_same_total(
    book: Asker, asked: dict[str, Any], days: int | None
) -> None:
    at = None if days is None else (NOW - timedelta(days=days)).isoformat()

    whole = (await book(TOTALS, f=asked, **{"as": at}))["portfolio"]

    for breakdown in ("byBand", "byOwner", "byRenewalQuarter"):
        parts = whole[breakdown]
        assert sum(part["accounts"] for part in parts) == whole["accounts"]
        money = [m for part in parts for m in part["contractValueAtRisk"]]
        assert sums(money) == sums(whole["contractValueAtRisk"])
    causes = [m for part in whole["byCause"] for m in part["contractValueAtRisk"]]
    assert sums(causes) == sums(whole["contractValueAtRisk"])


async def test_an_empty_portfolio_has_every_band_and_no_money(book: Asker) -> None:
    whole = (await book(TOTALS, f={"name": {"eq": "nobody"}}))["portfolio"]

    assert (whole["accounts"], whole["arr"], whole["contractValueAtRisk"]) == (0, [], [])
    assert [total["band"] for total in whole["byBand"]] == [band.value for band in HealthBand]
    assert (whole["byOwner"], whole["byRenewalQuarter"], whole["byCause"]) == ([], [], [])


async def test_an_account_without_a_score_is_counted_and_its_band_unknown(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ask = asker(tmp_path_factory.mktemp("one"), records.account())

    whole = (await ask(TOTALS))["portfolio"]

    assert whole["accounts"] == 1
    assert [t["band"] for t in whole["byBand"] if t["accounts"]] == ["UNKNOWN"]


DAY = NOW.date()
DATES = st.none() | st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n))


@given(
    contracts=st.lists(
        st.tuples(DATES, DATES, DATES, st.none() | st.just(RenewalOutcome.RENEWED)), max_size=6
    )
)
@settings(deadline=None, max_examples=30)
async def test_a_contract_runs_today_by_the_rule_of_days_past(
    tmp_path_factory: pytest.TempPathFactory, contracts: list[tuple[Any, ...]]
) -> None:
    account, expected, rows = records.account(), 0, list[Any]()
    for n, (starts, ends, renews, outcome) in enumerate(contracts):
        dates = {"starts_on": starts, "ends_on": ends, "renews_on": renews, "outcome": outcome}
        rows.append(
            records.contract(account, annual_value_minor=10**n, currency_code="JPY", **dates)
        )
        expected += 10**n * is_running(ContractInputs(name="", **dates), DAY)
    ask = asker(tmp_path_factory.mktemp("running"), account, *rows, now=NOW)

    (found,) = (await ask("{ accounts { nodes { arr { amount } } } }"))["accounts"]["nodes"]

    assert [money["amount"] for money in found["arr"]] == ([str(expected)] if expected else [])
