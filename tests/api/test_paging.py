import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.context import Viewer
from tests.api import records
from tests.api.asking import Asker, asker

PAGE = """query($first: Int, $after: String, $last: Int, $before: String, $by: [AccountOrder!],
    $where: AccountFilter) { accounts(first: $first, after: $after, last: $last, before: $before,
    orderBy: $by, filter: $where) { totalCount nodes { name } edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
BY_RENEWAL = [{"field": "RENEWAL_DATE", "direction": "DESC"}, {"field": "NAME"}]
DAY = date(2025, 1, 1)
ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(
                ["NAME", "HEALTH", "RISK", "CONTRACT_VALUE_AT_RISK", "RENEWAL_DATE", "UPDATED_AT"]
            ),
            "direction": st.sampled_from(["ASC", "DESC"]),
        }
    ),
    max_size=3,
)


def book(path: Path, renewals: Sequence[int | None]) -> Asker:
    """Accounts n0, n1 ... that renew so many days after DAY; None: no date on file."""
    rows: list[Any] = []
    for number, days in enumerate(renewals):
        account = records.account(name=f"n{number}")
        renews = None if days is None else DAY + timedelta(days=days)
        at_risk = None if days is None else days * 100
        worth = {"at_risk_minor": at_risk, "currency_code": "USD" if number % 2 else "EUR"}
        rows += [account, records.score(account, renewal_date=renews, value=number % 4, **worth)]
    return asker(path, *rows)


def names(answer: dict[str, Any]) -> list[str]:
    return [node["name"] for node in answer["accounts"]["nodes"]]


async def all_pages(ask: Asker, size: int, **given: Any) -> list[str]:
    found: list[str] = []
    after, more = None, True
    while more and len(found) < 50:
        answer = await ask(PAGE, first=size, after=after, **given)
        found += names(answer)
        info = answer["accounts"]["pageInfo"]
        after, more = info["endCursor"], info["hasNextPage"]
    return found


async def all_pages_back(ask: Asker, size: int, **given: Any) -> list[str]:
    found: list[str] = []
    before, more = None, True
    while more and len(found) < 50:
        answer = await ask(PAGE, last=size, before=before, **given)
        found = names(answer) + found
        info = answer["accounts"]["pageInfo"]
        before, more = info["startCursor"], info["hasPreviousPage"]
    return found


async def test_nulls_come_last_in_both_directions(tmp_path: Path) -> None:
    ask = book(tmp_path, [3, None, 1])

    rising = await ask(PAGE, by=[{"field": "RENEWAL_DATE"}])
    falling = await ask(PAGE, by=[{"field": "RENEWAL_DATE", "direction": "DESC"}])

    assert names(rising) == ["n2", "n0", "n1"]
    assert names(falling) == ["n0", "n2", "n1"]


@given(
    renewals=st.lists(st.none() | st.integers(0, 3), max_size=9),
    order=ORDERS,
    size=st.integers(1, 4),
)
@settings(deadline=None, max_examples=25)
async def test_pages_forwards_and_backwards_make_up_the_whole_list(
    renewals: list[int | None], order: list[dict[str, str]], size: int
) -> None:
    with TemporaryDirectory() as folder:
        ask = book(Path(folder), renewals)

        whole = names(await ask(PAGE, first=100, by=order))

        assert len(whole) == len(set(whole)) == len(renewals)
        assert await all_pages(ask, size, by=order) == whole
        assert await all_pages_back(ask, size, by=order) == whole


@given(data=st.data(), renewals=st.lists(st.none() | st.integers(0, 5), min_size=3, max_size=10))
@settings(deadline=None, max_examples=25)
async def test_rows_that_come_go_and_move_between_pages_move_no_other_row(
    data: st.DataObject, renewals: list[int | None]
) -> None:
    with TemporaryDirectory() as folder:
        ask = book(Path(folder), renewals)
        before = names(await ask(PAGE, first=100, by=BY_RENEWAL))
        touched: set[str] = set()
        seen: list[str] = []
        after, more = None, True
        while more and len(seen) < 50:
            answer = await ask(PAGE, first=2, after=after, by=BY_RENEWAL)
            seen += names(answer)
            info = answer["accounts"]["pageInfo"]
            after, more = info["endCursor"], info["hasNextPage"]
            touched.add(data.draw(change(ask.path, before), label="changed"))

    stayed = [name for name in before if name not in touched]
    assert [name for name in seen if name in stayed] == stayed


@st.composite
def change(draw: st.DrawFn, path: Path, there: list[str]) -> str:
    """Insert, delete or move one account; gives its name."""
    name = draw(st.sampled_from(there))
    kind = draw(st.sampled_from(["insert", "delete", "move"]))
    day = (DAY + timedelta(days=draw(st.integers(0, 5)))).isoformat()
    if kind == "insert":
        account = records.account(name=f"new {records.new_id()}")
        records.store(path, account, records.score(account, renewal_date=date.fromisoformat(day)))
        return account.name
    with closing(sqlite3.connect(path)) as connection, connection:
        (id_,) = connection.execute("select id from account where name = ?", [name]).fetchone() or [
            ""
        ]
        if kind == "delete":
            connection.execute("delete from score where account_id = ?", [id_])
            connection.execute("delete from account where id = ?", [id_])
        else:
            connection.execute("update score set renewal_date = ? where account_id = ?", [day, id_])
    return name


async def test_a_page_says_whether_there_is_more_and_how_many_in_all(tmp_path: Path) -> None:
    ask = book(tmp_path, [1, 2, 3])

    first = (await ask(PAGE, first=2))["accounts"]
    second = (await ask(PAGE, first=2, after=first["pageInfo"]["endCursor"]))["accounts"]

    assert (first["totalCount"], second["totalCount"]) == (3, 3)
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (
        False,
        True,
    )
    assert first["edges"][-1]["cursor"] == first["pageInfo"]["endCursor"]


async def test_an_empty_page_has_no_cursors_and_counting_is_done_only_when_asked(
    tmp_path: Path,
) -> None:
    ask = book(tmp_path, [1, 2])

    empty = (await ask(PAGE, first=0))["accounts"]
    assert (empty["nodes"], empty["pageInfo"]["endCursor"]) == ([], None)
    assert empty["pageInfo"]["hasNextPage"] is True

    await ask("{ accounts { nodes { name } } }")
    assert len(ask.texts) == 1


@pytest.mark.parametrize("size", [-1, 101])
async def test_a_page_size_no_page_has_is_refused(tmp_path: Path, size: int) -> None:
    ask = book(tmp_path, [])

    assert await ask.code(PAGE, first=size) == "INVALID"
    assert await ask.code(PAGE, last=size) == "INVALID"


async def test_first_and_last_together_are_refused(tmp_path: Path) -> None:
    assert await book(tmp_path, []).code(PAGE, first=1, last=1) == "INVALID"


async def test_twenty_rows_are_given_when_nobody_says(tmp_path: Path) -> None:
    assert len(names(await book(tmp_path, [1] * 22)(PAGE))) == 20


async def test_a_cursor_fits_only_the_list_it_was_made_for(tmp_path: Path) -> None:
    ask = book(tmp_path, [1, 2, 3])
    cursor = (await ask(PAGE, first=1))["accounts"]["pageInfo"]["endCursor"]
    flipped = cursor[:5] + ("A" if cursor[5] != "A" else "B") + cursor[6:]

    codes = [
        await ask.code(PAGE, after=cursor, by=BY_RENEWAL),
        await ask.code(PAGE, after=cursor, where={"name": {"eq": "n1"}}),
        await ask.code(PAGE, after=flipped),
        await ask.code(PAGE, after="nonsense"),
        await ask.code(PAGE, after="é"),
        await ask.code("query($c: String) { incidents(after: $c) { nodes { id } } }", c=cursor),
    ]
    ask.viewer = Viewer(token="another")  # noqa: S106 - what it is called, no secret
    codes.append(await ask.code(PAGE, after=cursor))

    assert codes == ["INVALID_CURSOR"] * 7


async def test_children_page_too_each_under_its_parent(tmp_path: Path) -> None:
    account, other = records.account(name="a"), records.account(name="b")
    renewals = [DAY, None, DAY + timedelta(days=1)]
    contracts = [
        records.contract(account, name=f"c{n}", renews_on=d) for n, d in enumerate(renewals)
    ]
    ask = asker(tmp_path, account, other, *contracts, records.contract(other, name="d"))
    document = """query($after: String) { accounts { nodes { contracts(first: 2, after: $after) {
        totalCount nodes { name } pageInfo { endCursor hasNextPage } } } } }"""

    first = [node["contracts"] for node in (await ask(document))["accounts"]["nodes"]]
    cursor = first[0]["pageInfo"]["endCursor"]
    second = [
        node["contracts"] for node in (await ask(document, after=cursor))["accounts"]["nodes"]
    ]

    assert [[n["name"] for n in page["nodes"]] for page in first] == [["c0", "c2"], ["d"]]
    assert [page["totalCount"] for page in first] == [3, 1]
    assert [n["name"] for n in second[0]["nodes"]] == ["c1"]


async def test_a_key_named_twice_orders_once_and_names_the_same_list(tmp_path: Path) -> None:
    ask = book(tmp_path, [2, 1, 3])
    twice = [{"field": "NAME", "direction": "DESC"}, {"field": "NAME"}] * 200

    first = await ask(PAGE, first=2, by=twice)
    cursor = first["accounts"]["pageInfo"]["endCursor"]
    second = await ask(PAGE, first=2, after=cursor, by=twice[:1])

    assert names(first) + names(second) == ["n2", "n1", "n0"]


async def test_an_index_orders_the_last_incidents_of_an_account(tmp_path: Path) -> None:
    account = records.account()
    ask = asker(tmp_path, account, records.incident(account))

    await ask("{ accounts { nodes { incidents(first: 5) { nodes { title } } } } }")

    assert "USE TEMP B-TREE" not in "".join(plan(ask, ask.texts[-1]))


async def test_a_page_deep_in_the_list_is_looked_up_and_not_counted_off(tmp_path: Path) -> None:
    ask = book(tmp_path, [1, 2])
    first = await ask(PAGE, first=1)

    await ask(PAGE, first=1, after=first["accounts"]["pageInfo"]["endCursor"])

    assert "SEARCH account USING INDEX ix_account_name (name>?)" in plan(ask, ask.texts[0])


def plan(ask: Asker, text: str) -> list[str]:
    """How SQLite answers a statement, step by step."""
    with closing(sqlite3.connect(ask.path)) as connection:
        nothing = [None] * text.count("?")
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", nothing)]
