from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from domain.vocabulary import (
    AttendeeRole,
    Basis,
    ConcernTopic,
    RecordType,
    SignalKind,
)
from models.meeting import Attendance
from resolvers.ids import DIRECTORY, RecordKey, global_id
from tests.api import records
from tests.api.asking import asker


async def test_a_contact_is_somebody_of_one_account(tmp_path: Path) -> None:
    account, other = records.account(), records.account(name="Other")
    sarah = records.contact(
        account, aliases=("Sarah",), email="s@example.com", left_on=date(2024, 11, 1)
    )
    ask = asker(tmp_path, account, other, sarah, records.contact(other, name="Zoe"))

    told = await ask(
        """{ accounts { nodes { contacts { totalCount nodes { name aliases title email influence
             champion leftOn version account { name } } } } } }"""
    )

    assert told["accounts"]["nodes"][1]["contacts"] == {
        "totalCount": 1,
        "nodes": [
            {
                "name": "Sarah Johnson",
                "aliases": ["Sarah"],
                "title": None,
                "email": "s@example.com",
                "influence": "EXECUTIVE",
                "champion": False,
                "leftOn": "2024-11-01",
                "version": 1,
                "account": {"name": "TechCorp"},
            }
        ],
    }


async def test_a_meeting_tells_who_came_and_what_it_was_about(tmp_path: Path) -> None:
    account, emily, note = records.account(), records.user(name="Emily"), records.note()
    outages = [records.incident(account, title=title) for title in ("First", "Second")]
    meeting = records.meeting(
        account,
        note_id=note.id,
        ended_at=records.NOON + timedelta(hours=2),
        attendance=(
            Attendance(person_id=emily.id, is_contact=False, role=AttendeeRole.NOTE_TAKER),
        ),
        incident_ids=(outages[1].id, outages[0].id),
    )
    ask = asker(tmp_path, account, emily, note, *outages, meeting)

    told = await ask(
        """{ accounts { nodes { meetings { nodes { title status heldOn startsAt plannedEndAt endedAt
             attendance { role attended person { ... on User { name } } } incidents { title }
             noteId } } } } }"""
    )

    assert told["accounts"]["nodes"][0]["meetings"]["nodes"] == [
        {
            "title": "Escalation meeting",
            "status": "HELD",
            "heldOn": "2024-10-25",
            "startsAt": "2024-10-25T12:00:00Z",
            "plannedEndAt": None,
            "endedAt": "2024-10-25T14:00:00Z",
            "attendance": [{"role": "NOTE_TAKER", "attended": None, "person": {"name": "Emily"}}],
            "incidents": [{"title": "Second"}, {"title": "First"}],
            "noteId": global_id(RecordKey(RecordType.NOTE_DRAFT, None, note.id)),
        }
    ]


async def test_one_of_our_people_is_found_in_the_meetings_of_every_account(tmp_path: Path) -> None:
    emily = records.user(name="Emily")
    accounts = [records.account(), records.account()]
    there = (Attendance(person_id=emily.id, is_contact=False),)
    meetings = [records.meeting(account, attendance=there) for account in accounts]
    ask = asker(tmp_path, emily, *accounts, *meetings)

    told = await ask(
        """{ accounts { nodes { meetings { nodes { attendance {
             person { ... on User { name } } } } } } } }"""
    )

    expected = {"meetings": {"nodes": [{"attendance": [{"person": {"name": "Emily"}}]}]}}
    assert told["accounts"]["nodes"] == [expected, expected]


async def test_a_quote_says_who_said_it_and_where_its_words_stand(tmp_path: Path) -> None:
    account, james, note = records.account(), records.user(), records.note()
    sarah = records.contact(account)
    quote = records.feedback(
        account,
        speaker_id=sarah.id,
        suggested_polarity=-0.5,
        polarity=-0.25,
        confirmed_by_id=james.id,
    )
    words = [
        records.span(quote, note, field="quote", place=1, basis=Basis.INFERRED, first_line=3),
        records.span(quote, note, field="speaker", place=0, assumption="The only Sarah"),
    ]
    ask = asker(tmp_path, account, james, note, sarah, quote, *words)

    told = await ask(
        """{ accounts { nodes { feedback { nodes { quote speaker { name } saidAt
             suggestedPolarity polarity confirmedBy { name }
             sources { noteId field firstLine basis assumption } } } } } }"""
    )

    (found,) = told["accounts"]["nodes"][0]["feedback"]["nodes"]
    speaker, quoted = found.pop("sources")
    assert found == {
        "quote": "It works",
        "speaker": {"name": "Sarah Johnson"},
        "saidAt": "2024-10-25T12:00:00Z",
        "suggestedPolarity": -0.5,
        "polarity": -0.25,
        "confirmedBy": {"name": "James Miller"},
    }
    assert speaker == {
        "noteId": global_id(RecordKey(RecordType.NOTE_DRAFT, None, note.id)),
        "field": "speaker",
        "firstLine": 1,
        "basis": "STATED",
        "assumption": "The only Sarah",
    }
    assert (quoted["field"], quoted["firstLine"], quoted["basis"]) == ("quote", 3, "INFERRED")


