"""The escalation note as records: what the model says of them, when, and that they are there once.

Every number is the one of the note worked through by hand in the model's reference cases.
"""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from cli.demo.tell import ANSWERS
from domain.commitments import commitment_standing
from domain.credits import credit_state
from domain.errors import FlagOpen
from domain.facts import CommitmentInputs, IncidentEventInputs, IncidentInputs
from domain.incidents import incident_state
from domain.money import Money
from domain.notes.draft import FeedbackDraft
from domain.sla import counting_clock
from domain.verdicts import HealthBand, MissingInput
from domain.vocabulary import CommitmentKind, CreditState, IncidentStatus
from domain.wall_time import zone_of
from models.commitment import Commitment, Occurrence
from models.database import Database
from models.facts import known_facts
from models.incident import Incident
from models.meeting import Review
from models.note import SourceSpan
from models.voice import Feedback
from resolvers.note_apply import apply_note
from tests.notes.applying import NOTES, NOW, applied, drafted, judged, local, sent, whole
from tests.storage.reads import every

pytestmark = pytest.mark.parametrize("data", NOTES.values(), ids=NOTES)
CLOSED = local(15, 45)


async def test_when_the_meeting_closed_the_account_was_critical(
    database: Database, data: bytes
) -> None:
    done = await applied(database, data)

    said = await judged(database, done.account_id, at=CLOSED)

    assert said.risk
    assert said.risk.value_at_risk
    assert (said.health.value, said.health.raw_band) == (37.51, HealthBand.CRITICAL)
    assert round(said.health.confidence, 3) == 0.308
    assert [round(p, 3) for p in (said.risk.low, said.risk.high)] == [0.071, 0.568]
    assert round(said.risk.probability, 4) == 0.2406
    assert said.risk.value_at_risk.amount == Decimal("120313.05")
    assert MissingInput.RENEWAL_DATE in said.risk.missing
    points = [item.points for item in said.health.evidence]
    assert sorted(points) == [-30.13, -1.91, -1.27, 0.18, 0.64]


async def test_before_the_meeting_only_the_outage_was_known(
    database: Database, data: bytes
) -> None:
    done = await applied(database, data)

    said = await judged(database, done.account_id, at=local(14))

    assert said.health.value == 39.93
    assert said.risk
    assert round(said.risk.probability, 4) == 0.1921


async def test_before_the_first_report_nothing_was_known(database: Database, data: bytes) -> None:
    done = await applied(database, data)

    facts = await database.read(known_facts([done.account_id], datetime(2024, 10, 23, tzinfo=UTC)))

    assert facts[done.account_id] == []


async def test_the_clock_is_open_at_nearly_fourteen_times_its_target(
    database: Database, data: bytes
) -> None:
    done = await applied(database, data)
    facts = (await database.read(known_facts([done.account_id], CLOSED)))[done.account_id]
    incident = next(f.inputs for f in facts if isinstance(f.inputs, IncidentInputs))
    events = [f.inputs for f in facts if isinstance(f.inputs, IncidentEventInputs)]

    clock = counting_clock(incident.sla_terms, incident.severity, events, at=CLOSED, calendars={})

    assert clock
    assert clock.stopped_at is None
    assert clock.elapsed == timedelta(hours=55.75)
    assert round(clock.times_target, 1) == 13.9
    assert clock.breached_at == datetime(2024, 10, 23, 16, tzinfo=UTC)
    state = incident_state(incident.severity, events, at=NOW)
    assert state.status is not IncidentStatus.RESOLVED
    assert state.resolved_at is None


async def test_six_reviews_are_proposed_and_on_no_calendar(database: Database, data: bytes) -> None:
    await applied(database, data)

    reviews = await database.read(every(Review))
    due = await database.read(every(Occurrence))

    assert sorted(review.slot for review in reviews) == [
        "2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04"
    ]  # fmt: skip
    assert not [r for r in reviews if r.starts_at or r.local_date or r.outcome]
    assert {o.slot: o.due_on for o in due} | {"2025-02": date(2025, 2, 28)} == {
        o.slot: o.due_on for o in due
    }
    assert {o.commitment_id for o in due} == {r.commitment_id for r in reviews}


