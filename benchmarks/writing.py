"""How fast the product writes: durable, with facts, log and stored score in every write.

Run: python -m benchmarks.writing. Accounts as large as those of the demonstration (two years, 107
facts, 400 daily scores) and empty ones; through units of work alone, and through mutations that
carry a key and read back what they wrote. Each write is on disk before it is acknowledged (WAL,
synchronous=FULL); each changes what the model sees, so that it writes a fact, an entry of the log
and a new score. The clock goes on by a second with every write.
"""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from typing import Any

import orjson
import uvloop
from graphql import parse
from sqlalchemy.orm import Session

from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    CommitmentKind,
    IncidentEventKind,
    IncidentStatus,
    Influence,
    RecordType,
    ReviewOutcome,
    Severity,
)
from engine.execute import Engine
from models import scores, settle
from models.account import Account, Contact
from models.base import new_id
from models.commitment import ActionItem, Commitment
from models.contract import Contract
from models.database import Database
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Review
from models.unit import Unit
from models.voice import Feedback
from resolvers.context import Context, Viewer
from resolvers.ids import RecordKey, global_id
from schema.root import schema

NOW = datetime(2025, 6, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BEGAN = NOW - 730 * DAY
ACCOUNTS = 8  # of each size
WRITES = 480  # of each line
WRITERS = (1, 16)
STEPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Unit, ("_lock",)),
    (Session, ("get", "commit", "close")),
    (
        settle,
        (
            *("settle", "derive", "read_known", "record_facts", "append_days", "rescore"),
            *("insert_rows", "update_rows"),
        ),
    ),
    (scores, ("rates_at", "reading_on", "judge", "score_of", "parts_of_detail")),
)
"Of a write, by where they are called."
SAVE = """mutation($input: ContactSaveInput!) { contactSave(input: $input) {
  outcome contact { id champion version } userErrors { code message } } }"""
ENGINE = Engine(schema)
ENGINE.documents.add(SAVE, parse(SAVE))


@dataclass(frozen=True, slots=True)
class Customer:
    """An account, and the contact in it that is changed again and again."""

    account_id: str
    contact_id: str


Write = Callable[[Customer, int], Awaitable[None]]


def tell(unit: Unit) -> None:
    """Two years of an account: each month a promise, a review and a task; sometimes more."""
    contract = Contract(name="Contract", annual_value_minor=9_000_000, currency_code="USD")
    contract.renews_on = (NOW + 100 * DAY).date()
    unit.add(contract, known_at=BEGAN)
    for n in range(24):
        day = NOW - 30 * n * DAY
        tell_month(unit, day, n)
        if n % 4 == 0:
            tell_outage(unit, day - DAY)


def tell_month(unit: Unit, day: datetime, n: int) -> None:
    promise = Commitment(text="A report", audience=Audience.CUSTOMER, kind=CommitmentKind.ONE_OFF)
    promise.due_on, promise.kept_at = day.date(), day + (n % 5 - 4) * DAY
    review = Review(title="Review", starts_at=day, outcome=ReviewOutcome.HELD, outcome_at=day)
    review.attendance = (Attendance(person_id="sam", is_contact=True, attended=True),)
    task = ActionItem(text="A task", origin=ActionOrigin.ACTION_ITEM, audience=Audience.CUSTOMER)
    task.status, task.due_on, task.done_at = ActionStatus.DONE, day.date(), day
    for record in (promise, review, task):
        unit.add(record, known_at=min(day, NOW))
    if n % 2 == 0:
        unit.add(Feedback(quote="Well", said_at=day, polarity=0.2), known_at=day)


def tell_outage(unit: Unit, start: datetime) -> None:
    severity, status = Severity.SEV2, IncidentStatus.RESOLVED
    incident = Incident(title="Outage", first_severity=severity, severity=severity, status=status)
    unit.add(incident, known_at=start)
    for hours, kind in ((0, IncidentEventKind.REPORTED), (9, IncidentEventKind.RESOLVED)):
        at = start + timedelta(hours=hours)
        event = IncidentEvent(incident_id=incident.id, kind=kind, at=at, summary="It happened")
        unit.add(event, known_at=at)


async def customer(database: Database, *, is_empty: bool) -> Customer:
    """A new one, with its contact and perhaps its history."""
    async with database.write(new_id(), actor="bench", now=NOW) as unit:
        since = NOW if is_empty else BEGAN
        account = Account(name="TechCorp", tracked_from=since, incidents_observed_from=since)
        unit.add(account, known_at=since)
        contact = unit.add(Contact(name="Sam", influence=Influence.EXECUTIVE), known_at=since)
        if not is_empty:
            tell(unit)
    return Customer(account.id, contact.id)


