"""The events of an incident, with the time each line begins with."""

import re
from dataclasses import dataclass
from datetime import time

from domain.notes.dates import Day, Direction, find_days
from domain.notes.draft import EventDraft
from domain.notes.outline import Item
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.notes.sections import Section
from domain.notes.times import ABBREVIATIONS, find_clocks
from domain.vocabulary import Basis, IncidentEventKind

WHEN_HEADING = re.compile(r"date|day|time|when|at\b")
LEADING = re.compile(
    r"(?:[\s,;:|()\[\]@~\u2013\u2014-]|\b(?:at|on|about|around|approx\.?)\b|"
    rf"(?<=\d)T(?=\d)|(?<=\d)Z\b|\b(?:UTC|GMT|{'|'.join(ABBREVIATIONS)})\b)+"
)

# The first row that matches wins. "Recovery initiated" and "restore completed" are no resolution:
# only words that say the service is right again are, and nobody's plan to make it so.
KINDS = (
    (IncidentEventKind.NOTE, r"\bmeeting\b|\bcall (?:with|held|scheduled)"),
    (
        IncidentEventKind.ROOT_CAUSE_FOUND,
        (
            r"\bcause\b.{0,40}\b(?:identified|found|confirmed|traced|isolated|pinpointed|known)|"
            r"\b(?:identified|found|confirmed|isolated|pinpointed)\b.{0,40}\bcause\b|"
            r"\btraced (?:back )?to\b"
        ),
    ),
    (
        IncidentEventKind.RECOVERY_STARTED,
        (
            r"\b(?:recovery|restor\w+|rollback|roll-back|fail-?over|repair\w*)\b.{0,30}"
            r"\b(?:initiated|started|starts|began|begun|begins|under ?way|kicked off|launched)|"
            r"\b(?:started|began|initiated|launched)\b.{0,30}\b(?:recovery|restor\w+|rollback|repair)"
        ),
    ),
    (IncidentEventKind.REOPENED, r"\bre-?opened\b"),
    (
        IncidentEventKind.RESOLVED,
        (r"\bresolved\b|\bback to normal\b"),
    ),
    (
        IncidentEventKind.MITIGATED,
        (
            r"\bmitigated\b|\bworkaround\b.{0,30}\b(?:in place|deployed|applied|live)|"
            r"\bservices? (?:was |is |partially |fully |has been )*restored\b"
        ),
    ),
    (IncidentEventKind.ESCALATED, r"\bescalated\b|\bescalation to\b|\bhanded (?:over )?to\b"),
    (
        IncidentEventKind.DECLARED,
        r"\bdeclared\b|\b(?:full|complete|total|major) (?:outage|incident)\b",
    ),
    (IncidentEventKind.REPORT_DELIVERED, r"\breport\b.{0,20}\b(?:sent|delivered|shared)"),
    (IncidentEventKind.UPDATE_SENT, r"\bupdates?\b.{0,20}\b(?:sent|provided|posted|shared)"),
    (
        IncidentEventKind.REPORTED,
        (
            r"\breport(?:ed|s)\b|\bfirst report\b|"
            r"\b(?:ticket|case)\b.{0,20}\b(?:opened|logged|raised)|"
            r"\b(?:raised|opened)\b.{0,20}\b(?:ticket|case)|\bcomplained\b"
        ),
    ),
    (IncidentEventKind.RESPONDED, r"\backnowledged\b|\bresponded\b|\bfirst response\b"),
    (IncidentEventKind.CLOSED, r"\bclosed\b"),
)
COMPILED = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in KINDS)
NOT_YET = re.compile(
    r"\b(?:not|no|never|yet|expected|estimated|planned|unresolved|un-?confirmed|to be|eta|should|"
    r"will|may|might|awaiting|pending|partial(?:ly)?)\b",
    re.IGNORECASE,
)
ENDINGS = {IncidentEventKind.RESOLVED, IncidentEventKind.CLOSED, IncidentEventKind.MITIGATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What a line's beginning says of its time, and where the rest starts."""

    day: Day | None
    clock: time | None
    words: str
    end: int


def event_kind(summary: str) -> IncidentEventKind:
    """What happened, by its words; NOTE when they are none of ours or only hope for it."""
    kind = next((kind for kind, words in COMPILED if words.search(summary)), IncidentEventKind.NOTE)
    is_hope = kind in ENDINGS and NOT_YET.search(summary)
    return IncidentEventKind.NOTE if is_hope else kind


def leading_time(text: str, reading: Reading) -> When:
    """The day and clock time a text begins with."""
    days = {day.start: day for day in find_days(text, reading.view(Direction.BACK))}
    clocks = {clock.start: clock for clock in find_clocks(text)}
    day, clock, at, end = None, None, 0, 0
    while True:
        gap = LEADING.match(text, at)
        at = gap.end() if gap else at
        if at in days and day is None:
            day = days[at]
            at = end = day.end
        elif at in clocks:
            # Of "10:00-10:30" the event is the beginning.
            clock = clock or clocks[at].at
            at = end = clocks[at].end
        else:
            return When(day=day, clock=clock, words=text[:end].strip(), end=at)


def split_row(item: Item) -> tuple[str, str]:
    """A table row's time columns and the rest."""
    when = [text for heading, text in item.cells if WHEN_HEADING.search(heading)]
    what = [text for heading, text in item.cells if not WHEN_HEADING.search(heading)]
    return " ".join(when), " - ".join(filter(None, what))


def find_events(reading: Reading, incident: str) -> tuple[EventDraft, ...]:
    """The timeline's lines that tell a time; without a day, that of their group or the last."""
    events: list[EventDraft] = []
    day: Day | None = None
    for item in reading.outline.of(Section.TIMELINE):
        when_text, what = split_row(item) if item.cells else (item.text, "")
        when = leading_time(when_text, reading)
        above = leading_time(item.group.text, reading).day if item.group else None
        day = when.day or above or day
        summary = what or item.text[when.end :].strip()
        if (when.day or when.clock) and summary and day and day.day:
            at = reading.time(day.day, when.clock)
            events.append(
                EventDraft(
                    key=f"event:{len(events) + 1}",
                    spans=event_spans(item, summary, when, day),
                    incident=incident,
                    event_kind=event_kind(summary),
                    at=at,
                    summary=summary,
                )
            )
    return tuple(events)


def event_spans(item: Item, summary: str, when: When, day: Day) -> tuple[Span, ...]:
    """A day taken from the line above is derived; a year nobody wrote is inferred."""
    basis = day.basis if when.day else Basis.DERIVED
    assumption = day.assumption if when.day else "the day stands above"
    return (
        span(item, "at", quote=when.words, rule="leading time", basis=basis, assumption=assumption),
        span(item, "summary", quote=summary, rule="timeline line"),
        span(item, "event_kind", quote=summary, rule="event words", basis=Basis.DERIVED),
    )
