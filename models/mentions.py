"""What goes with a record that never was, and what names it no more."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Text, type_coerce

from models.account import Account, Contact
from models.base import Base
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Meeting, Review, ReviewSeries
from models.names import RecordRef
from models.unit import Unit
from models.voice import Concern, Feedback

Places = tuple[tuple[type[Any], str], ...]

PARTS: Mapping[type[Base], Places] = {
    Incident: ((IncidentEvent, "incident_id"),),
    Commitment: ((Occurrence, "commitment_id"),),
    ReviewSeries: ((Review, "series_id"),),
}
"Records that are nothing without it."
KEEPS: Places = ((Commitment, "fulfilled_by_id"), (Occurrence, "fulfilled_by_id"))
"Of what has kept a promise."
NAMED: Mapping[type[Base], Places] = {
    Contact: (
        (Account, "sponsor_id"),
        (Contract, "notice_given_by_id"),
        (Commitment, "agreed_with_id"),
        (Commitment, "waived_by_id"),
        (Feedback, "speaker_id"),
        (Concern, "raised_by_id"),
    ),
    Contract: ((Incident, "contract_id"),),
    Incident: (
        (Commitment, "incident_id"),
        (ActionItem, "incident_id"),
        (Concern, "incident_id"),
        *KEEPS,
    ),
    IncidentEvent: KEEPS,
    Commitment: ((ReviewSeries, "commitment_id"), (Review, "commitment_id"), *KEEPS),
    ActionItem: KEEPS,
    ReviewSeries: ((Review, "series_id"),),
    Review: KEEPS,
    Meeting: KEEPS,
}
"Columns that may name it."
LISTED: Places = (
    (Incident, "same_as"),
    (Commitment, "same_as"),
    (Commitment, "promised_to"),
    (ActionItem, "same_as"),
    (ActionItem, "depends_on"),
    (Meeting, "incident_ids"),
    (Meeting, "attendance"),
    (ReviewSeries, "attendance"),
    (Review, "attendance"),
)
"Columns that list records; an id is in no other text."


async def retract_whole(unit: Unit, record: Any) -> None:  # noqa: ANN401 - any owned record
    """It was never so: its parts go with it, and what named it lives on without.

    Of a timeline entry the row stays, and so do its names. Sources stay, for the history.
    """
    unit.retract(record)
    if isinstance(record, IncidentEvent):
        return
    for gone in (record, *await drop_parts(unit, record)):
        await drop_names(unit, gone)
    for kind, column in LISTED:
        is_listed = type_coerce(getattr(kind, column), Text()).contains(record.id)
        for other in await unit.find(kind, is_listed):
            kept = (one for one in getattr(other, column) if id_of(one) != record.id)
            setattr(other, column, tuple(kept))


async def drop_parts(unit: Unit, record: Any) -> list[Any]:  # noqa: ANN401 - the same
    """Gives them. A review with an outcome is no mere part of its series."""
    parts = [
        part
        for kind, column in PARTS.get(kind_of(record), ())
        for part in await unit.find(kind, getattr(kind, column) == record.id)
        if not (isinstance(part, Review) and part.outcome)
    ]
    for part in parts:
        unit.drop(part)
    return parts


async def drop_names(unit: Unit, gone: Any) -> None:  # noqa: ANN401 - the same
    """No column names it any more, nor any other system."""
    for kind, column in NAMED.get(kind_of(gone), ()):
        for other in await unit.find(kind, getattr(kind, column) == gone.id):
            setattr(other, column, None)
            if column == "fulfilled_by_id":
                other.fulfilled_by_type = None
    for name in await unit.find(RecordRef, RecordRef.record_id == gone.id):
        unit.retract(name)


def kind_of(record: Any) -> type[Base]:  # noqa: ANN401 - the same
    return cast("type[Base]", type(record))


def id_of(listed: Any) -> str:  # noqa: ANN401 - an id, or somebody's attendance
    return listed if isinstance(listed, str) else listed.person_id
