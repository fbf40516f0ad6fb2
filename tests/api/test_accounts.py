from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.vocabulary import RecordType
from models.account import Account, AccountAlias
from resolvers.ids import RecordKey, global_id
from tests.api import records
from tests.api.asking import Asker, asker
from tests.api.records import NOON

ONE = """query($by: AccountRef!) { account(by: $by) {
    id name segment timeZone currencyCode trackedFrom
    externalRefs { system key } owner { name email active } csm { name } sponsor { name }
    mergedInto { name } version updatedAt createdAt renewalDate noticeDeadline
    arr { amount currencyCode } } }"""
RANKED = "query($by: [AccountOrder!]) { accounts(orderBy: $by) { nodes { name } } }"
TODAY = NOON.date()


def gid(account: Account | str) -> str:
    id_ = account if isinstance(account, str) else account.id
    return global_id(RecordKey(RecordType.ACCOUNT, None, id_))


async def test_an_account_shows_what_is_on_file(tmp_path: Path) -> None:
    owner = records.user(name="Ines", email="ines@example.com")
    account = records.account(
        name="TechCorp", owner_id=owner.id, time_zone="America/New_York", currency_code="USD"
    )
    sponsor = records.contact(account, name="Sam")
    account.sponsor_id = sponsor.id
    ref = records.account_ref(account, system="crm", key="001")
    dates = {"renewal_date": TODAY, "notice_deadline": TODAY - timedelta(days=60)}
    score = records.score(account, **dates)
    ask = asker(tmp_path, owner, account, sponsor, ref, score)

    found = (await ask(ONE, by={"id": gid(account)}))["account"]

    assert found["owner"] == {"name": "Ines", "email": "ines@example.com", "active": True}
    assert (found["csm"], found["sponsor"], found["mergedInto"]) == (None, {"name": "Sam"}, None)
    assert found["externalRefs"] == [{"system": "crm", "key": "001"}]
    assert (found["timeZone"], found["currencyCode"]) == ("America/New_York", "USD")
    assert (found["renewalDate"], found["noticeDeadline"]) == ("2024-10-25", "2024-08-26")
    assert found["updatedAt"] == "2024-10-25T12:00:00Z"


async def test_an_account_is_found_by_another_systems_key(tmp_path: Path) -> None:
    account = records.account(name="TechCorp")
    ask = asker(tmp_path, account, records.account_ref(account, system="crm", key="001"))

    found = await ask(ONE, by={"external": {"system": "crm", "key": "001"}})
    other = await ask(ONE, by={"external": {"system": "erp", "key": "001"}})

    assert found["account"]["name"] == "TechCorp"
    assert other["account"] is None


async def test_the_id_of_a_merged_account_leads_to_the_one_it_became(tmp_path: Path) -> None:
    heir, gone = records.account(name="Heir"), records.account(name="Gone")
    gone.merged_into_id = heir.id
    alias = AccountAlias(alias_id=gone.id, account_id=heir.id)
    contract = records.contract(heir, name="Moved")
    ask = asker(tmp_path, heir, gone, alias, contract)
    moved = global_id(RecordKey(RecordType.CONTRACT, gone.id, contract.id))

    by_id = await ask(ONE, by={"id": gid(gone)})
    nodes = await ask(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Contract { name } } }",
        ids=[gid(gone), moved],
    )
    listed = await ask(RANKED)

    assert by_id["account"]["name"] == "Heir"
    assert [node["id"] for node in nodes["nodes"]] == [
        gid(heir),
        global_id(RecordKey(RecordType.CONTRACT, heir.id, contract.id)),
    ]
    assert listed["accounts"]["nodes"] == [{"name": "Heir"}]


async def test_an_unknown_account_is_null_and_a_foreign_id_an_error(tmp_path: Path) -> None:
    ask = asker(tmp_path, records.account())
    user = global_id(RecordKey(RecordType.USER, None, "u"))

    assert await ask(ONE, by={"id": gid("nobody")}) == {"account": None}
    assert await ask.code(ONE, by={"id": user}) == "INVALID_ID"
    assert await ask.code(ONE, by={"id": "nonsense"}) == "INVALID_ID"


