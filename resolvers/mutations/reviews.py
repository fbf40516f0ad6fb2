"""What a person does with one review: make it, move it, call it off. It touches one row."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.busy import ReviewConflict
from domain.review_steps import REVIEW_STEPS, ReviewStep
from domain.reviews import review_status
from domain.steps import taken
from domain.texts import Duration, LocalTime, TimeZone
from domain.vocabulary import ConflictPolicy, RecordType
from domain.wall_time import WallTime, clock_time, wall_time, zone_of
from engine.given import ID
from models.inputs import of_review
from models.meeting import Review, ReviewSeries
from resolvers.accounts import AccountRefInput
from resolvers.mutations.attendees import invited
from resolvers.mutations.busy import conflicts_of_one
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.review_inputs import HOUR, length
from resolvers.mutations.review_rows import put, take_off
from resolvers.mutations.writing import Writing, change, required, told_at


@dataclass(kw_only=True)
class ReviewCreateInput(MutationInput):
    """`known_at` is when we knew of it already: an import may say so."""

    account: AccountRefInput
    title: str
    local_date: date
    start_time: LocalTime
    time_zone: TimeZone
    duration: Duration = HOUR
    attendees: list[ID] | None = None
    on_conflict: ConflictPolicy = ConflictPolicy.WARN
    known_at: datetime | None = None


@dataclass(kw_only=True)
class ReviewMoveInput(UpdateInput):
    review: ID
    local_date: date
    start_time: LocalTime | None = None
    reason: str | None = None
    on_conflict: ConflictPolicy = ConflictPolicy.WARN


@dataclass(kw_only=True)
class ReviewCancelInput(UpdateInput):
    review: ID
    reason: str
    by_customer: bool = False


Conflicts = tuple[ReviewConflict, ...]
"What the payload tells besides the review: who of those invited is in another one then."


async def create(writing: Writing, asked: ReviewCreateInput) -> Conflicts:
    with told_at("time_zone"):
        zone_of(asked.time_zone)
    review = Review(title=asked.title, time_zone=asked.time_zone)
    writing.add(review, known_at=writing.known_since(asked.known_at))
    people = await invited(writing, asked.attendees or (), at="attendees")
    change(review, {"attendance": people})
    lasts = length(asked.duration, at="duration")
    start = start_at(asked.local_date, asked.start_time, asked.time_zone)
    put_at(review, asked.local_date, start, lasts=lasts, because=None)
    return await conflicts_of_one(writing, review, asked.on_conflict)


async def move(writing: Writing, asked: ReviewMoveInput) -> Conflicts:
    """Its slot, its people and what was said of it stay; no rule moves it from there."""
    review = await reviewed(writing, asked.review, ReviewStep.MOVE)
    series = await series_of(writing, review)
    zone = review.time_zone or (series and series.time_zone) or writing.account.time_zone or "UTC"
    start = start_at(asked.local_date, asked.start_time or start_of(review, series), zone)
    if review.starts_at != start.instant:
        move_to(review, asked, start, zone=zone, lasts=lasting(review, series))
    return await conflicts_of_one(writing, review, asked.on_conflict)


def move_to(
    review: Review, asked: ReviewMoveInput, start: WallTime, *, zone: str, lasts: timedelta
) -> None:
    original = review.original_date or review.local_date
    review.time_zone = zone
    put_at(review, asked.local_date, start, lasts=lasts, because=asked.reason)
    is_elsewhere = original != review.local_date
    change(review, {"moved_by_hand": True, "original_date": original if is_elsewhere else None})


async def reviewed(writing: Writing, id_: str, step: ReviewStep) -> Review:
    """The review a step is about; raises InvalidTransition where it stands elsewhere."""
    review = await writing.about(Review, id_, at="review")
    with told_at("review"):
        status = review_status(of_review(review), at=writing.now)
        taken(step, REVIEW_STEPS, current=status)
    return review


async def series_of(writing: Writing, review: Review) -> ReviewSeries | None:
    if review.series_id is None:
        return None
    return await writing.unit.get(ReviewSeries, review.series_id)


def start_of(review: Review, series: ReviewSeries | None) -> str | None:
    """The wall time it has, else that of its series."""
    if review.starts_at is None:
        return series and series.start_time
    return f"{review.starts_at.astimezone(zone_of(review.time_zone or 'UTC')):%H:%M}"


def lasting(review: Review, series: ReviewSeries | None) -> timedelta:
    if review.starts_at is not None and review.ends_at is not None:
        return review.ends_at - review.starts_at
    return series.duration if series else length(HOUR, at="duration")


def start_at(day: date, clock: str | None, zone: str) -> WallTime:
    """That wall time on that day; raises InvalidInput for a time that is none."""
    required(clock, at="start_time")
    with told_at("start_time"):
        return wall_time(day, clock_time(clock or ""), zone_of(zone))


def put_at(
    review: Review, day: date, start: WallTime, *, lasts: timedelta, because: str | None
) -> None:
    """Onto the calendar then, with the reasons for its being there."""
    put(review, starts_at=start.instant, ends_at=start.instant + lasts)
    reasons = [why for why in (because, start.note) if why]
    change(review, {"local_date": day, "shifted_because": "; ".join(reasons) or None})


async def cancel(writing: Writing, asked: ReviewCancelInput) -> None:
    """Again with another reason it keeps the time at which it was called off."""
    review = await reviewed(writing, asked.review, ReviewStep.CANCEL)
    if review.cancelled_at is None:
        take_off(review, because=asked.reason, now=writing.now)
    change(
        review,
        {
            "cancelled_because": asked.reason,
            "cancelled_by_customer": asked.by_customer,
            "cancelled_with_series": False,
        },
    )


CREATE = Mutation(
    name="reviewCreate",
    asked=ReviewCreateInput,
    of="account",
    about=RecordType.BUSINESS_REVIEW,
    body=create,
    told="A review of its own, in no series.",
)
MOVE = Mutation(
    name="reviewMove",
    asked=ReviewMoveInput,
    of="review",
    about=RecordType.BUSINESS_REVIEW,
    body=move,
    told="Moves one review, at its own wall time unless another is said; what was only proposed is"
    " scheduled by it. The rule of its series moves it no more. One that was missed stays so:"
    " make another.",
)
CANCEL = Mutation(
    name="reviewCancel",
    asked=ReviewCancelInput,
    of="review",
    about=RecordType.BUSINESS_REVIEW,
    body=cancel,
    told="Calls one review off. By the customer: then no promise of ours is broken by it.",
)
ALL = (CREATE, MOVE, CANCEL)
