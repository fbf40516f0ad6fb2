"""One score a day: the last one known that day, appended once it is over and never rewritten.

It is worked out from the facts known at the day's end, so a day nobody looked at is found later
all the same, and what becomes known later moves no day that is already there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

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
from models.calendars import calendars_named, needed_by
from models.columns import TICK
from models.facts import facts_until
from models.here import read_here
from models.history import DailyScore, FactRow
from models.rates import rates_between

DAY = timedelta(days=1)
LONGEST_BACKFILL = 400  # days: a year of trend and of yearly rhythm, in a second or less

Daily = Mapping[date, Reading]
"Value and confidence of each day, the oldest first."


def start_of(day: date) -> datetime:
    """A day of this table is one of UTC: the same for every account."""
    return datetime.combine(day, time(), UTC)


def daily(session: Session, account_id: str) -> Daily:
    """All that is stored of an account."""
    columns = (DailyScore.day, DailyScore.value, DailyScore.confidence)
    rows = session.execute(
        select(*columns).where(DailyScore.account_id == account_id).order_by(DailyScore.day)
    )
    return {day: Reading(value, confidence) for day, value, confidence in rows}


def append_days(session: Session, account_id: str, *, at: datetime) -> Daily:
    """Append the days that were over by `at` and are missing; gives all there are then."""
    known = daily(session, account_id)
    days = missing_days(session, account_id, known, today=at.date())
    if not days:
        return known
    end = start_of(days[-1] + DAY) - TICK
    facts = read_here(session, facts_until([account_id], end))[account_id]
    calendars = read_here(session, calendars_named(needed_by(facts)))
    rates = read_here(session, rates_between(start_of(days[0]), end))
    memory = remembered(reading.value for reading in known.values())
    rows = list(daily_rows(facts, days, memory=memory, calendars=calendars, rates=rates))
    session.execute(insert(DailyScore), [{"account_id": account_id, **row} for row in rows])
    return {**known, **{row["day"]: Reading(row["value"], row["confidence"]) for row in rows}}


def missing_days(session: Session, account_id: str, known: Daily, *, today: date) -> list[date]:
    """Days over and not stored, since the last stored one or the first fact."""
    if known:
        start = max(known) + DAY
    else:
        earliest = select(func.min(FactRow.known_from)).where(FactRow.account_id == account_id)
        first = session.scalar(earliest)
        start = first.date() if first else today
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
