"""Notes about an account that is on file, and notes that cannot be stored."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cli.demo.tell import ANSWERS
from domain.errors import FlagOpen, InvalidInput
from domain.facts import FactKind
from domain.notes.draft import Draft, EventDraft, MeetingDraft, PersonDraft, Side
from domain.notes.read import read_note
from domain.period import Period
from models.account import Account, Contact, User
from models.contract import Contract
from models.database import Database
from models.facts import known_facts
from models.incident import Incident, IncidentEvent
from models.meeting import Meeting
from models.note import SourceSpan
from resolvers.note_apply import Applied, SentNote, apply_note
from tests.notes.applying import NOTES, NOW, applied, drafted, follow_up, whole
from tests.storage.reads import every, new_account

ESCALATION = NOTES["examples"]
BARE = """\
## Check-in with Northwind

**Date:** {day}
**Attendees:** Account Executive (Ines Roth), Customer (Paul Weber, CTO at Northwind)

### Customer Issue Summary
**Customer:** Northwind

### Action Items
1. **Ines:** Send the summary by {due}
"""


def bare(day: str = "November 20, 2024", due: str = "November 27, 2024") -> bytes:
    """A note without times, incident, contract or promise."""
    return BARE.format(day=day, due=due).encode()


async def known_from(database: Database, account_id: str) -> dict[FactKind, datetime]:
    facts = (await database.read(known_facts([account_id], NOW)))[account_id]
    return {fact.kind: fact.known_from for fact in facts}


async def test_a_second_note_finds_account_contact_and_contract(database: Database) -> None:
    first = await applied(database, ESCALATION)

    second = await applied(database, follow_up(account="TECHCORP"))

    assert second.account_id == first.account_id
    assert len(await database.read(every(Account))) == 1
    assert len(await database.read(every(Contact))) == 1
    assert len(await database.read(every(Contract))) == 1
    assert len(await database.read(every(Incident))) == 2


async def test_two_notes_about_a_new_account_at_once_make_one(database: Database) -> None:
    both = await asyncio.gather(
        applied(database, ESCALATION),
        applied(database, follow_up()),
    )

    assert [one.is_new for one in both] == [True, True]
    assert both[0].account_id == both[1].account_id
    assert len(await database.read(every(Contract))) == 1


async def test_the_words_of_both_notes_stay(database: Database) -> None:
    first = await applied(database, ESCALATION)
    second = await applied(database, follow_up())

    spans = await database.read(every(SourceSpan))

    contact = (await database.read(every(Contact)))[0]
    assert {s.note_id for s in spans if s.record_id == contact.id} == {
        first.note_id,
        second.note_id,
    }


async def test_a_later_outage_runs_on_the_terms_of_the_contract_on_file(database: Database) -> None:
    await applied(database, ESCALATION)

    await applied(database, follow_up())

    contract = (await database.read(every(Contract)))[0]
    later = next(i for i in await database.read(every(Incident)) if "search" in i.title)
    assert later.contract_id == contract.id
    assert [term.target for term in later.sla_terms] == [timedelta(hours=4)]
    assert later.clock_due_at


async def test_a_note_without_a_word_on_the_contract_means_the_only_one(database: Database) -> None:
    await applied(database, ESCALATION)

    await applied(database, follow_up(terms="Enterprise"))

    contracts = await database.read(every(Contract))
    later = next(i for i in await database.read(every(Incident)) if "search" in i.title)
    assert [later.contract_id] == [contract.id for contract in contracts]


async def test_what_was_blank_is_filled_and_what_is_on_file_stays(database: Database) -> None:
    account_id = await new_account(database, now=NOW, segment="Mid-market", currency_code=None)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contact(name="Dana Whitfield", title="COO"))
        unit.add(Contract(name="Platform", notice_period=Period(days=30)))

    await applied(database, follow_up(terms="Enterprise, $500K annual contract"))

    account = (await database.read(every(Account)))[0]
    contact = (await database.read(every(Contact)))[0]
    contract = (await database.read(every(Contract)))[0]
    assert (account.segment, contact.title, contract.name) == ("Mid-market", "COO", "Platform")
    assert contact.influence
    assert (contract.annual_value_minor, contract.currency_code) == (500_000_00, "USD")
    assert contract.notice_period == Period(days=30)


async def test_of_several_contracts_the_one_of_the_stated_value_is_meant(
    database: Database,
) -> None:
    account_id = await new_account(database, now=NOW)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        unit.add(Contract(name="Small", annual_value_minor=10_000_00, currency_code="USD"))
        meant = unit.add(Contract(name="Big", annual_value_minor=500_000_00, currency_code="USD"))

    await applied(database, follow_up())
    await applied(database, follow_up(terms="$70K annual contract"))

    contracts = await database.read(every(Contract))
    incidents = await database.read(every(Incident))
    assert {c.annual_value_minor for c in contracts} == {10_000_00, 70_000_00, 500_000_00}
    assert meant.id in {incident.contract_id for incident in incidents}


async def test_our_people_are_known_by_name_and_title_or_by_address(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        for user, title in (("1", "Account Executive"), ("2", "Support Lead")):
            unit.add(User(id=user, name="Ines Roth", title=title, email=f"{user}@vendor.example"))

    done = await applied(database, bare())

    assert ("User", "1") in {tuple(target) for target in done.targets.values()}
    assert len(await database.read(every(User))) == 2


async def test_one_of_us_is_known_by_an_address_whatever_the_title_now(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        unit.add(User(id="1", name="Ines Roth-Maier", title="Director", email="ines@us.example"))

    done = await stored(database, at_addresses(drafted(bare()), "ines@us.example"))

    assert ("User", "1") in {tuple(target) for target in done.targets.values()}
    assert [user.name for user in await database.read(every(User))] == ["Ines Roth-Maier"]


async def test_two_of_us_at_one_address_are_refused(database: Database) -> None:
    draft = at_addresses(drafted(ESCALATION), "team@us.example")

    with pytest.raises(InvalidInput, match="one address"):
        await stored(database, draft)


def at_addresses(draft: Draft, address: str) -> Draft:
    """With an e-mail address for every one of us."""
    records = tuple(
        replace(r, email=address) if isinstance(r, PersonDraft) and r.side is Side.VENDOR else r
        for r in draft.records
    )
    return replace(draft, records=records)


async def stored(database: Database, draft: Draft) -> Applied:
    """Applied with its text left aside."""
    note = SentNote(text="", time_zone=draft.zone, answers={})
    return await apply_note(database, draft, note, actor="test", now=NOW)


async def test_two_contacts_of_one_name_leave_open_who_is_meant(database: Database) -> None:
    account_id = await new_account(database, now=NOW)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        for title in ("COO", "Buyer"):
            unit.add(Contact(name="Dana Whitfield", title=title))
    before = await whole(database)

    with pytest.raises(InvalidInput, match="2 contacts are named"):
        await applied(database, follow_up())

    assert await whole(database) == before


async def test_two_accounts_of_one_name_are_refused(database: Database) -> None:
    for _ in range(2):
        await new_account(database, now=NOW)
    before = await whole(database)

    with pytest.raises(InvalidInput, match="2 accounts are named"):
        await applied(database, follow_up())

    assert await whole(database) == before


async def test_a_note_stored_before_an_accounts_namesake_came_is_still_known(
    database: Database,
) -> None:
    first = await applied(database, ESCALATION)
    await new_account(database, now=NOW)

    again = await applied(database, ESCALATION)

    assert (again.is_new, again.account_id) == (False, first.account_id)


async def test_a_name_of_other_letters_is_found_again(database: Database) -> None:
    first = await applied(database, follow_up(account="ÅSLUND"))

    second = await applied(database, follow_up(account="ÅSLUND", terms="Enterprise"))

    assert second.account_id == first.account_id


async def test_a_draft_without_an_account_is_refused(database: Database) -> None:
    draft = replace(read_note(b"Just words.\n", zone="UTC"), flags=())

    with pytest.raises(InvalidInput, match="no account"):
        await stored(database, draft)


async def test_times_without_a_zone_are_refused_and_nothing_is_written(database: Database) -> None:
    before = await whole(database)

    with pytest.raises(InvalidInput, match="time-zone-missing"):
        await stored(database, replace(drafted(ESCALATION), zone=None))

    assert await whole(database) == before


async def test_an_outage_nobody_graded_is_refused_and_nothing_is_written(
    database: Database,
) -> None:
    data = follow_up().replace(b"Critical outage", b"Outage")
    before = await whole(database)

    with pytest.raises(FlagOpen, match="severity-missing"):
        await applied(database, data)

    assert await whole(database) == before


@pytest.mark.parametrize("now", [NOW, datetime(2024, 11, 20, 12, tzinfo=UTC)])
async def test_a_meeting_that_is_not_over_is_refused(database: Database, now: datetime) -> None:
    data = follow_up() if now < NOW else bare(day="December 3, 2024", due="December 9, 2024")

    with pytest.raises(InvalidInput, match="future"):
        await applied(database, data, now=now)


async def test_a_meeting_without_times_is_known_at_the_end_of_its_day(database: Database) -> None:
    done = await applied(database, bare())

    known = await known_from(database, done.account_id)
    assert known[FactKind.MEETING] == datetime(2024, 11, 21, 5, tzinfo=UTC)
    assert known[FactKind.ACTION_ITEM] == known[FactKind.ACCOUNT] == known[FactKind.MEETING]
    assert (await database.read(every(Meeting)))[0].held_on == date(2024, 11, 20)


async def test_a_meeting_of_today_without_times_is_known_now(database: Database) -> None:
    now = datetime(2024, 11, 20, 15, tzinfo=UTC)

    done = await applied(database, bare(), now=now)

    assert (await known_from(database, done.account_id))[FactKind.MEETING] == now


async def test_events_are_known_as_they_happened_the_rest_when_the_meeting_ended(
    database: Database,
) -> None:
    done = await applied(database, follow_up(), ANSWERS)
    drafts = {record.key: record for record in drafted(follow_up()).records}

    known = await known_from(database, done.account_id)
    events = await database.read(every(IncidentEvent))

    meeting = next(d for d in drafts.values() if isinstance(d, MeetingDraft))
    told = [d.at.instant for d in drafts.values() if isinstance(d, EventDraft)]
    assert {event.known_at for event in events} == set(told)
    assert known[FactKind.ACCOUNT] == known[FactKind.INCIDENT] == min(filter(None, told))
    assert meeting.planned_end_at
    assert known[FactKind.MEETING] == known[FactKind.CONTACT] == meeting.planned_end_at.instant
