"""SLA clocks: computed from what happened, never counted up; several starts side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import InvalidInput
from domain.facts import IncidentEventInputs, SlaTerm
from domain.incidents import IncidentState, incident_state
from domain.vocabulary import ClockBasis, ClockMetric, ClockState, ReopenPolicy, Severity
from domain.working_time import Calendar, Calendars, Pause, due, elapsed

NOTHING = timedelta()
CALENDARS_24X7: Calendars = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClock:
    """One reading. Without a recorded stop `elapsed` is a lower bound, mostly without an upper."""

    metric: ClockMetric
    basis: ClockBasis
    state: ClockState
    target: timedelta
    started_at: datetime | None = None
    "None (with due_at) where nobody recorded the start: state UNKNOWN."
    due_at: datetime | None = None
    "While paused: as if it were resumed at the instant asked."
    stopped_at: datetime | None = None
    elapsed: timedelta = NOTHING
    elapsed_at_most: timedelta | None = None
    paused_for: timedelta = NOTHING
    "Of the time the calendar counts."
    breached_at: datetime | None = None

    @property
    def times_target(self) -> float:
        """Elapsed time as a multiple of the target; exactly 1 is met."""
        return self.elapsed / self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What one clock runs through: from its start to its stop, less its pauses."""

    start: datetime | None
    stop: datetime | None
    pauses: tuple[Pause, ...]
    stops_by: bool = False
    "The stop is only the latest it can have been; nobody recorded when it was."


def read_clocks(
    terms: Iterable[SlaTerm],
    severity: Severity,
    events: Iterable[IncidentEventInputs],
    *,
    at: datetime,
    calendars: Calendars = CALENDARS_24X7,
) -> tuple[SlaClock, ...]:
    """Read every clock of an incident at an instant: per term, basis and, where agreed, cycle.

    `severity` is the one first reported; the terms of the severity in force apply from the start
    on. A term without an agreed basis shows each whose start is recorded, REPORTED first.
    Raises InvalidInput when a term names a calendar that is not among `calendars`.
    """
    state = incident_state(severity, events, at=at)
    return tuple(
        clock
        for term in matching(terms, state.severity)
        for basis in bases(term, state)
        for clock in term_clocks(term, basis, state, at=at, calendars=calendars)
    )


def counting_clock(
    terms: Iterable[SlaTerm],
    severity: Severity,
    events: Iterable[IncidentEventInputs],
    *,
    at: datetime,
    calendars: Calendars = CALENDARS_24X7,
) -> SlaClock | None:
    """Read the RESOLUTION clock the model counts: by the term's basis, else from the report.

    Of several (terms, cycles) the one furthest past its target. None without a term for the
    severity in force, or while its start is not recorded.
    """
    state = incident_state(severity, events, at=at)
    return clock_that_counts(terms, state, at=at, calendars=calendars)


def clock_that_counts(
    terms: Iterable[SlaTerm], state: IncidentState, *, at: datetime, calendars: Calendars
) -> SlaClock | None:
    """The same of events that were read already; once it is resolved, whatever the instant."""
    clocks = [
        clock
        for term in matching(terms, state.severity)
        if term.metric is ClockMetric.RESOLUTION
        for basis in bases(term, state)[:1]
        for clock in term_clocks(term, basis, state, at=at, calendars=calendars)
        if clock.started_at is not None
    ]
    return max(clocks, key=lambda clock: clock.times_target, default=None)


def matching(terms: Iterable[SlaTerm], severity: Severity) -> list[SlaTerm]:
    """The terms for that severity, and those for every one."""
    return [term for term in terms if term.severity in {None, severity}]


def bases(term: SlaTerm, state: IncidentState) -> list[ClockBasis]:
    """The agreed basis, else all whose start is recorded; the first one counts."""
    if term.basis is not None:
        return [term.basis]
    order = (ClockBasis.REPORTED, ClockBasis.ESCALATED, ClockBasis.DECLARED)
    return [basis for basis in order if start_of(basis, state) is not None]


def start_of(basis: ClockBasis, state: IncidentState) -> datetime | None:
    """When a clock of that basis starts."""
    return {
        ClockBasis.REPORTED: state.reported_at,
        ClockBasis.ESCALATED: state.escalated_at,
        ClockBasis.DECLARED: state.declared_at,
    }[basis]


