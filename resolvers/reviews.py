"""Business reviews: lists of them, and where each stands now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, case, func, literal

from domain.errors import InvalidInput
from domain.facts import ReviewInputs
from domain.reviews import STATUS_OF_OUTCOME, review_status
from domain.vocabulary import ReviewStatus
from engine.reads import Ask, Batch, Bound, Key, Keys, Reads, batch, bound_batch
from models.base import table_of
from models.meeting import Review
from resolvers import owners
from resolvers.context import Context
from resolvers.filters import Asked, DateFilter, Source, Test, every
from resolvers.listing import Listing
from resolvers.lists import bound_to
from resolvers.paging import By, Connection, Page

REVIEW = table_of(Review)
BY_TIME = (By("starts_at"), By("slot"))
"What is only proposed has no time; its slots come last, in their order."


@dataclass(kw_only=True)
class ReviewFilter:
    """`mine`: of the accounts I own or care for."""

    mine: bool | None = None
    status: list[ReviewStatus] | None = None
    local_date: DateFilter | None = None


def status_now(rows: FromClause) -> ColumnElement[Any]:
    """`domain.reviews.review_status` in SQL; the end of waiting is the column `missed_after`."""
    now = bindparam("now", type_=REVIEW.c.starts_at.type)
    ends_at = func.coalesce(rows.c.ends_at, rows.c.starts_at)
    recorded = rows.c.outcome.is_not(None) & (func.coalesce(rows.c.outcome_at, now) <= now)
    became = case(
        {outcome: literal(status.value) for outcome, status in STATUS_OF_OUTCOME.items()},
        value=rows.c.outcome,
    )
    return case(
        (recorded, became),
        (rows.c.cancelled_at <= now, literal(ReviewStatus.CANCELLED.value)),
        (ends_at.is_(None), literal(ReviewStatus.PROPOSED.value)),
        (now < ends_at, literal(ReviewStatus.SCHEDULED.value)),
        (now <= rows.c.missed_after, literal(ReviewStatus.AWAITING_OUTCOME.value)),
        else_=literal(ReviewStatus.MISSED.value),
    )


REVIEWS = Source(table=REVIEW, terms={"status": status_now, **owners.TERMS})


def review_test(asked: Asked, f: ReviewFilter) -> Test:
    """What a filter of reviews asks for."""
    return every(
        asked.mine(f.mine, *owners.MINE),
        asked.among("status", f.status),
        asked.day("local_date", f.local_date),
    )


def lists(*by: str) -> Batch:
    """Pages of the reviews of each parent, by time."""
    listing = Listing(source=REVIEWS, by=by)

    @bound_batch(REVIEW)
    def bind(
        ask: Ask,
        *,
        first: int | None = None,
        after: str | None = None,
        filter: ReviewFilter | None = None,  # noqa: A002 - the contract's own word
    ) -> Bound:
        page = Page(first, after)
        return bound_to(
            filter, review_test, lambda where: listing.pages(ask, page, order=BY_TIME, where=where)
        )

    return bind


of_accounts = lists("account_id")
of_series = lists("account_id", "series_id")
EVERYWHERE = Listing(source=REVIEWS)


@batch(REVIEW)
def between(  # noqa: PLR0913 - the arguments of the field
    keys: Keys,
    ask: Ask,
    context: Context,
    *,
    from_: date,
    to: date,
    first: int | None = None,
    after: str | None = None,
    filter: ReviewFilter | None = None,  # noqa: A002 - the contract's own word
) -> Reads[dict[Key, Connection]]:
    """Reviews whose local date lies in these days, both included; proposed ones have none."""
    if to < from_:
        raise InvalidInput("from is the first day and to the last: from lies before to")
    asked = Asked(context)
    days = asked.day("local_date", DateFilter(gte=from_, lte=to))
    test = every(days, review_test(asked, filter or ReviewFilter()))
    where = asked.where(test, (from_, to, filter))
    page = Page(first, after)
    pages = EVERYWHERE.pages(ask, page, order=BY_TIME, where=where)
    return (yield from pages.read(keys, context))


STATUS_OF = (
    "title",
    "outcome",
    "outcome_at",
    "cancelled_at",
    "starts_at",
    "ends_at",
    "time_zone",
    "holidays",
)
"What a review's status depends on."


def status(*of: Any) -> ReviewStatus:
    """Where it stands at the instant of the operation: of STATUS_OF and the context."""
    title, outcome, outcome_at, cancelled_at, starts_at, ends_at, zone, holidays, context = of
    inputs = ReviewInputs(
        title=title,
        outcome=outcome,
        outcome_at=outcome_at,
        cancelled_at=cancelled_at,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=zone or "UTC",
        holidays=holidays,
    )
    return review_status(inputs, at=context.now)