async def test_a_stated_loss_belongs_to_a_worry_about_an_incident(tmp_path: Path) -> None:
    account = records.account()
    sarah, outage = records.contact(account), records.incident(account)
    worry = records.concern(
        account,
        topic=ConcernTopic.FINANCIAL,
        raised_by_id=sarah.id,
        stated_loss_minor=250_000_00,
        stated_loss_currency="USD",
        incident_id=outage.id,
    )
    ask = asker(tmp_path, account, sarah, outage, worry)

    told = await ask(
        """{ accounts { nodes { concerns { nodes { topic statedLoss { amount currencyCode }
             raisedBy { name } incident { title } settledAt sources { field } } } } } }"""
    )

    assert told["accounts"]["nodes"][0]["concerns"]["nodes"] == [
        {
            "topic": "FINANCIAL",
            "statedLoss": {"amount": "250000.00", "currencyCode": "USD"},
            "raisedBy": {"name": "Sarah Johnson"},
            "incident": {"title": "Outage"},
            "settledAt": None,
            "sources": [],
        }
    ]


async def test_a_signal_shows_what_was_observed_exactly(tmp_path: Path) -> None:
    account = records.account()
    usage = records.signal(account, kind=SignalKind.USAGE_TREND, value=Decimal("0.80"))
    ask = asker(tmp_path, account, usage)

    told = await ask(
        "{ accounts { nodes { signals { nodes { kind value observedAt clearedAt note } } } } }"
    )

    assert told["accounts"]["nodes"][0]["signals"]["nodes"] == [
        {
            "kind": "USAGE_TREND",
            "value": "0.80",
            "observedAt": "2024-10-25T12:00:00Z",
            "clearedAt": None,
            "note": None,
        }
    ]


@pytest.mark.parametrize("kind", [kind for kind in RecordType if kind is not RecordType.NOTE_DRAFT])
async def test_an_id_nobody_has_is_null_whatever_its_type(tmp_path: Path, kind: RecordType) -> None:
    account = records.account()
    ask = asker(tmp_path, account, records.incident(account))
    is_owned = kind not in DIRECTORY
    nobodys = global_id(RecordKey(kind, account.id if is_owned else None, records.new_id()))

    told = await ask("query($id: ID!) { node(id: $id) { __typename } }", id=nobodys)

    assert told == {"node": None}


async def test_every_record_is_found_by_its_own_id(tmp_path: Path) -> None:
    account, james = records.account(), records.user()
    outage = records.incident(account)
    series = records.review_series(account)
    rows = {
        RecordType.CONTACT: records.contact(account),
        RecordType.CONTRACT: records.contract(account),
        RecordType.INCIDENT: outage,
        RecordType.COMMITMENT: records.commitment(account),
        RecordType.ACTION_ITEM: records.action_item(account),
        RecordType.REVIEW_SERIES: series,
        RecordType.BUSINESS_REVIEW: records.review(account),
        RecordType.MEETING: records.meeting(account),
        RecordType.FEEDBACK: records.feedback(account),
        RecordType.CONCERN: records.concern(account),
        RecordType.SIGNAL: records.signal(account),
    }
    ids = [global_id(RecordKey(kind, account.id, row.id)) for kind, row in rows.items()]
    ids += [global_id(RecordKey(RecordType.USER, None, james.id))]
    ask = asker(tmp_path, account, james, *rows.values())

    told = await ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)

    types = [*(kind.value for kind in rows), "User"]
    assert told["nodes"] == [
        {"__typename": name, "id": id_} for name, id_ in zip(types, ids, strict=True)
    ]
