"""What a question costs does not depend on how much the answer holds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from domain.vocabulary import RecordType
from tests.api import records
from tests.api.asking import Asker, asker
from tests.api.book import NOW, id_named
from tests.api.records import NOON

LIST = """query($n: Int!) { accounts(first: $n, orderBy: [{field: CONTRACT_VALUE_AT_RISK,
    direction: DESC}]) { totalCount pageInfo { endCursor } nodes { id name owner { name }
    csm { name } renewalDate noticeDeadline arr { amount } recentHealth
    health { value band trend } renewalRisk { probability level contractValueAtRisk { amount } }
    nextReview { id }
    commitments(first: 3) { nodes { text owner { name } sources { quote } } } } } }"""
LIST_STATEMENTS = 15
"""accounts, their count, owners, CSMs, two dates, ARR, daily scores, health, risk, next reviews,
commitments, their owners and their sources; a replay is not among them."""

PAGE = """query($id: ID!, $since: DateTime!) { account(by: {id: $id}) { name
    owner { name } contracts { nodes { name renewalRisk { probability } sources { quote } } }
    incidents { nodes { title clocks { state } rootCause { summary }
        timeline { nodes { at summary } } } }
    commitments { nodes { text status promisedTo { name } occurrences { nodes { slot } } } }
    health { value factors { points } evidence(first: 50) { points source { id } sources { quote } }
        changesSince(since: $since) { delta items { points source { id } } } }
    renewalRisk { probability contract { name } drivers { points evidence { source { id } } } }
    activity(first: 50) { nodes { summary account { name } record { id } } } } }"""
PAGE_STATEMENTS = 60
"A bound for the whole page; each kind of record behind evidence costs one."


HAPPENED = """{ accounts { nodes { id
    incidents { nodes { id clocks { state } timeline { nodes { id } } } }
    contracts { nodes { id sources { quote } renewalRisk { level } } }
    commitments { nodes { id occurrences { nodes { slot } } } }
    activity { nodes { record { id } } } } } }"""


async def counted(ask: Asker, document: str, **given: Any) -> int:
    await ask(document, **given)
    return len(ask.texts)


def accounts(number: int) -> list[Any]:
    """So many accounts with all that the list shows."""
    owner, csm = records.user(email="o@x"), records.user(email="c@x")
    rows: list[Any] = [owner, csm]
    for _ in range(number):
        account = records.account(owner_id=owner.id, csm_id=csm.id)
        rows += [account, records.score(account, at_risk_minor=5, currency_code="USD")]
        rows += [records.contract(account), records.daily_score(account, NOON.date())]
        rows += [records.commitment(account, owner_id=owner.id) for _ in range(4)]
        rows.append(records.review(account, starts_at=NOON + timedelta(days=1)))
    return rows


async def test_a_list_of_fifty_takes_as_many_statements_as_a_list_of_two(tmp_path: Path) -> None:
    ask = asker(tmp_path, *accounts(50))

    # A page that is not full costs one more: accounts of which nothing is known come last.
    few, many = await counted(ask, LIST, n=2), await counted(ask, LIST, n=49)

    assert few == many <= LIST_STATEMENTS


async def test_an_account_page_takes_as_many_statements_however_much_happened(
    tmp_path: Path,
) -> None:
    async def page(happened: int) -> int:
        account = records.account()
        rows: list[Any] = [account]
        for _ in range(happened):
            incident, promise = records.incident(account), records.commitment(account)
            rows += [incident, promise, records.contract(account)]
            on_record = {"record_type": RecordType.INCIDENT, "record_id": incident.id}
            rows.append(records.activity(account, **on_record))
        folder = tmp_path / str(happened)
        folder.mkdir()
        ask = asker(folder, *rows)
        return await counted(ask, HAPPENED)

    assert await page(1) == await page(20)


async def test_a_whole_account_page_stays_within_its_statements(book: Asker) -> None:
    given = {
        "id": await id_named(book, "TechCorp"),
        "since": (NOW - timedelta(days=30)).isoformat(),
    }

    assert await counted(book, PAGE, **given) <= PAGE_STATEMENTS


async def test_a_replay_of_many_accounts_reads_the_facts_once(book: Asker) -> None:
    document = (
        "query($at: DateTime) { accounts(first: 100) { nodes { health(asOf: $at) { value } } } }"
    )

    await book(document, at=(NOW - timedelta(days=30)).isoformat())

    assert sum(" fact" in text for text in book.texts) == 1
