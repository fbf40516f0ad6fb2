"""Everything read from one note, before it is judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.notes.draft import (
    AccountDraft,
    ActionDraft,
    AnyRecord,
    CommitmentDraft,
    ConcernDraft,
    ContractDraft,
    EventDraft,
    FeedbackDraft,
    Flag,
    IncidentDraft,
    MeetingDraft,
    ReviewSeriesDraft,
)
from domain.notes.reading import Reading
from domain.notes.record import NoteTime, Record, Span
from domain.vocabulary import ActionOrigin, FlagLevel, IncidentEventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    reading: Reading
    account: AccountDraft | None
    meeting: MeetingDraft | None
    contract: ContractDraft | None
    incident: IncidentDraft | None
    events: tuple[EventDraft, ...]
    actions: tuple[ActionDraft, ...]
    commitments: tuple[CommitmentDraft, ...]
    series: tuple[ReviewSeriesDraft, ...]
    concerns: tuple[ConcernDraft, ...]
    feedback: tuple[FeedbackDraft, ...]

    @property
    def records(self) -> tuple[AnyRecord, ...]:
        """All of them, those others point to first."""
        single = (self.account, self.contract, self.incident, self.meeting)
        return (
            *(record for record in single if record),
            *self.reading.people,
            *self.events,
            *self.actions,
            *self.commitments,
            *self.series,
            *self.concerns,
            *self.feedback,
        )

    def work(self, origin: ActionOrigin) -> tuple[ActionDraft, ...]:
        """The actions of one origin."""
        return tuple(action for action in self.actions if action.origin is origin)

    def event(self, kind: IncidentEventKind) -> EventDraft | None:
        """The first event of that kind."""
        return next((event for event in self.events if event.event_kind is kind), None)


def flag(
    key: str,
    level: FlagLevel,
    statement: str,
    lines: Iterable[int],
    *,
    candidates: Iterable[str] = (),
) -> Flag:
    return Flag(
        key=key,
        level=level,
        statement=statement,
        lines=tuple(sorted(set(lines))),
        candidates=tuple(map(str, candidates)),
    )


def lines_of(records: Iterable[Record]) -> tuple[int, ...]:
    """The lines all of these stand on."""
    return tuple(line for record in records for line in record.lines)


def field_lines(record: Record, *fields: str) -> tuple[int, ...]:
    """The lines a record takes these fields from."""
    return lines_of_spans(s for s in record.spans if s.field in fields)


def lines_of_spans(spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(n for s in spans for n in range(s.first_line, s.last_line + 1))


def between(start: NoteTime, end: NoteTime) -> timedelta:
    """The time from one to the other: real once the zone is known, until then by the wall clock."""
    if start.instant and end.instant:
        return end.instant - start.instant
    return wall(end) - wall(start)


def wall(moment: NoteTime) -> datetime:
    # Both sides of a difference lack the zone alike; the value never leaves this module.
    return datetime.combine(moment.day, moment.clock or time())


def hours(length: timedelta) -> str:
    """As in 44 h or 55.75 h."""
    return f"{length / timedelta(hours=1):.4g} h"
