"""Meetings that are no business reviews."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.texts import TimeZone
from domain.vocabulary import MeetingStatus, RecordType
from engine.fields import answered_by, worked_out
from resolvers import people, records, references
from resolvers.ids import ids_of
from schema.incidents import Incident
from schema.node import Node, SourceSpan, Versioned, id_of, sources_of
from schema.people import Attendance

if TYPE_CHECKING:
    from schema.accounts import Account

strawberry.enum(MeetingStatus)


def note_of(note_id: str | None) -> str | None:
    """The id of the note a meeting was written down in."""
    return None if note_id is None else ids_of(RecordType.NOTE_DRAFT)(note_id)


@strawberry.type
class Meeting(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.MEETING)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    title: str
    kind: str | None
    status: MeetingStatus
    held_on: date
    starts_at: datetime | None
    planned_end_at: datetime | None
    ended_at: datetime | None
    time_zone: TimeZone | None
    location: str | None
    attendance: list[Attendance] = answered_by(people.attendance, key=("account_id", "attendance"))
    incidents: list[Incident] = answered_by(
        references.incidents, key=("account_id", "incident_ids")
    )
    note_id: strawberry.ID | None = worked_out(note_of, "note_id")
    sources: list[SourceSpan] = sources_of()
