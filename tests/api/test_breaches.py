from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.vocabulary import IncidentEventKind
from models.database import Database
from tests.api import records
from tests.api.asking import Asker

HOUR = timedelta(hours=1)
OFFSETS = {
    IncidentEventKind.PAUSED: timedelta(seconds=7),
    IncidentEventKind.RESUMED: timedelta(seconds=13),
    IncidentEventKind.RESOLVED: timedelta(seconds=-17),
    IncidentEventKind.REOPENED: timedelta(seconds=-29),
}
"So that no clock reads its target to the second, where the filter may be a pause ahead."
BEGAN = records.NOON - 12 * HOUR
HISTORIES = st.lists(st.tuples(st.sampled_from([*OFFSETS]), st.integers(1, 11)), max_size=5)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "records.db")
    yield opened
    await opened.close()


async def written(database: Database, history: list[tuple[IncidentEventKind, int]]) -> None:
    """An account with one incident of this history, written as a client's change would be."""
    account = records.account()
    incident = records.incident(account)
    told = [records.event(incident, IncidentEventKind.REPORTED, BEGAN)]
    told += [
        records.event(incident, kind, BEGAN + hour * HOUR + OFFSETS[kind]) for kind, hour in history
    ]
    async with database.write(account.id, actor="test", now=records.NOON) as unit:
        for row in (account, incident, *told):
            unit.add(row)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORIES, hours=st.integers(0, 6))
async def test_the_filter_finds_an_incident_as_breached_when_its_clock_says_so(
    database: Database, history: list[tuple[IncidentEventKind, int]], hours: int
) -> None:
    await written(database, history)
    ask = Asker(path=database.path, now=records.NOON + hours * HOUR)

    told = await ask(
        """{ incidents(first: 100) { nodes { id clocks { state } } }
             breached: incidents(first: 100, filter: {breached: true}) { nodes { id } } }"""
    )

    by_clock = {
        node["id"]
        for node in told["incidents"]["nodes"]
        if any(clock["state"] == "BREACHED" for clock in node["clocks"])
    }
    assert {node["id"] for node in told["breached"]["nodes"]} == by_clock
