"""Nothing a draft says is lost on the way to its row."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, cast

import pytest

from domain.notes.draft import (
    AnyRecord,
    CommitmentDraft,
    IncidentDraft,
    NoteTime,
    PersonDraft,
    Side,
)
from domain.vocabulary import Basis, RecordType
from models.base import Base
from models.commitment import Commitment
from models.database import Database
from models.metadata import METADATA
from resolvers.note_place import TYPES
from tests.notes.applying import NOTES, applied, drafted, follow_up
from tests.storage.reads import every

RENAMED = {
    "meeting_kind": "kind",
    "event_kind": "kind",
    "commitment_kind": "kind",
    "root_cause": "cause_summary",
    "contributing_factors": "cause_factors",
}
REFERENCES = {
    "owner": "owner_id",
    "incident": "incident_id",
    "incidents": "incident_ids",
    "commitment": "commitment_id",
    "speaker": "speaker_id",
    "raised_by": "raised_by_id",
    "promised_to": "promised_to",
    "same_as": "same_as",
    "depends_on": "depends_on",
}
AMOUNTS = {"annual_value", "stated_loss"}
TOLD_OTHERWISE = {"key", "spans", "side", "slots", "attendance", "credit"}
"Ids and sources; users and contacts; rows of their own; columns of several names."
DERIVED_FOR_CREDITS = {"due_on", "due_basis"}  # the end of the month, when the note names no day
ONLY_IN_SOURCES = {
    (PersonDraft, "given"),  # part of the name
    (PersonDraft, "organization"),  # the account
    (IncidentDraft, "sla_breached"),  # the clock says it
    (IncidentDraft, "status"),  # the timeline says it
    (CommitmentDraft, "due_candidates"),  # no client may ask for them
}
CONTACTS = {"aliases", "influence"}
"Our own people have none; the sources keep the shorter forms the note used."


@pytest.mark.parametrize("data", NOTES.values(), ids=NOTES)
async def test_every_field_reaches_its_row(database: Database, data: bytes) -> None:
    done = await applied(database, data)
    rows = {row.id: row for kind in with_ids() for row in await database.read(every(kind))}
    ids = {key: target for key, (_, target) in done.targets.items()}

    for draft in drafted(data).records:
        for field in fields(draft):
            name: str = field.name
            if name in TOLD_OTHERWISE or (type(draft), name) in ONLY_IN_SOURCES:
                continue
            if isinstance(draft, PersonDraft) and draft.side is Side.VENDOR and name in CONTACTS:
                continue
            if isinstance(draft, CommitmentDraft) and draft.credit and name in DERIVED_FOR_CREDITS:
                continue
            expected = expectation(draft, name, ids)
            assert {c: getattr(rows[ids[draft.key]], c) for c in expected} == expected


def with_ids() -> list[type[Base]]:
    kinds = [mapper.class_ for mapper in Base.registry.mappers]
    return [kind for kind in kinds if "id" in METADATA.tables[kind.__tablename__].columns]


def expectation(draft: AnyRecord, name: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a field, and what they should hold."""
    value: Any = getattr(draft, name)
    if name in AMOUNTS:
        currency = "currency_code" if name == "annual_value" else f"{name}_currency"
        return {f"{name}_minor": value and value.minor, currency: value and value.currency_code}
    if name in REFERENCES:
        if value is None or isinstance(value, str):
            return {REFERENCES[name]: value and ids[value]}
        return {REFERENCES[name]: tuple(ids[key] for key in cast("tuple[str, ...]", value))}
    if isinstance(value, NoteTime):
        return {name: value.instant} | ({"precision": value.precision} if name == "at" else {})
    return {RENAMED.get(name, name): value}


def test_every_kind_of_draft_becomes_a_record() -> None:
    assert {kind.__name__ for kind in TYPES} | {"PersonDraft"} == {
        kind.__name__ for kind in AnyRecord.__args__
    }
    assert set(TYPES.values()) < set(RecordType)


async def test_a_due_date_counts_from_the_day_it_was_given(database: Database) -> None:
    data = follow_up() + b"\n### Commitments\n**To Customer:**\n- A report by December 9, 2024\n"

    await applied(database, data)

    promise = (await database.read(every(Commitment)))[0]
    assert promise.due_on == promise.counts_from == date(2024, 12, 9)
    assert promise.due_basis in set(Basis)
    assert promise.overdue_after


async def test_weekly_promises_are_due_on_sundays(database: Database) -> None:
    data = follow_up() + b"\n### Commitments\n**To Customer:**\n- Weekly reviews for 3 weeks\n"

    await applied(database, data)

    tables = {kind.__tablename__: kind for kind in with_ids()}
    due = await database.read(every(tables["occurrence"]))
    reviews = await database.read(every(tables["review"]))
    assert [o.due_on.isoweekday() for o in due] == [7, 7, 7]
    assert {o.slot for o in due} == {review.slot for review in reviews}
