from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.verdicts import FactorKey
from models.account import Account, User
from models.base import new_id
from models.database import Database
from models.voice import HealthOverride
from tests.api.asking import Asker
from tests.api.book import NOW, id_named, write

NOTE_CLOSED = "2024-10-25T15:45:00-04:00"
BEFORE_IT = "2024-10-25T14:00:00-04:00"
SHOWN = """{ value band bandReason trend confidence asOf knownAt computedAt weakestLinkPoints
    weakestFactor factors { key label weight score points confidence }
    evidence(first: $first, factor: $factor) { key factor points summary
        source { __typename id } sources { quote firstLine } }
    rest(first: $first) { count points }
    override { value band reason createdAt expiresAt author { name } } }"""
ALL = f"""query($as: DateTime, $known: DateTime, $first: Int! = 10, $factor: FactorKey) {{
    accounts(first: 100) {{ nodes {{ name health(asOf: $as, knownAt: $known) {SHOWN} }} }} }}"""
SINCE = """query($as: DateTime, $since: DateTime!, $first: Int! = 20) { accounts(first: 100) {
    nodes { health(asOf: $as) { value changesSince(since: $since, first: $first) { delta
    before { at value band confidence } after { value } items { cause points summary factor
    source { id } } } } } } }"""
DAYS = st.integers(0, 300).map(lambda n: (NOW - timedelta(days=n, hours=5)).isoformat())
READING = settings(deadline=None, max_examples=10)


def cents(points: float) -> int:
    """Points as the whole numbers they are; anything finer fails."""
    assert abs(100 * points - round(100 * points)) < 1e-6
    return round(100 * points)


