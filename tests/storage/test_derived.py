from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import InvalidInput
from domain.facts import SlaTerm
from domain.period import Period
from domain.vocabulary import (
    ActionOrigin,
    Audience,
    Basis,
    ClockMetric,
    CommitmentEnding,
    CommitmentGap,
    CommitmentKind,
    CommitmentStatus,
    IncidentEventKind,
    IncidentStatus,
    ReviewOutcome,
    Severity,
)
from engine.reads import Row
from models.account import Account, User
from models.base import Base
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.database import Database
from models.directory import WorkingCalendar
from models.incident import Incident, IncidentEvent
from models.meeting import Review
from models.unit import Unit
from tests.storage.reads import DAY, HOUR, NOW, every, new_account

MADE_OPEN = {
    "title": "Outage",
    "first_severity": Severity.SEV2,
    "severity": Severity.SEV2,
    "status": IncidentStatus.OPEN,
}
CUSTOMER = {"audience": Audience.CUSTOMER, "text": "A report"}


async def only(database: Database, kind: type[Base]) -> Row:
    (row,) = await database.read(every(kind))
    return row


def told(unit: Unit, of: Incident, kind: IncidentEventKind, at: datetime, **given: object) -> None:
    unit.add(IncidentEvent(incident_id=of.id, kind=kind, at=at, summary="It happened", **given))


async def test_an_incident_is_what_its_timeline_says(database: Database) -> None:
    account_id = await new_account(database)
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(hours=4))
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident = unit.add(Incident(**MADE_OPEN, sla_terms=(term,)))
        told(unit, incident, IncidentEventKind.REPORTED, NOW - 9 * HOUR)
        told(unit, incident, IncidentEventKind.DECLARED, NOW - 8 * HOUR)
    first = await only(database, Incident)
    async with database.write(account_id, actor="test", now=NOW + HOUR) as unit:
        row = await unit.get_or_raise(Incident, incident.id)
        told(unit, row, IncidentEventKind.RESOLVED, NOW)
        worse = IncidentEventKind.SEVERITY_CHANGED
        told(unit, row, worse, NOW - HOUR, severity=Severity.SEV1)
    second = await only(database, Incident)

    assert (first.status, first.severity) == (IncidentStatus.OPEN, Severity.SEV2)
    assert (first.reported_at, first.declared_at) == (NOW - 9 * HOUR, NOW - 8 * HOUR)
    assert (first.clock_due_at, first.clock_stopped_at) == (NOW - 5 * HOUR, None)
    assert (second.status, second.severity) == (IncidentStatus.RESOLVED, Severity.SEV1)
    assert (second.resolved_at, second.clock_stopped_at) == (NOW, NOW)
    assert (first.version, second.version) == (1, 2)


async def test_a_retracted_entry_is_as_if_it_had_never_been_told(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident = unit.add(Incident(**MADE_OPEN))
        told(unit, incident, IncidentEventKind.RESOLVED, NOW)
    async with database.write(account_id, actor="test", now=NOW + HOUR) as unit:
        unit.retract((await unit.find(IncidentEvent))[0])

    row = await only(database, Incident)
    assert (row.status, row.resolved_at) == (IncidentStatus.OPEN, None)


async def test_a_clock_reads_its_working_calendar(database: Database) -> None:
    account_id = await new_account(database)
    weekdays = ",".join(f'{{"weekday":{n},"start":"09:00:00","end":"17:00:00"}}' for n in range(5))
    async with database.write(None, actor="test", now=NOW) as unit:
        for version, zone in ((1, "Asia/Tokyo"), (2, "UTC")):
            unit.add(
                WorkingCalendar(
                    key="office",
                    version=version,
                    time_zone=zone,
                    spans=f"[{weekdays}]",
                    holidays='["2025-06-05"]',
                    source="test",
                    created_at=NOW,
                )
            )
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(hours=8), calendar="office")
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident = unit.add(Incident(**MADE_OPEN, sla_terms=(term,)))
        told(unit, incident, IncidentEventKind.REPORTED, NOW)

    assert (await only(database, Incident)).clock_due_at == datetime(2025, 6, 6, 12, tzinfo=UTC)


