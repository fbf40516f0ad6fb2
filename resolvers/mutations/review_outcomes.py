"""What became of a review: who came, what was said, promised and agreed in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from domain.errors import InvalidInput
from domain.promise_steps import refuse_before
from domain.review_steps import ReviewStep
from domain.vocabulary import (
    ActionOrigin,
    Audience,
    Basis,
    CommitmentKind,
    RecordType,
    ReviewOutcome,
)
from domain.wall_time import write_instant, zone_of
from engine.given import ID, LEFT_OUT
from models.commitment import ActionItem, Commitment
from models.meeting import Attendance, Review
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.meetings import AttendeeInput, attendance_of
from resolvers.mutations.perform import Mutation
from resolvers.mutations.review_rows import put
from resolvers.mutations.reviews import lasting, reviewed, series_of
from resolvers.mutations.writing import Writing, change, told_at

MOST_AGREED = 50
"Promises, and as many action items: more than an hour's meeting can agree on."


@dataclass(kw_only=True)
class FollowUpInput:
    """What somebody is to do after a review, or has promised in it."""

    text: str
    audience: Audience
    owner: ID | None = None
    due_on: date | None = None


@dataclass(kw_only=True)
class ReviewRecordOutcomeInput(UpdateInput):
    review: ID
    outcome: ReviewOutcome
    held_at: datetime | None = None
    attendance: list[AttendeeInput] | None = LEFT_OUT
    notes: str | None = LEFT_OUT
    commitments: Sequence[FollowUpInput] = ()
    action_items: Sequence[FollowUpInput] = ()


async def record(writing: Writing, asked: ReviewRecordOutcomeInput) -> None:
    review = await reviewed(writing, asked.review, ReviewStep(asked.outcome))
    writing.past(asked.held_at, at="held_at")
    if asked.held_at is not None:
        await hold_at(writing, review, asked.outcome, asked.held_at)
    outcome_at = asked.held_at or told_when(writing, review, asked.outcome)
    came = await attendance_of(writing, asked.attendance)
    change(
        review,
        {
            "outcome": asked.outcome,
            "outcome_at": outcome_at,
            "attendance": came if came is LEFT_OUT else seen(review.attendance, came or ()),
            "notes": asked.notes,
        },
    )
    if asked.commitments and asked.outcome is not ReviewOutcome.HELD:
        raise InvalidInput("Nothing is promised in what was not held", at=("commitments",))
    await promise(writing, review, asked.commitments)
    await agree(writing, review, asked.action_items)


async def hold_at(
    writing: Writing, review: Review, outcome: ReviewOutcome, held_at: datetime
) -> None:
    """It took place then, whenever it was planned."""
    if outcome is not ReviewOutcome.HELD:
        raise InvalidInput("Only what was held was held at a time", at=("held_at",))
    zone = review.time_zone or writing.account.time_zone or "UTC"
    lasts = lasting(review, await series_of(writing, review))
    if held_at != review.starts_at:
        put(review, starts_at=held_at, ends_at=held_at + lasts)
        day = held_at.astimezone(zone_of(zone)).date()
        change(review, {"local_date": day, "time_zone": zone})


def told_when(writing: Writing, review: Review, outcome: ReviewOutcome) -> datetime:
    """As of its end, or now while it goes on; said again, as it was said before."""
    if review.outcome is outcome and review.outcome_at is not None:
        return review.outcome_at
    if review.starts_at is None:
        if outcome is ReviewOutcome.HELD:
            raise InvalidInput("It was on no calendar: say when it was held", at=("held_at",))
        return writing.now
    if review.starts_at > writing.now:
        raise InvalidInput(
            f"It begins at {write_instant(review.starts_at)}: only what has happened is told",
            at=("outcome",),
        )
    return min(review.ends_at or review.starts_at, writing.now)


def seen(invited: Sequence[Attendance], came: Sequence[Attendance]) -> tuple[Attendance, ...]:
    """Those invited, with what is said of them now, and whoever else came."""
    roles = {one.person_id: one.role for one in invited}
    told = [replace(one, role=one.role or roles.get(one.person_id)) for one in came]
    return tuple({one.person_id: one for one in [*invited, *told]}.values())


async def promise(writing: Writing, review: Review, asked: Sequence[FollowUpInput]) -> None:
    """What we promised in it; told again it is the same promise."""
    promised_on = review.local_date or writing.today
    there = await writing.unit.find(Commitment, Commitment.source_id == review.id)
    for place, one in new(asked, [commitment.text for commitment in there], at="commitments"):
        with told_at("commitments", str(place)):
            refuse_before(one.due_on, promised_on=promised_on, at="due_on")
            owner = await writing.user(one.owner, at="owner")
        writing.add(
            Commitment(
                text=one.text,
                audience=one.audience,
                kind=CommitmentKind.ONE_OFF,
                owner_id=owner,
                promised_on=promised_on,
                due_on=one.due_on,
                counts_from=one.due_on,
                due_basis=one.due_on and Basis.ENTERED,
                source_type=RecordType.BUSINESS_REVIEW,
                source_id=review.id,
            )
        )


async def agree(writing: Writing, review: Review, asked: Sequence[FollowUpInput]) -> None:
    """What somebody is to do."""
    there = await writing.unit.find(ActionItem, ActionItem.source_id == review.id)
    for place, one in new(asked, [item.text for item in there], at="action_items"):
        with told_at("action_items", str(place)):
            owner = await writing.user(one.owner, at="owner")
        writing.add(
            ActionItem(
                origin=ActionOrigin.ACTION_ITEM,
                text=one.text,
                audience=one.audience,
                owner_id=owner,
                due_on=one.due_on,
                due_basis=one.due_on and Basis.ENTERED,
                source_type=RecordType.BUSINESS_REVIEW,
                source_id=review.id,
            )
        )


def new(
    asked: Sequence[FollowUpInput], there: Sequence[str], *, at: str
) -> list[tuple[int, FollowUpInput]]:
    """With their places; those with the words of one that is there are that one."""
    if len(asked) > MOST_AGREED:
        raise InvalidInput(f"{MOST_AGREED} at most come out of one review", at=(at,))
    words = dict.fromkeys(there, -1)
    for place, one in enumerate(asked):
        words.setdefault(one.text, place)
    return [(place, asked[place]) for place in words.values() if place >= 0]


RECORD = Mutation(
    name="reviewRecordOutcome",
    asked=ReviewRecordOutcomeInput,
    of="review",
    about=RecordType.BUSINESS_REVIEW,
    body=record,
    told="Told again, it corrects; promises and action items of the same words are not doubled.",
)
ALL = (RECORD,)
