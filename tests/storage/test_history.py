"""What was known at an instant stays what was known then, whatever is written later."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.assessment import Assessment, judge
from domain.facts import (
    AccountInputs,
    CommitmentInputs,
    ContractInputs,
    Fact,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    SignalInputs,
)
from domain.vocabulary import (
    Audience,
    CommitmentKind,
    IncidentEventKind,
    IncidentStatus,
    Severity,
    SignalKind,
)
from models.base import table_of
from models.commitment import Commitment
from models.contract import Contract
from models.database import Database
from models.facts import facts_until, known_facts
from models.history import FactRow, Score
from models.incident import Incident, IncidentEvent
from models.unit import Unit
from models.voice import Signal
from tests.storage.reads import DAY, HOUR, NOW, TICK, assessments, every, new_account

START = NOW - 400 * DAY
CLAIMS = st.none() | st.integers(min_value=0, max_value=300).map(lambda days: days * DAY)
PASSED = st.sampled_from([timedelta(), TICK, HOUR, DAY, 3 * DAY, 40 * DAY, -2 * DAY])
"How far the clock went before a write; it may stand, or run back."
DAYS = st.integers(min_value=-200, max_value=200).map(lambda n: (NOW + n * DAY).date())
INSTANTS = st.integers(min_value=-300, max_value=0).map(lambda n: NOW + n * DAY)


@dataclass
class Ledger:
    """The plain re-computation: since when each record was known to be what, written down."""

    known: dict[str, list[tuple[datetime, Inputs | None]]] = field(default_factory=dict)
    last: datetime | None = None

    def stamp(self, now: datetime) -> datetime:
        return now if self.last is None else max(now, self.last + TICK)

    def tell(
        self, source_id: str, inputs: Inputs | None, *, now: datetime, claim: datetime | None = None
    ) -> None:
        since = self.stamp(now)
        versions = self.known.setdefault(source_id, [])
        if (versions[-1][1] if versions else None) != inputs:
            versions.append((claim if claim is not None and not versions else since, inputs))

    def at(self, instant: datetime) -> dict[str, Inputs]:
        found: dict[str, Inputs] = {}
        for source_id, versions in self.known.items():
            told = [inputs for since, inputs in versions if since <= instant]
            if told and told[-1] is not None:
                found[source_id] = told[-1]
        return found


@dataclass
class Story:
    """One account, written to step by step, beside its ledger."""

    database: Database
    account_id: str
    ledger: Ledger
    now: datetime

    async def write(self, step: "Step") -> None:
        async with self.database.write(self.account_id, actor="test", now=self.now) as unit:
            told = await step(unit)
        for source_id, inputs, claim in told:
            self.ledger.tell(source_id, inputs, now=self.now, claim=claim)
        if unit.changed:
            self.ledger.last = self.ledger.stamp(self.now)

    async def known(self, at: datetime) -> list[Fact]:
        return (await self.database.read(known_facts([self.account_id], at)))[self.account_id]

    async def answer(self, at: datetime, known_at: datetime) -> Assessment:
        return judge(await self.known(known_at), at=at, known_at=known_at)


Told = list[tuple[str, Inputs | None, datetime | None]]
Step = Callable[[Unit], Awaitable[Told]]
SIGNALS = ("signal 1", "signal 2")


def own(unit: Unit, name: str) -> str:
    """An id that tells the record of one account's story from all others."""
    return f"{unit.account_id} {name}"


def signal(name: str, kind: SignalKind, claim: timedelta | None) -> Step:
    """A signal is noted, perhaps as known long before; or its kind is corrected."""

    async def step(unit: Unit) -> Told:
        claimed = None if claim is None else unit.now - claim
        row = await unit.get(Signal, own(unit, name))
        if row is None:
            added = Signal(id=own(unit, name), kind=kind, observed_at=START)
            row = unit.add(added, known_at=claimed)
        row.kind = kind
        return [(row.id, SignalInputs(kind=kind, observed_at=START), claimed)]

    return step


def withdrawn(name: str) -> Step:
    """A signal was an error."""

    async def step(unit: Unit) -> Told:
        row = await unit.get(Signal, own(unit, name))
        if row is None:
            return []
        unit.retract(row)
        return [(row.id, None, None)]

    return step


