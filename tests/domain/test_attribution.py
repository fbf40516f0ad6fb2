import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.apportion import apportioned
from domain.attribution import integrals, rates, weakest_shares
from domain.health import exact_health
from domain.mass import Mass, Masses
from domain.mass import scores as scores_of
from domain.model import MODEL
from domain.verdicts import FactorKey

FACTOR = MODEL.factors[FactorKey.RELIABILITY]
amounts = st.floats(0, 50)
masses = st.builds(Mass, amounts, amounts)
states = st.fixed_dictionaries(dict.fromkeys(FactorKey, masses))
scores = st.fixed_dictionaries(dict.fromkeys(FactorKey, st.floats(0.01, 0.99)))


def summed_up(before: Mass, after: Mass, *, steps: int = 4000) -> tuple[float, float]:
    """The two integrals by the midpoint rule."""
    inverse = slope = 0.0
    for n in range(steps):
        t = (n + 0.5) / steps
        good = before.good + t * (after.good - before.good)
        bad = before.bad + t * (after.bad - before.bad)
        whole = FACTOR.inertia + good + bad
        inverse += 1 / whole / steps
        slope += (MODEL.neutral * FACTOR.inertia + good) / whole**2 / steps
    return inverse, slope


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Mass(), Mass(1, 14)),
        (Mass(5, 5), Mass(1, 1)),
        (Mass(2, 3), Mass(3, 2)),
        (Mass(2, 3), Mass(2, 3)),
        (Mass(), Mass(0.0001, 0.0002)),
        (Mass(), Mass(0.0005, 0.0005)),
        (Mass(3, 1), Mass(0, 4.0003)),
    ],
)
def test_the_closed_forms_are_the_integrals(before: Mass, after: Mass) -> None:
    found = integrals(before, after, FACTOR, MODEL.neutral)

    assert found == pytest.approx(summed_up(before, after), rel=1e-7)


@settings(deadline=None)
@given(masses, st.floats(-1.2e-4, 1.2e-4))
def test_the_series_meets_the_closed_form(before: Mass, step: float) -> None:
    inverse, slope = integrals(
        before, Mass(before.good, before.bad + abs(step)), FACTOR, MODEL.neutral
    )
    gained = exact_score(before.good, before.bad + abs(step)) - exact_score(before.good, before.bad)

    assert -slope * abs(step) == pytest.approx(gained, abs=1e-12)
    assert inverse > 0


def exact_score(good: float, bad: float) -> float:
    return (MODEL.neutral * FACTOR.inertia + good) / (FACTOR.inertia + good + bad)


def health_of(state: Masses) -> float:
    return exact_health(scores_of(state, MODEL), MODEL)


@settings(deadline=None)
@given(states, states)
def test_what_all_evidence_is_given_is_the_change_of_health(before: Masses, after: Masses) -> None:
    rate = rates(before, after, MODEL)
    given_out = sum(
        rate[key].of(after[key].good - before[key].good, after[key].bad - before[key].bad)
        for key in FactorKey
    )

    change = health_of(after) - health_of(before)
    cut_off = min(health_of(after), health_of(before)) == 0
    assert cut_off or given_out == pytest.approx(change, abs=1e-9)


@settings(deadline=None)
@given(scores, scores)
def test_the_shares_of_the_weakest_explain_the_drag(
    before: dict[FactorKey, float], after: dict[FactorKey, float]
) -> None:
    shares = weakest_shares(before, after, 0.7)

    explained = sum(share * (after[key] - before[key]) for key, share in shares.items())
    assert 0 <= sum(shares.values()) <= 1 + 1e-12
    assert explained == pytest.approx(
        min(0.7, *after.values()) - min(0.7, *before.values()), abs=1e-12
    )


def test_only_the_weakest_factor_below_neutral_has_a_share() -> None:
    neutral = dict.fromkeys(FactorKey, 0.7)

    worse = weakest_shares(neutral, {**neutral, FactorKey.SENTIMENT: 0.5}, 0.7)
    better = weakest_shares(neutral, dict.fromkeys(FactorKey, 0.9), 0.7)
    overtaken = weakest_shares(
        {**neutral, FactorKey.SENTIMENT: 0.5}, {**neutral, FactorKey.COMMERCIAL: 0.5}, 0.7
    )

    assert worse[FactorKey.SENTIMENT] == 1
    assert sum(better.values()) == 0
    assert overtaken[FactorKey.SENTIMENT] == overtaken[FactorKey.COMMERCIAL] == 0.5


def test_rounded_parts_add_up_with_the_largest_remainders_first() -> None:
    assert apportioned([0.4, 0.4, 0.2], 1) == [1, 0, 0]
    assert apportioned([-0.6, 0.5, 0.1], 0) == [-1, 1, 0]
    assert apportioned([1.5, 1.5, 1.5, 1.5], 6) == [2, 2, 1, 1]
    assert apportioned([], 0) == []


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_no_part_is_moved_by_a_whole_unit(parts: list[float]) -> None:
    found = apportioned(parts, round(sum(parts)))

    assert sum(found) == round(sum(parts))
    assert all(abs(whole - part) <= 1 for whole, part in zip(found, parts, strict=True))
