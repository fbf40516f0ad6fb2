"""Buckets, held against a plain model: what was taken leaks away, and nobody gets more."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import budget
from api.budget import Budgets
from domain.errors import RateLimited

CAPACITY, REFILL = 100, 10


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def given_back(ours: Budgets, token: str, units: int) -> int:
    """What remains then."""
    return ours.give_back(ours.take(token, 0), units)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "fine", "give_back"]),
        st.sampled_from(["a", "b"]),
        st.integers(0, 120),
        st.integers(0, 30),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_buckets_do_what_a_plain_model_does(steps: list[tuple[str, str, int, int]]) -> None:
    clock = Clock()
    ours = Budgets(capacity=CAPACITY, refill=REFILL, clock=clock)
    taken = {"a": 0.0, "b": 0.0}
    for do, token, units, seconds in steps:
        clock.now += seconds / 4
        taken = {name: max(0.0, was - REFILL * seconds / 4) for name, was in taken.items()}
        if do == "take":
            fits = taken[token] + units <= CAPACITY
            if fits:
                ours.take(token, units)
                taken[token] += units
            else:
                with pytest.raises(RateLimited) as refused:
                    ours.take(token, units)
                wait = refused.value.retry_after
                assert wait == pytest.approx((taken[token] + units - CAPACITY) / REFILL)
        elif do == "fine":
            ours.fine(token, units)
            taken[token] = min(CAPACITY, taken[token] + units)
        else:
            taken[token] = max(0.0, taken[token] - units)
            assert given_back(ours, token, units) == int(CAPACITY - taken[token])
        assert given_back(ours, token, 0) == int(CAPACITY - taken[token])


@settings(max_examples=50, deadline=None)
@given(st.integers(1, CAPACITY), st.integers(0, CAPACITY))
def test_whoever_waits_as_long_as_was_said_is_let_in(units: int, before: int) -> None:
    clock = Clock()
    ours = Budgets(capacity=CAPACITY, refill=REFILL, clock=clock)
    ours.take("a", before)
    if units + before > CAPACITY:
        with pytest.raises(RateLimited) as refused:
            ours.take("a", units)
        clock.now += refused.value.retry_after + 1e-6
    ours.take("a", units)

    assert given_back(ours, "a", 0) < CAPACITY


def test_only_so_many_buckets_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_TOKENS", 3)
    clock = Clock()
    ours = Budgets(capacity=CAPACITY, refill=REFILL, clock=clock)
    for name in "abc":
        ours.take(name, 50)
    ours.fine("a", 0)  # used last: the one of b goes

    ours.take("d", 50)

    assert given_back(ours, "a", 0) == 50
    assert given_back(ours, "b", 0) == 100