class Clock:
    """A second later with every look."""

    def __init__(self) -> None:
        self._seconds = count(1)

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=next(self._seconds))


def by_unit(database: Database, clock: Clock) -> Write:
    """A unit of work alone."""

    async def write(of: Customer, n: int) -> None:
        async with database.write(of.account_id, actor="bench", now=clock()) as unit:
            contact = await unit.get_or_raise(Contact, of.contact_id)
            contact.champion = not contact.champion
            contact.title = f"Title {n}"

    return write


def by_mutation(database: Database, clock: Clock) -> Write:
    """What a client sends, answered as the server answers it, less HTTP."""

    async def write(of: Customer, n: int) -> None:
        asked = {
            "account": {"id": global_id(RecordKey(RecordType.ACCOUNT, None, of.account_id))},
            "id": global_id(RecordKey(RecordType.CONTACT, of.account_id, of.contact_id)),
            "influence": "EXECUTIVE" if n // ACCOUNTS % 2 else "USER",
            "title": f"Title {n}",
            "idempotencyKey": new_id(),
        }
        async with database.snapshot() as run:
            context = Context(
                viewer=Viewer(),
                now=clock(),
                run=run,
                write=database.write,
                renew=run.renew,
                cursor_secret=b"of the benchmark",
                engine=ENGINE,
            )
            ready = ENGINE.ready(SAVE, None, {"input": asked})
            assert ready is not None  # noqa: S101 - else nothing was measured
            told = await ENGINE.run(ready, context, orjson.dumps)
        assert b'"UPDATED"' in (told.answer or b""), told.failure  # noqa: S101 - the same

    return write


async def timed(write: Write, customers: Sequence[Customer], writers: int) -> list[float]:
    """Seconds of each write, of so many who write at once."""
    work = iter(list(zip(range(WRITES), cycle(customers), strict=False)))
    taken: list[float] = []

    async def one_writer() -> None:
        for n, of in work:
            start = time.perf_counter()
            await write(of, n)
            taken.append(time.perf_counter() - start)

    await asyncio.gather(*(one_writer() for _ in range(writers)))
    return taken


@contextmanager
def line(what: str, taken: list[float]) -> Generator[None]:
    """Print what was measured in the block."""
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    cuts = quantiles(taken, n=100)
    print(
        f"{what:<44} {WRITES / wall:>9,.0f} {1000 * cuts[49]:>8.1f} {1000 * cuts[98]:>8.1f}"
        f" {1000 * processor / WRITES:>8.2f}"
    )


@contextmanager
def by_part() -> Generator[None]:
    """Print where the block's time went: a stop-watch around each of a write's steps."""
    spent: dict[str, float] = defaultdict(float)
    inside = [0.0]

    def watched(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - the step's own
            inside.append(0.0)
            start = time.thread_time()
            try:
                return step(*given, **named)
            finally:
                took = time.thread_time() - start
                spent[name] += took - inside.pop()
                inside[-1] += took

        return run

    was = [(owner, name, getattr(owner, name)) for owner, names in STEPS for name in names]
    for owner, name, step in was:
        setattr(owner, name, watched(name.lstrip("_"), step))
    start = time.process_time()
    yield
    spent["all else: GraphQL, the event loop, hops"] = (
        time.process_time() - start - sum(spent.values())
    )
    for owner, name, step in was:
        setattr(owner, name, step)
    for name, seconds in sorted(spent.items(), key=lambda found: -found[1]):
        print(f"  {name:<42} {1000 * seconds / WRITES:>9.3f}")


async def measure(database: Database) -> None:
    clock = Clock()
    ways = {"unit of work": by_unit(database, clock), "mutation": by_mutation(database, clock)}
    sizes = {
        name: [await customer(database, is_empty=name == "empty") for _ in range(ACCOUNTS)]
        for name in ("107 facts", "empty")
    }
    print(f"{'':<44} {'writes/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'CPU ms':>8}")
    for size, customers in sizes.items():
        for way, write in ways.items():
            for writers in WRITERS:
                taken: list[float] = []
                with line(f"{way}, {size}, {writers} at once", taken):
                    taken += await timed(write, customers, writers)
    print("\nCPU ms of a write, by part (mutation, 107 facts, one at once; timers included)")
    with by_part():
        await timed(ways["mutation"], sizes["107 facts"], 1)


async def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        database = await Database.open(Path(place) / "bench.db")
        await measure(database)
        await database.close()


if __name__ == "__main__":
    uvloop.run(main())
