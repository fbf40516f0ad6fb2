"""Who of those invited is in another review then, on whichever account: a best effort.

Two accounts are changed at once without waiting for each other, so that of two reviews planned in
the same instant neither may be told of the other.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, func, or_, select, type_coerce

from domain.busy import Engagement, ReviewConflict, Span, conflicts
from domain.errors import ScheduleConflict
from domain.reviews import LONGEST_REVIEW
from domain.vocabulary import ConflictPolicy
from models.base import table_of
from models.meeting import Attendance, Review, ReviewSeries
from resolvers.mutations.writing import Writing

REVIEW = table_of(Review)
SHOWN = ("account_id", "id", "starts_at", "ends_at", "attendance")


def beside_series(series: ReviewSeries) -> ColumnElement[bool]:
    """Reviews of any other series, and of none."""
    return REVIEW.c.series_id.is_(None) | (REVIEW.c.series_id != series.id)


async def conflicts_of_one(
    writing: Writing, review: Review, policy: ConflictPolicy
) -> tuple[ReviewConflict, ...]:
    """Of one that is to come; raises ScheduleConflict when the caller wants none."""
    starts_at, ends_at, day = review.starts_at, review.ends_at, review.local_date
    if starts_at is None or ends_at is None or day is None or ends_at <= writing.now:
        return ()
    span = Span(slot=review.slot or day.isoformat(), starts_at=starts_at, ends_at=ends_at)
    found = await conflicts_of(writing, [span], review.attendance, among=REVIEW.c.id != review.id)
    if found and policy is ConflictPolicy.REJECT:
        raise ScheduleConflict(found)
    return found


async def conflicts_of(
    writing: Writing,
    spans: Sequence[Span],
    people: Collection[Attendance],
    *,
    among: ColumnElement[bool],
) -> tuple[ReviewConflict, ...]:
    """What among other reviews stands in the way of these people."""
    if not spans or not people:
        return ()
    ids = {one.person_id for one in people}
    found: list[Engagement] = []
    rows = await writing.unit.unnarrowed(engaged(spans, ids).where(among))
    # Sorted here: asked for an order, SQLite reads the whole index in it.
    for row in sorted(rows, key=lambda row: (row.starts_at, row.id)):
        found += [
            Engagement(
                account_id=row.account_id,
                review_id=row.id,
                person_id=one.person_id,
                is_contact=one.is_contact,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
            for one in row.attendance
            if one.person_id in ids
        ]
    return conflicts(spans, found)


def engaged(spans: Sequence[Span], ids: Collection[str]) -> Select[Any]:
    """Reviews on a calendar at these times that invite one of these people."""
    invited = type_coerce(REVIEW.c.attendance, Text())
    return select(*(REVIEW.c[name] for name in SHOWN)).where(
        or_(*(during(span) for span in spans)),
        or_(*(func.instr(invited, one) > 0 for one in sorted(ids))),
        REVIEW.c.outcome.is_(None),
        REVIEW.c.cancelled_at.is_(None),
    )


def during(span: Span) -> ColumnElement[bool]:
    """No review is longer than a day: so the index has few to look at."""
    return and_(
        REVIEW.c.starts_at > span.starts_at - LONGEST_REVIEW,
        REVIEW.c.starts_at < span.ends_at,
        REVIEW.c.ends_at > span.starts_at,
    )
