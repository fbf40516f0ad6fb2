"""What the note's days and times leave open."""

from collections.abc import Iterator

from domain.notes.dates import NEAREST_YEAR, WEEKDAYS, WEEKEND, Order, order_of
from domain.notes.draft import ActionDraft, CommitmentDraft, Flag
from domain.notes.findings import Findings, field_lines, flag, lines_of_spans
from domain.notes.meeting import find_meeting_clocks
from domain.notes.reading import impossible_days
from domain.notes.times import abbreviations_in, suggested_zones
from domain.notes.work import ARRANGING
from domain.vocabulary import ActionOrigin, FlagLevel


def zone_missing(found: Findings) -> Iterator[Flag]:
    """Wall times without a zone are no instants."""
    outline = found.reading.outline
    if found.reading.today is None or found.reading.is_zone_stated:
        return
    clocks = find_meeting_clocks(outline)
    lines = [clocks[0].first_line] if clocks else []
    lines += [found.events[0].lines[0]] if found.events else []
    words = " ".join(item.text for item in outline.items)
    offered = suggested_zones(words)
    short = " and ".join(abbreviations_in(words))
    lacks = (
        f"{short} is an abbreviation, not a time zone" if short else "the note names no time zone"
    )
    statement = f"{lacks}: its times are wall times until one is given"
    yield flag("time-zone-missing", FlagLevel.HIGH, statement, lines, candidates=offered)


def day_missing(found: Findings) -> Iterator[Flag]:
    """Without the meeting's day "tomorrow" is no date."""
    is_dated = found.reading.today is not None and not found.reading.is_day_entered
    others = [r for r in found.records if r is not found.account]
    if not is_dated and others:
        statement = "the note does not say on which day the meeting was"
        yield flag("meeting-date-missing", FlagLevel.HIGH, statement, ())


def order_open(found: Findings) -> Iterator[Flag]:
    """05/06/2024 is two days; the note's other dates may tell which."""
    texts = {item.first_line: item.text for item in found.reading.outline.items}
    order, has_any = order_of(" ".join(texts.values()))
    if has_any and order is None:
        lines = [line for line, text in texts.items() if order_of(text)[1]]
        statement = "dates such as 05/06/2024 can be read day first or month first"
        yield flag("date-order", FlagLevel.HIGH, statement, lines, candidates=tuple(Order))


def impossible(found: Findings) -> Iterator[Flag]:
    """Days that no calendar has are read as none: somebody must say which was meant."""
    days = impossible_days(found.reading)
    if days:
        statement = f"no calendar has {', '.join(dict.fromkeys(days.values()))}; read as no day"
        yield flag("date-impossible", FlagLevel.MEDIUM, statement, days)


def year_inferred(found: Findings) -> Iterator[Flag]:
    spans = [s for record in found.records for s in record.spans if s.assumption == NEAREST_YEAR]
    if spans:
        statement = "these dates carry no year; the one nearest to the meeting was taken"
        yield flag("year-inferred", FlagLevel.LOW, statement, lines_of_spans(spans))


def meeting_end(found: Findings) -> Iterator[Flag]:
    meeting = found.meeting
    if meeting and meeting.planned_end_at and meeting.ended_at:
        planned, ended = meeting.planned_end_at.clock, meeting.ended_at.clock
        if planned != ended:
            lines = field_lines(meeting, "starts_at", "ended_at")
            statement = f"planned to end at {planned:%H:%M}, ended at {ended:%H:%M}: both are kept"
            yield flag("meeting-end-conflict", FlagLevel.LOW, statement, lines)


def undecided(found: Findings) -> Iterator[Flag]:
    """A weekday that can be two days: one flag for each line, so that each can be answered."""
    for record in (*found.actions, *found.commitments):
        if not record.due_candidates:
            continue
        first = min(record.due_candidates)
        name = WEEKDAYS[first.weekday()]
        is_today = first == found.reading.today
        reason = "the meeting itself was on that weekday" if is_today else "this week or the next"
        words = f"{name.capitalize()} can be {' or '.join(map(str, record.due_candidates))}"
        lines = list(field_lines(record, "due_on", "event_on"))
        lines += field_lines(found.meeting, "held_on") if found.meeting and is_today else ()
        yield flag(
            f"{name}-is-today" if is_today else "weekday-ambiguous",
            FlagLevel.HIGH if is_today else FlagLevel.MEDIUM,
            f"{words}: {reason}",
            lines,
            candidates=map(str, record.due_candidates),
        )


def schedule_or_hold(found: Findings) -> Iterator[Flag]:
    arranged = [a for a in found.work(ActionOrigin.ACTION_ITEM) if is_arranging(a)]
    if arranged:
        lines = [n for a in arranged for n in field_lines(a, "event_on")]
        statement = "the day may be that of the event (as read) or that of arranging it"
        yield flag("schedule-vs-hold", FlagLevel.MEDIUM, statement, lines)


def is_arranging(action: ActionDraft) -> bool:
    return bool(field_lines(action, "event_on") and ARRANGING.search(action.text))


def on_weekend(found: Findings) -> Iterator[Flag]:
    dated = [r for r in (*found.actions, *found.commitments) if is_on_weekend(r)]
    horizons = [r for r in dated if isinstance(r, ActionDraft) and r.origin is ActionOrigin.PLAN]
    others = [r for r in dated if r not in horizons]
    if others:
        lines = [n for r in others for n in field_lines(r, "event_on", "due_on")]
        statement = "the day is a Saturday or Sunday; it is kept as it was said"
        yield flag("weekend-date", FlagLevel.MEDIUM, statement, lines)
    if horizons:
        lines = [n for r in horizons for n in field_lines(r, "due_on")]
        statement = "the horizon ends on a Saturday or Sunday; it is kept"
        yield flag("horizon-weekend", FlagLevel.LOW, statement, lines)


def is_on_weekend(record: ActionDraft | CommitmentDraft) -> bool:
    event = record.event_on if isinstance(record, ActionDraft) else None
    return any(day.weekday() >= WEEKEND for day in (record.due_on, event) if day)


def horizon_anchor(found: Findings) -> Iterator[Flag]:
    plan = [a for a in found.work(ActionOrigin.PLAN) if field_lines(a, "due_on") and a.horizon]
    if plan:
        lines = [n for a in plan for n in field_lines(a, "horizon")]
        statement = "the horizons are counted from the meeting's day, to the day"
        yield flag("horizon-anchor", FlagLevel.LOW, statement, lines)


TIME_CHECKS = (
    zone_missing,
    day_missing,
    order_open,
    impossible,
    year_inferred,
    meeting_end,
    undecided,
    schedule_or_hold,
    on_weekend,
    horizon_anchor,
)