def promise(due_on: date, kept_at: datetime | None) -> Step:
    """A promise is made, its due date moved, or it was kept, noted late."""

    async def step(unit: Unit) -> Told:
        row = await unit.get(Commitment, own(unit, "promise"))
        if row is None:
            row = unit.add(
                Commitment(
                    id=own(unit, "promise"),
                    text="A report",
                    audience=Audience.CUSTOMER,
                    kind=CommitmentKind.ONE_OFF,
                )
            )
        row.counts_from = row.due_on = due_on
        row.kept_at = kept_at
        inputs = CommitmentInputs(
            text="A report",
            audience=Audience.CUSTOMER,
            kind=CommitmentKind.ONE_OFF,
            due_on=due_on,
            kept_at=kept_at,
        )
        return [(row.id, inputs, None)]

    return step


def renewal(renews_on: date) -> Step:
    """A renewal date is learned, or another one."""

    async def step(unit: Unit) -> Told:
        row = await unit.get(Contract, own(unit, "contract"))
        row = row or unit.add(Contract(id=own(unit, "contract"), name="Enterprise"))
        row.renews_on = renews_on
        return [(row.id, ContractInputs(name="Enterprise", renews_on=renews_on), None)]

    return step


def happened(
    kind: IncidentEventKind, at: datetime, severity: Severity, claim: timedelta | None
) -> Step:
    """Something about the incident becomes known: resolved long ago, of another severity."""

    async def step(unit: Unit) -> Told:
        incident_id = own(unit, "incident")
        told: Told = []
        if await unit.get(Incident, incident_id) is None:
            unit.add(
                Incident(
                    id=incident_id,
                    title="Outage",
                    first_severity=Severity.SEV2,
                    severity=Severity.SEV2,
                    status=IncidentStatus.OPEN,
                )
            )
            told.append((incident_id, IncidentInputs(title="Outage", severity=Severity.SEV2), None))
        changed = severity if kind is IncidentEventKind.SEVERITY_CHANGED else None
        claimed = None if claim is None else unit.now - claim
        row = IncidentEvent(
            incident_id=incident_id, kind=kind, at=at, severity=changed, summary="It happened"
        )
        unit.add(row, known_at=claimed)
        inputs = IncidentEventInputs(incident_id=incident_id, kind=kind, at=at, severity=changed)
        return [*told, (row.id, inputs, claimed)]

    return step


EVENTS = st.sampled_from(
    [
        IncidentEventKind.REPORTED,
        IncidentEventKind.SEVERITY_CHANGED,
        IncidentEventKind.RESOLVED,
        IncidentEventKind.REOPENED,
    ]
)
STEPS = st.one_of(
    st.builds(signal, st.sampled_from(SIGNALS), st.sampled_from(SignalKind), CLAIMS),
    st.builds(withdrawn, st.sampled_from(SIGNALS)),
    st.builds(promise, DAYS, st.none() | INSTANTS),
    st.builds(renewal, DAYS),
    st.builds(happened, EVENTS, INSTANTS, st.sampled_from(Severity), CLAIMS),
)
STORIES = st.lists(st.tuples(PASSED, STEPS), min_size=2, max_size=8)
LATE = st.lists(st.integers(min_value=0, max_value=500), min_size=2, max_size=2)


async def begun(database: Database) -> Story:
    account_id = await new_account(database, now=START)
    ledger = Ledger(last=START)
    ledger.known[account_id] = [(START, AccountInputs())]
    return Story(database, account_id, ledger, START)


story = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@story
@given(steps=STORIES)
async def test_at_every_instant_the_facts_are_those_a_plain_ledger_holds(
    database: Database, steps: list[tuple[timedelta, Step]]
) -> None:
    told = await begun(database)
    for passed, step in steps:
        told.now += passed
        await told.write(step)

    turns = {since for versions in told.ledger.known.values() for since, _ in versions}
    for turn in turns | {turn - TICK for turn in turns}:
        known = {fact.source_id: fact.inputs for fact in await told.known(turn)}
        assert known == told.ledger.at(turn)


@story
@given(steps=STORIES)
async def test_versions_of_a_record_follow_each_other_without_overlap(
    database: Database, steps: list[tuple[timedelta, Step]]
) -> None:
    told = await begun(database)
    for passed, step in steps:
        told.now += passed
        await told.write(step)

    rows = await told.database.read(facts_until([told.account_id], NOW + 9999 * DAY))
    for before, after in pairwise(rows[told.account_id]):
        if before.source_id == after.source_id:
            assert after.version == before.version + 1
            assert before.known_from < (before.known_until or after.known_from)
            assert (before.known_until or after.known_from) <= after.known_from


