"""Scheduling a series of reviews, however often it is asked for; and calling one off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.busy import ReviewConflict, Span
from domain.errors import Duplicate, ScheduleConflict
from domain.review_plan import SlotPlan, planned
from domain.reviews import ReviewPlan
from domain.slots import first_day, last_day
from domain.vocabulary import ConflictPolicy, RecordType, SlotAction
from domain.wall_time import zone_of
from engine.given import ID, LEFT_OUT
from models.commitment import Commitment
from models.meeting import Review, ReviewSeries
from resolvers.mutations.attendees import invited
from resolvers.mutations.busy import beside_series, conflicts_of
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.review_inputs import ReviewSeriesScheduleInput, occurrences_of, plan_of
from resolvers.mutations.review_rows import (
    SlotResult,
    carry_out,
    on_file,
    put_back,
    result_of,
    take_off,
)
from resolvers.mutations.writing import Writing, change, told_at

PLACED = {SlotAction.CREATED, SlotAction.MOVED}
"What a call has put where it is; what was there before is no reason to refuse the call."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """What the payload tells besides the series."""

    slots: Sequence[SlotResult]
    conflicts: Sequence[ReviewConflict]


async def schedule(writing: Writing, asked: ReviewSeriesScheduleInput) -> Scheduled:
    series = await series_meant(writing, asked)
    reviews = await reviews_of(writing, series)
    plan = plan_of(asked, starts_on=start_of(writing, asked, series, reviews.values()))
    slots = planned(
        occurrences_of(plan, asked.rule),
        map(on_file, reviews.values()),
        now=writing.now,
        called_off_from=series.cancelled_from,
    )
    await describe(writing, series, asked, plan)
    for one in slots:
        if one.action is SlotAction.CREATED:
            review = Review(series_id=series.id, slot=one.slot, title=series.title)
            reviews[one.slot] = writing.add(review)
        carry_out(reviews[one.slot], one, series, now=writing.now)
    for review in reviews.values():
        change(review, {"commitment_id": series.commitment_id})
    return Scheduled(
        slots=[result_of(reviews[one.slot], one) for one in slots],
        conflicts=await conflicts_in(writing, series, slots, asked.on_conflict),
    )


async def series_meant(writing: Writing, asked: ReviewSeriesScheduleInput) -> ReviewSeries:
    """By its name; else the one its promise proposed; else a new one.

    Raises Duplicate where that would leave two series of one promise.
    """
    named = await writing.unit.find(ReviewSeries, ReviewSeries.external_key == asked.external_key)
    of_promise: list[ReviewSeries] = []
    promise = await writing.of_account(Commitment, asked.commitment, at="commitment")
    if promise is not None:
        of_promise = await standing(writing, promise)
        refuse_second(named, of_promise, promise)
    series = next(iter([*named, *of_promise]), None)
    if series is None:
        return writing.add(
            ReviewSeries(
                external_key=asked.external_key,
                commitment_id=promise,
                title=asked.title,
                rule="",
            )
        )
    writing.subject = series
    change(series, {"external_key": asked.external_key})
    change(series, {"commitment_id": promise or series.commitment_id})
    return series


async def standing(writing: Writing, promise: str) -> list[ReviewSeries]:
    """The series of a promise but those called off."""
    return await writing.unit.find(
        ReviewSeries, ReviewSeries.commitment_id == promise, ReviewSeries.cancelled_from.is_(None)
    )


def refuse_second(
    named: Sequence[ReviewSeries], of_promise: Sequence[ReviewSeries], promise: str
) -> None:
    for series in named:
        if series.commitment_id not in {None, promise}:
            raise Duplicate("The series of this name keeps another promise", at=("commitment",))
    for series in of_promise:
        if series not in named and (named or series.external_key):
            name = series.external_key or "proposed, and still without a name"
            raise Duplicate(f"This promise has a series already: {name}", at=("commitment",))


async def reviews_of(writing: Writing, series: ReviewSeries) -> dict[str, Review]:
    """By slot; one that a person added to the series without a slot follows no rule."""
    if writing.is_creation:
        return {}
    found = await writing.unit.find(Review, Review.series_id == series.id, Review.slot.is_not(None))
    return {review.slot or "": review for review in found}


def start_of(
    writing: Writing,
    asked: ReviewSeriesScheduleInput,
    series: ReviewSeries,
    reviews: Iterable[Review],
) -> date:
    """As said now, or before; else where the proposed slots begin, or today."""
    with told_at("time_zone"):
        today = writing.now.astimezone(zone_of(asked.time_zone)).date()
    proposed = [first_day(review.slot) for review in reviews if review.slot]
    return asked.starts_on or series.starts_on or min(proposed, default=today)


async def describe(
    writing: Writing, series: ReviewSeries, asked: ReviewSeriesScheduleInput, plan: ReviewPlan
) -> None:
    """Let the series say what was asked for."""
    if asked.attendees is not LEFT_OUT:
        people = await invited(writing, asked.attendees or (), at="attendees")
        change(series, {"attendance": people})
    change(
        series,
        {
            "title": asked.title,
            "rule": plan.rule,
            "starts_on": plan.starts_on,
            "time_zone": plan.time_zone,
            "start_time": asked.start_time,
            "duration": plan.duration,
            "shift": plan.shift,
            "month_end": asked.month_end,
            "holidays": plan.holidays,
        },
    )


async def conflicts_in(
    writing: Writing, series: ReviewSeries, slots: Sequence[SlotPlan], policy: ConflictPolicy
) -> tuple[ReviewConflict, ...]:
    """Of the reviews to come; raises ScheduleConflict when the caller wants none."""
    spans = {
        one.slot: (one, Span(slot=one.slot, starts_at=o.starts_at, ends_at=o.ends_at))
        for one in slots
        if (o := one.occurrence) is not None and o.ends_at > writing.now
    }
    found = await conflicts_of(
        writing,
        [span for _, span in spans.values()],
        series.attendance,
        among=beside_series(series),
    )
    placed = [one for one in found if spans[one.slot][0].action in PLACED]
    if placed and policy is ConflictPolicy.REJECT:
        raise ScheduleConflict(placed)
    return found


@dataclass(kw_only=True)
class ReviewSeriesCancelInput(UpdateInput):
    series: ID
    from_: date | None = LEFT_OUT
    reason: str | None = None


async def cancel(writing: Writing, asked: ReviewSeriesCancelInput) -> None:
    """What is over stays what it was, and what is recorded as well."""
    series = await writing.about(ReviewSeries, asked.series, at="series")
    if asked.from_ is None:
        await lift(writing, series)
        return
    since = day_of(writing.now, series) if asked.from_ is LEFT_OUT else asked.from_
    if series.cancelled_from is not None:
        since = min(since, series.cancelled_from)
    change(series, {"cancelled_from": since})
    because = asked.reason or "The series was called off"
    for review in await writing.unit.find(Review, Review.series_id == series.id):
        if is_to_come(review, since, now=writing.now):
            take_off(review, because=because, now=writing.now, with_series=True)


async def lift(writing: Writing, series: ReviewSeries) -> None:
    """It stands again, with what that took off and is still to come.

    Raises Duplicate where its promise has another series by now.
    """
    if series.cancelled_from is None:
        return
    if series.commitment_id is not None and await standing(writing, series.commitment_id):
        raise Duplicate("Its promise has another series by now", at=("from_",))
    series.cancelled_from = None
    for review in await writing.unit.find(
        Review, Review.series_id == series.id, Review.cancelled_with_series.is_(True)
    ):
        if not is_over(review, now=writing.now):
            put_back(review)


def day_of(now: datetime, series: ReviewSeries) -> date:
    return now.astimezone(zone_of(series.time_zone or "UTC")).date()


def is_to_come(review: Review, since: date, *, now: datetime) -> bool:
    """On that day or later, or proposed for then; nobody has cancelled or recorded it."""
    if is_over(review, now=now) or review.outcome is not None or review.cancelled_at is not None:
        return False
    day = review.local_date or (last_day(review.slot) if review.slot else None)
    return day is None or day >= since


def is_over(review: Review, *, now: datetime) -> bool:
    ends_at = review.ends_at or review.starts_at
    return ends_at is not None and ends_at <= now


SCHEDULE = Mutation(
    name="reviewSeriesSchedule",
    asked=ReviewSeriesScheduleInput,
    of="account",
    about=RecordType.REVIEW_SERIES,
    body=schedule,
    told="Makes the reviews a rule gives, each once, however often it is asked for. Another rule"
    " moves them slot by slot; what a person moved, held or cancelled stays.",
)
CANCEL = Mutation(
    name="reviewSeriesCancel",
    asked=ReviewSeriesCancelInput,
    of="series",
    about=RecordType.REVIEW_SERIES,
    body=cancel,
    told="Calls off every review from that day on (today, unless said), and keeps scripts from"
    " scheduling more of them until that is lifted (`from: null`).",
)
ALL = (SCHEDULE, CANCEL)