async def test_a_term_by_an_unknown_calendar_is_refused_whole(database: Database) -> None:
    account_id = await new_account(database)
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=HOUR, calendar="none such")

    with pytest.raises(InvalidInput, match="none such"):  # noqa: PT012 - the block's end fails
        async with database.write(account_id, actor="test", now=NOW) as unit:
            incident = unit.add(Incident(**MADE_OPEN, sla_terms=(term,)))
            told(unit, incident, IncidentEventKind.REPORTED, NOW)

    assert await database.read(every(Incident)) == []


async def test_a_promise_says_where_it_stands_and_what_it_lacks(database: Database) -> None:
    account_id = await new_account(database, time_zone="America/New_York")
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.ONE_OFF))
    lacking = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        row = await unit.get_or_raise(Commitment, promise.id)
        row.owner_id = unit.add(User(name="Ann")).id
        row.due_on = date(2025, 6, 3)
    due = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        (await unit.get_or_raise(Commitment, promise.id)).kept_at = NOW
    kept = await only(database, Commitment)

    assert lacking.gaps == (CommitmentGap.NO_OWNER, CommitmentGap.NO_DATE)
    assert (lacking.settled_status, lacking.overdue_after) == (None, None)
    assert (due.gaps, due.settled_status, due.counts_from) == ((), None, date(2025, 6, 3))
    assert due.overdue_after == datetime(2025, 6, 4, 4, tzinfo=UTC)
    assert kept.settled_status is CommitmentStatus.KEPT_LATE


async def test_a_moved_due_date_counts_from_the_first_unless_agreed(database: Database) -> None:
    account_id = await new_account(database)
    kind = CommitmentKind.ONE_OFF
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=kind, due_on=date(2025, 6, 3)))
    async with database.write(account_id, actor="test", now=NOW) as unit:
        (await unit.get_or_raise(Commitment, promise.id)).due_on = date(2025, 7, 3)

    row = await only(database, Commitment)
    assert (row.due_on, row.counts_from) == (date(2025, 7, 3), date(2025, 6, 3))


async def test_a_waiver_by_nobody_named_is_a_broken_promise(database: Database) -> None:
    account_id = await new_account(database)
    waived = {"ending": CommitmentEnding.WAIVED, "ended_at": NOW}
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Commitment(**CUSTOMER, **waived, kind=CommitmentKind.ONE_OFF))

    assert (await only(database, Commitment)).settled_status is CommitmentStatus.BROKEN


async def test_a_repeated_promise_lacks_a_schedule_until_a_review_has_a_date(
    database: Database,
) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.RECURRING))
        review = unit.add(Review(title="Monthly review"))
    before = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        row = await unit.get_or_raise(Review, review.id)
        row.commitment_id = promise.id
        row.starts_at = NOW
    after = await only(database, Commitment)

    assert before.gaps == (CommitmentGap.NO_OWNER, CommitmentGap.NO_SCHEDULE)
    assert (after.gaps, after.version) == ((CommitmentGap.NO_OWNER,), 2)


async def test_a_one_off_promise_is_settled_by_the_outcome_of_its_review(
    database: Database,
) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.ONE_OFF))
        review = unit.add(Review(title="Kickoff", commitment_id=promise.id, starts_at=NOW - DAY))
    before = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        row = await unit.get_or_raise(Review, review.id)
        row.outcome, row.outcome_at = ReviewOutcome.HELD, NOW
    kept = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.retract(await unit.get_or_raise(Review, review.id))
    after = await only(database, Commitment)

    settled = [row.settled_status for row in (before, kept, after)]
    assert settled == [None, CommitmentStatus.KEPT, None]


async def test_a_review_is_missed_three_business_days_after_its_end(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Review(title="Review", starts_at=NOW, ends_at=NOW + HOUR, time_zone="UTC"))

    assert (await only(database, Review)).missed_after == datetime(2025, 6, 10, tzinfo=UTC)


async def test_a_contract_knows_its_last_day_to_give_notice(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contract(name="A", renews_on=date(2025, 12, 31), notice_period=Period(days=60)))

    assert (await only(database, Contract)).notice_deadline == date(2025, 11, 1)