@story
@given(steps=STORIES, ahead=LATE)
async def test_what_becomes_known_later_moves_no_earlier_answer(
    database: Database, steps: list[tuple[timedelta, Step]], ahead: list[int]
) -> None:
    told = await begun(database)
    answers: list[tuple[datetime, datetime, Assessment]] = []
    for passed, step in steps:
        told.now += passed
        claimed_from = told.ledger.stamp(told.now)
        before = {k: list(v) for k, v in told.ledger.known.items()}
        await told.write(step)
        new = [v[-1][0] for k, v in told.ledger.known.items() if v != before.get(k)]
        claimed_from = min([claimed_from, *new])
        for at, known_at, answer in answers:
            if known_at < claimed_from:
                assert await told.answer(at, known_at) == answer
        answers = [(at, k, a) for at, k, a in answers if k < claimed_from]
        known_at = told.ledger.last or told.now
        for at in (known_at, known_at - ahead[0] * DAY, known_at + ahead[1] * DAY):
            answers.append((at, known_at, await told.answer(at, known_at)))


@story
@given(steps=STORIES)
async def test_the_stored_score_is_what_a_replay_of_its_instant_gives(
    database: Database, steps: list[tuple[timedelta, Step]]
) -> None:
    told = await begun(database)
    for passed, step in steps:
        told.now += passed
        await told.write(step)

        (score,) = [
            row for row in await database.read(every(Score)) if row.account_id == told.account_id
        ]
        replayed = await told.answer(score.computed_at, score.computed_at)
        assert (await assessments(database))[told.account_id] == replayed
        assert (score.value, score.confidence) == (
            replayed.health.value,
            replayed.health.confidence,
        )
        assert score.probability == (replayed.risk and replayed.risk.probability)


CORRECTIONS = {
    "a severity corrected": happened(
        IncidentEventKind.SEVERITY_CHANGED, NOW - 30 * DAY, Severity.SEV1, None
    ),
    "a resolution recorded late": happened(
        IncidentEventKind.RESOLVED, NOW - 29 * DAY, Severity.SEV2, None
    ),
    "a due date moved": promise((NOW + 30 * DAY).date(), None),
    "a promise kept, noted late": promise((NOW - 20 * DAY).date(), NOW - 21 * DAY),
    "a renewal date learned late": renewal((NOW + 60 * DAY).date()),
}


@pytest.mark.parametrize("correction", CORRECTIONS.values(), ids=CORRECTIONS.keys())
async def test_a_correction_moves_today_and_not_what_was_said_before(
    database: Database, correction: Step
) -> None:
    told = await begun(database)
    for days_ago, step in (
        (31, happened(IncidentEventKind.REPORTED, NOW - 31 * DAY, Severity.SEV2, None)),
        (30, promise((NOW - 20 * DAY).date(), None)),
        (29, renewal((NOW + 300 * DAY).date())),
    ):
        told.now = NOW - days_ago * DAY
        await told.write(step)
    instants = [NOW - n * DAY for n in (31, 30, 29, 15, 1)]
    before = [await told.answer(at, at) for at in instants]
    ahead = await told.answer(NOW + 90 * DAY, NOW - DAY)
    today = await told.answer(NOW, NOW)

    told.now = NOW
    await told.write(correction)

    assert [await told.answer(at, at) for at in instants] == before
    assert await told.answer(NOW + 90 * DAY, NOW - DAY) == ahead
    assert await told.answer(NOW, NOW) != today


async def test_a_version_is_never_deleted_and_only_its_end_ever_set(database: Database) -> None:
    told = await begun(database)
    await told.write(promise((NOW - 20 * DAY).date(), None))
    before = await database.read(every(FactRow))

    told.now += DAY
    await told.write(promise((NOW - 10 * DAY).date(), None))

    after = await database.read(every(FactRow))
    kept = [row for row in after if row.version == 1]
    names = [column.key for column in table_of(FactRow).columns if column.key != "known_until"]
    said = attrgetter(*names)
    assert list(map(said, kept)) == list(map(said, before))
    assert all(row.known_until is None for row in before)
