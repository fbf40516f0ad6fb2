from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import SlaTerm
from domain.period import Period
from domain.vocabulary import ClockBasis, ClockMetric, RenewalOutcome, Severity
from models.contract import Contract
from resolvers.context import Viewer
from tests.api import records
from tests.api.asking import asker, filters

TODAY = records.NOON.date()


AGREED = [
    {
        "severity": None,
        "metric": "RESOLUTION",
        "target": "PT4H",
        "basis": None,
        "calendar": None,
        "onReopen": "CONTINUE",
    },
    {
        "severity": "SEV2",
        "metric": "FIRST_RESPONSE",
        "target": "PT30M",
        "basis": "DECLARED",
        "calendar": "office",
        "onReopen": "CONTINUE",
    },
]
"What the two terms below say."


async def test_a_contract_says_what_it_pays_and_what_it_was_promised(tmp_path: Path) -> None:
    account = records.account()
    term = SlaTerm(
        metric=ClockMetric.FIRST_RESPONSE,
        target=timedelta(minutes=30),
        severity=Severity.SEV2,
        basis=ClockBasis.DECLARED,
        calendar="office",
    )
    contract = records.contract(
        account,
        renews_on=date(2025, 5, 31),
        notice_period=Period(months=3),
        notice_deadline=date(2025, 2, 28),
        sla_terms=(records.RESOLVED_IN_4_H, term),
        outcome=RenewalOutcome.EXPANDED,
        outcome_recorded_at=datetime(2025, 3, 1, tzinfo=UTC),
    )
    ask = asker(tmp_path, account, contract)

    told = await ask(
        """{ contracts { nodes { name annualValue { amount currencyCode } monthlyFee { amount }
             renewsOn noticePeriod noticeDeadline autoRenews outcome outcomeRecordedAt
             slaTerms { severity metric target basis calendar onReopen } } } }"""
    )

    assert told["contracts"]["nodes"] == [
        {
            "name": "Enterprise",
            "annualValue": {"amount": "500000.00", "currencyCode": "USD"},
            "monthlyFee": {"amount": "41666.67"},
            "renewsOn": "2025-05-31",
            "noticePeriod": "P3M",
            "noticeDeadline": "2025-02-28",
            "autoRenews": None,
            "outcome": "EXPANDED",
            "outcomeRecordedAt": "2025-03-01T00:00:00Z",
            "slaTerms": AGREED,
        }
    ]


@pytest.mark.parametrize(
    ("minor", "currency", "fee"),
    [
        (6, "USD", "0.01"),
        (5, "USD", "0.00"),
        (100, "JPY", "8"),
        (1, "KWD", "0.000"),
        (None, "USD", None),
    ],
)
async def test_a_monthly_fee_is_a_twelfth_rounded_once_half_up(
    tmp_path: Path, minor: int | None, currency: str, fee: str | None
) -> None:
    account = records.account()
    contract = records.contract(account, annual_value_minor=minor, currency_code=currency)
    ask = asker(tmp_path, account, contract)

    (told,) = (await ask("{ contracts { nodes { monthlyFee { amount } } } }"))["contracts"]["nodes"]

    assert told == {"monthlyFee": fee and {"amount": fee}}


async def test_annual_values_are_ranked_within_their_currency(tmp_path: Path) -> None:
    account = records.account()
    values = [(300, "USD"), (900, "EUR"), (None, None), (100, "EUR"), (700, "USD")]
    contracts = [
        records.contract(account, annual_value_minor=minor, currency_code=currency)
        for minor, currency in values
    ]
    ask = asker(tmp_path, account, *contracts)

    told = await ask(
        """{ contracts(orderBy: [{field: ANNUAL_VALUE, direction: DESC}]) { nodes {
             annualValue { amount } } } }"""
    )

    amounts = [node["annualValue"] for node in told["contracts"]["nodes"]]
    ranked = ["7.00", "3.00", "9.00", "1.00"]
    assert amounts == [*({"amount": amount} for amount in ranked), None]


DAYS = st.none() | st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days))
ROWS = st.fixed_dictionaries(
    {
        "renews_on": DAYS,
        "notice_deadline": DAYS,
        "outcome": st.none() | st.sampled_from(RenewalOutcome),
        "owner": st.sampled_from(["owner_id", "csm_id", None]),
    }
)
NEXT = st.fixed_dictionaries({"nextDays": st.integers(0, 4)})
FILTERS = filters(
    mine=st.booleans(),
    outcomeMissing=st.booleans(),
    renewsOn=NEXT,
    noticeDeadline=NEXT,
)


def is_ahead(day: date | None, f: dict[str, int] | None) -> bool:
    return f is None or (day is not None and 0 <= (day - TODAY).days <= f["nextDays"])


def passes(row: dict[str, Any], f: dict[str, Any]) -> bool:
    """What a filter of contracts says, in plain Python."""
    renews_on, is_mine = row["renews_on"], row["owner"] is not None
    is_missing = row["outcome"] is None and renews_on is not None and renews_on <= TODAY
    return (
        f.get("mine", is_mine) == is_mine
        and f.get("outcomeMissing", is_missing) == is_missing
        and is_ahead(renews_on, f.get("renewsOn"))
        and is_ahead(row["notice_deadline"], f.get("noticeDeadline"))
    )


def made(number: int, row: dict[str, Any]) -> list[Any]:
    """A contract of an account of its own."""
    columns = {name: value for name, value in row.items() if name != "owner"}
    account = records.account(**({row["owner"]: "me"} if row["owner"] else {}))
    contract: Contract = records.contract(account, name=str(number), **columns)
    return [account, contract]


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(ROWS, max_size=6), filter_=FILTERS)
async def test_a_filter_finds_what_the_same_words_find_in_plain_python(
    rows: list[dict[str, Any]], filter_: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    stored = [record for number, row in enumerate(rows) for record in made(number, row)]
    ask = asker(tmp_path_factory.mktemp("filter"), *stored, viewer=Viewer(user_id="me"))
    expected = [str(number) for number, row in enumerate(rows) if passes(row, filter_)]

    told = await ask(
        "query($filter: ContractFilter) { contracts(filter: $filter) { nodes { name } } }",
        filter=orjson.loads(orjson.dumps(filter_)),
    )

    assert sorted(node["name"] for node in told["contracts"]["nodes"]) == expected
