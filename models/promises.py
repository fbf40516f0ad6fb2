"""The due dates of one promise, from its rows or records, read as the model reads them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.commitments import Standing, occurrence_standing
from domain.evidence.commitments import KEPT, ended_on
from domain.evidence.linked import Links
from domain.evidence.reviews import ReviewReading
from domain.evidence.slots import Slot, is_called_off, slots
from domain.facts import AccountInputs, Fact, FactKind, Inputs
from domain.history import History
from domain.vocabulary import CommitmentStatus
from models.inputs import of_commitment, of_occurrence, of_review

WAITED_FOR = {CommitmentStatus.OPEN, CommitmentStatus.OVERDUE, CommitmentStatus.BROKEN}
"Of a due date: somebody still waits for it."


def promise_history(
    commitment: Any,  # noqa: ANN401 - a row or a record
    occurrences: Iterable[Any],
    reviews: Iterable[Any],
    *,
    zone: str | None,
    at: datetime,
) -> History:
    """One promise with all that is recorded of it, as if nothing else were on file."""
    told: list[tuple[str, FactKind, Inputs]] = [
        (commitment.account_id, FactKind.ACCOUNT, AccountInputs(time_zone=zone or "UTC")),
        (commitment.id, FactKind.COMMITMENT, of_commitment(commitment)),
        *((row.id, FactKind.OCCURRENCE, of_occurrence(row)) for row in occurrences),
        *((row.id, FactKind.REVIEW, of_review(row)) for row in reviews),
    ]
    facts = [
        Fact(
            account_id=commitment.account_id,
            source_id=source,
            kind=kind,
            version=1,
            known_from=at,
            inputs=inputs,
        )
        for source, kind, inputs in told
    ]
    return History.of(facts, at=at, calendars={})


def due_dates(history: History, readings: Iterable[ReviewReading]) -> list[tuple[Slot, Standing]]:
    """Where each due date stands; after its promise has ended nobody waits for it."""
    found: list[tuple[Slot, Standing]] = []
    at, zone = history.moment
    for slot in slots(history, Links({}), readings):
        standing = occurrence_standing(slot.occurrence, at=at, zone=zone)
        if standing.status not in KEPT and is_called_off(slot, since=ended_on(history, slot)):
            standing = replace(standing, status=CommitmentStatus.WITHDRAWN)
        found.append((slot, standing))
    return found
