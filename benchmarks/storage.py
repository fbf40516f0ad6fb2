"""How fast the database writes and replays: durable, with facts, log and score in every write.

Run: python -m benchmarks.storage. One account with 400 days of history (40 promises, 6 incidents
of four events, a contract); wall time on a file of the temporary directory.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.assessment import judge
from domain.vocabulary import (
    Audience,
    CommitmentKind,
    IncidentEventKind,
    IncidentStatus,
    Severity,
)
from models.account import Account
from models.base import new_id
from models.commitment import Commitment
from models.contract import Contract
from models.database import Database
from models.facts import known_facts
from models.incident import Incident, IncidentEvent
from models.rates import rates_at
from models.unit import Unit

NOW = datetime(2025, 6, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BEGAN = NOW - 420 * DAY  # more than the longest backfill
ROUNDS = 200
EVENTS = (
    IncidentEventKind.REPORTED,
    IncidentEventKind.DECLARED,
    IncidentEventKind.MITIGATED,
    IncidentEventKind.RESOLVED,
)


def tell(unit: Unit) -> str:
    """Add the account's history; gives the id of one promise."""
    unit.add(
        Account(name="TechCorp", tracked_from=BEGAN, incidents_observed_from=BEGAN), known_at=BEGAN
    )
    unit.add(Contract(name="Enterprise", renews_on=(NOW + 90 * DAY).date()), known_at=BEGAN)
    for n in range(6):
        add_incident(unit, NOW - (50 * n + 1) * DAY)
    promises = [promise(n) for n in range(40)]
    for one in promises:
        unit.add(one, known_at=BEGAN)
    return promises[0].id


def promise(n: int) -> Commitment:
    due = (NOW - 9 * n * DAY).date()
    kind = CommitmentKind.ONE_OFF
    return Commitment(text=f"Report {n}", audience=Audience.CUSTOMER, kind=kind, due_on=due)


def add_incident(unit: Unit, started_at: datetime) -> None:
    incident = Incident(
        title="Outage",
        first_severity=Severity.SEV2,
        severity=Severity.SEV2,
        status=IncidentStatus.OPEN,
    )
    unit.add(incident, known_at=started_at)
    for hours, kind in enumerate(EVENTS):
        at = started_at + timedelta(hours=hours)
        event = IncidentEvent(incident_id=incident.id, kind=kind, at=at, summary="It happened")
        unit.add(event, known_at=at)


async def timed(what: str, work: Callable[[int], Awaitable[object]]) -> None:
    """Do it for several rounds and print how often it is done in a second."""
    start = time.perf_counter()
    for n in range(ROUNDS):
        await work(n)
    print(f"{what:<48} {ROUNDS / (time.perf_counter() - start):8.0f} /s")


async def measure(database: Database) -> None:
    account_id = new_id()
    start = time.perf_counter()
    async with database.write(account_id, actor="bench", now=NOW) as unit:
        promise_id = tell(unit)
    print(f"first write, 400 days filled in {time.perf_counter() - start:>22.2f} s")

    async def write(n: int) -> None:
        now = NOW + timedelta(seconds=n)
        async with database.write(account_id, actor="bench", now=now) as changing:
            (await changing.get_or_raise(Commitment, promise_id)).text = f"Report, changed {n}"

    async def found(_: int) -> None:
        async with database.write(new_id(), actor="bench", now=NOW) as founding:
            founding.add(Account(name="New", tracked_from=NOW))

    async def replay(n: int) -> None:
        at = NOW - n * DAY
        facts = (await database.read(known_facts([account_id], at)))[account_id]
        judge(facts, at=at, rates=await database.read(rates_at(at)))

    await timed("durable writes to one account, scored", write)
    await timed("new accounts, scored", found)
    await timed("replays: facts known at an instant, judged", replay)


async def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        database = await Database.open(Path(place) / "bench.db")
        await measure(database)
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
