from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commitments import commitment_standing
from domain.errors import InvalidInput, InvalidTransition
from domain.facts import CommitmentInputs
from domain.promise_steps import (
    NEEDS,
    SAID,
    STEPS,
    TAKES,
    PromiseState,
    PromiseStep,
    refuse_before,
    refuse_incomplete,
    refuse_unfit,
)
from domain.steps import taken
from domain.vocabulary import Audience, CommitmentEnding, CommitmentKind, CommitmentStatus

P, T = PromiseState, PromiseStep
MADE_ON = date(2024, 10, 25)
DUE = date(2024, 11, 10)
NEW_YORK = ZoneInfo("America/New_York")
ALLOWED = {
    (P.OPEN, T.MOVED): P.OPEN,
    (P.OPEN, T.KEPT): P.KEPT,
    (P.OPEN, T.BROKEN): P.BROKEN,
    (P.OPEN, T.WAIVED): P.WAIVED,
    (P.OPEN, T.WITHDRAWN): P.WITHDRAWN,
    (P.KEPT, T.REOPENED): P.OPEN,
    (P.BROKEN, T.KEPT): P.KEPT,
    (P.BROKEN, T.WAIVED): P.WAIVED,
    (P.BROKEN, T.REOPENED): P.OPEN,
    (P.WAIVED, T.REOPENED): P.OPEN,
    (P.WITHDRAWN, T.WAIVED): P.WAIVED,
    (P.WITHDRAWN, T.REOPENED): P.OPEN,
}


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("step", T)
def test_each_state_allows_these_steps_and_no_others(
    state: PromiseState, step: PromiseStep
) -> None:
    if (state, step) in ALLOWED:
        assert taken(step, STEPS, current=state) is ALLOWED[state, step]
        return

    with pytest.raises(InvalidTransition) as refused:
        taken(step, STEPS, current=state)

    assert refused.value.current_state == state
    assert set(refused.value.allowed) == {s for at, s in ALLOWED if at is state}


def after(promise: CommitmentInputs, step: PromiseStep, at: datetime) -> CommitmentInputs:
    """What is recorded of a promise when somebody says so."""
    if step is T.MOVED:
        return replace(promise, due_on=DUE + timedelta(days=30))
    if step is T.KEPT:
        return replace(promise, kept_at=at)
    if step is T.REOPENED:
        return replace(promise, kept_at=None, ending=None, ended_at=None, waived_by=None)
    waived_by = "sarah" if step is T.WAIVED else None
    return replace(promise, ending=CommitmentEnding(step), ended_at=at, waived_by=waived_by)


@settings(max_examples=100, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(T), st.integers(1, 40)), max_size=6),
    due_on=st.none() | st.just(DUE),
)
def test_the_model_judges_what_was_said_as_the_table_does(
    steps: list[tuple[PromiseStep, int]], due_on: date | None
) -> None:
    at = datetime(2024, 10, 26, 12, tzinfo=UTC)
    promise = CommitmentInputs(
        text="A dashboard",
        audience=Audience.CUSTOMER,
        kind=CommitmentKind.ONE_OFF,
        promised_on=MADE_ON,
        due_on=due_on,
    )
    for step, days in steps:
        at += timedelta(days=days)
        standing = commitment_standing(promise, at=at, zone=NEW_YORK)
        state = SAID[standing.status]
        if step not in STEPS[state]:
            continue
        promise = after(promise, step, at)
        judged = commitment_standing(promise, at=at, zone=NEW_YORK)
        assert SAID[judged.status] is STEPS[state][step]


def test_every_status_has_a_state_of_the_table() -> None:
    assert set(SAID) == set(CommitmentStatus)
    assert set(SAID.values()) == set(STEPS)


@pytest.mark.parametrize("kind", CommitmentKind)
@pytest.mark.parametrize("name", ["due_on", "recurrence", "condition", "credit"])
def test_a_kind_takes_what_tells_when_it_is_kept_and_nothing_else(
    kind: CommitmentKind, name: str
) -> None:
    refuse_unfit(kind, {name: None})
    if name in TAKES[kind]:
        refuse_unfit(kind, {name: "said"})
        return
    with pytest.raises(InvalidInput) as refused:
        refuse_unfit(kind, {"due_on": None, name: "said"})
    assert refused.value.at == (name,)


@pytest.mark.parametrize("kind", CommitmentKind)
def test_a_recurring_promise_needs_a_recurrence_and_a_credit_its_terms(
    kind: CommitmentKind,
) -> None:
    if kind not in NEEDS:
        refuse_incomplete(kind, {})
        return
    refuse_incomplete(kind, {NEEDS[kind]: "said"})
    with pytest.raises(InvalidInput) as refused:
        refuse_incomplete(kind, {NEEDS[kind]: None})
    assert refused.value.at == (NEEDS[kind],)


def test_nothing_is_due_before_it_was_promised() -> None:
    refuse_before(MADE_ON, promised_on=MADE_ON, at="due_on")
    refuse_before(None, promised_on=MADE_ON, at="due_on")
    refuse_before(MADE_ON, promised_on=None, at="due_on")
    with pytest.raises(InvalidInput) as refused:
        refuse_before(MADE_ON, promised_on=MADE_ON + timedelta(days=1), at="due_on")
    assert refused.value.at == ("due_on",)
