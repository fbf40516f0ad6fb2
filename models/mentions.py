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
NAMED: Mapping[type[Base], Places] = {
    Contact: (
        (Account, "sponsor_id"),
        (Commitment, "waived_by_id"),
        (Feedback, "speaker_id"),
        (Concern, "raised_by_id"),
    ),
    Contract: ((Incident, "contract_id"),),
    Incident: ((Commitment, "incident_id"), (ActionItem, "incident_id"), (Concern, "incident_id")),
    Commitment: ((ReviewSeries, "commitment_id"), (Review, "commitment_id")),
    ReviewSeries: ((Review, "series_id"),),
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
    own = cast("type[Base]", type(record))
    await drop_parts(unit, record, PARTS.get(own, ()))
    for kind, column in NAMED.get(own, ()):
        for other in await unit.find(kind, getattr(kind, column) == record.id):
            setattr(other, column, None)
    for kind, column in LISTED:
        is_listed = type_coerce(getattr(kind, column), Text()).contains(record.id)
        for other in await unit.find(kind, is_listed):
            kept = (one for one in getattr(other, column) if id_of(one) != record.id)
            setattr(other, column, tuple(kept))
    for name in await unit.find(RecordRef, RecordRef.record_id == record.id):
        unit.retract(name)


async def drop_parts(unit: Unit, record: Any, places: Places) -> None:  # noqa: ANN401 - the same
    """A review with an outcome is no mere part of its series."""
    for kind, column in places:
        for part in await unit.find(kind, getattr(kind, column) == record.id):
            if not (isinstance(part, Review) and part.outcome):
                unit.drop(part)


def id_of(listed: Any) -> str:  # noqa: ANN401 - an id, or somebody's attendance
    return listed if isinstance(listed, str) else listed.person_id
