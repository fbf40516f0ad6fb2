from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.assessment import judge
from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    CreditInputs,
    Fact,
    IncidentInputs,
    SlaTerm,
)
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    ClockMetric,
    CommitmentKind,
    IncidentEventKind,
    Severity,
)
from domain.working_time import Calendar, Span
from tests.domain.records import (
    DAY,
    HOUR,
    NOW,
    ago,
    event,
    fact,
    incident,
    promise,
    summaries,
    weights,
)

FEED = fact("account", AccountInputs(incidents_observed_from=ago(100)))


def bad(facts: list[Fact], at: datetime = NOW, key: str = "i:incident") -> float:
    return weights(facts, at)[key][1]


@pytest.mark.parametrize(
    ("users", "expected"),
    [(None, 0.75), (0, 0.5), (999, 0.875), (10**9, 1.25)],
)
def test_reach_counts_by_orders_of_magnitude(users: int | None, expected: float) -> None:
    struck = incident("i", ago(1), lasted=HOUR, target=HOUR, users=users)

    assert bad(struck) == pytest.approx(3 * expected)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(Severity.SEV1, 3), (Severity.SEV2, 1.5), (Severity.SEV3, 0.5), (Severity.SEV4, 0.1)],
)
def test_each_severity_has_its_weight(severity: Severity, expected: float) -> None:
    struck = incident("i", ago(1), lasted=HOUR, target=HOUR, severity=severity)

    assert bad(struck) == pytest.approx(0.75 * expected)


@pytest.mark.parametrize(
    ("hours", "target", "expected"),
    [(1, 4, 1), (8, 4, 2), (64, 4, 5), (640, 4, 5), (24, None, 1), (48, None, 2), (999, None, 3)],
)
def test_every_doubling_of_the_target_counts_once_more(
    hours: int, target: int | None, expected: float
) -> None:
    limit = target * HOUR if target else None
    struck = incident("i", ago(50), lasted=hours * HOUR, target=limit)

    assert bad(struck) == pytest.approx(3 * 0.75 * expected)


def test_the_clock_of_an_open_incident_runs_on_and_nothing_decays() -> None:
    struck = incident("i", ago(1), target=4 * HOUR)

    assert bad(struck, NOW + 8 * HOUR) > bad(struck)
    assert summaries(struck) == ["Outage: open 24 h against a target of 4 h (6x)"]


def test_only_the_hours_of_the_agreed_calendar_count() -> None:
    office = Calendar(
        key="office",
        version=1,
        zone="UTC",
        spans=tuple(Span(weekday, time(9), time(17)) for weekday in range(5)),
    )
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=8 * HOUR, calendar="office")
    struck = incident("i", ago(1), lasted=DAY)
    struck[0] = fact("i", IncidentInputs(title="Slow", severity=Severity.SEV1, sla_terms=(term,)))

    found = judge(struck, at=NOW, calendars={("office", None): office})

    assert found.health.evidence[0].summary == (
        "Slow: resolved after 8 h against a target of 8 h (1x)"
    )


def test_the_same_cause_within_half_a_year_counts_half_as_much_again() -> None:
    first = incident("first", ago(200), lasted=HOUR, target=HOUR, cause="disk")
    again = incident("i", ago(30), lasted=HOUR, target=HOUR, cause="disk")
    other = incident("i", ago(30), lasted=HOUR, target=HOUR, cause="deploy")

    assert bad([*first, *again]) == pytest.approx(1.5 * bad([*first, *other]))
    assert any(
        line.endswith("the same cause struck before") for line in summaries([*first, *again])
    )
    assert bad([*first, *again], NOW, "first:incident") == bad(first, NOW, "first:incident")


def test_a_cause_that_struck_longer_ago_is_another_story() -> None:
    first = incident("first", ago(200), lasted=HOUR, target=HOUR, cause="disk")
    again = incident("i", ago(10), lasted=HOUR, target=HOUR, cause="disk")

    assert bad([*first, *again]) == bad(again)


def task(status: ActionStatus, *, done_at: datetime | None = None) -> ActionItemInputs:
    return ActionItemInputs(
        text="Prevent it",
        origin=ActionOrigin.PLAN,
        audience=Audience.CUSTOMER,
        status=status,
        done_at=done_at,
        incident_id="i",
    )


def recovered() -> list[Fact]:
    credit = CreditInputs(period="2025-06", issued_at=ago(1))
    return [
        event("i", IncidentEventKind.REPORT_DELIVERED, ago(2)),
        event("i", IncidentEventKind.ROOT_CAUSE_FOUND, ago(3)),
        promise(kind=CommitmentKind.CREDIT, credit=credit, incident_id="i"),
        fact("task", task(ActionStatus.DONE, done_at=ago(1))),
    ]


def test_each_completed_recovery_step_heals_a_tenth_once_it_is_over() -> None:
    over = incident("i", ago(5), lasted=HOUR, target=HOUR)
    still_open = incident("i", ago(5), target=HOUR)

    for count in range(5):
        assert bad([*over, *recovered()[:count]]) == pytest.approx(bad(over) * (1 - 0.1 * count))
    assert bad([*still_open, *recovered()]) == bad(still_open)
    assert any("4 recovery steps completed" in line for line in summaries([*over, *recovered()]))


def test_recovery_is_void_when_the_cause_strikes_again() -> None:
    over = incident("i", ago(5), lasted=HOUR, target=HOUR, cause="disk")
    again = incident("again", ago(4), lasted=HOUR, target=HOUR, cause="disk")

    assert bad([*over, *recovered(), *again]) == bad(over)


