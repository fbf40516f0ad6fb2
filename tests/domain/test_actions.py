import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.actions import STEPS, refuse_circle
from domain.errors import InvalidInput, InvalidTransition
from domain.steps import taken
from domain.vocabulary import ActionStatus

A = ActionStatus
ALLOWED = {(A.OPEN, A.DONE), (A.OPEN, A.CANCELLED), (A.DONE, A.OPEN), (A.CANCELLED, A.OPEN)}


@pytest.mark.parametrize("state", A)
@pytest.mark.parametrize("step", A)
def test_what_is_over_is_taken_up_again_before_it_ends_otherwise(
    state: ActionStatus, step: ActionStatus
) -> None:
    if (state, step) in ALLOWED:
        assert taken(step, STEPS, current=state) is step
        return
    with pytest.raises(InvalidTransition):
        taken(step, STEPS, current=state)


@pytest.mark.parametrize("waits_for", [["a"], ["b"], ["x", "c"]])
def test_a_task_never_waits_for_itself(waits_for: list[str]) -> None:
    with pytest.raises(InvalidInput):
        refuse_circle("a", waits_for, {"b": ["c"], "c": ["a", "b"]})


@settings(max_examples=100, deadline=None)
@given(edges=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_whatever_is_asked_no_circle_comes_to_be(edges: list[tuple[int, int]]) -> None:
    waiting: dict[str, list[str]] = {}
    for one, other in edges:
        try:
            refuse_circle(f"{one}", [f"{other}"], waiting)
        except InvalidInput:
            assert f"{one}" in reached(f"{other}", waiting)
        else:
            assert f"{one}" not in reached(f"{other}", waiting)
            waiting.setdefault(f"{one}", []).append(f"{other}")


def reached(start: str, waiting: dict[str, list[str]]) -> set[str]:
    """Everything that has to be there for it, itself included; counted in rounds."""
    found = {start}
    for _ in range(8):
        found |= {other for one in found for other in waiting.get(one, [])}
    return found
