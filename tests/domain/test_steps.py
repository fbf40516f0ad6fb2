"""Every table of states is walked: each step leads where it says, every other one is refused."""

from enum import StrEnum

import pytest

from domain.errors import InvalidTransition
from domain.steps import taken


class Door(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"
    WALLED_UP = "WALLED_UP"


class Step(StrEnum):
    SHUT = "SHUT"
    OPEN = "OPEN"
    WALL_UP = "WALL_UP"


DOOR = {
    Door.OPEN: {Step.SHUT: Door.SHUT},
    Door.SHUT: {Step.OPEN: Door.OPEN, Step.WALL_UP: Door.WALLED_UP},
    Door.WALLED_UP: {},
}


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_where_the_table_says_or_names_those_that_are_possible(
    state: Door, step: Step
) -> None:
    if step in DOOR[state]:
        assert taken(step, DOOR, current=state) is DOOR[state][step]
        return

    with pytest.raises(InvalidTransition) as refused:
        taken(step, DOOR, current=state)

    assert refused.value.current_state == state
    assert refused.value.allowed == tuple(DOOR[state])
