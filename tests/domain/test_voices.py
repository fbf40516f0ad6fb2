"""Concerns, signals and overrides: their tables against a plain model, their numbers' bounds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput, InvalidTransition
from domain.steps import taken
from domain.vocabulary import SignalKind
from domain.voices import (
    CONCERN_STEPS,
    OVERRIDE_STEPS,
    SIGNAL_STEPS,
    ConcernState,
    OverrideState,
    OverrideStep,
    SignalState,
    refuse_expiry,
    refuse_health,
    refuse_polarity,
    refuse_value,
)

NOW = datetime(2024, 10, 25, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ENDING: list[tuple[type[StrEnum], Mapping[StrEnum, Mapping[StrEnum, StrEnum]]]] = [
    (ConcernState, CONCERN_STEPS),
    (SignalState, SIGNAL_STEPS),  # pyright: ignore[reportAssignmentType] - the key of a mapping is invariant
]


@pytest.mark.parametrize(("states", "steps"), ENDING)
def test_what_has_ended_does_not_end_again_until_it_is_opened(
    states: type[StrEnum], steps: Mapping[StrEnum, Mapping[StrEnum, StrEnum]]
) -> None:
    first, last = states
    (step,) = steps[first]

    assert set(steps) == {first, last}
    assert taken(step, steps, current=first) is last
    with pytest.raises(InvalidTransition):
        taken(step, steps, current=last)
    (back,) = steps[last]
    assert taken(back, steps, current=last) is first


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(OverrideStep)))
def test_an_override_is_in_force_from_a_set_to_the_next_clear(steps: list[OverrideStep]) -> None:
    state, is_in_force = OverrideState.NONE, False
    for step in steps:
        if step is OverrideStep.CLEAR and not is_in_force:
            with pytest.raises(InvalidTransition):
                taken(step, OVERRIDE_STEPS, current=state)
        else:
            state = taken(step, OVERRIDE_STEPS, current=state)
            is_in_force = step is OverrideStep.SET

        assert (state is OverrideState.IN_FORCE) is is_in_force


@pytest.mark.parametrize("value", ["0", "0.8", "100"])
def test_usage_is_told_as_a_ratio(value: str) -> None:
    refuse_value(SignalKind.USAGE_TREND, Decimal(value))
    for other in set(SignalKind) - {SignalKind.USAGE_TREND}:
        refuse_value(other, None)
        with pytest.raises(InvalidInput):
            refuse_value(other, Decimal(value))


@pytest.mark.parametrize("value", [None, Decimal("-0.01"), Decimal("100.01")])
def test_a_ratio_below_nothing_or_far_beyond_belief_is_refused(value: Decimal | None) -> None:
    said = "" if value is None else f", not {value}"
    with pytest.raises(InvalidInput, match=f"from 0 to 100{said}$"):
        refuse_value(SignalKind.USAGE_TREND, value)


def test_numbers_out_of_their_range_are_refused() -> None:
    for fine in (-1, 0, 1):
        refuse_polarity(fine)
    for fine in (0, 100):
        refuse_health(fine)
    for wrong in (-1.001, 1.001):
        with pytest.raises(InvalidInput):
            refuse_polarity(wrong)
    for wrong in (-0.001, 100.001):
        with pytest.raises(InvalidInput):
            refuse_health(wrong)


def test_an_override_ends_after_now_and_within_ninety_days() -> None:
    for fine in (NOW + TICK, NOW + 90 * DAY):
        refuse_expiry(fine, now=NOW)
    for wrong in (NOW, NOW + 90 * DAY + TICK):
        with pytest.raises(InvalidInput):
            refuse_expiry(wrong, now=NOW)
