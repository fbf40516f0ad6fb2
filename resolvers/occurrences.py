"""The due dates of promises that have several: recorded ones, and those their reviews stand for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, select

from domain.commitments import Standing
from domain.evidence.commitments import KEPT
from domain.evidence.reviews import ReviewReading, read_reviews
from domain.evidence.slots import Slot, slot_of
from domain.history import History
from domain.vocabulary import CommitmentStatus, RecordType, ReviewStatus
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.commitment import Occurrence
from models.meeting import Review
from models.promises import due_dates as standings
from models.promises import promise_history
from resolvers.commitments import WITH_ZONE
from resolvers.context import Context
from resolvers.cursors import Cursors
from resolvers.paging import Connection, Page, cutter

NOT_COUNTED = {CommitmentStatus.OPEN, CommitmentStatus.WAIVED, CommitmentStatus.WITHDRAWN}
"Not due yet, or nobody's to keep any more."
POSITION = ("due_on", "slot")


class Due(NamedTuple):
    """One due date as it stands; its last columns are its place in the list."""

    account_id: str
    status: CommitmentStatus
    kept_at: datetime | None
    fulfilled_by_type: RecordType | None
    fulfilled_by_id: str | None
    due_on: date
    slot: str


def of_promise(table: Table) -> Statement:
    """The rows that belong to each (account id, commitment id)."""

    def build(_: tuple[str, ...]) -> Select[Any]:
        return select(table).where(one_of(table.c.account_id, table.c.commitment_id))

    return Statement(build)


OCCURRENCES = of_promise(table_of(Occurrence))
REVIEWS = of_promise(table_of(Review))


def due_dates(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, list[Due]]]:
    """Every due date of each (account id, id), in order."""
    promises = yield ask.values(WITH_ZONE, keys=keys)
    occurrences = grouped((yield ask.values(OCCURRENCES, keys=keys)), keys, promise_of)
    reviews = grouped((yield ask.values(REVIEWS, keys=keys)), keys, promise_of)
    found: dict[Key, list[Due]] = {}
    for promise in promises:
        key = (promise.account_id, promise.id)
        found[key] = judged(promise, occurrences[key], reviews[key], context.now)
    return found


def promise_of(row: Row) -> Key:
    return (row.account_id, row.commitment_id)


def judged(
    promise: Row, occurrences: Iterable[Row], reviews: Iterable[Row], at: datetime
) -> list[Due]:
    """The model's own reading of one promise: what the score counts is what is shown."""
    history = promise_history(promise, occurrences, reviews, zone=promise.zone, at=at)
    readings = read_reviews(history)
    fulfilled = {
        row.slot: (row.fulfilled_by_type, row.fulfilled_by_id) for row in occurrences
    } | reviews_by_slot(history, readings)
    due = [
        due_of(promise, slot, standing, fulfilled.get(slot.occurrence.slot, (None, None)))
        for slot, standing in standings(history, readings)
    ]
    return sorted(due, key=lambda one: (one.due_on, one.slot))


def reviews_by_slot(
    history: History, readings: Iterable[ReviewReading]
) -> dict[str | None, tuple[RecordType, str]]:
    """The review that stands for each slot: of several the one that was held."""
    ranked = sorted(readings, key=lambda reading: reading.status is ReviewStatus.HELD)
    return {
        slot_of(history, reading): (RecordType.BUSINESS_REVIEW, reading.review.source_id)
        for reading in ranked
    }


def due_of(
    promise: Row,
    slot: Slot,
    standing: Standing,
    fulfilled_by: tuple[RecordType | None, str | None],
) -> Due:
    return Due(
        account_id=promise.account_id,
        status=standing.status,
        kept_at=standing.kept_at,
        fulfilled_by_type=fulfilled_by[0],
        fulfilled_by_id=fulfilled_by[1],
        due_on=slot.occurrence.due_on,
        slot=slot.occurrence.slot,
    )


@batch()
def of_commitments(
    keys: Keys, ask: Ask, context: Context, *, first: int | None = None, after: str | None = None
) -> Reads[dict[Key, Connection]]:
    """A page of the due dates of each (account id, id), the earliest first."""
    cursors = Cursors(
        secret=context.cursor_secret,
        viewer=context.viewer.token,
        place="occurrences of commitments",
        keys=len(POSITION),
    )
    at = tuple(cursors.position(after)) if after else ()
    due = yield from due_dates(keys, ask, context)
    cut = cutter(Page(first, after).part, cursors)
    return {
        key: cut([one for one in every if (one.due_on.isoformat(), one.slot) > at], len(every))
        for key, every in due.items()
    }


@batch()
def count_due(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, int]]:
    """How many due dates have come or are settled, of each (account id, id)."""
    found = yield from due_dates(keys, ask, context)
    return {
        key: sum(one.status not in NOT_COUNTED for one in every) for key, every in found.items()
    }


@batch()
def count_kept(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, int]]:
    """How many of those were kept, late ones included."""
    found = yield from due_dates(keys, ask, context)
    return {key: sum(one.status in KEPT for one in every) for key, every in found.items()}
