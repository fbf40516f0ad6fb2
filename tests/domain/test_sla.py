from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.facts import IncidentEventInputs, SlaTerm
from domain.sla import SlaClock, counting_clock, read_clocks
from domain.vocabulary import (
    ClockBasis,
    ClockMetric,
    ClockState,
    IncidentEventKind,
    ReopenPolicy,
    Severity,
)
from domain.working_time import Calendar, Span

HOUR = timedelta(hours=1)
START = datetime(2024, 10, 23, 8, tzinfo=UTC)  # a Wednesday
FOUR_HOURS = SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR, basis=ClockBasis.REPORTED)
NEW_CYCLES = SlaTerm(
    metric=ClockMetric.RESOLUTION,
    target=4 * HOUR,
    basis=ClockBasis.REPORTED,
    on_reopen=ReopenPolicy.NEW_CYCLE,
)
RESPONSE = SlaTerm(metric=ClockMetric.FIRST_RESPONSE, target=HOUR, basis=ClockBasis.REPORTED)
OFFICE = Calendar(
    key="office",
    version=1,
    zone="UTC",
    spans=tuple(Span(day, time(9), time(17)) for day in range(5)),
)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def events(text: str) -> list[IncidentEventInputs]:
    """Read `reported 0, resolved 3`: kinds with hours since the start."""
    told = (part.split() for part in text.split(", ") if part)
    return [
        IncidentEventInputs(
            incident_id="i", kind=IncidentEventKind(kind.upper()), at=at(float(hours))
        )
        for kind, hours in told
    ]


def clocks(text: str, *terms: SlaTerm, when: float = 100) -> tuple[SlaClock, ...]:
    return read_clocks(terms or [FOUR_HOURS], Severity.SEV1, events(text), at=at(when))


def only(text: str, *terms: SlaTerm, when: float = 100) -> SlaClock:
    (clock,) = clocks(text, *terms, when=when)
    return clock


def test_techcorp_passed_its_four_hours_at_noon_before_the_outage_was_even_declared() -> None:
    zone = ZoneInfo("America/New_York")
    told = [
        IncidentEventInputs(
            incident_id="techcorp", kind=kind, at=datetime(2024, 10, day, hour, tzinfo=zone)
        )
        for kind, day, hour in (
            (IncidentEventKind.REPORTED, 23, 8),
            (IncidentEventKind.ESCALATED, 23, 10),
            (IncidentEventKind.DECLARED, 23, 14),
            (IncidentEventKind.ROOT_CAUSE_FOUND, 24, 18),
            (IncidentEventKind.RECOVERY_STARTED, 25, 10),
        )
    ]
    terms = [SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR)]
    adjourned = datetime(2024, 10, 25, 15, 45, tzinfo=zone)

    found = read_clocks(terms, Severity.SEV1, told, at=adjourned)

    assert [(c.basis, c.due_at) for c in found] == [
        (ClockBasis.REPORTED, datetime(2024, 10, 23, 12, tzinfo=zone)),
        (ClockBasis.ESCALATED, datetime(2024, 10, 23, 14, tzinfo=zone)),
        (ClockBasis.DECLARED, datetime(2024, 10, 23, 18, tzinfo=zone)),
    ]
    counting = counting_clock(terms, Severity.SEV1, told, at=adjourned)
    assert counting is not None
    assert counting == found[0]
    assert counting.elapsed == timedelta(hours=55.75)
    assert round(counting.times_target, 1) == 13.9
    assert counting.state is ClockState.BREACHED
    assert counting.breached_at == counting.due_at
    assert (counting.stopped_at, counting.elapsed_at_most) == (None, None)


@pytest.mark.parametrize(
    ("text", "when", "state", "hours", "breached"),
    [
        ("reported 0", 1, ClockState.RUNNING, 1, False),
        ("reported 0", 4, ClockState.RUNNING, 4, False),
        ("reported 0", 5, ClockState.BREACHED, 5, True),
        ("reported 0, resolved 4", 9, ClockState.MET, 4, False),
        ("reported 0, resolved 4.001", 9, ClockState.BREACHED, 4.001, True),
        ("reported 0, closed 3", 9, ClockState.MET, 3, False),
        ("reported 0, mitigated 1, recovery_started 2", 9, ClockState.BREACHED, 9, True),
        ("reported 0, paused 1", 9, ClockState.PAUSED, 1, False),
        ("reported 0, paused 1", 1, ClockState.PAUSED, 1, False),
        ("reported 0, paused 1, resumed 3", 4, ClockState.RUNNING, 2, False),
        ("reported 0, paused 5", 9, ClockState.BREACHED, 5, True),
        ("", 9, ClockState.UNKNOWN, 0, False),
        ("declared 0, resolved 1", 9, ClockState.UNKNOWN, 0, False),
    ],
)
def test_a_clock_reads(
    text: str, when: float, state: ClockState, hours: float, *, breached: bool
) -> None:
    clock = only(text, when=when)

    assert clock.state is state
    assert clock.elapsed == hours * HOUR
    assert (clock.breached_at is not None) is breached


