from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import IncidentEventInputs
from domain.incidents import IncidentState, incident_state
from domain.vocabulary import IncidentEventKind as Kind
from domain.vocabulary import IncidentStatus, Severity
from domain.working_time import Pause

START = datetime(2024, 10, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def event(kind: Kind, hours: float, severity: Severity | None = None) -> IncidentEventInputs:
    return IncidentEventInputs(incident_id="i", kind=kind, at=at(hours), severity=severity)


def state(*events: IncidentEventInputs, when: float = 100) -> IncidentState:
    return incident_state(Severity.SEV2, events, at=at(when))


def test_without_events_nothing_is_known_but_that_it_is_open() -> None:
    found = state()

    assert found.status is IncidentStatus.OPEN
    assert found.is_open
    assert (found.reported_at, found.resolved_at, found.pauses) == (None, None, ())


def test_each_time_is_the_first_of_its_kind() -> None:
    kinds = {
        Kind.REPORTED: "reported_at",
        Kind.RESPONDED: "responded_at",
        Kind.DECLARED: "declared_at",
        Kind.ESCALATED: "escalated_at",
        Kind.ROOT_CAUSE_FOUND: "root_cause_found_at",
        Kind.RECOVERY_STARTED: "recovery_started_at",
        Kind.MITIGATED: "mitigated_at",
        Kind.RESOLVED: "resolved_at",
    }
    for kind, name in kinds.items():
        assert getattr(state(event(kind, 5), event(kind, 2)), name) == at(2)


@pytest.mark.parametrize(
    "kind", [Kind.RECOVERY_STARTED, Kind.UPDATE_SENT, Kind.REPORT_DELIVERED, Kind.NOTE]
)
def test_recovery_started_or_a_restore_noted_never_resolves(kind: Kind) -> None:
    found = state(event(Kind.REPORTED, 0), event(kind, 1))

    assert found.status is IncidentStatus.OPEN
    assert found.is_open


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((Kind.MITIGATED,), IncidentStatus.MITIGATED),
        ((Kind.MITIGATED, Kind.RESOLVED), IncidentStatus.RESOLVED),
        ((Kind.RESOLVED, Kind.MITIGATED), IncidentStatus.RESOLVED),
        ((Kind.RESOLVED, Kind.CLOSED), IncidentStatus.CLOSED),
        ((Kind.CLOSED, Kind.REOPENED), IncidentStatus.OPEN),
        ((Kind.RESOLVED, Kind.REOPENED, Kind.MITIGATED), IncidentStatus.MITIGATED),
        ((Kind.RESOLVED, Kind.REOPENED, Kind.RESOLVED), IncidentStatus.RESOLVED),
    ],
)
def test_its_status_is_the_furthest_since_it_was_last_reopened(
    kinds: tuple[Kind, ...], status: IncidentStatus
) -> None:
    assert state(*(event(kind, n) for n, kind in enumerate(kinds))).status is status


def test_closing_ends_it_when_nobody_resolved_it_before() -> None:
    assert state(event(Kind.CLOSED, 3)).resolved_at == at(3)
    assert state(event(Kind.CLOSED, 3), event(Kind.RESOLVED, 2)).resolved_at == at(2)


def test_reopening_undoes_the_resolution_and_keeps_the_spell() -> None:
    found = state(event(Kind.MITIGATED, 1), event(Kind.RESOLVED, 2), event(Kind.REOPENED, 5))

    assert (found.resolved_at, found.mitigated_at) == (None, None)
    assert found.resolved_spells == (Pause(at(2), at(5)),)


def test_reopened_in_the_minute_it_was_resolved_it_counts_as_open() -> None:
    assert state(event(Kind.RESOLVED, 2), event(Kind.REOPENED, 2)).is_open


def test_the_severity_in_force_is_the_last_one_and_the_graver_of_two_at_once() -> None:
    changes = [event(Kind.SEVERITY_CHANGED, h, s) for h, s in (
        (3, Severity.SEV3), (3, Severity.SEV1), (1, Severity.SEV4),
    )]  # fmt: skip

    assert state(*changes).severity is Severity.SEV1
    assert state(*changes, when=2).severity is Severity.SEV4
    assert state(*changes, when=0).severity is Severity.SEV2


def test_what_lies_after_the_instant_has_not_happened() -> None:
    assert state(event(Kind.RESOLVED, 2), when=1.99).is_open
    assert state(event(Kind.RESOLVED, 2), when=2).resolved_at == at(2)


def test_a_pause_ends_when_resumed_resolved_or_reopened_and_else_goes_on() -> None:
    found = state(
        event(Kind.PAUSED, 1),
        event(Kind.PAUSED, 2),
        event(Kind.RESUMED, 3),
        event(Kind.RESUMED, 4),
        event(Kind.PAUSED, 5),
        event(Kind.RESOLVED, 6),
        event(Kind.PAUSED, 7),
        event(Kind.REOPENED, 8),
        event(Kind.PAUSED, 9),
    )

    assert found.pauses == (
        Pause(at(1), at(3)),
        Pause(at(5), at(6)),
        Pause(at(7), at(8)),
        Pause(at(9)),
    )


def test_paused_and_resumed_at_once_the_clock_runs() -> None:
    at_once = [event(Kind.PAUSED, 2), event(Kind.RESUMED, 2)]

    assert state(event(Kind.PAUSED, 1), *at_once).pauses == (Pause(at(1), at(2)),)
    assert state(*at_once).pauses == (Pause(at(2), at(2)),)


events = st.lists(
    st.builds(
        event, st.sampled_from(Kind), st.integers(0, 12), st.none() | st.sampled_from(Severity)
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(events, st.permutations(range(12)), st.integers(0, 13))
def test_the_order_of_records_changes_nothing(
    told: list[IncidentEventInputs], order: list[int], when: int
) -> None:
    shuffled = [told[n] for n in order if n < len(told)]

    assert state(*shuffled, when=when) == state(*told, when=when)


@settings(max_examples=100, deadline=None)
@given(events, st.integers(0, 12))
def test_an_instant_knows_nothing_of_what_comes_later(
    told: list[IncidentEventInputs], when: int
) -> None:
    known = [e for e in told if e.at <= at(when)]

    assert state(*told, when=when) == state(*known, when=when)
    assert state(*known, when=when) == state(*known, when=99)


@settings(max_examples=100, deadline=None)
@given(events)
def test_it_is_open_unless_its_status_says_it_is_over(told: list[IncidentEventInputs]) -> None:
    found = state(*told)

    over = found.status in {IncidentStatus.RESOLVED, IncidentStatus.CLOSED}
    assert found.is_open is not over
