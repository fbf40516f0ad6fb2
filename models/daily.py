"""One score a day: the last one known that day, appended once it is over and never rewritten.

It is worked out from the facts known at the day's end, so a day nobody looked at is found later
all the same, and what becomes known later moves no day that is already there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from domain.assessment import is_burning
from domain.bands import BandMemory, Reading, following, remembered, verdict
from domain.evidence.gathering import gathered
from domain.facts import Fact
from domain.glance import Glance, glance
from domain.health import raw_band
from domain.history import History
from domain.model import MODEL
from domain.rates import Rates, ReferenceRate, in_force
from domain.renewal import renewals
from domain.working_time import Calendars
from engine.reads import Ask, Reads, Row, Statement
from models.base import table_of
from models.calendars import calendars_named, needed_by
from models.columns import TICK
from models.facts import facts_until
from models.here import Here
from models.history import DailyScore, FactRow
from models.rates import rates_between
from models.rows import inserting

DAY = timedelta(days=1)
LONGEST_BACKFILL = 400  # days: a year of trend and of yearly rhythm, in a second or less

ALL = Ask(())
score_daily, fact = table_of(DailyScore), table_of(FactRow)


def start_of(day: date) -> datetime:
    """A day of this table is one of UTC: the same for every account."""
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an account that are over: the last of them, and what bands remember of all."""

    last: date | None = None
    memory: BandMemory | None = None


def values_by_day(_: tuple[str, ...]) -> Select[Any]:
    is_its = score_daily.c.account_id == bindparam("account_id")
    columns = [score_daily.c[name] for name in ("day", "value")]
    return select(*columns).where(is_its).order_by(score_daily.c.day)


def reading_of_day(_: tuple[str, ...]) -> Select[Any]:
    is_its = score_daily.c.account_id == bindparam("account_id")
    is_it = score_daily.c.day == bindparam("day", type_=score_daily.c.day.type)
    columns = [score_daily.c[name] for name in ("value", "confidence")]
    return select(*columns).where(is_its, is_it)


def earliest_fact(_: tuple[str, ...]) -> Select[Any]:
    is_its = fact.c.account_id == bindparam("account_id")
    return select(func.min(fact.c.known_from).label("known_from")).where(is_its)


VALUES, READING, EARLIEST = map(Statement, (values_by_day, reading_of_day, earliest_fact))


def days_of(here: Here, account_id: str) -> Days:
    """What is stored of an account."""
    rows = here.read(all_of(VALUES, account_id=account_id))
    if not rows:
        return Days()
    return Days(rows[-1].day, remembered(row.value for row in rows))


def reading_on(here: Here, account_id: str, day: date) -> Reading | None:
    """What was stored of that day."""
    rows = here.read(all_of(READING, account_id=account_id, day=day))
    return Reading(rows[0].value, rows[0].confidence) if rows else None


def all_of(statement: Statement, **given: Any) -> Reads[list[Row]]:
    """Its rows as they are."""
    return (yield ALL.values(statement, **given))


def append_days(here: Here, account_id: str, known: Days, *, at: datetime) -> Days:
    """Append the days that were over by `at` and are missing; gives all there are then."""
    days = missing_days(here, account_id, known, today=at.date())
    if not days:
        return known
    end = start_of(days[-1] + DAY) - TICK
    facts = here.read(facts_until([account_id], end))[account_id]
    calendars = here.read(calendars_named(needed_by(facts)))
    rates = here.read(rates_between(start_of(days[0]), end))
    rows = list(daily_rows(facts, days, memory=known.memory, calendars=calendars, rates=rates))
    inserting(DailyScore).run(here, [{"account_id": account_id, **row} for row in rows])
    memory = known.memory
    for row in rows:
        memory = following(memory, row["value"])
    return Days(days[-1], memory)


def missing_days(here: Here, account_id: str, known: Days, *, today: date) -> list[date]:
    """Days over and not stored, since the last stored one or the first fact."""
    if known.last:
        start = known.last + DAY
    else:
        (first,) = here.read(all_of(EARLIEST, account_id=account_id))
        start = first.known_from.date() if first.known_from else today
    start = max(start, today - LONGEST_BACKFILL * DAY)
    return [start + n * DAY for n in range((today - start).days)]


def daily_rows(
    facts: Sequence[Fact],
    days: Sequence[date],
    *,
    memory: BandMemory | None,
    calendars: Calendars,
    rates: Sequence[ReferenceRate],
) -> Iterator[dict[str, Any]]:
    """The rows of these days, as columns of the table."""
    for day in days:
        end = start_of(day + DAY) - TICK
        then, is_sev1 = looked_at(facts, at=end, calendars=calendars, rates=in_force(rates, end))
        reading = Reading(then.value, then.confidence)
        yield {
            "day": day,
            "at": end,
            "value": reading.value,
            "confidence": reading.confidence,
            "raw_band": raw_band(reading.value),
            "band": verdict(reading, has_open_sev1=is_sev1, memory=memory).band,
            "probability": then.probability,
            "model_version": MODEL.version,
        }
        memory = following(memory, reading.value)


def looked_at(
    facts: Sequence[Fact], *, at: datetime, calendars: Calendars, rates: Rates
) -> tuple[Glance, bool]:
    """The account's figures at one instant, and whether a SEV1 is open past its target."""
    history = History.of(facts, at=at, calendars=calendars)
    found = gathered(history, rates=rates, model=MODEL)
    nearest = next(iter(renewals(history, rates=rates, model=MODEL)), None)
    is_sev1 = any(is_burning(outage) for outage in found.outages)
    return glance(found.evidence, nearest, at=at), is_sev1
