"""Customers of whom something of everything is recorded, each record linked to others."""

from datetime import date, timedelta
from typing import Any

from domain.vocabulary import AttendeeRole, CommitmentKind, IncidentEventKind, RecordType
from models.account import Account
from models.meeting import Attendance
from models.note import Note
from tests.api import records


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
