"""The due dates of promises that repeat: what was recorded of each, and what its reviews say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.commitments import SINGLE
from domain.evidence.linked import Links
from domain.evidence.reviews import ReviewReading
from domain.facts import CommitmentInputs, FactKind, OccurrenceInputs
from domain.history import History
from domain.known import Known
from domain.slots import last_day
from domain.vocabulary import CommitmentKind, ReviewStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One due date of one promise, everything known about it taken together."""

    commitment: Known[CommitmentInputs]
    occurrence: OccurrenceInputs
    known_at: datetime
    source_kind: FactKind
    source_id: str


@dataclass(slots=True)
class Parts:
    """What is recorded under one slot."""

    commitment: Known[CommitmentInputs]
    occurrences: list[Known[OccurrenceInputs]] = field(
        default_factory=list[Known[OccurrenceInputs]]
    )
    reviews: list[ReviewReading] = field(default_factory=list[ReviewReading])


def slots(history: History, links: Links, reviews: Iterable[ReviewReading]) -> list[Slot]:
    """The slots of all promises on file, each once, however many records speak of it."""
    commitments = {c.source_id: c for c in history.every(CommitmentInputs)}
    parts: dict[tuple[str, str], Parts] = {}

    def owner_of(commitment_id: str) -> Known[CommitmentInputs]:
        return commitments.get(links.of(commitment_id), commitments[commitment_id])

    def under(commitment_id: str, slot: str) -> Parts:
        owner = owner_of(commitment_id)
        return parts.setdefault((owner.source_id, slot), Parts(owner))

    for occurrence in history.every(OccurrenceInputs):
        if occurrence.inputs.commitment_id in commitments:
            under(occurrence.inputs.commitment_id, occurrence.inputs.slot).occurrences.append(
                occurrence
            )
    for reading in reviews:
        commitment_id = reading.review.inputs.commitment_id
        if commitment_id is None or commitment_id not in commitments:
            continue
        slot = slot_of(history, reading)
        is_single = owner_of(commitment_id).inputs.kind in SINGLE  # it is kept by itself, or not
        if slot is not None and not is_single:
            under(commitment_id, slot).reviews.append(reading)
    return [
        merged(slot, found)
        for (_, slot), found in parts.items()
        if found.occurrences or due_by_itself(found)
    ]


def slot_of(history: History, reading: ReviewReading) -> str | None:
    """Its own slot, else its date; None while it has neither."""
    review = reading.review.inputs
    if review.slot is not None or review.starts_at is None:
        return review.slot
    return history.moment.day_of(review.starts_at).isoformat()


def due_by_itself(parts: Parts) -> bool:
    """Recurring promises are due in every slot; of others only what somebody recorded counts."""
    recorded = {ReviewStatus.HELD, ReviewStatus.MISSED, ReviewStatus.NO_SHOW}
    return parts.commitment.inputs.kind is CommitmentKind.RECURRING or any(
        reading.status in recorded for reading in parts.reviews
    )


def merged(slot: str, parts: Parts) -> Slot:
    """The strictest due date; kept as soon as one record says so."""
    recorded = sorted(parts.occurrences, key=lambda o: (o.inputs.due_on, o.source_id))
    inputs = [o.inputs for o in recorded]
    due_on = inputs[0].due_on if inputs else last_day(slot)
    kept = [o.kept_at for o in inputs if o.kept_at]
    kept += [r.over_at for r in parts.reviews if r.status is ReviewStatus.HELD]
    broken = [o.broken_at for o in inputs if o.broken_at]
    broken += [r.over_at for r in parts.reviews if r.status is ReviewStatus.MISSED]
    known = [*(o.known_from for o in recorded), *(r.review.known_from for r in parts.reviews)]
    source = recorded[0] if recorded else parts.reviews[0].review
    return Slot(
        commitment=parts.commitment,
        occurrence=OccurrenceInputs(
            commitment_id=parts.commitment.source_id,
            slot=slot,
            due_on=due_on,
            kept_at=min(kept, default=None),
            broken_at=min(broken, default=None),
            void=any(o.void for o in inputs) or any(is_void(r) for r in parts.reviews),
        ),
        known_at=max(known),
        source_kind=FactKind.OCCURRENCE if recorded else FactKind.REVIEW,
        source_id=source.source_id,
    )


def is_void(reading: ReviewReading) -> bool:
    """The customer let the occasion pass: nobody's promise was broken."""
    cancelled = reading.status is ReviewStatus.CANCELLED
    return reading.status is ReviewStatus.NO_SHOW or (
        cancelled and reading.review.inputs.cancelled_by_customer
    )


def is_called_off(slot: Slot, *, since: date | None) -> bool:
    """Due only after its promise had ended, so that nobody waits for it."""
    return since is not None and slot.occurrence.due_on > since
