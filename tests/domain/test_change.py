from dataclasses import replace

from domain.assessment import judge
from domain.change import HealthChange, change
from domain.facts import AccountInputs, Fact, FactKind, IncidentInputs
from domain.verdicts import ChangeCause, FactorKey
from domain.vocabulary import CommitmentEnding, IncidentEventKind, Severity
from tests.domain.records import DAY, HOUR, NOW, ago, day, event, fact, incident, promise


def between(facts: list[Fact], *, days: float = 10) -> HealthChange:
    """From that many days ago until now."""
    return change(judge(facts, at=ago(days)).health, judge(facts, at=NOW).health)


def causes(facts: list[Fact]) -> dict[str, ChangeCause]:
    return {item.key: item.cause for item in between(facts).items}


def test_nothing_changed_has_no_items() -> None:
    assert between([]).items == ()
    assert between([]).delta == 0
    broken = promise(ending=CommitmentEnding.BROKEN, ended_at=ago(50))
    assert between([broken]).items == ()


def test_something_new_carries_the_whole_change_and_names_its_record() -> None:
    found = between([promise(due_on=day(1), kept_at=ago(2))])
    item = found.items[0]

    assert (item.cause, item.points) == (ChangeCause.NEW, found.delta)
    assert (item.factor, item.source_kind, item.source_id) == (
        FactorKey.COMMITMENTS,
        FactKind.COMMITMENT,
        "promise",
    )
    assert item.summary == "A report: kept on time"


def test_what_is_gone_gives_its_points_back() -> None:
    retracted = replace(promise(due_on=day(20)), known_until=ago(5))

    found = between([retracted])

    assert [item.cause for item in found.items] == [ChangeCause.GONE]
    assert found.items[0].cents == found.cents > 0
    assert found.items[0].summary == "A report: 10 days overdue"


def test_decay_growth_and_service_are_only_time() -> None:
    facts = [
        *incident("decays", ago(50), lasted=HOUR),
        *incident("grows", ago(11), target=48 * HOUR, severity=Severity.SEV3),
        promise(due_on=day(20)),
        fact("account", AccountInputs(incidents_observed_from=ago(40))),
    ]

    assert set(causes(facts).values()) == {ChangeCause.TIME}
    assert len(causes(facts)) == 4


def test_what_became_known_in_between_is_a_change() -> None:
    opened = [*incident("i", ago(30), severity=Severity.SEV3)]
    resolved = event("i", IncidentEventKind.RESOLVED, ago(3))
    first, *events = opened
    assert isinstance(first.inputs, IncidentInputs)
    corrected = [
        replace(first, known_until=ago(4)),
        fact("i", replace(first.inputs, users_affected=9), ago(4), version=2),
        *events,
    ]

    assert causes([*opened, resolved]) == {"i:incident": ChangeCause.CHANGED}
    assert causes(corrected) == {"i:incident": ChangeCause.CHANGED}


def test_what_another_record_changed_is_a_change() -> None:
    first = incident("first", ago(60), lasted=HOUR, cause="disk")
    report = event("first", IncidentEventKind.REPORT_DELIVERED, ago(50))
    again = incident("again", ago(3), lasted=HOUR, cause="disk")

    found = causes([*first, report, *again])

    assert found == {"first:incident": ChangeCause.CHANGED, "again:incident": ChangeCause.NEW}


def test_a_change_from_nothing_is_told_like_the_score_itself() -> None:
    facts = [*incident("i", ago(3)), promise(due_on=day(2), kept_at=ago(2) - DAY)]
    after = judge(facts, at=NOW).health

    found = change(judge([], at=ago(30)).health, after)

    assert [(item.key, item.cents) for item in found.items] == [
        (scored.key, scored.cents) for scored in after.evidence
    ]