def test_without_a_recorded_start_there_is_nothing_to_be_due() -> None:
    clock = only("declared 1")

    assert (clock.started_at, clock.due_at, clock.times_target) == (None, None, 0)


def test_a_stopped_clock_has_an_upper_bound_and_an_open_one_has_none() -> None:
    assert only("reported 0, resolved 3").elapsed_at_most == 3 * HOUR
    assert only("reported 0").elapsed_at_most is None


def test_pauses_move_the_due_time_and_are_shown() -> None:
    clock = only("reported 0, paused 1, resumed 3, resolved 6")

    assert (clock.due_at, clock.paused_for) == (at(6), 2 * HOUR)
    assert clock.state is ClockState.MET


def test_while_paused_it_is_due_as_if_resumed_now() -> None:
    assert only("reported 0, paused 1", when=10).due_at == at(13)


def test_reopened_it_goes_on_where_it_had_stopped() -> None:
    clock = only("reported 0, resolved 1, reopened 10", when=12)

    assert (clock.elapsed, clock.due_at) == (3 * HOUR, at(13))
    assert (clock.state, clock.paused_for) == (ClockState.RUNNING, 9 * HOUR)


def test_reopened_with_new_cycles_it_begins_anew_and_the_old_breach_stays() -> None:
    told = "reported 0, resolved 6, reopened 10"

    first, second = clocks(told, NEW_CYCLES, when=12)

    assert (first.state, first.elapsed) == (ClockState.BREACHED, 6 * HOUR)
    assert (second.state, second.elapsed) == (ClockState.RUNNING, 2 * HOUR)
    counting = counting_clock([NEW_CYCLES], Severity.SEV1, events(told), at=at(12))
    assert counting == first


def test_new_cycles_without_a_start_are_one_unknown_clock() -> None:
    assert only("resolved 6, reopened 10", NEW_CYCLES).state is ClockState.UNKNOWN


def test_the_first_response_stops_at_the_response_not_at_the_resolution() -> None:
    assert only("reported 0, responded 1, resolved 9", RESPONSE).state is ClockState.MET
    assert only("reported 0, responded 2, resolved 9", RESPONSE).state is ClockState.BREACHED
    assert only("reported 0", RESPONSE, when=2).state is ClockState.BREACHED


def test_resolved_without_a_recorded_response_nobody_knows_when_the_first_one_was() -> None:
    clock = only("reported 0, resolved 9", RESPONSE)

    assert clock.state is ClockState.UNKNOWN
    assert (clock.elapsed, clock.elapsed_at_most) == (timedelta(), 9 * HOUR)
    assert (clock.stopped_at, clock.breached_at) == (None, None)


def test_a_changed_severity_counts_from_the_start_and_keeps_the_pauses() -> None:
    change = IncidentEventInputs(
        incident_id="i",
        kind=IncidentEventKind.SEVERITY_CHANGED,
        at=at(5),
        severity=Severity.SEV1,
    )
    terms = [
        SlaTerm(metric=ClockMetric.RESOLUTION, target=hours * HOUR, severity=severity)
        for severity, hours in ((Severity.SEV1, 2), (Severity.SEV2, 24))
    ]
    told = [*events("reported 0, paused 1, resumed 2"), change]

    (before,) = read_clocks(terms, Severity.SEV2, told, at=at(4))
    (after,) = read_clocks(terms, Severity.SEV2, told, at=at(5))

    assert (before.target, before.state) == (24 * HOUR, ClockState.RUNNING)
    assert (after.target, after.state) == (2 * HOUR, ClockState.BREACHED)
    assert (after.started_at, after.elapsed, after.due_at) == (at(0), 4 * HOUR, at(3))