@pytest.mark.parametrize("by", [{}, {"id": "x", "external": {"system": "a", "key": "b"}}])
async def test_exactly_one_name_of_an_account_is_given(tmp_path: Path, by: dict[str, Any]) -> None:
    result = await asker(tmp_path, records.account()).result(ONE, by=by)

    assert result.errors
    assert "exactly one" in result.errors[0].message


RANKING = [
    ("NAME", ["a", "b", "c", "d"]),
    ("HEALTH", ["b", "c", "a", "d"]),
    ("RISK", ["a", "c", "b", "d"]),
    ("CONTRACT_VALUE_AT_RISK", ["b", "a", "c", "d"]),
    ("RENEWAL_DATE", ["b", "c", "a", "d"]),
    ("NOTICE_DEADLINE", ["c", "b", "a", "d"]),
    ("ARR", ["b", "c", "a", "d"]),
    ("UPDATED_AT", ["d", "c", "b", "a"]),
]


@pytest.fixture
def ranked(tmp_path: Path) -> Asker:
    """Three scored accounts, b and a in USD and c in EUR; d has neither score nor contract."""
    rows: list[Any] = [records.rate("EUR", "1.5")]
    scored = {
        "a": (70.0, 0.1, 900, "USD", None, None, 500),
        "b": (20.0, 0.3, 800, "USD", date(2025, 1, 1), date(2024, 12, 1), 400),
        "c": (50.0, 0.2, 700, "EUR", date(2025, 2, 1), date(2024, 11, 1), 300),
    }
    for age, name in enumerate("abcd"):
        updated = {"updated_at": NOON - timedelta(days=age)}
        account = records.account(name=name, **updated)
        rows.append(account)
        if name in scored:
            value, risk, minor, currency, renews, notice, annual = scored[name]
            given = {"value": value, "probability": risk, "at_risk_minor": minor}
            given["at_risk_usd"] = minor * 3 // 2 if currency == "EUR" else minor
            dates = {"renewal_date": renews, "notice_deadline": notice, "currency_code": currency}
            rows.append(records.score(account, **given, **dates))
            worth = {"annual_value_minor": annual, "currency_code": currency}
            rows.append(records.contract(account, **worth))
    return asker(tmp_path, *rows)


@pytest.mark.parametrize(("field", "expected"), RANKING, ids=[field for field, _ in RANKING])
async def test_accounts_are_ranked_unknown_ones_last(
    ranked: Asker, field: str, expected: list[str]
) -> None:
    rising = await ranked(RANKED, by=[{"field": field}])
    falling = await ranked(RANKED, by=[{"field": field, "direction": "DESC"}])

    assert [n["name"] for n in rising["accounts"]["nodes"]] == expected
    known = [name for name in expected if field in {"NAME", "UPDATED_AT"} or name != "d"]
    if field in {"RENEWAL_DATE", "NOTICE_DEADLINE"}:
        known.remove("a")
    unknown = sorted(set(expected) - set(known), reverse=True)
    assert [n["name"] for n in falling["accounts"]["nodes"]] == [*reversed(known), *unknown]


async def test_amounts_of_several_currencies_are_summed_apart(tmp_path: Path) -> None:
    account = records.account()
    worth = [(100, "USD"), (250, "EUR"), (300, "USD"), (None, None)]
    contracts = [
        records.contract(account, annual_value_minor=minor, currency_code=code)
        for minor, code in worth
    ]
    ask = asker(tmp_path, account, *contracts)

    found = (await ask(ONE, by={"id": gid(account)}))["account"]["arr"]

    assert found == [
        {"amount": "2.50", "currencyCode": "EUR"},
        {"amount": "4.00", "currencyCode": "USD"},
    ]
