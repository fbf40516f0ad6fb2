"""A draft is answered until it is applied or put aside; then nothing more is done with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidTransition
from domain.notes.steps import DRAFT_STEPS, DraftStep
from domain.steps import taken
from domain.vocabulary import NoteDraftState


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(DraftStep)))
def test_the_first_step_that_ends_a_draft_is_the_last(steps: list[DraftStep]) -> None:
    state = NoteDraftState.DRAFT
    ended: DraftStep | None = None
    for step in steps:
        if ended is not None:
            with pytest.raises(InvalidTransition):
                taken(step, DRAFT_STEPS, current=state)
            continue
        state = taken(step, DRAFT_STEPS, current=state)
        ended = None if step is DraftStep.ANSWER else step

    expected = {
        None: NoteDraftState.DRAFT,
        DraftStep.APPLY: NoteDraftState.APPLIED,
        DraftStep.DISCARD: NoteDraftState.DISCARDED,
    }
    assert state is expected[ended]