async def test_the_credit_is_promised_to_the_cent_and_not_issued(
    database: Database, data: bytes
) -> None:
    done = await applied(database, data)
    promises = await database.read(every(Commitment))
    facts = (await database.read(known_facts([done.account_id], CLOSED)))[done.account_id]
    inputs = [f.inputs for f in facts if isinstance(f.inputs, CommitmentInputs)]

    row = next(p for p in promises if p.kind is CommitmentKind.CREDIT)
    credit = next(i.credit for i in inputs if i.credit)

    assert credit.amount == Money.of("6250.00", "USD")
    assert credit_state(credit, at=CLOSED, zone=zone_of("UTC")) is CreditState.PROMISED
    assert (row.credit_percent, row.credit_period) == (Decimal(15), "2024-11")
    assert "500" in row.credit_formula
    assert not [i for i in inputs if commitment_standing(i, at=CLOSED, zone=zone_of("UTC")).status
                .value in {"OVERDUE", "BROKEN"}]  # fmt: skip


async def test_a_confirmed_quote_counts_from_the_meeting_on(
    database: Database, data: bytes
) -> None:
    answers = {**ANSWERS, "quote-polarity": "-0.5"}
    done = await applied(database, data, answers)

    said = await judged(database, done.account_id, at=CLOSED)

    assert said.health.value == 34.88
    assert said.risk
    assert said.risk.value_at_risk
    assert round(said.risk.probability, 4) == 0.2624
    assert said.risk.value_at_risk.amount == Decimal("131220.33")


async def test_a_quote_confirmed_later_leaves_what_was_known_before(
    database: Database, data: bytes
) -> None:
    done = await applied(database, data)
    quote = (await database.read(every(Feedback)))[0]
    later = NOW + timedelta(hours=1)

    async with database.write(done.account_id, actor="test", now=later) as unit:
        feedback = await unit.get_or_raise(Feedback, quote.id)
        feedback.polarity = -0.5

    known_now = await judged(database, done.account_id, at=CLOSED, known_at=later)
    known_then = await judged(database, done.account_id, at=CLOSED)
    assert (known_now.health.value, known_then.health.value) == (34.88, 37.51)
    assert known_now.risk
    assert round(known_now.risk.probability, 4) == 0.2624


async def test_applied_twice_nothing_moves(database: Database, data: bytes) -> None:
    first = await applied(database, data)
    before = await whole(database)

    again = await applied(database, data, now=NOW + timedelta(days=3))

    assert (first.is_new, again.is_new) == (True, False)
    assert (again.account_id, again.note_id) == (first.account_id, first.note_id)
    assert dict(again.targets) == {key: tuple(target) for key, target in first.targets.items()}
    assert await whole(database) == before


async def test_applied_by_two_at_once_it_is_there_once(database: Database, data: bytes) -> None:

    both = await asyncio.gather(applied(database, data), applied(database, data))

    assert sorted(one.is_new for one in both) == [False, True]
    assert both[0].account_id == both[1].account_id
    assert len((await whole(database))["account"]) == 1


async def test_an_open_high_flag_writes_nothing(database: Database, data: bytes) -> None:
    before = await whole(database)

    with pytest.raises(FlagOpen, match="friday"):
        await apply_note(database, drafted(data, {}), sent(data, {}), actor="test", now=NOW)

    assert await whole(database) == before


async def test_every_record_says_where_its_words_stand(database: Database, data: bytes) -> None:
    done = await applied(database, data)
    lines = data.decode().split("\n")

    spans = await database.read(every(SourceSpan))

    of_record = Counter(span.record_id for span in spans)
    reviews = {review.id for review in await database.read(every(Review))}
    assert {target for _, target in done.targets.values()} | reviews == set(of_record)
    drafts = {record.key: record for record in drafted(data).records}
    for key, (_, target) in done.targets.items():
        kept = sorted((s.field, s.first_line) for s in spans if s.record_id == target)
        assert kept == sorted((s.field, s.first_line) for s in drafts[key].spans)
    quote = next(key for key, record in drafts.items() if isinstance(record, FeedbackDraft))
    said = [s for s in spans if s.record_id == done.targets[quote][1] and s.field == "quote"]
    assert "progress" in lines[said[0].last_line - 1] or "concrete" in lines[said[0].first_line - 1]


async def test_the_incident_is_kept_with_what_the_contract_promised(
    database: Database, data: bytes
) -> None:
    await applied(database, data)

    incident = (await database.read(every(Incident)))[0]

    assert incident.contract_id
    assert incident.users_affected == 10_000
    assert [term.target for term in incident.sla_terms] == [timedelta(hours=4)]
    assert len(incident.cause_factors) == 3
    assert incident.cause_confirmed
    assert incident.stated_duration == timedelta(hours=48)
