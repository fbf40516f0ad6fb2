from datetime import datetime, timedelta

import msgspec
import pytest

from domain.errors import InvalidInput, NotFound
from domain.vocabulary import (
    Audience,
    CommitmentKind,
    IncidentEventKind,
    IncidentStatus,
    RecordType,
    Severity,
    SignalKind,
)
from engine.reads import Row
from models.account import Account, AccountAlias, Contact, User
from models.base import Base, new_id
from models.commitment import Commitment
from models.database import Database
from models.facts import known_facts
from models.history import Activity, DailyScore, FactRow, Score, ScoreDetail
from models.incident import Incident, IncidentEvent
from models.voice import Signal
from tests.storage.reads import DAY, HOUR, NOW, TICK, every, new_account

WRITTEN = (Account, Contact, FactRow, Activity, Score, ScoreDetail, DailyScore)


async def everything(database: Database) -> dict[type[Base], list[Row]]:
    return {kind: await database.read(every(kind)) for kind in WRITTEN}


async def contact_of(database: Database, account_id: str, **given: object) -> str:
    async with database.write(account_id, actor="test", now=NOW) as unit:
        contact = unit.add(Contact(**{"name": "Sarah"} | given))
    return contact.id


async def test_a_block_that_only_looks_writes_nothing(database: Database) -> None:
    account_id = await new_account(database)
    contact_id = await contact_of(database, account_id)
    before = await everything(database)

    async with database.write(account_id, actor="test", now=NOW + DAY) as unit:
        contact = await unit.get_or_raise(Contact, contact_id)
        contact.name = "Sarah"
        contact.aliases = ()

    assert not unit.changed
    assert await everything(database) == before


async def test_a_changed_column_the_model_ignores_moves_version_and_log_but_no_fact(
    database: Database,
) -> None:
    account_id = await new_account(database)
    contact_id = await contact_of(database, account_id)
    facts = await database.read(every(FactRow))

    async with database.write(account_id, actor="ann", now=NOW + DAY) as unit:
        (await unit.get_or_raise(Contact, contact_id)).title = "CTO"

    assert unit.changed
    (contact,) = await database.read(every(Contact))
    assert (contact.version, contact.created_at, contact.updated_at) == (2, NOW, NOW + DAY)
    assert await database.read(every(FactRow)) == facts
    last = (await database.read(every(Activity)))[-1]
    assert (last.actor, last.at) == ("ann", NOW + DAY)
    assert (last.record_type, last.record_id) == (RecordType.CONTACT, contact_id)
    assert last.summary == 'Changed contact "Sarah": title'
    assert msgspec.json.decode(last.change) == {"title": [None, "CTO"]}


async def test_a_change_the_model_sees_ends_one_fact_and_opens_the_next(
    database: Database,
) -> None:
    account_id = await new_account(database)
    contact_id = await contact_of(database, account_id)

    async with database.write(account_id, actor="ann", now=NOW + DAY) as unit:
        (await unit.get_or_raise(Contact, contact_id)).champion = True

    facts = [row for row in await database.read(every(FactRow)) if row.source_id == contact_id]
    assert [(row.version, row.known_from, row.known_until) for row in facts] == [
        (1, NOW + TICK, NOW + DAY),
        (2, NOW + DAY, None),
    ]
    assert [row.actor for row in facts] == ["test", "ann"]


async def test_a_clock_that_stands_or_runs_back_never_makes_two_changes_of_one_instant(
    database: Database,
) -> None:
    account_id = await new_account(database)
    contact_id = await contact_of(database, account_id)
    for n, now in enumerate((NOW, NOW - DAY, NOW)):
        async with database.write(account_id, actor="test", now=now) as unit:
            (await unit.get_or_raise(Contact, contact_id)).name = f"Sarah {n}"

    known = [r.known_from for r in await database.read(every(FactRow)) if r.version > 1]
    assert known == [NOW + n * TICK for n in (2, 3, 4)]
    (score,) = await database.read(every(Score))
    assert score.computed_at == known[-1]


async def test_only_a_first_version_may_claim_the_past_and_none_the_future(
    database: Database,
) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        known = unit.add(Contact(name="Sarah"), known_at=NOW - 9 * DAY)
        with pytest.raises(InvalidInput, match="ahead"):
            unit.add(Contact(name="Tom"), known_at=NOW + TICK)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.retract(await unit.get_or_raise(Contact, known.id))
    async with database.write(account_id, actor="test", now=NOW + DAY) as unit:
        unit.add(Contact(id=known.id, name="Sarah"), known_at=NOW - 9 * DAY)

    facts = [row for row in await database.read(every(FactRow)) if row.source_id == known.id]
    assert [(row.known_from, row.known_until, row.recorded_at) for row in facts] == [
        (NOW - 9 * DAY, NOW + 2 * TICK, NOW + TICK),
        (NOW + DAY, None, NOW + DAY),
    ]


async def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput, match="zone"):
        await new_account(database, now=datetime(2025, 6, 4))  # noqa: DTZ001 - the point


async def test_the_old_id_of_a_merged_account_leads_to_its_heir(database: Database) -> None:
    heir = await new_account(database)
    async with database.write(None, actor="test", now=NOW) as unit:
        unit.add(AccountAlias(alias_id="old", account_id=heir))

    async with database.write("old", actor="test", now=NOW) as unit:
        contact = unit.add(Contact(name="Sarah"))

    assert contact.account_id == heir
    facts = await database.read(known_facts(["old", heir, "none"], NOW + DAY))
    assert facts["old"] == facts[heir]
    assert {fact.source_id for fact in facts["old"]} == {heir, contact.id}
    assert facts["none"] == []


