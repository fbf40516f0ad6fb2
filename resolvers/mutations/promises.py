"""What became of a promise: kept, one of its due dates kept, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import InvalidInput, NotFound, quoted
from domain.evidence.reviews import read_reviews
from domain.promise_steps import PromiseStep
from domain.slots import near
from domain.vocabulary import CommitmentEnding, CommitmentKind, CommitmentStatus, RecordType
from engine.given import ID
from models.account import Contact
from models.base import new_id
from models.commitment import Commitment, Occurrence
from models.meeting import Review
from models.promises import due_dates, promise_history
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.mentions import DEEDS, mentioned
from resolvers.mutations.perform import Mutation
from resolvers.mutations.standing import refuse_step, says, status_of
from resolvers.mutations.writing import Writing, change, told_at

BY_SLOT = {CommitmentKind.RECURRING, CommitmentKind.STANDING}
"Kinds that are kept one due date at a time, never as a whole."


@dataclass(kw_only=True)
class CommitmentKeepInput(UpdateInput):
    commitment: ID
    slot: str | None = None
    kept_at: datetime
    fulfilled_by: ID | None = None


@dataclass(kw_only=True)
class CommitmentEndInput(UpdateInput):
    """`ended_at` is now unless said."""

    commitment: ID
    how: CommitmentEnding
    reason: str
    waived_by: ID | None = None
    ended_at: datetime | None = None


async def keep(writing: Writing, asked: CommitmentKeepInput) -> None:
    commitment = await writing.about(Commitment, asked.commitment, at="commitment")
    writing.past(asked.kept_at, at="kept_at")
    refuse_other_part(commitment.kind, asked.slot)
    by_type, by_id = await mentioned(writing, asked.fulfilled_by, *DEEDS, at="fulfilled_by")
    said = {"kept_at": asked.kept_at, "fulfilled_by_type": by_type, "fulfilled_by_id": by_id}
    if asked.slot is not None:
        await keep_slot(writing, commitment, asked.slot, said)
        return
    if commitment.kind is CommitmentKind.UNTIL_CONDITION:
        said["condition_met_at"] = asked.kept_at
    if not says(commitment, said):
        status, on = status_of(writing, commitment), writing.day_of(asked.kept_at)
        refuse_step(commitment, PromiseStep.KEPT, status=status, on=on, at="kept_at")
        change(commitment, said)


def refuse_other_part(kind: CommitmentKind, slot: str | None) -> None:
    """Raises InvalidInput for a slot of what has none, and for a whole kept slot by slot."""
    if kind is CommitmentKind.CREDIT:
        raise InvalidInput("A credit is kept when it is issued", at=("commitment",))
    if kind is CommitmentKind.ONE_OFF and slot is not None:
        raise InvalidInput("It is kept once and has no slots", at=("slot",))
    if kind in BY_SLOT and slot is None:
        raise InvalidInput("It is kept slot by slot: say which one", at=("slot",))


async def keep_slot(
    writing: Writing, commitment: Commitment, slot: str, said: dict[str, Any]
) -> None:
    """One due date; one nobody has recorded is added where a promise has no dates of its own."""
    recorded = await writing.unit.find(Occurrence, Occurrence.commitment_id == commitment.id)
    reviews = await writing.unit.find(Review, Review.commitment_id == commitment.id)
    occurrence = next((one for one in recorded if one.slot == slot), None)
    if occurrence is not None and says(occurrence, said):
        return
    is_new = occurrence is None
    if occurrence is None:
        if commitment.kind is CommitmentKind.RECURRING and slot not in {r.slot for r in reviews}:
            raise NotFound(f"It has no due date {quoted(slot)}", at=("slot",))
        occurrence = new_occurrence(writing, commitment, slot)
        recorded.append(occurrence)
    status = slot_status(writing, occurrence, of=commitment, occurrences=recorded, reviews=reviews)
    on = writing.day_of(said["kept_at"])
    refuse_step(commitment, PromiseStep.KEPT, status=status, on=on, at="kept_at")
    if is_new:
        writing.add(occurrence)
    change(occurrence, said)


def new_occurrence(writing: Writing, commitment: Commitment, slot: str) -> Occurrence:
    """Raises InvalidInput for no slot, and for one that was over before the promise was made."""
    with told_at("slot"):
        due_on = near(slot, day=writing.today)
        if commitment.promised_on is not None and due_on < commitment.promised_on:
            raise InvalidInput(f"{slot} was over before the promise, of {commitment.promised_on}")
    return Occurrence(
        account_id=commitment.account_id,
        id=new_id(),
        commitment_id=commitment.id,
        slot=slot,
        due_on=due_on,
        void=False,
    )


def slot_status(
    writing: Writing,
    slot: Occurrence,
    *,
    of: Commitment,
    occurrences: Sequence[Occurrence],
    reviews: Sequence[Review],
) -> CommitmentStatus:
    """Where the slot stands, read as the model reads it."""
    zone = writing.account.time_zone
    history = promise_history(of, occurrences, reviews, zone=zone, at=writing.now)
    found = due_dates(history, read_reviews(history))
    return next(standing.status for one, standing in found if one.occurrence.slot == slot.slot)


async def end(writing: Writing, asked: CommitmentEndInput) -> None:
    commitment = await writing.about(Commitment, asked.commitment, at="commitment")
    ended_at = writing.past(asked.ended_at, at="ended_at") or writing.now
    waived_by = await writing.of_account(Contact, asked.waived_by, at="waived_by")
    if (asked.how is CommitmentEnding.WAIVED) is (waived_by is None):
        raise InvalidInput(
            "A contact waives a promise, and ends it no other way", at=("waived_by",)
        )
    said = {"ending": asked.how, "ended_reason": asked.reason, "waived_by_id": waived_by}
    if says(commitment, {**said, "ended_at": asked.ended_at}):
        return
    refuse_step(
        commitment,
        PromiseStep(asked.how),
        status=status_of(writing, commitment),
        on=writing.day_of(ended_at),
        at="how",
        day_at="ended_at",
    )
    change(commitment, {**said, "ended_at": ended_at})


KEEP = Mutation(
    name="commitmentKeep",
    asked=CommitmentKeepInput,
    of="commitment",
    about=RecordType.COMMITMENT,
    body=keep,
    told="A promise that recurs or stands is kept slot by slot; one until a condition when the"
    " condition is met; a credit when it is issued, by serviceCreditAdvance. One that was broken"
    " may still be kept, late.",
)
END = Mutation(
    name="commitmentEnd",
    asked=CommitmentEndInput,
    of="commitment",
    about=RecordType.COMMITMENT,
    body=end,
    told="Withdrawing what the customer was promised weighs as much as breaking it. What was"
    " broken or withdrawn may still be waived.",
)
ALL = (KEEP, END)