def test_corrective_actions_count_only_when_all_of_them_are_done() -> None:
    over = incident("i", ago(5), lasted=HOUR, target=HOUR)
    done = fact("task", task(ActionStatus.DONE, done_at=ago(1)))
    others = {
        "open": (task(ActionStatus.OPEN), 1),
        "cancelled": (task(ActionStatus.CANCELLED), 0.9),
        "to be done": (task(ActionStatus.DONE, done_at=NOW + DAY), 1),
        "done at a time nobody knows": (task(ActionStatus.DONE), 0.9),
        "taken at once": (replace(task(ActionStatus.OPEN), origin=ActionOrigin.TAKEN), 0.9),
    }

    for other, share in others.values():
        assert bad([*over, done, fact("other", other)]) == pytest.approx(bad(over) * share)


def test_a_credit_of_another_incident_or_not_issued_compensates_nothing() -> None:
    over = incident("i", ago(5), lasted=HOUR, target=HOUR)
    promised = CreditInputs(period="2025-12")
    issued = replace(promised, issued_at=ago(1))
    tomorrow = replace(promised, issued_at=NOW + DAY)

    for credit, incident_id in [(promised, "i"), (tomorrow, "i"), (issued, "other"), (None, "i")]:
        offer = promise(kind=CommitmentKind.CREDIT, credit=credit, incident_id=incident_id)
        assert bad([*over, offer]) == bad(over)


def test_a_month_without_fault_under_observation_weighs_as_much_as_a_kept_promise() -> None:
    found = judge([FEED], at=NOW).health.evidence[0]

    assert (found.evidence.good, found.evidence.bad) == (pytest.approx(100 / 30), 0)
    assert found.summary == "100 days of observed service without outage"
    assert (found.source_kind, found.source_id) == (None, None)


def test_service_time_is_cut_by_grave_outages_only() -> None:
    grave = incident("i", ago(40), lasted=10 * DAY, severity=Severity.SEV2)
    inside = incident("j", ago(35), lasted=DAY)
    mild = incident("i", ago(40), lasted=10 * DAY, severity=Severity.SEV3)
    before = incident("i", ago(110), lasted=20 * DAY)

    def service(facts: list[Fact]) -> list[float]:
        return sorted(
            round(30 * good, 6)
            for key, (good, _) in weights([FEED, *facts]).items()
            if key.startswith("service")
        )

    assert service([*grave, *inside]) == [30, 60]
    assert service(mild) == [100]
    assert service(before) == [90]
    assert service(incident("i", ago(40))) == [60]


def test_without_a_feed_silence_is_not_good_news() -> None:
    assert weights([fact("account", AccountInputs())]) == {}


def test_what_has_not_struck_yet_is_invisible() -> None:
    planned = [
        fact("i", IncidentInputs(title="Outage", severity=Severity.SEV1)),
        event("i", IncidentEventKind.REPORTED, NOW + DAY, known_from=ago(1)),
    ]

    assert weights(planned) == {}
    assert weights(planned[:1], ago(3000)) == {}


def test_an_incident_without_any_time_struck_when_it_became_known() -> None:
    unknown = fact("i", IncidentInputs(title="Outage", severity=Severity.SEV1), ago(2))
    noted = event("i", IncidentEventKind.NOTE, ago(3))

    assert judge([unknown], at=NOW).health.evidence[0].occurred_at == ago(2)
    assert judge([unknown, noted], at=NOW).health.evidence[0].occurred_at == ago(3)
    known_later = judge([unknown], at=ago(3), known_at=NOW)
    assert known_later.health.evidence == ()


def test_severity_counts_as_it_stands_now() -> None:
    struck = incident("i", ago(5), lasted=HOUR, target=HOUR)
    changed = event("i", IncidentEventKind.SEVERITY_CHANGED, ago(4), severity=Severity.SEV3)

    assert bad([*struck, changed]) == pytest.approx(bad(struck) / 6)


def test_an_incident_reported_twice_counts_once_with_all_its_events() -> None:
    one = incident("i", ago(5), target=HOUR)
    other = incident("j", ago(4), lasted=DAY, target=HOUR, same_as=("i",))

    found = judge([*one, *other], at=NOW).health.evidence

    assert [e.source_id for e in found] == ["i"]
    assert not found[0].evidence.is_open


def test_a_sev1_past_its_target_is_remarked_upon_until_it_ends() -> None:
    def burns(struck: list[Fact], at: datetime = NOW) -> bool:
        return judge(struck, at=at).health.has_open_sev1

    assert burns(incident("i", ago(1), target=HOUR))
    assert not burns(incident("i", ago(1), target=HOUR), ago(1) + HOUR)
    assert not burns(incident("i", ago(1)))
    assert not burns(incident("i", ago(1), lasted=2 * HOUR, target=HOUR))
    assert not burns(incident("i", ago(1), target=HOUR, severity=Severity.SEV2))


def test_updates_sent_count_once_per_incident_at_the_latest() -> None:
    struck = incident("i", ago(5), lasted=HOUR)
    sent = [event("i", IncidentEventKind.UPDATE_SENT, ago(n)) for n in (4, 3)]

    found = {e.key: e.evidence for e in judge([*struck, *sent], at=NOW).health.evidence}

    assert (found["i:updates"].good, found["i:updates"].anchor) == (0.25, ago(3))


def test_the_score_is_looked_at_again_when_the_target_passes() -> None:
    struck = incident("i", NOW, target=timedelta(minutes=30))

    just_after = NOW + timedelta(minutes=30, microseconds=1)
    assert judge(struck, at=NOW).next_change_at == just_after
    assert judge(struck, at=NOW + HOUR).next_change_at == NOW + 2 * HOUR
    midnight = datetime.combine(date(2025, 6, 5), time(), UTC)
    assert judge([], at=NOW).next_change_at == midnight + timedelta(microseconds=1)
    assert judge([], at=midnight).next_change_at == midnight + timedelta(microseconds=1)
