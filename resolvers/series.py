"""Series of reviews: how many became what; and the review an account waits for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from domain.vocabulary import ReviewStatus
from engine.reads import (
    Ask,
    Batch,
    Bound,
    Call,
    Key,
    Keys,
    Reads,
    Row,
    Statement,
    batch,
    bound_batch,
)
from engine.sql import FIRST, KEYS, PerParent, one_of
from models.meeting import ReviewSeries
from resolvers.context import Context
from resolvers.listing import children
from resolvers.paging import By
from resolvers.reviews import REVIEW, status_now

of_accounts = children(ReviewSeries, order=(By("created_at"),))


def tallied(_: tuple[str, ...]) -> Select[Any]:
    """How many reviews of each (account id, series id) stand where."""
    series = (REVIEW.c.account_id, REVIEW.c.series_id)
    status = status_now(REVIEW).label("status")
    columns: list[ColumnElement[Any]] = [*series, status, func.count().label("reviews")]
    return select(*columns).where(one_of(*series)).group_by(*series, status)


TALLY = Statement(tallied)


def counted(*statuses: ReviewStatus) -> Batch:
    """How many reviews of each (account id, series id) stand so now."""

    @batch()
    def read(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, int]]:
        found = dict.fromkeys(keys, 0)
        for row in (yield ask.values(TALLY, keys=keys, now=context.now)):
            if row.status in statuses:
                found[row.account_id, row.series_id] += row.reviews
        return found

    return read


held = counted(ReviewStatus.HELD)
missed = counted(ReviewStatus.MISSED)
upcoming = counted(ReviewStatus.PROPOSED, ReviewStatus.SCHEDULED)


def scheduled(rows: FromClause) -> Sequence[ColumnElement[bool]]:
    return [status_now(rows) == ReviewStatus.SCHEDULED.value]


def earliest(rows: FromClause) -> Sequence[ColumnElement[Any]]:
    return [rows.c.starts_at, rows.c.id]


def soonest(columns: tuple[str, ...]) -> PerParent:
    """The scheduled reviews of each account, the earliest first."""
    return PerParent(
        table=REVIEW, columns=columns, by=("account_id",), order=earliest, where=scheduled
    )


NEXT = Statement(soonest)


@bound_batch(REVIEW)
def next_of_accounts(ask: Ask) -> Bound:
    """The scheduled review of each account that starts first."""
    prepared = NEXT.prepared(ask.columns, ())

    def read(keys: Keys, context: Context) -> Reads[dict[Key, Row]]:
        given = {KEYS: keys, FIRST: 1, "now": context.now}
        rows = yield Call(prepared.of_keys(given), given)
        return {keys[row.parent]: row for row in rows}

    return read
