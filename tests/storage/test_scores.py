import logging
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from domain.assessment import judge
from domain.bands import remembered
from domain.facts import SlaTerm
from domain.verdicts import BandReason, HealthBand, Trend
from domain.vocabulary import (
    Audience,
    ClockMetric,
    CommitmentEnding,
    CommitmentKind,
    IncidentEventKind,
    IncidentStatus,
    Severity,
    SignalKind,
)
from engine.reads import Row
from models import sweep as sweeping
from models.account import Account
from models.base import table_of
from models.commitment import Commitment
from models.contract import Contract
from models.daily import LONGEST_BACKFILL
from models.database import Database
from models.facts import facts_until
from models.history import Activity, DailyScore, FactRow, Score, ScoreDetail
from models.incident import Incident, IncidentEvent
from models.outlines import parts_of_detail
from models.scores import score_of
from models.sweep import Which, sweep
from models.voice import Signal
from tests.storage.reads import DAY, HOUR, NOW, TICK, assessments, every, new_account


async def score(database: Database) -> Row:
    (row,) = await database.read(every(Score))
    return row


async def days(database: Database) -> dict[date, Row]:
    return {row.day: row for row in await database.read(every(DailyScore))}


async def with_outage(
    database: Database, *, now: datetime = NOW, terms: tuple[SlaTerm, ...] = ()
) -> str:
    account_id = await new_account(database, now=now)
    async with database.write(account_id, actor="test", now=now) as unit:
        incident = unit.add(
            Incident(
                title="Outage",
                first_severity=Severity.SEV1,
                severity=Severity.SEV1,
                status=IncidentStatus.OPEN,
                sla_terms=terms,
            )
        )
        unit.add(
            IncidentEvent(
                incident_id=incident.id,
                kind=IncidentEventKind.REPORTED,
                at=now,
                summary="It is down",
            )
        )
    return account_id


def test_a_score_has_a_value_for_every_column() -> None:
    assessment = judge((), at=NOW)

    assert score_of("one", assessment, facts=()).keys() == set(table_of(Score).columns.keys())
    detail = {"account_id", *parts_of_detail(assessment)}
    assert detail == set(table_of(ScoreDetail).columns.keys())


async def test_a_new_account_has_a_score_at_once(database: Database) -> None:
    await new_account(database)

    row = await score(database)
    assert (row.value, row.confidence, row.band) == (70.0, 0.0, HealthBand.UNKNOWN)
    assert (row.band_reason, row.trend) == (BandReason.LOW_CONFIDENCE, Trend.UNKNOWN)
    assert row.contract_id is None
    assert NOW < row.next_change_at <= NOW + DAY
    assert (await assessments(database))[row.account_id].health.value == 70.0


async def test_the_score_names_the_contract_whose_decision_comes_first(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contract(name="later", renews_on=date(2026, 6, 1)))
        first = unit.add(
            Contract(
                name="first",
                renews_on=date(2025, 9, 1),
                annual_value_minor=50_000_000,
                currency_code="USD",
            )
        )

    row = await score(database)
    assert (row.contract_id, row.renewal_date) == (first.id, date(2025, 9, 1))
    assert (row.annual_value_minor, row.currency_code) == (50_000_000, "USD")
    assert row.notice_deadline is None
    assert row.at_risk_minor == pytest.approx(row.probability * 50_000_000, rel=1e-4)
    assert row.top_driver == "BASE_RATE"


async def test_days_that_are_over_are_appended_with_the_next_write(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW + 3 * DAY) as unit:
        unit.add(Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=NOW))

    found = await days(database)
    assert list(found) == [(NOW + n * DAY).date() for n in range(3)]
    assert {row.value for row in found.values()} == {70.0}
    assert (await score(database)).value < 70


async def test_every_day_holds_what_was_known_at_its_end(database: Database) -> None:
    account_id = await with_outage(database, now=NOW - 40 * DAY)
    async with database.write(account_id, actor="test", now=NOW - 20 * DAY) as unit:
        unit.add(Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=NOW - 30 * DAY))
    await database.rescore(account_id, now=NOW)

    facts = (await database.read(facts_until([account_id], NOW)))[account_id]
    found = await days(database)
    assert len(found) == 40
    for day, row in found.items():
        end = datetime.combine(day + DAY, time(), UTC) - TICK
        told = judge(facts, at=end)
        assert told.risk is not None
        assert (row.at, row.value, row.raw_band) == (end, told.health.value, told.health.raw_band)
        assert row.confidence == pytest.approx(told.health.confidence, abs=1e-9)
        assert row.probability == pytest.approx(told.risk.probability, abs=1e-6)


async def test_a_day_once_written_is_never_rewritten(database: Database) -> None:
    account_id = await new_account(database, now=NOW - 9 * DAY)
    await database.rescore(account_id, now=NOW)
    before = await days(database)

    async with database.write(account_id, actor="import", now=NOW + DAY) as unit:
        signal = Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=NOW - 9 * DAY)
        unit.add(signal, known_at=NOW - 9 * DAY)
    await database.rescore(account_id, now=NOW - 2 * DAY)

    after = await days(database)
    assert {day: after[day] for day in before} == before
    assert list(after) == [*before, NOW.date()]
    assert after[NOW.date()].value < 70


