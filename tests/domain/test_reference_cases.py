"""The cases the model was agreed on, to the last digit written down."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.assessment import Assessment, judge
from domain.bands import Reading, verdict
from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    Attendee,
    ConcernInputs,
    ContactInputs,
    ContractInputs,
    Fact,
    FeedbackInputs,
    IncidentInputs,
    MeetingInputs,
    ReviewInputs,
    SignalInputs,
    SlaTerm,
)
from domain.money import Money
from domain.period import Period
from domain.verdicts import HealthBand, MissingInput, RiskBasis, RiskLevel
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    ClockMetric,
    ConcernTopic,
    IncidentEventKind,
    Influence,
    MeetingStatus,
    ReviewOutcome,
    Severity,
    SignalKind,
)
from tests.domain.records import DAY, HOUR, NOW, ago, day, event, fact, incident, promise

EXECUTIVE = fact("executive", ContactInputs(name="Sam", influence=Influence.EXECUTIVE))
HALF_A_MILLION = Money.of(500_000, "USD")
CONTRACT = fact("contract", ContractInputs(name="Contract", annual_value=HALF_A_MILLION))
RENEWING = ContractInputs(
    name="Contract",
    annual_value=HALF_A_MILLION,
    auto_renews=True,
    renews_on=(NOW + 100 * DAY).date(),
    notice_period=Period(days=60),
)
MIDNIGHT = NOW.replace(hour=0)


def value(facts: list[Fact], at: datetime = NOW) -> float:
    return judge(facts, at=at).health.value


def outage(hours: int, end: datetime = NOW) -> list[Fact]:
    return incident("i", end - hours * HOUR, lasted=hours * HOUR, target=4 * HOUR, users=10_000)


def quote(polarity: float, said_at: datetime = NOW) -> Fact:
    return fact(
        "quote",
        FeedbackInputs(quote="…", speaker_id="executive", said_at=said_at, polarity=polarity),
    )


def test_an_account_nobody_knows_anything_about_is_neutral() -> None:
    found = judge([CONTRACT], at=NOW)

    assert (found.health.value, found.health.confidence, found.health.evidence) == (70.0, 0.0, ())
    assert found.risk is not None
    assert (found.risk.probability, found.risk.base_rate) == (0.07, 0.07)


@pytest.mark.parametrize(("hours", "expected"), [(4, 53.50), (8, 46.90), (48, 40.17)])
def test_a_grave_outage_weighs_by_its_length(hours: int, expected: float) -> None:
    assert value(outage(hours)) == expected


def test_an_outage_is_half_forgotten_after_a_quarter() -> None:
    assert value(outage(48), NOW + 90 * DAY) == 45.66


def test_a_promise_kept_today_lifts_and_an_overdue_one_weighs_until_delivered() -> None:
    assert value([promise(kept_at=NOW)]) == 71.20
    assert value([promise(due_on=day(30))]) == 59.50
    assert value([promise(due_on=day(30), kept_at=NOW)]) == 65.50


def test_an_executives_bad_word_counts_double() -> None:
    assert value([EXECUTIVE, quote(-0.5)]) == 63.00


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], 0.0700),
        ([fact("s", SignalInputs(kind=SignalKind.CHAMPION_LEFT, observed_at=MIDNIGHT))], 0.1435),
        (outage(48, MIDNIGHT), 0.1802),
    ],
)
def test_a_renewal_a_hundred_days_out(facts: list[Fact], expected: float) -> None:
    found = judge([fact("contract", RENEWING), *facts], at=MIDNIGHT)

    assert found.risk is not None
    assert round(found.risk.probability, 4) == expected


def test_notice_given_is_all_but_the_end() -> None:
    given = replace(RENEWING, notice_given_on=NOW.date())
    found = judge([fact("contract", given)], at=NOW)

    assert found.risk is not None
    assert found.risk.probability == 0.97


def account(days: int) -> Fact:
    return fact("account", AccountInputs(incidents_observed_from=ago(days)))


def cared_for() -> list[Fact]:
    """Case B: a feed, reviews held, promises kept, tasks done, an executive content."""
    everybody = (Attendee(person_id="executive", is_contact=True, attended=True),)
    reviews = [
        ReviewInputs(
            title="Review",
            starts_at=ago(days),
            ends_at=ago(days),
            outcome=ReviewOutcome.HELD,
            outcome_at=ago(days),
            attendance=everybody,
        )
        for days in (5, 95, 185, 275)
    ]
    tasks = [
        ActionItemInputs(
            text="A task",
            origin=ActionOrigin.ACTION_ITEM,
            audience=Audience.CUSTOMER,
            status=ActionStatus.DONE,
            due_on=day(days - 1),
            done_at=ago(days),
        )
        for days in range(4, 155, 30)
    ]
    return [
        account(365),
        EXECUTIVE,
        quote(0.4, ago(20)),
        *(fact(f"review-{n}", review) for n, review in enumerate(reviews)),
        *(fact(f"task-{n}", task) for n, task in enumerate(tasks)),
        *(promise(f"p-{n}", due_on=day(n - 1), kept_at=ago(n)) for n in (4, 64, 124, 184)),
    ]


def band(found: Assessment) -> HealthBand:
    reading = Reading(found.health.value, found.health.confidence)
    return verdict(reading, has_open_sev1=found.health.has_open_sev1).band


def test_silence_under_observation_is_good_but_proves_little() -> None:
    found = judge([account(365)], at=NOW)

    assert (found.health.value, round(found.health.confidence, 2)) == (74.54, 0.15)
    assert band(found) is HealthBand.UNKNOWN


def test_an_account_well_cared_for_is_healthy() -> None:
    found = judge(cared_for(), at=NOW)

    assert (found.health.value, band(found)) == (80.52, HealthBand.HEALTHY)


def test_one_outage_makes_it_one_to_watch() -> None:
    struck = incident(
        "i", ago(10), lasted=14 * HOUR, target=8 * HOUR, users=800, severity=Severity.SEV2
    )
    found = judge([*cared_for(), *struck], at=NOW)

    assert (found.health.value, band(found)) == (74.32, HealthBand.WATCH)


EASTERN = ZoneInfo("America/New_York")
MEETING = datetime(2024, 10, 25, 14, tzinfo=EASTERN)
CLOSED = datetime(2024, 10, 25, 15, 45, tzinfo=EASTERN)
REPORTED = datetime(2024, 10, 23, 8, tzinfo=EASTERN)
QUOTE = FeedbackInputs(quote="Shaken", speaker_id="sarah", said_at=MEETING)


CAME = (Attendee(person_id="sarah", is_contact=True, attended=True),)
HELD = MeetingInputs(
    title="Escalation meeting", status=MeetingStatus.HELD, starts_at=MEETING, attendance=CAME
)


def techcorp(said: FeedbackInputs = QUOTE) -> list[Fact]:
    before = REPORTED - DAY
    target = SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR)
    outage = IncidentInputs(
        title="Critical production outage affecting 10,000 users",
        severity=Severity.SEV1,
        users_affected=10_000,
        sla_terms=(target,),
    )
    told = {
        IncidentEventKind.REPORTED: timedelta(),
        IncidentEventKind.ESCALATED: 2 * HOUR,
        IncidentEventKind.DECLARED: 6 * HOUR,
        IncidentEventKind.ROOT_CAUSE_FOUND: 34 * HOUR,
        IncidentEventKind.RECOVERY_STARTED: 50 * HOUR,
    }
    updates = ActionItemInputs(
        text="Hourly updates",
        origin=ActionOrigin.TAKEN,
        status=ActionStatus.DONE,
        audience=Audience.CUSTOMER,
        recurrence="HOURLY",
        stated_at=MEETING,
    )
    return [
        fact("account", AccountInputs(time_zone="America/New_York"), before),
        fact("contract", ContractInputs(name="Enterprise", annual_value=HALF_A_MILLION), before),
        fact("outage", outage, REPORTED),
        *(event("outage", kind, REPORTED + after) for kind, after in told.items()),
        fact("sarah", ContactInputs(name="Sarah", influence=Influence.EXECUTIVE), CLOSED),
        fact("loss", concern(ConcernTopic.FINANCIAL, Money.of(250_000, "USD")), CLOSED),
        fact("terms", concern(ConcernTopic.CONTRACT), CLOSED),
        fact("trust", concern(ConcernTopic.TRUST), CLOSED),
        fact("meeting", HELD, CLOSED),
        fact("updates", updates, CLOSED),
        fact("recovery", replace(updates, recurrence=None, stated_at=None), CLOSED),
        fact("open-task", replace(updates, origin=ActionOrigin.PLAN, status=ActionStatus.OPEN)),
        fact("quote", said, CLOSED),
        fact("promise", promise(promised_on=MEETING.date()).inputs, CLOSED),
    ]


def concern(topic: ConcernTopic, loss: Money | None = None) -> ConcernInputs:
    return ConcernInputs(text=f"{topic}", topic=topic, raised_at=MEETING, stated_loss=loss)


def test_techcorp_when_its_meeting_was_closed() -> None:
    found = judge(techcorp(), at=CLOSED)
    health, risk = found.health, found.risk

    assert (health.value, band(found)) == (37.51, HealthBand.CRITICAL)
    assert round(health.confidence, 3) == 0.308
    assert {e.source_id: e.points for e in health.evidence} == {
        "outage": -30.13,
        "loss": -1.91,
        "terms": -1.27,
        "meeting": 0.64,
        "updates": 0.18,
    }
    assert health.weakest_link_points == -13.70
    assert health.evidence[0].summary == (
        "Critical production outage affecting 10,000 users: "
        "open 55.8 h against a target of 4 h (13.9x)"
    )
    assert risk is not None
    assert (round(risk.probability, 4), round(risk.low, 3), round(risk.high, 3)) == (
        0.2406,
        0.071,
        0.568,
    )
    assert risk.value_at_risk == Money.of("120313.05", "USD")
    assert (risk.level, risk.basis) == (RiskLevel.HIGH, RiskBasis.PRIOR)
    assert MissingInput.RENEWAL_DATE in risk.missing
    assert {unscored.source_id for unscored in found.unscored} == {"quote", "trust"}


def test_techcorp_once_a_person_confirms_the_quote() -> None:
    found = judge(techcorp(replace(QUOTE, polarity=-0.5)), at=CLOSED)
    health, risk = found.health, found.risk

    assert (health.value, round(health.confidence, 3)) == (34.88, 0.345)
    points = {e.source_id: e.points for e in health.evidence}
    assert (points["quote"], points["updates"]) == (-2.62, 0.17)
    assert risk is not None
    assert (round(risk.probability, 4), round(risk.low, 3), round(risk.high, 3)) == (
        0.2624,
        0.080,
        0.593,
    )
    assert risk.value_at_risk == Money.of("131220.33", "USD")


def test_techcorp_before_the_meeting_said_anything() -> None:
    found = judge(techcorp(), at=MEETING)

    assert (found.health.value, round(found.health.confidence, 3)) == (39.93, 0.234)
    assert found.risk is not None
    assert round(found.risk.probability, 4) == 0.1921
    assert found.risk.value_at_risk == Money.of("96053.21", "USD")