def test_a_term_counts_the_hours_of_its_calendar() -> None:
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR, calendar="office")
    told = events("reported 8, paused 9.5, resumed 26")  # Wednesday 16:00; 17:30 to Thursday 10:00

    (clock,) = read_clocks(
        [term], Severity.SEV1, told, at=at(28), calendars={("office", None): OFFICE}
    )

    assert (clock.elapsed, clock.paused_for) == (3 * HOUR, HOUR)
    assert clock.due_at == at(29)


def test_a_calendar_nobody_keeps_is_an_error_not_around_the_clock() -> None:
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=HOUR, calendar="gone")

    with pytest.raises(InvalidInput):
        clocks("reported 0", term)


def test_of_several_terms_the_one_furthest_past_its_target_counts() -> None:
    terms = [
        RESPONSE,
        SlaTerm(metric=ClockMetric.RESOLUTION, target=8 * HOUR),
        SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR, severity=Severity.SEV1),
        SlaTerm(metric=ClockMetric.RESOLUTION, target=HOUR, severity=Severity.SEV2),
        SlaTerm(metric=ClockMetric.RESOLUTION, target=HOUR, basis=ClockBasis.DECLARED),
    ]

    counting = counting_clock(terms, Severity.SEV1, events("reported 0"), at=at(6))

    assert counting is not None
    assert counting.target == 4 * HOUR


def test_without_an_agreed_basis_the_report_counts_even_when_declared_before() -> None:
    unstated = SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR)

    told = events("declared 0, reported 2")
    counting = counting_clock([unstated], Severity.SEV1, told, at=at(5))

    assert counting is not None
    assert (counting.basis, counting.elapsed) == (ClockBasis.REPORTED, 3 * HOUR)


def test_without_a_resolution_term_or_its_start_no_clock_counts() -> None:
    assert counting_clock([RESPONSE], Severity.SEV1, events("reported 0"), at=at(6)) is None
    assert counting_clock([FOUR_HOURS], Severity.SEV1, events("declared 0"), at=at(6)) is None


kinds = st.sampled_from(
    [
        IncidentEventKind.PAUSED,
        IncidentEventKind.RESUMED,
        IncidentEventKind.RESOLVED,
        IncidentEventKind.REOPENED,
        IncidentEventKind.CLOSED,
        IncidentEventKind.DECLARED,
    ]
)
stories = st.lists(st.tuples(kinds, st.integers(0, 30)), max_size=8).map(
    lambda told: ", ".join(["reported 0", *(f"{kind} {hours}" for kind, hours in told)])
)
terms_of_any_kind = st.builds(
    SlaTerm,
    metric=st.sampled_from(ClockMetric),
    target=st.integers(1, 20).map(lambda hours: hours * HOUR),
    basis=st.none() | st.sampled_from(ClockBasis),
    on_reopen=st.sampled_from(ReopenPolicy),
)
quick = settings(max_examples=100, deadline=None)


@quick
@given(stories, terms_of_any_kind, st.integers(0, 40))
def test_met_means_stopped_within_the_target_and_breached_means_beyond(
    story: str, term: SlaTerm, when: int
) -> None:
    for clock in clocks(story, term, when=when):
        beyond = clock.elapsed > clock.target
        assert (clock.state is ClockState.BREACHED) is beyond
        assert (clock.times_target > 1) is beyond
        if clock.state is ClockState.MET:
            assert clock.stopped_at is not None
            assert clock.elapsed_at_most == clock.elapsed
        if clock.stopped_at is None and clock.state is not ClockState.UNKNOWN:
            assert clock.elapsed_at_most is None


@quick
@given(stories, st.integers(0, 40), st.integers(1, 20))
def test_what_is_breached_stays_breached_until_it_is_known_better(
    story: str, when: int, later: int
) -> None:
    known = [e for e in events(story) if e.at <= at(when)]

    (now,) = read_clocks([FOUR_HOURS], Severity.SEV1, known, at=at(when))
    (then,) = read_clocks([FOUR_HOURS], Severity.SEV1, known, at=at(when + later))
    assert then.elapsed >= now.elapsed
    assert now.state is not ClockState.BREACHED or then.breached_at == now.breached_at


@quick
@given(stories, st.integers(0, 40))
def test_reopening_never_makes_a_breach_unhappen(story: str, when: int) -> None:
    told = events(f"{story}, reopened {when}")
    for term in (FOUR_HOURS, NEW_CYCLES):
        before = counting_clock([term], Severity.SEV1, told[:-1], at=at(when))
        after = counting_clock([term], Severity.SEV1, told, at=at(when))
        assert before is not None
        assert after is not None
        assert after.times_target >= before.times_target or before.times_target <= 1
