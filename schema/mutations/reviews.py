"""What scheduling a series of reviews is told, and tells."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import strawberry

from domain.vocabulary import ConflictPolicy, RecordType, ReviewOutcome, SlotAction
from engine.fields import answered_by, worked_out
from resolvers import records
from resolvers.mutations.review_inputs import (
    MonthlyOnDayInput,
    ReviewRuleInput,
    ReviewSeriesScheduleInput,
)
from resolvers.mutations.review_outcomes import FollowUpInput
from resolvers.mutations.review_series import ReviewSeriesCancelInput, Scheduled
from schema.build import input_type
from schema.people import Person
from schema.reviews import BusinessReview

for words in (ConflictPolicy, ReviewOutcome, SlotAction):
    strawberry.enum(words)
input_type(
    FollowUpInput,
    audience="To the customer or among ourselves.",
)
input_type(MonthlyOnDayInput)
input_type(ReviewRuleInput, is_one_of=True)
input_type(
    ReviewSeriesScheduleInput,
    commitment="Adopts the proposed series of this promise instead of making a second one.",
    external_key="The script's own name for the series: the same account + key is the same"
    " series, however often it is sent.",
    rule="RFC 5545 RRULE with COUNT or UNTIL (FREQ=MONTHLY;BYDAY=1TU;COUNT=6), or a plain"
    " monthly day + count; at most 60 reviews.",
    starts_on="First month or day the rule may give; kept from the first call when left out"
    " later. Left out at first: where the proposed slots begin, else today.",
    month_end="What becomes of a day a month does not have, in either kind of rule.",
    holidays="Calendar codes, ISO 3166: US, US-NY, DE-BY.",
    attendees="Contacts of the account and our users. Left out: those invited before.",
    on_conflict="REJECT: write nothing when somebody invited is in another review at a time"
    " this call would newly take.",
)
input_type(
    ReviewSeriesCancelInput,
    from_="Left out: today. Null: the series stands again, with what calling it off took off and"
    " is still to come.",
)
REVIEWS, OWN = records.NODES[RecordType.BUSINESS_REVIEW], ("account_id", "review_id")


@strawberry.type(description="What became of one slot.")
class SlotResult:
    slot: str
    action: SlotAction
    local_date: date | None
    starts_at: datetime | None
    shifted_because: str | None
    note: str | None = strawberry.field(description="What daylight saving did to its wall time.")
    review: BusinessReview | None = answered_by(
        REVIEWS, key=OWN, description="Null where it is only planned."
    )


@strawberry.type(
    description="The other review only if the viewer may see it; else just the busy time."
)
class ReviewConflict:
    slot: str = strawberry.field(description="Of a review in no series: its day.")
    person: Person = answered_by(records.named, key=("account_id", "person_type", "person_id"))
    busy_from: datetime
    busy_to: datetime
    review: BusinessReview | None = answered_by(REVIEWS, key=OWN)


def slots_of(told: Scheduled | None) -> Sequence[Any]:
    return () if told is None else told.slots


def conflicts_told(told: Scheduled | Sequence[Any] | None) -> Sequence[Any]:
    """Of a series, or of one review."""
    return told.conflicts if isinstance(told, Scheduled) else told or ()


@strawberry.type
class ReviewTold:
    """What the payloads of reviewCreate and reviewMove have besides the others' fields."""

    conflicts: list[ReviewConflict] = worked_out(
        conflicts_told, "more", description="Best effort; of reviews to come, at most 100."
    )


@strawberry.type
class ScheduleTold(ReviewTold):
    """What the payload of reviewSeriesSchedule has besides the others' fields."""

    slots: list[SlotResult] = worked_out(
        slots_of, "more", description="None when refused or replayed: then the series tells."
    )
