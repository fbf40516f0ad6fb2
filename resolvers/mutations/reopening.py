"""Taking back what somebody said became of a record: it is open again, as if nothing had."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.commitments import fate_by
from domain.errors import InvalidInput, NotFound, quoted
from domain.evidence.reviews import read_reviews
from domain.promise_steps import SAID, PromiseState, PromiseStep
from domain.promise_steps import STEPS as PROMISE_STEPS
from domain.review_steps import REVIEW_STEPS, ReviewStep
from domain.reviews import review_status
from domain.steps import taken
from domain.vocabulary import CommitmentKind, RecordType, ReviewStatus
from domain.voices import (
    CONCERN_STEPS,
    SIGNAL_STEPS,
    ConcernState,
    ConcernStep,
    SignalState,
    SignalStep,
)
from engine.given import ID
from models.base import Base
from models.commitment import Commitment, Occurrence
from models.inputs import of_review
from models.meeting import Review
from models.promises import due_dates, promise_history
from models.voice import Concern, Signal
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.linking import one_of
from resolvers.mutations.perform import Mutation
from resolvers.mutations.review_rows import put_back
from resolvers.mutations.standing import status_of
from resolvers.mutations.voices import state_of_concern, state_of_signal
from resolvers.mutations.writing import Writing, change, told_at

KINDS: Mapping[RecordType, type[Base]] = {
    RecordType.COMMITMENT: Commitment,
    RecordType.CONCERN: Concern,
    RecordType.SIGNAL: Signal,
    RecordType.BUSINESS_REVIEW: Review,
}
OPEN = {ReviewStatus.PROPOSED, ReviewStatus.SCHEDULED, ReviewStatus.AWAITING_OUTCOME}
KEPT = ("kept_at", "fulfilled_by_type", "fulfilled_by_id")
ENDED = ("condition_met_at", "ending", "ended_at", "ended_reason", "waived_by_id")
"Columns that say what became of a promise; of one of its due dates those of KEPT alone."


@dataclass(kw_only=True)
class RecordReopenInput(UpdateInput):
    """`slot`: of a promise that is kept slot by slot, the one that was not."""

    id: ID
    slot: str | None = None
    reason: str


async def reopen(writing: Writing, asked: RecordReopenInput) -> None:
    record = writing.subject = await one_of(writing, KINDS, asked.id, at="id")
    writing.unit.explain(asked.reason)
    if asked.slot is not None:
        await reopen_slot(writing, record, asked.slot)
        return
    with told_at("id"):
        match record:
            case Commitment():
                await reopen_promise(writing, record)
            case Concern():
                reopen_concern(record)
            case Signal():
                reopen_signal(record)
            case Review():
                reopen_review(writing, record)
            case _:
                raise AssertionError(record)


async def reopen_promise(writing: Writing, commitment: Commitment) -> None:
    """Open or overdue again; one broken before it was kept is not broken either."""
    state = SAID[status_of(writing, commitment)]
    if state is PromiseState.OPEN:
        return
    taken(PromiseStep.REOPENED, PROMISE_STEPS, current=state)
    if commitment.kept_at is None and commitment.ending is None:
        raise InvalidInput(f"Its review or its credit says it is {state}: correct that")
    if commitment.kept_at is not None and commitment.kind is CommitmentKind.ONE_OFF:
        told = [of_review(review) for review in await reviews_of(writing, commitment)]
        refuse_held(is_held=fate_by(told, at=writing.now).kept_at is not None)
    change(commitment, dict.fromkeys((*KEPT, *ENDED)))


async def reviews_of(writing: Writing, commitment: Commitment) -> list[Review]:
    return await writing.unit.find(Review, Review.commitment_id == commitment.id)


def refuse_held(*, is_held: bool) -> None:
    """Raises InvalidInput for what would still be kept."""
    if is_held:
        raise InvalidInput("A review that was held keeps it as well: correct that first")


async def reopen_slot(writing: Writing, record: Base, slot: str) -> None:
    """One due date; of a promise without dates of its own, it was none."""
    if not isinstance(record, Commitment):
        raise InvalidInput("Only promises have slots", at=("slot",))
    its = (Occurrence.commitment_id == record.id, Occurrence.slot == slot)
    found = await writing.unit.find(Occurrence, *its)
    if not found or found[0].kept_at is None:
        raise NotFound(f"Nobody has said that {quoted(slot)} was kept", at=("slot",))
    with told_at("slot"):
        refuse_held(is_held=slot in await slots_held(writing, record))
    if record.kind is CommitmentKind.RECURRING:
        change(found[0], dict.fromkeys(KEPT))
    else:
        writing.unit.retract(found[0])


async def slots_held(writing: Writing, commitment: Commitment) -> set[str]:
    """The due dates that its reviews keep, whatever is recorded of them besides."""
    reviews, zone = await reviews_of(writing, commitment), writing.account.time_zone
    history = promise_history(commitment, (), reviews, zone=zone, at=writing.now)
    found = due_dates(history, read_reviews(history))
    return {one.occurrence.slot for one, standing in found if standing.kept_at is not None}


def reopen_concern(concern: Concern) -> None:
    state = state_of_concern(concern)
    if state is not ConcernState.RAISED:
        taken(ConcernStep.REOPEN, CONCERN_STEPS, current=state)
        change(concern, {"settled_at": None})


def reopen_signal(signal: Signal) -> None:
    state = state_of_signal(signal)
    if state is not SignalState.OBSERVED:
        taken(SignalStep.REOPEN, SIGNAL_STEPS, current=state)
        change(signal, {"cleared_at": None})


def reopen_review(writing: Writing, review: Review) -> None:
    """Where it was; what its series took off stands by hand from now on, and no rule moves it."""
    status = review_status(of_review(review), at=writing.now)
    if status in OPEN:
        return
    taken(ReviewStep.REOPEN, REVIEW_STEPS, current=status)
    is_by_hand = review.cancelled_because is not None and not review.cancelled_with_series
    put_back(review)
    change(
        review,
        {
            "cancelled_by_customer": False,
            "moved_by_hand": review.moved_by_hand or not is_by_hand,
        },
    )


REOPEN = Mutation(
    name="recordReopen",
    asked=RecordReopenInput,
    of="id",
    about=None,
    body=reopen,
    told="Takes back that a promise or one of its slots was kept or ended, a concern settled, a"
    " signal cleared, or a review cancelled: it is open again, and the log keeps that it was not. A"
    " review's outcome is corrected by recording another, a contract's taken back by"
    " contractUpdate.",
)
ALL = (REOPEN,)
