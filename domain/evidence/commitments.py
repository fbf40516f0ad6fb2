"""Commitments: the promises on file, each judged by itself, by its due dates and its reviews."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.commitments import SINGLE, Standing, commitment_standing, occurrence_standing
from domain.evidence.item import Evidence
from domain.evidence.linked import Links
from domain.evidence.promises import (
    Promise,
    freshness,
    is_given_up,
    promise_evidence,
    undated_evidence,
)
from domain.evidence.settled import Settled, parted
from domain.evidence.slots import Slot, is_called_off
from domain.facts import CommitmentInputs, FactKind, ReviewInputs
from domain.history import History
from domain.known import Known, once
from domain.model import CommitmentModel, Model
from domain.stated import happened_by
from domain.vocabulary import Audience, CommitmentKind, CommitmentStatus
from domain.wall_time import Moment

KEPT = {CommitmentStatus.KEPT, CommitmentStatus.KEPT_LATE}
DATED = {*SINGLE, CommitmentKind.RECURRING}
"Kinds that need a date sooner or later."


def commitment_evidence(
    history: History, links: Links, slots: Iterable[Slot], model: Model
) -> list[Evidence]:
    by_commitment: dict[str, list[Slot]] = {}
    for slot in slots:
        by_commitment.setdefault(slot.commitment.source_id, []).append(slot)
    told, moment = history.every(ReviewInputs), history.moment
    of_slots = frozenset(by_commitment)
    settled, others = parted(
        history.every(CommitmentInputs),
        moment.at,
        promises_settled,
        *(told, links, of_slots, moment.zone, model),
    )
    found: list[Evidence | None] = [*settled]
    reviews = by_promise(told, links) if others else {}
    for commitment in others:
        own = by_commitment.get(commitment.source_id, ())
        found += [slot_evidence(history, slot, model) for slot in own]
        if links.counts(commitment.source_id):
            of_it = reviews.get(commitment.source_id, ())
            found.append(own_evidence(history, commitment, of_it, model, has_slots=bool(own)))
    return [e for e in found if e is not None]


def by_promise(
    reviews: Iterable[Known[ReviewInputs]], links: Links
) -> dict[str, list[Known[ReviewInputs]]]:
    found: dict[str, list[Known[ReviewInputs]]] = {}
    for review in reviews:
        if review.inputs.commitment_id:
            found.setdefault(links.of(review.inputs.commitment_id), []).append(review)
    return found


def promises_settled(  # noqa: PLR0917 - all it rests on
    commitments: Sequence[Known[CommitmentInputs]],
    told: Sequence[Known[ReviewInputs]],
    links: Links,
    of_slots: frozenset[str],
    zone: ZoneInfo,
    model: Model,
) -> list[Settled | None]:
    """Of each promise kept for good; one that is kept slot by slot may always have another."""
    reviews = by_promise(told, links)

    def settled(commitment: Known[CommitmentInputs]) -> Settled | None:
        if commitment.source_id in of_slots or not links.counts(commitment.source_id):
            return None
        of_it = reviews.get(commitment.source_id, ())
        return once_settled(commitment, of_it, zone, model, has_slots=False)

    return [settled(commitment) for commitment in commitments]


def own_evidence(
    history: History,
    commitment: Known[CommitmentInputs],
    reviews: Sequence[Known[ReviewInputs]],
    model: Model,
    *,
    has_slots: bool,
) -> Evidence | None:
    """Of the promise itself; what time has settled is judged as of then."""
    moment = history.moment
    settled = once_settled(commitment, reviews, moment.zone, model, has_slots=has_slots)
    if settled is not None and settled.at <= moment.at:
        return settled.evidence
    return evidence_alone(commitment, reviews, moment, model, has_slots=has_slots)


@once
def once_settled(
    commitment: Known[CommitmentInputs],
    reviews: Sequence[Known[ReviewInputs]],
    zone: ZoneInfo,
    model: Model,
    *,
    has_slots: bool,
) -> Settled | None:
    """None while it has not been kept."""
    at = settled_from(commitment, reviews, zone, model.commitment)
    if at is None:
        return None
    moment = Moment(at, zone)
    return Settled(at, evidence_alone(commitment, reviews, moment, model, has_slots=has_slots))


def settled_from(
    commitment: Known[CommitmentInputs],
    reviews: Sequence[Known[ReviewInputs]],
    zone: ZoneInfo,
    model: CommitmentModel,
) -> datetime | None:
    """From when on time alone changes nothing about it; None while it has not been kept."""
    over_at = max(happened_by(record) for record in (commitment, *reviews))
    standing = standing_of(commitment, reviews, Moment(over_at, zone))
    if standing.kept_at is None:
        return None
    return max(over_at, freshness(standing, zone, model) or over_at)


def standing_of(
    commitment: Known[CommitmentInputs], reviews: Sequence[Known[ReviewInputs]], moment: Moment
) -> Standing:
    own = [review.inputs for review in reviews]
    return commitment_standing(commitment.inputs, at=moment.at, zone=moment.zone, reviews=own)


def evidence_alone(
    commitment: Known[CommitmentInputs],
    reviews: Sequence[Known[ReviewInputs]],
    moment: Moment,
    model: Model,
    *,
    has_slots: bool,
) -> Evidence | None:
    """One that repeats is judged by its slots, unless it was given up."""
    inputs = commitment.inputs
    standing = standing_of(commitment, reviews, moment)
    promise = Promise(
        key=f"{commitment.source_id}:commitment",
        text=inputs.text,
        weight=model.commitment.weight[inputs.audience],
        to_customer=inputs.audience is Audience.CUSTOMER,
        standing=standing,
        ended_at=inputs.ended_at,
        known_at=max([commitment.known_from, *(review.known_from for review in reviews)]),
        source_kind=FactKind.COMMITMENT,
        source_id=commitment.source_id,
    )
    if inputs.kind in SINGLE or is_given_up(promise):
        judged = promise_evidence(moment, promise, model)
        if judged is not None:
            return judged
    needs_date = inputs.kind in DATED and standing.due_on is None and not has_slots
    if needs_date and standing.status is CommitmentStatus.OPEN:
        return undated_evidence(moment, promise, inputs.promised_on, model.commitment)
    return None


def slot_evidence(history: History, slot: Slot, model: Model) -> Evidence | None:
    inputs = slot.commitment.inputs
    standing = occurrence_standing(slot.occurrence, at=history.judged_at, zone=history.moment.zone)
    if standing.status not in KEPT and is_called_off(slot, since=ended_on(history, slot)):
        return None
    promise = Promise(
        key=f"{slot.commitment.source_id}:{slot.occurrence.slot}",
        text=f"{inputs.text} ({slot.occurrence.slot})",
        weight=model.commitment.weight[inputs.audience],
        to_customer=inputs.audience is Audience.CUSTOMER,
        standing=standing,
        ended_at=slot.occurrence.broken_at,
        known_at=slot.known_at,
        source_kind=slot.source_kind,
        source_id=slot.source_id,
    )
    return promise_evidence(history.moment, promise, model)


def ended_on(history: History, slot: Slot) -> date | None:
    """The day on which the promise behind a slot ended, one way or the other, if it has."""
    inputs = slot.commitment.inputs
    ended_at = inputs.condition_met_at
    if inputs.ending is not None:
        ended_at = inputs.ended_at or slot.commitment.known_from
    if ended_at is None or ended_at > history.judged_at:
        return None
    return history.moment.day_of(ended_at)