def term_clocks(
    term: SlaTerm,
    basis: ClockBasis,
    state: IncidentState,
    *,
    at: datetime,
    calendars: Calendars,
) -> list[SlaClock]:
    """One clock of the term, or one per cycle where every reopening starts a new one."""
    calendar = calendar_of(term, calendars)
    return [
        read_clock(term, basis, cycle, at=at, calendar=calendar)
        for cycle in cycles(term, start_of(basis, state), state)
    ]


def calendar_of(term: SlaTerm, calendars: Calendars) -> Calendar | None:
    """The term's working hours; None: none stated, so every hour counts."""
    if term.calendar is None:
        return None
    calendar = calendars.get((term.calendar, term.calendar_version))
    if calendar is None:
        version = f" version {term.calendar_version}" if term.calendar_version else ""
        raise InvalidInput(f"no working calendar {term.calendar!r}{version} to read a clock by")
    return calendar


def cycles(term: SlaTerm, start: datetime | None, state: IncidentState) -> list[Cycle]:
    """What the term counts: up to the first response; or up to the end, as it treats reopening.

    A resolution answers as well: without a recorded response the first one came by then.
    CONTINUE goes on where the resolution had stopped the clock: the time it was held resolved is
    a pause. NEW_CYCLE begins anew, and what the earlier cycles were stays on record.
    """
    if term.metric is ClockMetric.FIRST_RESPONSE:
        answered = state.responded_at or state.resolved_at
        stops_by = state.responded_at is None and answered is not None
        return [Cycle(start=start, stop=answered, pauses=state.pauses, stops_by=stops_by)]
    spells = state.resolved_spells
    if start is None or term.on_reopen is ReopenPolicy.CONTINUE:
        pauses = (*state.pauses, *spells)
        return [Cycle(start=start, stop=state.resolved_at, pauses=pauses)]
    starts = [start, *(spell.end for spell in spells)]
    ends = [*(spell.start for spell in spells), state.resolved_at]
    return [
        Cycle(start=begin, stop=end, pauses=state.pauses)
        for begin, end in zip(starts, ends, strict=True)
    ]


def read_clock(
    term: SlaTerm, basis: ClockBasis, cycle: Cycle, *, at: datetime, calendar: Calendar | None
) -> SlaClock:
    """Read one clock at one instant. Stopped exactly at the due instant is met."""
    if cycle.start is None:
        return SlaClock(
            metric=term.metric, basis=basis, state=ClockState.UNKNOWN, target=term.target
        )
    start, end = cycle.start, cycle.stop or at
    pauses = [cut for pause in cycle.pauses if (cut := cut_off(pause, end))]
    due_at = due(start, term.target, calendar, pauses)
    counted = elapsed(start, end, calendar, pauses)
    breached = counted > term.target
    clock = SlaClock(
        metric=term.metric,
        basis=basis,
        state=clock_state(cycle, at, breached=breached),
        target=term.target,
        started_at=start,
        due_at=due_at,
        stopped_at=cycle.stop,
        elapsed=counted,
        elapsed_at_most=None if cycle.stop is None else counted,
        paused_for=elapsed(start, end, calendar) - counted,
        breached_at=due_at if breached else None,
    )
    return unrecorded(clock) if cycle.stops_by else clock


def unrecorded(clock: SlaClock) -> SlaClock:
    """The same clock when its stop is only a bound: neither met nor breached is known."""
    return replace(
        clock,
        state=ClockState.UNKNOWN,
        stopped_at=None,
        elapsed=NOTHING,
        elapsed_at_most=clock.elapsed,
        paused_for=NOTHING,
        breached_at=None,
    )


def cut_off(pause: Pause, end: datetime) -> Pause | None:
    """What lies before that instant, after which nothing is known to be paused."""
    if pause.start >= end:
        return None
    return Pause(pause.start, min(pause.end or end, end))


def clock_state(cycle: Cycle, at: datetime, *, breached: bool) -> ClockState:
    """Breached as soon as the target is passed, met only when stopped in time."""
    if breached:
        return ClockState.BREACHED
    if cycle.stop is not None:
        return ClockState.MET
    if any(pause.start <= at and (pause.end is None or at < pause.end) for pause in cycle.pauses):
        return ClockState.PAUSED
    return ClockState.RUNNING
