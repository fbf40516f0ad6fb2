"""What must hold for every history of every account."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.assessment import Assessment, judge
from domain.change import change
from domain.facts import (
    ActionItemInputs,
    CommitmentInputs,
    ContractInputs,
    Fact,
    IncidentInputs,
    ReviewInputs,
)
from domain.health import rest
from domain.money import Money
from domain.vocabulary import CommitmentEnding, ReviewOutcome, Severity
from tests.domain.histories import account_histories, turns
from tests.domain.records import DAY, HOUR, NOW, ago, fact, incident, promise

ANY = settings(max_examples=40, deadline=None)
MANY = settings(max_examples=60, deadline=None)
DUST = 1e-12

histories = account_histories()
looks = st.integers(0, 60).map(lambda days: NOW - days * DAY)


def looked(facts: list[Fact], data: st.DataObject) -> tuple[datetime, datetime]:
    """Which instant is judged, from what was known when: any days, or where something turns."""
    instants = looks | st.sampled_from(turns(facts))
    return data.draw(instants), data.draw(instants)


@ANY
@given(histories, st.data())
def test_values_stay_within_their_bounds(facts: list[Fact], data: st.DataObject) -> None:
    at, known_at = looked(facts, data)
    found = judge(facts, at=at, known_at=known_at)

    assert 0 <= found.health.value <= 100
    assert 0 <= found.health.confidence < 1
    assert found.health.as_of < found.next_change_at <= at + DAY + 2 * HOUR
    for risk in found.risks.values():
        assert 0 < risk.low <= risk.exact <= risk.high < 1


@ANY
@given(histories)
def test_everything_shown_adds_up_exactly(facts: list[Fact]) -> None:
    found = judge(facts, at=NOW)

    assert 7000 + sum(e.cents for e in found.health.evidence) == found.health.cents
    parts = sum(f.cents for f in found.health.factors) + found.health.weakest_link_cents
    assert parts == found.health.cents
    assert found.health.weakest_link_cents <= 0
    for risk in found.risks.values():
        assert risk.base_millionths + sum(d.millionths for d in risk.drivers) == risk.millionths
        if risk.value_at_risk is not None:
            shares = sum(d.value.minor for d in risk.drivers if d.value)
            at_base = annual_value(facts, risk.contract_id).times(Fraction(risk.base_rate))
            assert at_base.minor + shares == risk.value_at_risk.minor


def annual_value(facts: list[Fact], contract_id: str | None) -> Money:
    values = [
        f.inputs.annual_value
        for f in facts
        if f.source_id == contract_id and f.is_known(NOW) and isinstance(f.inputs, ContractInputs)
    ]
    assert values[0] is not None
    return values[0]


@ANY
@given(histories, st.integers(1, 60), st.integers(0, 20))
def test_a_change_is_made_of_its_items(facts: list[Fact], days: int, first: int) -> None:
    before, after = judge(facts, at=NOW - days * DAY).health, judge(facts, at=NOW).health

    found = change(before, after)

    assert sum(item.cents for item in found.items) == after.cents - before.cents == found.cents
    shown = after.evidence[:first]
    assert sum(e.cents for e in shown) + rest(after.evidence, first).cents + 7000 == after.cents


@ANY
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing_bit_for_bit(facts: list[Fact], order: Random) -> None:
    shuffled = list(facts)
    order.shuffle(shuffled)

    assert judge(shuffled, at=NOW) == judge(facts, at=NOW)


@ANY
@given(histories, st.data())
def test_dropping_what_became_known_later_changes_nothing(
    facts: list[Fact], data: st.DataObject
) -> None:
    at, known_at = looked(facts, data)
    then = [
        replace(f, known_until=None) if f.known_until and f.known_until > known_at else f
        for f in facts
        if f.known_from <= known_at
    ]

    assert judge(then, at=at, known_at=known_at) == judge(facts, at=at, known_at=known_at)


@MANY
@given(histories, st.data())
def test_entering_the_same_thing_twice_and_linking_it_changes_nothing(
    facts: list[Fact], data: st.DataObject
) -> None:
    known = [f for f in facts if f.is_known(NOW)]
    linkable = [
        f
        for f in known
        if isinstance(f.inputs, IncidentInputs | CommitmentInputs | ActionItemInputs)
    ]
    assume(linkable)
    original = data.draw(st.sampled_from(linkable))
    copy = replace(original, source_id=f"{original.source_id}-copy", inputs=linked(original))

    assert scores(judge([*known, copy], at=NOW)) == scores(judge(known, at=NOW))


def linked(original: Fact) -> IncidentInputs | CommitmentInputs | ActionItemInputs:
    assert isinstance(original.inputs, IncidentInputs | CommitmentInputs | ActionItemInputs)
    return replace(original.inputs, same_as=(original.source_id,))


def scores(found: Assessment) -> object:
    return found.health, found.risks


@MANY
@given(histories, st.sampled_from(["incident", "overdue", "broken"]), st.integers(1, 300))
def test_one_more_breach_never_raises_health_nor_lowers_risk(
    facts: list[Fact], kind: str, days: int
) -> None:
    breach = {
        "incident": incident(
            "breach", ago(days), target=HOUR, severity=Severity.SEV2, cause="disk"
        ),
        "overdue": [promise("breach", due_on=ago(days).date())],
        "broken": [promise("breach", ending=CommitmentEnding.BROKEN, ended_at=ago(days))],
    }[kind]

    before, after = judge(facts, at=NOW), judge([*facts, *breach], at=NOW)

    assert after.health.exact <= before.health.exact + DUST
    for key, risk in before.risks.items():
        assert after.risks[key].exact >= risk.exact - DUST


@MANY
@given(
    histories,
    st.integers(1, 600),
    st.integers(0, 400),
    st.integers(0, 600),
    st.integers(1, 20),
)
def test_a_promise_is_never_better_for_being_kept_later_or_not_at_all(
    facts: list[Fact], due_days_ago: int, early: int, late: int, broken: int
) -> None:
    due_on = (NOW - due_days_ago * DAY).date()
    assume(late < due_days_ago)
    others = [promise(f"other-{n}", ending=CommitmentEnding.BROKEN) for n in range(broken)]

    def health(**fate: object) -> float:
        return judge([*facts, *others, promised(due_on, **fate)], at=NOW).health.exact

    on_time = health(kept_at=start(due_on) - early * DAY)
    kept_late = health(kept_at=start(due_on) + (late + 1) * DAY)
    overdue = health()
    given_up = health(ending=CommitmentEnding.BROKEN, ended_at=start(due_on))

    assert given_up <= overdue + DUST
    assert overdue <= kept_late + DUST
    assert kept_late <= on_time + DUST


def start(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


def promised(due_on: date, **fate: object) -> Fact:
    made = promise("judged", due_on=due_on)
    assert isinstance(made.inputs, CommitmentInputs)
    return replace(made, inputs=replace(made.inputs, **fate))


@ANY
@given(
    st.sampled_from(["incident", "late", "no-show"]),
    st.integers(0, 100),
    st.lists(st.integers(0, 1000), min_size=2, max_size=5),
)
def test_a_lone_fault_heals_monotonically(fault: str, size: int, looks_after: list[int]) -> None:
    no_show = ReviewInputs(
        title="Review", starts_at=ago(size), outcome=ReviewOutcome.NO_SHOW, outcome_at=ago(size)
    )
    facts = {
        "incident": incident("i", ago(30), lasted=size * HOUR, target=HOUR),
        "late": [promise(due_on=(NOW - (size + 1) * DAY).date(), kept_at=NOW - HOUR)],
        "no-show": [fact("review", no_show)],
    }[fault]

    values = [judge(facts, at=NOW + hours * HOUR).health.exact for hours in sorted(looks_after)]

    assert values == sorted(values)
    assert all(value < 70 for value in values)
