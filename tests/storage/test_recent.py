"""What the writer keeps of accounts changes no answer: with it and without, all rows are alike."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.facts import SlaTerm
from domain.rates import ReferenceRate
from domain.vocabulary import (
    ClockMetric,
    IncidentEventKind,
    IncidentStatus,
    Severity,
    SignalKind,
)
from engine.reads import Row
from models.account import Account, Contact
from models.contract import Contract
from models.daily import Days
from models.database import Database
from models.directory import WorkingCalendar
from models.history import DailyScore, FactRow, Score, ScoreDetail
from models.incident import Incident, IncidentEvent
from models.recent import Known, Recent
from models.sweep import sweep
from models.unit import Unit
from models.voice import Signal
from tests.storage.reads import DAY, HOUR, NOW, TICK, every

ACCOUNTS = ("one", "other")
ALIKE = (FactRow, Score, ScoreDetail, DailyScore, Contact, Signal, Contract, Incident)
PASSED = st.sampled_from([timedelta(), TICK, HOUR, DAY, 3 * DAY, -2 * DAY])
CALENDAR = "office"
Step = Callable[[Database, str, datetime], Awaitable[None]]
Change = Callable[[Unit], Awaitable[None]]


class Failed(Exception):
    """What a test raises when all was worked out."""


@dataclass(frozen=True)
class Written:
    """A unit of work; one that is taken back fails after its end was worked out."""

    change: Change
    is_taken_back: bool

    async def __call__(self, database: Database, account_id: str, now: datetime) -> None:
        with suppress(Failed):
            async with database.write(account_id, actor="test", now=now) as unit:
                await self.change(unit)
                if self.is_taken_back:
                    await unit.finish()
                    raise Failed


def own(unit: Unit, name: str) -> str:
    return f"{unit.account_id} {name}"


def signal(name: str, kind: SignalKind, claimed: timedelta | None) -> Change:
    """Noted, perhaps as known before; or withdrawn when it is there with that kind."""

    async def change(unit: Unit) -> None:
        row = await unit.get(Signal, own(unit, name))
        if row is None:
            known_at = None if claimed is None else unit.now - claimed
            row = Signal(id=own(unit, name), kind=kind, observed_at=NOW - 50 * DAY)
            unit.add(row, known_at=known_at)
        elif row.kind is kind:
            unit.retract(row)
        else:
            row.kind = kind

    return change


def contact(title: str, *, champion: bool) -> Change:
    async def change(unit: Unit) -> None:
        row = await unit.get(Contact, own(unit, "contact"))
        row = row or unit.add(Contact(id=own(unit, "contact"), name="Sarah"))
        row.title, row.champion = title, champion

    return change


def contract(value: int, renews_on: date) -> Change:
    """In euro, so that rates matter."""

    async def change(unit: Unit) -> None:
        row = await unit.get(Contract, own(unit, "contract"))
        row = row or unit.add(Contract(id=own(unit, "contract"), name="All"))
        row.currency_code, row.annual_value_minor, row.renews_on = "EUR", value, renews_on

    return change


def outage(n: int, kind: IncidentEventKind, at: datetime) -> Change:
    """With a target in office hours, so that calendars matter."""
    terms = SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR, calendar=CALENDAR)

    async def change(unit: Unit) -> None:
        incident_id, event_id = own(unit, "incident"), own(unit, f"event {n}")
        if await unit.get(Incident, incident_id) is None:
            new = Incident(id=incident_id, title="Outage", first_severity=Severity.SEV1)
            new.severity, new.status, new.sla_terms = Severity.SEV1, IncidentStatus.OPEN, (terms,)
            unit.add(new)
        row = await unit.get(IncidentEvent, event_id)
        if row is None:
            event = IncidentEvent(incident_id=incident_id, kind=kind, at=at, summary="It happened")
            event.id = event_id
            unit.add(event)
        else:
            unit.retract(row)

    return change


async def swept(database: Database, _: str, now: datetime) -> None:
    await sweep(database, now=now)


def rate(value: int) -> Step:
    async def step(database: Database, _: str, now: datetime) -> None:
        told = ReferenceRate(
            currency_code="EUR",
            usd_per_unit=Decimal(value) / 100,
            as_of=now.date(),
            source="test",
            recorded_at=now,
        )
        with suppress(InvalidInput):  # another one of that day
            await database.set_rate(told)

    return step


def calendar(version: int) -> Step:
    """Another version of the calendar."""

    async def step(database: Database, _: str, now: datetime) -> None:
        async with database.write(None, actor="test", now=now) as unit:
            if await unit.get(WorkingCalendar, (CALENDAR, version)) is None:
                row = WorkingCalendar(key=CALENDAR, version=version, time_zone="Europe/Berlin")
                row.spans = f'[{{"weekday":{version},"start":"09:00:00","end":"17:00:00"}}]'
                row.holidays, row.source = "[]", "test"
                row.created_at = now
                unit.add(row)

    return step


INSTANTS = st.integers(min_value=-60, max_value=0).map(lambda n: NOW + n * DAY)
EVENTS = st.sampled_from([IncidentEventKind.REPORTED, IncidentEventKind.RESOLVED])
CHANGES = st.one_of(
    st.builds(
        signal,
        st.sampled_from(["a", "b"]),
        st.sampled_from(SignalKind),
        st.none() | st.just(9 * DAY),
    ),
    st.builds(contact, st.sampled_from(["CTO", "CEO"]), champion=st.booleans()),
    st.builds(contract, st.integers(0, 10**9), INSTANTS.map(lambda at: (at + 99 * DAY).date())),
    st.builds(outage, st.integers(0, 2), EVENTS, INSTANTS),
)
STEPS = st.one_of(
    st.builds(Written, CHANGES, st.sampled_from([False, False, False, True])),
    st.just(swept),
    st.builds(rate, st.integers(80, 130)),
    st.builds(calendar, st.integers(2, 3)),
)
STORIES = st.lists(st.tuples(PASSED, st.sampled_from(ACCOUNTS), STEPS), min_size=4, max_size=10)


async def told(path: Path, story: list[tuple[timedelta, str, Step]], most: int) -> list[list[Row]]:
    """All rows the story leads to, with so many facts kept."""
    database = await Database.open(path)
    database._recent = Recent(most=most)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no product code chooses it
    now = NOW - 20 * DAY
    await calendar(1)(database, "", now)
    for account_id in ACCOUNTS:
        async with database.write(account_id, actor="test", now=now) as unit:
            unit.add(Account(name="TechCorp", tracked_from=now))
    for passed, account_id, step in story:
        now += passed
        await step(database, account_id, now)
    rows = [await database.read(every(kind)) for kind in ALIKE]
    await database.close()
    return rows


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without rows, to be copied: making one takes long."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"

    async def make() -> None:
        await (await Database.open(path)).close()

    asyncio.run(make())
    return path


@settings(max_examples=50, deadline=None)
@given(story=STORIES)
def test_what_is_kept_of_accounts_changes_no_row(
    empty: Path, story: list[tuple[timedelta, str, Step]]
) -> None:
    with TemporaryDirectory() as place:
        kept, nothing = (Path(place) / name for name in ("kept", "nothing"))
        for path in (kept, nothing):
            shutil.copy(empty, path)

        assert asyncio.run(told(kept, story, 5)) == asyncio.run(told(nothing, story, 0))


def test_those_written_longest_ago_make_room_and_old_knowledge_is_not_used() -> None:
    recent = Recent(most=2)
    empty = Known(facts={}, days=Days())

    recent.keep("a", NOW, empty)

    assert recent.of("a", NOW) is empty
    assert recent.of("a", NOW + TICK) is None
    assert recent.of("a", None) is recent.of("b", None) is None
    recent.forget("a")
    assert recent.of("a", NOW) is None
