"""What a contract promises about time, as clients state it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import InvalidInput, NotFound, quoted
from domain.facts import SlaTerm
from domain.targets import target_of
from domain.texts import Duration
from domain.vocabulary import ClockBasis, ClockMetric, ReopenPolicy, Severity
from domain.working_time import Calendar
from models.calendars import calendar_of
from models.directory import WorkingCalendar
from resolvers.mutations.writing import Writing, told_at

MOST_TERMS = 50  # four severities, two metrics, a few calendars: a contract has far fewer
PLACE = "sla_terms"


@dataclass(kw_only=True)
class SlaTermInput:
    metric: ClockMetric
    target: Duration
    severity: Severity | None = None
    basis: ClockBasis | None = None
    calendar: str | None = None
    on_reopen: ReopenPolicy = ReopenPolicy.CONTINUE


async def sla_terms(writing: Writing, said: Sequence[SlaTermInput]) -> tuple[SlaTerm, ...]:
    """The terms; raises NotFound for a calendar nobody keeps, InvalidInput for impossible ones."""
    if len(said) > MOST_TERMS:
        raise InvalidInput(f"A contract has {MOST_TERMS} terms at most", at=(PLACE,))
    calendars = await calendars_of(writing, said)
    terms: list[SlaTerm] = []
    for place, one in enumerate(said):
        with told_at(PLACE, str(place)):
            term = term_of(one, calendars, at=writing.now)
            if any(is_about_the_same(term, other) for other in terms):
                raise InvalidInput("Another term says this already, or something else about it")
            terms.append(term)
    return tuple(terms)


async def calendars_of(writing: Writing, said: Sequence[SlaTermInput]) -> dict[str, Calendar]:
    """The latest version of each calendar the terms name."""
    named = {one.calendar for one in said} - {None}
    if not named:
        return {}
    rows = await writing.unit.find(WorkingCalendar, WorkingCalendar.key.in_(named))
    rows.sort(key=lambda row: row.version)
    return {row.key: calendar_of(row) for row in rows}


def term_of(said: SlaTermInput, calendars: dict[str, Calendar], *, at: datetime) -> SlaTerm:
    if said.calendar is not None and said.calendar not in calendars:
        raise NotFound(f"There is no working calendar {quoted(said.calendar)}", at=("calendar",))
    calendar = calendars[said.calendar] if said.calendar else None
    length: Any = said.target  # the scalar's type says nothing of what it reads
    with told_at("target"):
        target = target_of(length, calendar, at=at)
    return SlaTerm(
        metric=said.metric,
        target=target,
        severity=said.severity,
        basis=said.basis,
        calendar=said.calendar,
        on_reopen=said.on_reopen,
    )


def is_about_the_same(one: SlaTerm, other: SlaTerm) -> bool:
    """The same clock, so that two targets would contradict each other."""
    return (one.metric, one.severity, one.basis, one.calendar) == (
        other.metric,
        other.severity,
        other.basis,
        other.calendar,
    )