async def test_another_accounts_record_cannot_be_changed(database: Database) -> None:
    mine, other = await new_account(database), await new_account(database)
    contact_id = await contact_of(database, other)

    with pytest.raises(ValueError, match="belongs to"):
        async with database.write(mine, actor="test", now=NOW) as unit:
            unit.add(Contact(account_id=other, name="Tom"))
    async with database.write(mine, actor="test", now=NOW) as unit:
        assert await unit.get(Contact, contact_id) is None
        assert await unit.find(Contact) == []
        with pytest.raises(NotFound, match=contact_id):
            await unit.get_or_raise(Contact, contact_id)


async def test_what_was_added_or_retracted_in_a_block_is_seen_in_it(database: Database) -> None:
    account_id = await new_account(database)
    contact_id = await contact_of(database, account_id)

    async with database.write(account_id, actor="test", now=NOW) as unit:
        contact = await unit.get_or_raise(Contact, contact_id)
        unit.retract(contact)
        added = unit.add(Contact(name="Tom"))
        dropped = unit.add(Contact(name="Nobody"))
        unit.retract(dropped)
        assert await unit.get(Contact, contact_id) is None
        assert await unit.find(Contact, Contact.name == "Sarah") == []
        assert await unit.get(Contact, added.id) is added
        assert await unit.get(Contact, dropped.id) is None

    assert [row.name for row in await database.read(every(Contact))] == ["Tom"]
    log = [row.summary for row in await database.read(every(Activity))]
    assert log[-2:] == ['Added contact "Tom"', 'Retracted contact "Sarah"']


async def test_records_that_refer_to_each_other_may_be_added_in_any_order(
    database: Database,
) -> None:
    account_id = new_id()
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident_id, user_id, contact_id = new_id(), new_id(), new_id()
        unit.add(
            Commitment(
                text="A report",
                audience=Audience.CUSTOMER,
                kind=CommitmentKind.ONE_OFF,
                incident_id=incident_id,
                owner_id=user_id,
                waived_by_id=contact_id,
            )
        )
        unit.add(event(incident_id, IncidentEventKind.REPORTED, NOW))
        unit.add(outage(id=incident_id))
        unit.add(Contact(id=contact_id, name="Sarah"))
        unit.add(Account(name="TechCorp", tracked_from=NOW, owner_id=user_id))
        unit.add(User(id=user_id, name="James"))
    async with database.write(account_id, actor="test", now=NOW) as unit:
        for kind in (Contact, Commitment):
            unit.retract((await unit.find(kind))[0])
        (await unit.get_or_raise(Account, account_id)).owner_id = unit.add(User(name="Ann")).id

    assert await database.read(every(Commitment)) == await database.read(every(Contact)) == []


def outage(**given: object) -> Incident:
    told = {"first_severity": Severity.SEV1, "severity": Severity.SEV1}
    return Incident(**{"title": "Outage", "status": IncidentStatus.OPEN} | told | given)


def event(incident_id: str, kind: IncidentEventKind, at: datetime) -> IncidentEvent:
    return IncidentEvent(incident_id=incident_id, kind=kind, at=at, summary=kind.title())


async def test_a_retracted_timeline_entry_stays_and_says_so_and_may_come_back(
    database: Database,
) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident = unit.add(outage())
        entry = unit.add(event(incident.id, IncidentEventKind.RESOLVED, NOW - HOUR))
    for n in (1, 2):
        async with database.write(account_id, actor="test", now=NOW + n * DAY) as unit:
            row = await unit.get_or_raise(IncidentEvent, entry.id)
            if n == 1:
                unit.retract(row)
            else:
                row.retracted_at = None

    facts = [row for row in await database.read(every(FactRow)) if row.source_id == entry.id]
    assert [(row.known_from, row.known_until) for row in facts] == [
        (NOW + TICK, NOW + DAY),
        (NOW + 2 * DAY, None),
    ]
    (stored,) = await database.read(every(IncidentEvent))
    assert (stored.known_at, stored.recorded_at) == (NOW + TICK, NOW + TICK)


async def test_a_timeline_entry_shows_when_it_was_known(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        incident = unit.add(outage())
        entry = event(incident.id, IncidentEventKind.REPORTED, NOW - 5 * HOUR)
        unit.add(entry, known_at=NOW - 4 * HOUR)

    (stored,) = await database.read(every(IncidentEvent))
    assert (stored.known_at, stored.recorded_at) == (NOW - 4 * HOUR, NOW + TICK)


async def test_a_long_text_is_shortened_in_the_log(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contact(name="very " * 40 + "\nlong"))

    last = (await database.read(every(Activity)))[-1]
    assert len(last.summary) < 120
    assert last.summary.endswith('very…"')


async def test_records_of_no_account_need_no_account(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        user = unit.add(User(name="James"))

    assert [row.id for row in await database.read(every(User))] == [user.id]
    assert await database.read(every(Activity)) == []


async def test_a_signal_that_was_cleared_counts_until_then(database: Database) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        signal = unit.add(Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=NOW - DAY))
    async with database.write(account_id, actor="test", now=NOW + DAY) as unit:
        (await unit.get_or_raise(Signal, signal.id)).cleared_at = NOW + timedelta(hours=20)

    first, second = await database.read(every(Activity)), await database.read(every(FactRow))
    assert first[-1].summary == 'Changed signal "INVOICE_OVERDUE": cleared at'
    assert [row.version for row in second if row.source_id == signal.id] == [1, 2]
