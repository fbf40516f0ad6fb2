from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.vocabulary import AttendeeRole, CommitmentKind, IncidentEventKind, RecordType
from models.account import Account
from models.meeting import Attendance
from models.note import Note
from tests.api import records
from tests.api.asking import asker

SOURCES = "sources { quote }"
COMMITMENTS = f"""commitments {{ totalCount nodes {{ status owner {{ name }} promisedTo {{ name }}
  waivedBy {{ name }} occurrences {{ nodes {{ slot status fulfilledBy {{ id }} }} }}
  sameAs {{ id }} occurrencesDue occurrencesKept credit {{ state }} gaps source {{ id }}
  {SOURCES} }} }}"""
ACTION_ITEMS = f"""actionItems {{ totalCount nodes {{ owner {{ name }} sameAs {{ id }}
  dependsOn {{ id }} source {{ id }} {SOURCES} }} }}"""
PERSON = "person { ... on User { name } ... on Contact { name } }"
PAGE = f"""{{ accounts(first: 100) {{ nodes {{ name {SOURCES} owner {{ name }} csm {{ name }}
  sponsor {{ name }} externalRefs {{ key }}
  contacts {{ nodes {{ name account {{ name }} {SOURCES} }} }}
  contracts {{ nodes {{ monthlyFee {{ amount }} slaTerms {{ target }} {SOURCES} }} }}
  incidents {{ totalCount nodes {{ contract {{ name }} clocks {{ state }} recoverySteps {{ kind
    record {{ id }} }} timeline {{ nodes {{ at {SOURCES} }} }} {COMMITMENTS} {ACTION_ITEMS}
    {SOURCES} }} }}
  {COMMITMENTS} {ACTION_ITEMS}
  reviews {{ nodes {{ status series {{ title }} attendance {{ {PERSON} }} {COMMITMENTS}
    {ACTION_ITEMS} {SOURCES} }} }}
  reviewSeries {{ nodes {{ held missed upcoming commitment {{ text }} {SOURCES}
    reviews {{ totalCount nodes {{ status }} }} }} }}
  nextReview {{ title }}
  meetings {{ nodes {{ attendance {{ {PERSON} }} incidents {{ title }} {SOURCES} }} }}
  feedback {{ nodes {{ speaker {{ name }} confirmedBy {{ name }} {SOURCES} }} }}
  concerns {{ nodes {{ raisedBy {{ name }} incident {{ title }} {SOURCES} }} }}
}} }} }}"""


def customer(rows: int) -> list[Any]:
    """An account with this many records of every type, all of them linked."""
    owner = records.user()
    account = records.account(owner_id=owner.id, csm_id=owner.id)
    note, series = records.note(), records.review_series(account)
    made: list[Any] = [owner, account, note, series, records.account_ref(account)]
    for n in range(rows):
        made += linked(account, owner.id, series.id, note, n)
    return made


def linked(account: Account, owner_id: str, series_id: str, note: Note, n: int) -> list[Any]:
    """One record of every type."""
    sarah, contract = records.contact(account), records.contract(account)
    outage = records.incident(account, contract_id=contract.id)
    found = records.event(outage, IncidentEventKind.ROOT_CAUSE_FOUND, records.NOON)
    there = (
        Attendance(person_id=sarah.id, is_contact=True),
        Attendance(person_id=owner_id, is_contact=False, role=AttendeeRole.FACILITATOR),
    )
    meeting = records.meeting(account, attendance=there, incident_ids=(outage.id,))
    start = records.NOON + timedelta(days=n + 1)
    review = records.review(
        account, series_id=series_id, slot=str(n), attendance=there, **records.held_by(start)
    )
    at_meeting = {"source_type": RecordType.MEETING, "source_id": meeting.id}
    task = records.action_item(account, owner_id=owner_id, incident_id=outage.id, **at_meeting)
    promises = [
        records.commitment(
            account,
            kind=kind,
            owner_id=owner_id,
            promised_to=(sarah.id,),
            waived_by_id=sarah.id,
            same_as=(task.id,),
            incident_id=outage.id,
            source_type=RecordType.BUSINESS_REVIEW,
            source_id=review.id,
        )
        for kind in (CommitmentKind.CREDIT, CommitmentKind.RECURRING)
    ]
    slot = records.occurrence(promises[1], "2024-11", date(2024, 11, 30))
    follow_up = records.action_item(
        account, depends_on=(task.id,), same_as=(task.id,), source_id=review.id
    )
    quote = records.feedback(account, speaker_id=sarah.id, confirmed_by_id=owner_id)
    worry = records.concern(account, raised_by_id=sarah.id, incident_id=outage.id)
    rows = [sarah, contract, outage, meeting, review, task, *promises, follow_up, quote, worry]
    return [*rows, found, slot, *(records.span(row, note) for row in rows)]


@pytest.mark.parametrize("accounts", [1, 4])
async def test_an_account_page_costs_the_same_statements_whatever_its_rows(
    tmp_path: Path, accounts: int
) -> None:
    small, large = [tmp_path / name for name in ("small", "large")]
    small.mkdir()
    large.mkdir()
    few = asker(small, *customer(1))
    many = asker(large, *(row for _ in range(accounts) for row in customer(5)))

    await few(PAGE)
    told = await many(PAGE)

    assert sum(len(a["incidents"]["nodes"]) for a in told["accounts"]["nodes"]) == 5 * accounts
    assert Counter(many.texts) == Counter(few.texts)


@pytest.mark.parametrize(
    ("fields", "statements"),
    [
        ("name", 1),
        ("name contacts { nodes { name } }", 2),
        ("name contacts { totalCount nodes { name } }", 3),
        ("incidents { nodes { title status severity } }", 2),
        ("incidents { nodes { clocks { state } } }", 3),
        ("commitments { nodes { text status gaps } }", 2),
        ("commitments { nodes { credit { state } } }", 4),
        ("commitments { nodes { occurrencesDue } }", 5),
        ("reviews { nodes { status localDate } }", 2),
        ("reviewSeries { nodes { upcoming } }", 3),
        ("nextReview { status }", 2),
    ],
)
async def test_what_a_field_costs(tmp_path: Path, fields: str, statements: int) -> None:
    ask = asker(tmp_path, *customer(2))

    await ask(f"{{ accounts {{ nodes {{ {fields} }} }} }}")

    assert len(ask.texts) == statements