async def test_a_past_claimed_with_the_first_write_is_filled_in_up_to_a_limit(
    database: Database,
) -> None:
    async with database.write("a", actor="import", now=NOW) as unit:
        unit.add(Account(name="TechCorp", tracked_from=NOW), known_at=NOW - 999 * DAY)

    found = await days(database)
    assert len(found) == LONGEST_BACKFILL
    assert min(found) == (NOW - LONGEST_BACKFILL * DAY).date()
    assert max(found) == (NOW - DAY).date()


async def test_a_band_goes_down_at_once_and_up_only_after_days(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(
            Commitment(
                text="A report",
                audience=Audience.CUSTOMER,
                kind=CommitmentKind.ONE_OFF,
                ending=CommitmentEnding.BROKEN,
                ended_at=NOW,
            )
        )
        for _ in range(4):
            unit.add(Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=NOW))
    bad = await score(database)
    later = NOW + 3 * DAY
    async with database.write(account_id, actor="test", now=later) as unit:
        unit.retract(await unit.get_or_raise(Commitment, promise.id))
        for signal in await unit.find(Signal):
            unit.retract(signal)
        for n in range(4):
            kept = Commitment(
                text=f"Report {n}",
                audience=Audience.CUSTOMER,
                kind=CommitmentKind.ONE_OFF,
                kept_at=later,
            )
            unit.add(kept)
    held = await score(database)
    await database.rescore(account_id, now=later + 9 * DAY)
    better = await score(database)

    assert bad.band is HealthBand.AT_RISK
    assert (held.band, held.band_reason) == (HealthBand.AT_RISK, BandReason.HELD_DOWN)
    assert better.band_reason is not BandReason.HELD_DOWN
    values = [row.value for row in (await days(database)).values()]
    assert remembered(values[:3]) != remembered(values)


async def test_the_trend_compares_with_four_weeks_ago(database: Database) -> None:
    then = NOW - 30 * DAY
    account_id = await new_account(database, now=then)
    async with database.write(account_id, actor="test", now=then) as unit:
        for n in range(40):
            kind = {"audience": Audience.CUSTOMER, "kind": CommitmentKind.ONE_OFF}
            unit.add(Commitment(text=f"Report {n}", kept_at=then, **kind))
            unit.add(Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=then))
    at_first = await score(database)
    await database.rescore(account_id, now=NOW)
    steady = await score(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        for commitment in await unit.find(Commitment):
            commitment.kept_at, commitment.ending = None, CommitmentEnding.BROKEN
    broken = await score(database)

    assert (at_first.trend, broken.trend) == (Trend.UNKNOWN, Trend.DECLINING)
    before = (await days(database))[(NOW - 28 * DAY).date()].value
    is_steady = abs(steady.value - before) <= 2
    assert steady.trend is (Trend.STEADY if is_steady else Trend.IMPROVING)


async def test_the_sweep_scores_what_time_has_changed_and_moves_no_version(
    database: Database,
) -> None:
    target = SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(minutes=30))
    account_id = await with_outage(database, terms=(target,))
    quiet = await new_account(database)
    before = {row.account_id: row for row in await database.read(every(Score))}
    log, facts = await database.read(every(Activity)), await database.read(every(FactRow))
    accounts = await database.read(every(Account))

    first = await sweep(database, now=NOW + timedelta(minutes=29))
    second = await sweep(database, now=NOW + timedelta(minutes=31))
    third = await sweep(database, now=NOW + timedelta(minutes=31))

    assert (first, second, third) == (0, 1, 0)
    after = {row.account_id: row for row in await database.read(every(Score))}
    assert after[quiet] == before[quiet]
    assert after[account_id].value < before[account_id].value
    assert after[account_id].computed_at == NOW + timedelta(minutes=31)
    assert await database.read(every(Activity)) == log
    assert await database.read(every(FactRow)) == facts
    assert await database.read(every(Account)) == accounts


async def test_a_sweep_goes_through_more_accounts_than_one_batch(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    sweeping.NEXT.prepared.cache_clear()
    for _ in range(5):
        await new_account(database)

    assert await sweep(database, now=NOW + DAY) == 5
    assert await sweep(database, now=NOW + DAY, which=Which.EVERY) == 5
    sweeping.NEXT.prepared.cache_clear()


NO_CALENDAR = '"sla_terms":[{"metric":"RESOLUTION","target":"PT4H","calendar":"lost"}]'


@pytest.mark.parametrize("damage", [NO_CALENDAR, '"users_affected":"many"'])
async def test_an_account_that_cannot_be_judged_holds_up_no_other(
    database: Database, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    broken = await with_outage(database)
    for _ in range(2):
        await new_account(database)
    await damage_outage(database, broken, damage)

    with caplog.at_level(logging.ERROR):
        done = await sweep(database, now=NOW + DAY)

    assert done == 2
    assert broken in caplog.text


async def damage_outage(database: Database, account_id: str, damage: str) -> None:
    """As if a calendar had been lost, or a fact been written that this code cannot read."""
    async with database._writer.transaction() as transaction:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no product code can do this
        await transaction.commit(
            lambda session: session.execute(
                update(FactRow)
                .where(FactRow.account_id == account_id, FactRow.kind == "INCIDENT")
                .values(inputs='{"title":"Outage","severity":"SEV1",' + damage + "}")
            )
        )


async def test_an_hour_of_an_open_incident_is_swept(database: Database) -> None:
    await with_outage(database)

    assert (await score(database)).next_change_at <= NOW + HOUR + TICK + TICK
    assert await sweep(database, now=NOW + HOUR + TICK + TICK) == 1