async def test_due_dates_move_with_the_accounts_midnight(database: Database) -> None:
    account_id = await new_account(database, time_zone="UTC")
    due = {"due_on": date(2025, 7, 1), **CUSTOMER}
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Commitment(**due, kind=CommitmentKind.ONE_OFF))
        unit.add(ActionItem(**due, origin=ActionOrigin.PLAN))
    first = [await only(database, kind) for kind in (Commitment, ActionItem)]
    async with database.write(account_id, actor="test", now=NOW + DAY) as unit:
        (await unit.get_or_raise(Account, account_id)).time_zone = "America/New_York"
    second = [await only(database, kind) for kind in (Commitment, ActionItem)]

    midnight = datetime(2025, 7, 2, tzinfo=UTC)
    assert [row.overdue_after for row in first] == [midnight] * 2
    assert [row.overdue_after for row in second] == [midnight + 4 * HOUR] * 2


@pytest.mark.parametrize(
    ("told_later", "has_due"),
    [
        ([(IncidentEventKind.PAUSED, NOW - HOUR)], False),
        ([(IncidentEventKind.PAUSED, NOW - HOUR), (IncidentEventKind.RESOLVED, NOW)], True),
        ([(IncidentEventKind.RESOLVED, NOW)], True),
    ],
)
async def test_a_clock_is_due_only_while_it_runs(
    database: Database,
    told_later: list[tuple[IncidentEventKind, datetime]],
    *,
    has_due: bool,
) -> None:
    account_id = await new_account(database)
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(hours=4))
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident = unit.add(Incident(**MADE_OPEN, sla_terms=(term,)))
        told(unit, incident, IncidentEventKind.REPORTED, NOW - 3 * HOUR)
        for kind, at in told_later:
            told(unit, incident, kind, at)

    row = await only(database, Incident)
    assert (row.clock_due_at is not None) == has_due
    assert not has_due or row.clock_due_at >= NOW


async def test_a_credit_lacks_an_amount_and_a_month_until_they_are_stated(
    database: Database,
) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        credit = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.CREDIT))
    before = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        row = await unit.get_or_raise(Commitment, credit.id)
        row.credit_minor, row.credit_currency, row.credit_period = 625_000, "USD", "2025-06"
        row.issued_at = NOW
    after = await only(database, Commitment)

    assert set(before.gaps) == {
        CommitmentGap.NO_OWNER,
        CommitmentGap.NO_DATE,
        CommitmentGap.NO_AMOUNT,
    }
    assert after.gaps == (CommitmentGap.NO_OWNER,)
    assert after.settled_status is CommitmentStatus.KEPT
    assert after.overdue_after == datetime(2025, 7, 1, tzinfo=UTC)


async def test_a_repeated_promise_is_overdue_as_its_first_unkept_date_is(
    database: Database,
) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.RECURRING))
        days = [(NOW + n * DAY).date() for n in (1, 2)]
        slots = [
            unit.add(Occurrence(commitment_id=promise.id, slot=day.isoformat(), due_on=day))
            for day in days
        ]
    waiting = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW + DAY) as unit:
        (await unit.get_or_raise(Occurrence, slots[0].id)).kept_at = NOW + HOUR
    half = await only(database, Commitment)
    async with database.write(account_id, actor="test", now=NOW + 9 * DAY) as unit:
        (await unit.get_or_raise(Occurrence, slots[1].id)).kept_at = NOW + 8 * DAY
    kept = await only(database, Commitment)

    assert (waiting.settled_status, waiting.overdue_after) == (None, midnight_after(days[0]))
    assert (half.settled_status, half.overdue_after) == (None, midnight_after(days[1]))
    assert kept.settled_status is CommitmentStatus.KEPT_LATE


async def test_a_repeated_promise_is_kept_when_every_date_was(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.RECURRING))
        due_on = NOW.date()
        unit.add(
            Occurrence(commitment_id=promise.id, slot="today", due_on=due_on, kept_at=NOW - HOUR)
        )

    assert (await only(database, Commitment)).settled_status is CommitmentStatus.KEPT


async def test_a_promise_ended_before_its_dates_is_not_overdue(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        promise = unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.STANDING))
        promise.condition_met_at = NOW - HOUR
        unit.add(Occurrence(commitment_id=promise.id, slot="later", due_on=(NOW + 3 * DAY).date()))
    row = await only(database, Commitment)

    assert row.settled_status is CommitmentStatus.KEPT


async def test_a_credit_is_due_at_the_end_of_its_month(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Commitment(**CUSTOMER, kind=CommitmentKind.CREDIT, credit_period="2026-02"))
    row = await only(database, Commitment)

    assert (row.due_on, row.due_basis) == (date(2026, 2, 28), Basis.DERIVED)


def midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
