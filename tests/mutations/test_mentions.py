"""Nothing names a record that never was: every column that may is known, and is cleared."""

from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from domain.vocabulary import IncidentEventKind, RecordType
from models.account import Contact
from models.activity import type_of
from models.base import Base, new_id, table_of
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Meeting, Review, ReviewSeries
from models.mentions import LISTED, NAMED, PARTS, Places
from models.metadata import METADATA
from models.names import RecordRef
from tests.mutations.asking import NOON, Client
from tests.mutations.test_linking import REASON, RECORD, book_of, outage, promise, talk, task

OWN = {"id", "account_id"}
ELSEWHERE = {"account", "note", "user"}
"Tables of records that belong to no account."
HISTORY = {
    "activity.record_id",
    "fact.source_id",
    "idempotency.record_id",
    "action_item.source_id",
    "commitment.source_id",
    "source_span.record_id",
    "note.targets",
}
"What was done, said or read: true of a record that never was, too."
OTHERWISE = {
    "account_alias.alias_id": "an account",
    "meeting.note_id": "a note",
    "record_ref.record_id": "goes with the record",
    "score.contract_id": "worked out anew with every write",
    "contact.aliases": "names",
    "incident.cause_factors": "words",
    "review.holidays": "keys of calendars",
    "review_series.holidays": "keys of calendars",
    "note.answers": "words",
    "user.lead_id": "a user",
    "access_token.account_ids": "what a script was given; an account merged away leads nowhere",
}


def ids() -> set[str]:
    """Columns that hold the id of a record that may be an account's."""
    found: set[str] = set()
    for name, table in METADATA.tables.items():
        columns = {column.name for column in table.c if column.name.endswith("_id")} - OWN
        away = [c for c in table.foreign_key_constraints if c.referred_table.name in ELSEWHERE]
        columns -= {column for constraint in away for column in constraint.column_keys}
        found |= {f"{name}.{column}" for column in columns}
    return found


def lists() -> set[str]:
    """Columns that hold several texts, or people."""
    found: set[str] = set()
    for mapper in Base.registry.mappers:
        kind: Any = mapper.class_
        for column, hint in get_type_hints(kind).items():
            held = next(iter(get_args(hint)), None)
            if get_origin(held) in {tuple, dict} and {str, Attendance} & set(get_args(held)):
                found.add(f"{table_of(kind).name}.{column}")
    return found


def places(known: Places) -> set[str]:
    return {f"{table_of(kind).name}.{column}" for kind, column in known}


def test_every_column_that_may_name_a_record_is_thought_of() -> None:
    known = [place for each in (*NAMED.values(), *PARTS.values()) for place in each]

    assert places((*known, *LISTED)) | HISTORY | set(OTHERWISE) == ids() | lists()


def test_what_refers_to_a_record_is_cleared_with_records_of_that_kind() -> None:
    kinds = {table_of(mapper.class_).name: mapper.class_ for mapper in Base.registry.mappers}
    for table in METADATA.tables.values():
        for constraint in table.foreign_key_constraints:
            target = constraint.referred_table.name
            for column in set(constraint.column_keys) - OWN:
                if target not in ELSEWHERE:
                    kind = kinds[target]
                    known = (*NAMED.get(kind, ()), *PARTS.get(kind, ()))
                    assert f"{table.name}.{column}" in places(known)


async def test_a_person_who_never_was_agreed_to_nothing_and_is_invited_no_more(
    client: Client,
) -> None:
    book = await book_of(client)
    dana, paul = Contact(id=new_id(), name="Dana"), Contact(id=new_id(), name="Paul")
    there = tuple(Attendance(person_id=one.id, is_contact=True) for one in (dana, paul))
    await book.add(
        dana,
        paul,
        promise(agreed_with_id=dana.id, counts_from=date(2024, 10, 1)),
        Contract(name="A", notice_given_on=date(2024, 10, 1), notice_given_by_id=dana.id),
        ReviewSeries(title="Monthly", rule="FREQ=MONTHLY;COUNT=2", attendance=there),
    )

    await client.done("recordRetract", RECORD, id=book.id(RecordType.CONTACT, dana), reason=REASON)

    (kept,), (contract,) = await book.rows(Commitment), await book.rows(Contract)
    assert (kept.agreed_with_id, kept.counts_from) == (None, date(2024, 10, 1))
    assert (contract.notice_given_by_id, contract.notice_given_on) == (None, date(2024, 10, 1))
    assert [row.attendance for row in await book.rows(ReviewSeries)] == [there[1:]]


def entry(incident: Incident) -> IncidentEvent:
    said = {"kind": IncidentEventKind.RESOLVED, "at": NOON, "summary": "Search is up"}
    return IncidentEvent(id=new_id(), incident_id=incident.id, **said)


@pytest.mark.parametrize("kind", [ActionItem, Commitment, Meeting, Review, Incident, IncidentEvent])
async def test_a_promise_kept_by_what_never_was_names_it_no_more(
    client: Client, kind: type[Base]
) -> None:
    book = await book_of(client)
    incident, series = outage(), ReviewSeries(id=new_id(), title="Monthly", rule="FREQ=MONTHLY")
    review = Review(id=new_id(), series_id=series.id, title="Monthly", slot="2024-11")
    all_deeds: list[Any] = [task(), promise(), talk(id=new_id()), review, incident, entry(incident)]
    deed = {type(one): one for one in all_deeds}[kind]
    wholes: dict[type[Base], tuple[type[Base], Any]] = {
        IncidentEvent: (Incident, incident),
        Review: (ReviewSeries, series),
    }
    whole, gone = wholes.get(kind, (kind, deed))
    by: dict[str, Any] = {"fulfilled_by_type": type_of(kind), "fulfilled_by_id": deed.id}
    kept = promise(kept_at=NOON, **by)
    due = Occurrence(commitment_id=kept.id, slot="1", due_on=NOON.date(), kept_at=NOON, **by)
    name = {"record_type": type_of(kind), "system": "crm", "key": "d", "record_id": deed.id}
    await book.add(*all_deeds, series, kept, due, RecordRef(account_id=book.own, **name))

    await client.done("recordRetract", RECORD, id=book.id(type_of(whole), gone), reason=REASON)

    promises = [row for row in await book.rows(Commitment) if row.id == kept.id]
    for row in (*promises, *await book.rows(Occurrence)):
        assert (row.fulfilled_by_type, row.fulfilled_by_id, row.kept_at) == (None, None, NOON)
    assert await book.rows(RecordRef) == []