def healths(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [node["health"] for node in answer["accounts"]["nodes"] if node["health"]]


def of_techcorp(answer: dict[str, Any]) -> dict[str, Any]:
    return next(n["health"] for n in answer["accounts"]["nodes"] if n["name"] == "TechCorp")


def adds_up(health: dict[str, Any]) -> bool:
    evidence = sum(cents(e["points"]) for e in health["evidence"])
    factors = sum(cents(f["points"]) for f in health["factors"])
    whole = cents(health["value"])
    return (
        evidence + cents(health["rest"]["points"]) + 7000 == whole
        and factors + cents(health["weakestLinkPoints"]) == whole
    )


@given(first=st.integers(0, 100), at=st.none() | DAYS)
@READING
async def test_evidence_and_rest_and_factors_add_up_to_the_value_to_the_cent(
    book: Asker, first: int, at: str | None
) -> None:
    found = healths(await book(ALL, first=first, **{"as": at}))

    assert found
    assert all(adds_up(health) for health in found)
    assert all(len(health["evidence"]) <= first for health in found)


@given(since=DAYS, first=st.integers(0, 30))
@READING
async def test_what_changed_adds_up_to_the_difference_to_the_cent(
    book: Asker, since: str, first: int
) -> None:
    for health in healths(await book(SINCE, since=since, first=first)):
        change = health["changesSince"]
        before, after = cents(change["before"]["value"]), cents(change["after"]["value"])

        assert cents(health["value"]) == after
        assert cents(change["delta"]) == after - before
        assert sum(cents(item["points"]) for item in change["items"]) == after - before
        assert len(change["items"]) <= first + 1


async def test_before_anything_was_known_health_was_neutral(book: Asker) -> None:
    change = healths(await book(SINCE, since="2001-01-01T00:00:00Z"))[-1]["changesSince"]

    assert (change["before"]["value"], change["before"]["band"]) == (70.0, "UNKNOWN")
    assert {item["cause"] for item in change["items"]} == {"NEW"}


async def test_a_replay_at_the_instant_of_the_stored_score_gives_the_stored_score(
    book: Asker,
) -> None:
    stored = healths(await book(ALL))
    replayed = healths(await book(ALL, **{"as": stored[0]["asOf"]}))

    assert [h | {"computedAt": None} for h in replayed] == [
        h | {"computedAt": None} for h in stored
    ]


async def test_techcorp_is_what_its_note_says_at_the_notes_instants(book: Asker) -> None:
    now = of_techcorp(await book(ALL, **{"as": NOTE_CLOSED}))
    then = of_techcorp(await book(ALL, **{"as": BEFORE_IT}))

    assert (now["value"], now["band"], round(now["confidence"], 3)) == (37.51, "CRITICAL", 0.308)
    assert then["value"] == 39.93
    assert [e["points"] for e in now["evidence"]] == [-30.13, -1.91, -1.27, 0.64, 0.18]
    assert now["weakestLinkPoints"] == -13.7
    assert now["evidence"][0]["source"]["__typename"] == "Incident"
    assert now["evidence"][0]["sources"][0]["firstLine"] > 0


async def test_an_account_nothing_was_known_of_has_no_health(book: Asker) -> None:
    answer = await book(ALL, **{"as": "2001-01-01T00:00:00Z"})

    assert {node["health"] and 1 for node in answer["accounts"]["nodes"]} == {None}


async def test_what_became_known_after_known_at_moves_nothing(book: Asker) -> None:
    hindsight = of_techcorp(await book(ALL, **{"as": NOTE_CLOSED, "known": BEFORE_IT}))

    assert hindsight["knownAt"] == "2024-10-25T18:00:00Z"
    assert all(e["source"]["__typename"] == "Incident" for e in hindsight["evidence"])


async def test_nothing_is_known_of_the_future(book: Asker) -> None:
    later = (NOW + timedelta(days=90)).isoformat()

    found = healths(await book(ALL, **{"as": later}))

    assert {h["knownAt"] for h in found} == {NOW.isoformat().replace("+00:00", "Z")}


async def test_known_at_alone_judges_now_by_what_was_known_then(book: Asker) -> None:
    then = (NOW - timedelta(days=100)).isoformat().replace("+00:00", "Z")

    found = healths(await book(ALL, known=then))

    assert {(h["asOf"], h["knownAt"]) for h in found} == {
        (NOW.isoformat().replace("+00:00", "Z"), then)
    }
    assert {h["trend"] for h in found} == {"UNKNOWN"}


async def test_evidence_of_one_factor_is_only_that_factors(book: Asker) -> None:
    for health in healths(await book(ALL, first=100, factor=FactorKey.RELIABILITY.value)):
        assert {e["factor"] for e in health["evidence"]} <= {"RELIABILITY"}


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_length_no_list_has_is_refused(book: Asker, first: int) -> None:
    result = await book.result(ALL, first=first)

    assert result.errors
    assert {getattr(e.original_error, "code", "") for e in result.errors} == {"INVALID"}


async def test_a_score_older_than_the_instant_asked_about_has_not_changed_since(
    book: Asker,
) -> None:
    for health in healths(await book(SINCE, since=(NOW + timedelta(days=1)).isoformat())):
        change = health["changesSince"]
        assert (change["delta"], change["items"]) == (0.0, [])


@pytest.fixture
async def overridden(tmp_path: Path) -> Asker:
    """One account with a health somebody has set beside the computed one, for a day."""
    path, account = tmp_path / "one.db", new_id()
    database = await Database.open(path)
    async with database.write(None, actor="test", now=NOW) as unit:
        author = unit.add(User(name="Ines", active=True))
    async with database.write(account, actor="test", now=NOW) as unit:
        unit.add(Account(name="One", tracked_from=NOW))
    await database.close()
    override = HealthOverride(
        value=30.0, reason="They told us", author_id=author.id, expires_at=NOW + timedelta(days=1)
    )
    override.created_at = NOW
    await write(path, account, override)
    return Asker(path=path, now=NOW)


async def test_an_override_stands_beside_the_computed_value(overridden: Asker) -> None:
    (health,) = healths(await overridden(ALL))

    assert (health["value"], health["band"]) == (70.0, "UNKNOWN")
    assert health["override"] == {
        "value": 30.0,
        "band": "CRITICAL",
        "reason": "They told us",
        "createdAt": "2026-06-10T12:00:00Z",
        "expiresAt": "2026-06-11T12:00:00Z",
        "author": {"name": "Ines"},
    }


async def test_an_override_is_gone_at_its_end_though_nobody_has_scored_again(
    overridden: Asker,
) -> None:
    overridden.now = NOW + timedelta(days=1)

    (health,) = healths(await overridden(ALL))

    assert health["override"] is None


HISTORY = """query($id: ID!, $from: Date!, $to: Date!, $every: HistoryStep! = WEEK,
    $weeks: Int! = 12) {
    account(by: {id: $id}) { healthHistory(from: $from, to: $to, every: $every)
    { at value band confidence } recentHealth(weeks: $weeks) } }"""


@pytest.mark.parametrize(("every", "points"), [("DAY", 61), ("WEEK", 9), ("MONTH", 2)])
async def test_history_has_the_last_score_of_every_step(
    book: Asker, every: str, points: int
) -> None:
    id_ = await id_named(book, "TechCorp")

    days = {"from": "2025-12-01", "to": "2026-01-30"}
    found = (await book(HISTORY, id=id_, every=every, **days))["account"]["healthHistory"]

    assert len(found) == points
    assert found[-1]["at"].startswith("2026-01-30")
    assert [p["at"] for p in found] == sorted(p["at"] for p in found)


async def test_recent_health_is_one_value_a_week_oldest_first(book: Asker) -> None:
    id_ = await id_named(book, "TechCorp")

    days = {"from": "2026-03-26", "to": "2026-06-10"}
    found = (await book(HISTORY, id=id_, every="DAY", weeks=4, **days))["account"]

    daily = [point["value"] for point in found["healthHistory"]]
    assert found["recentHealth"] == [
        daily[back] for back in (-21, -14, -7, -1)
    ]  # today is not over


@pytest.mark.parametrize(
    "given_",
    [{"from": "2026-02-01"}, {"from": "2010-01-01"}, {"weeks": 0}, {"weeks": 105}],
)
async def test_a_span_no_history_has_is_refused(book: Asker, given_: dict[str, Any]) -> None:
    id_ = await id_named(book, "TechCorp")

    days = {"from": "2025-12-01", "to": "2026-01-30"}
    result = await book.result(HISTORY, id=id_, **{**days, **given_})

    assert [getattr(e.original_error, "code", "") for e in result.errors or ()] == ["INVALID"]
