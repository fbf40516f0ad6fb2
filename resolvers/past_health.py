"""How an account's health went: the daily scores, thinned out."""

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, bindparam, select

from domain.errors import InvalidInput
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.history import DailyScore
from resolvers.context import Context

DAILY = table_of(DailyScore)
LONGEST = timedelta(days=3660)
"Ten years of days; a chart shows no more."
MOST_WEEKS = 104
WEEK = timedelta(weeks=1)


class HistoryStep(StrEnum):
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


def in_days(_: tuple[str, ...]) -> Select[Any]:
    """Daily scores of accounts between two days, both included, oldest first."""
    kind = DAILY.c.day.type
    between = DAILY.c.day.between(bindparam("start", type_=kind), bindparam("end", type_=kind))
    return (
        select(*DAILY.c)
        .where(one_of(DAILY.c.account_id), between)
        .order_by(DAILY.c.account_id, DAILY.c.day)
    )


IN_DAYS = Statement(in_days)


@batch()
def history(
    keys: Keys,
    ask: Ask,
    _: Context,
    *,
    from_: date,
    to: date,
    every: HistoryStep = HistoryStep.WEEK,
) -> Reads[dict[Key, list[Row]]]:
    """The last score of every day, week (Monday to Sunday) or month that has one, oldest first."""
    if not timedelta() <= to - from_ <= LONGEST:
        raise InvalidInput(f"from lies before to, and at most {LONGEST.days} days before it")
    rows = yield ask.values(IN_DAYS, keys=keys, start=from_, end=to)
    found = grouped(rows, keys, lambda row: row.account_id)
    return {account: last_of_each(days, every) for account, days in found.items()}


def last_of_each(days: Iterable[Row], every: HistoryStep) -> list[Row]:
    last: dict[Hashable, Row] = {span_of(row.day, every): row for row in days}
    return list(last.values())


def span_of(day: date, every: HistoryStep) -> Hashable:
    """What a day belongs to: itself, its ISO week, its month."""
    if every is HistoryStep.DAY:
        return day
    return day.isocalendar()[:2] if every is HistoryStep.WEEK else (day.year, day.month)


@batch()
def recent(
    keys: Keys, ask: Ask, context: Context, *, weeks: int = 12
) -> Reads[dict[Key, list[float]]]:
    """One value a week up to today, oldest first; a week without a new one repeats the last."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise InvalidInput(f"weeks lies between 1 and {MOST_WEEKS}, not {weeks}")
    start = context.today - weeks * WEEK
    rows = yield ask.values(IN_DAYS, keys=keys, start=start, end=context.today)
    found = grouped(rows, keys, lambda row: row.account_id)
    ends = [context.today - back * WEEK for back in reversed(range(weeks))]
    return {account: weekly(days, ends) for account, days in found.items()}


def weekly(days: list[Row], ends: list[date]) -> list[float]:
    """The latest value as of each end; none before the first score."""
    latest = [[row.value for row in days if row.day <= end][-1:] for end in ends]
    return [value for values in latest for value in values]
