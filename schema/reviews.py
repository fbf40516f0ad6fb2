"""Business reviews and the series they belong to."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.texts import Duration, LocalTime, TimeZone
from domain.vocabulary import MonthEndPolicy, RecordType, ReviewStatus, ShiftPolicy
from engine.fields import answered_by, worked_out
from resolvers import actions, carried, commitments, people, records, reviews, series
from schema import filters
from schema.actions import ActionItem
from schema.commitments import Commitment
from schema.node import Connection, Node, SourceSpan, Versioned, id_of, sources_of
from schema.people import Attendance

if TYPE_CHECKING:
    from schema.accounts import Account

for words in (MonthEndPolicy, ReviewStatus, ShiftPolicy):
    strawberry.enum(words)

OWN = ("account_id", "id")


@strawberry.type
class BusinessReview(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.BUSINESS_REVIEW)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    series: "ReviewSeries | None" = answered_by(
        records.NODES[RecordType.REVIEW_SERIES], key=("account_id", "series_id")
    )
    title: str
    status: ReviewStatus = worked_out(reviews.status, *reviews.STATUS_OF, in_context=True)
    slot: str | None = strawberry.field(
        description="Identity inside the series: 2024-11 monthly, 2024-W45 weekly, else the"
        " rule's date."
    )
    starts_at: datetime | None
    ends_at: datetime | None
    local_date: date | None = strawberry.field(description="Null while only proposed.")
    time_zone: TimeZone | None
    original_date: date | None = strawberry.field(
        description="The date the rule gave, when the review was moved."
    )
    shifted_because: str | None
    cancelled_because: str | None = strawberry.field(
        description="Null where nobody called it off; CANCELLED all the same when its rule no"
        " longer gives it."
    )
    moved_by_hand: bool
    sequence: int
    attendance: list[Attendance] = answered_by(people.attendance, key=("account_id", "attendance"))
    notes: str | None
    commitments: Connection[Commitment] = answered_by(
        commitments.of_sources, key=OWN, description="Promised in this review."
    )
    action_items: Connection[ActionItem] = answered_by(
        actions.of_sources, key=OWN, description="Agreed in this review."
    )
    carried_commitments: list[Commitment] = answered_by(
        carried.commitments,
        key=OWN,
        description="Promised in the reviews before it, of its series, and still open.",
    )
    carried_action_items: list[ActionItem] = answered_by(
        carried.action_items,
        key=OWN,
        description="Agreed in the reviews before it, of its series, and still open.",
    )
    sources: list[SourceSpan] = sources_of()


@strawberry.type
class ReviewSeries(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.REVIEW_SERIES)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    external_key: str | None
    commitment: Commitment | None = answered_by(
        records.NODES[RecordType.COMMITMENT],
        key=("account_id", "commitment_id"),
        description="The promise these reviews keep.",
    )
    title: str
    rule: str
    time_zone: TimeZone | None
    start_time: LocalTime | None
    duration: Duration
    shift: ShiftPolicy
    month_end: MonthEndPolicy
    cancelled_from: date | None = strawberry.field(
        description="Since it was called off nothing of it is scheduled from that day on."
    )
    reviews: Connection[BusinessReview] = answered_by(
        reviews.of_series, key=OWN, arguments=filters.REVIEWS
    )
    held: int = answered_by(series.held, key=OWN)
    missed: int = answered_by(series.missed, key=OWN)
    upcoming: int = answered_by(
        series.upcoming, key=OWN, description="Still to come: on the calendar, or only proposed."
    )
    sources: list[SourceSpan] = sources_of()
