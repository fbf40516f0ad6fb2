"""What may become of a meeting, and how long it may last."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput, InvalidTransition
from domain.meetings import MEETING_STEPS, refuse_end
from domain.steps import taken
from domain.vocabulary import MeetingStatus

START = datetime(2024, 10, 25, 14, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MeetingStatus), st.lists(st.sampled_from(MeetingStatus)))
def test_what_was_held_stays_held_and_what_was_cancelled_is_planned_again_first(
    status: MeetingStatus, steps: list[MeetingStatus]
) -> None:
    for step in steps:
        is_possible = step is not status and {
            MeetingStatus.HELD: False,
            MeetingStatus.CANCELLED: step is not MeetingStatus.HELD,
        }.get(status, True)
        if is_possible:
            status = taken(step, MEETING_STEPS, current=status)
            assert status is step
        else:
            with pytest.raises(InvalidTransition):
                taken(step, MEETING_STEPS, current=status)


def test_a_meeting_ends_after_it_began_and_within_two_weeks() -> None:
    for fine in (START, START + 14 * DAY, None):
        refuse_end(START, fine)
    refuse_end(None, START)
    for wrong in (START - TICK, START + 14 * DAY + TICK):
        with pytest.raises(InvalidInput):
            refuse_end(START, wrong)


def test_instants_are_told_as_the_contract_writes_them() -> None:
    with pytest.raises(InvalidInput, match=r"not at 2024-10-25T13:00:00Z"):
        refuse_end(START, START - timedelta(hours=1))
