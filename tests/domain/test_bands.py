import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bands import BEST_FIRST, BandMemory, Reading, following, remembered, trend, verdict
from domain.health import raw_band
from domain.verdicts import BandReason, HealthBand, Trend

values = st.floats(0, 100).map(lambda value: round(value, 2))


def shown(
    value: float, *, memory: BandMemory | None = None, sev1: bool = False, confidence: float = 0.5
) -> tuple[HealthBand, BandReason]:
    found = verdict(Reading(value, confidence), has_open_sev1=sev1, memory=memory)
    return found.band, found.reason


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0, HealthBand.CRITICAL),
        (39.99, HealthBand.CRITICAL),
        (40, HealthBand.AT_RISK),
        (59.99, HealthBand.AT_RISK),
        (60, HealthBand.WATCH),
        (74.99, HealthBand.WATCH),
        (75, HealthBand.HEALTHY),
        (100, HealthBand.HEALTHY),
    ],
)
def test_each_band_begins_at_its_threshold(value: float, band: HealthBand) -> None:
    assert raw_band(value) is band
    assert shown(value) == (band, BandReason.VALUE)


def test_a_band_falls_at_once_and_rises_after_a_week_well_above() -> None:
    fallen = [80, 55]

    assert remembered(fallen) == BandMemory(HealthBand.AT_RISK)
    assert remembered([*fallen, *[62] * 6]) == BandMemory(HealthBand.AT_RISK, 6)
    assert remembered([*fallen, *[62] * 7]) == BandMemory(HealthBand.WATCH)
    assert remembered([*fallen, *[61.99] * 99]) == BandMemory(HealthBand.AT_RISK)
    assert remembered([*fallen, *[62] * 6, 61, 62]) == BandMemory(HealthBand.AT_RISK, 1)


def test_a_band_rises_one_step_at_a_time() -> None:
    assert remembered([10, *[99] * 7]) == BandMemory(HealthBand.AT_RISK)
    assert remembered([10, *[99] * 21]) == BandMemory(HealthBand.HEALTHY)
    assert remembered([]) is None


def test_a_value_better_than_its_memory_is_held_down() -> None:
    memory = BandMemory(HealthBand.CRITICAL)

    assert shown(80, memory=memory) == (HealthBand.CRITICAL, BandReason.HELD_DOWN)
    assert shown(20, memory=BandMemory(HealthBand.HEALTHY)) == (
        HealthBand.CRITICAL,
        BandReason.VALUE,
    )


def test_nothing_is_better_than_at_risk_while_a_sev1_burns() -> None:
    assert shown(80, sev1=True) == (HealthBand.AT_RISK, BandReason.OPEN_SEV1)
    assert shown(20, sev1=True) == (HealthBand.CRITICAL, BandReason.VALUE)


def test_a_guess_is_unknown_only_where_no_bad_news_is_hidden() -> None:
    unknown = (HealthBand.UNKNOWN, BandReason.LOW_CONFIDENCE)

    assert shown(60, confidence=0.19) == unknown
    assert shown(60, confidence=0.20) == (HealthBand.WATCH, BandReason.VALUE)
    assert shown(59.99, confidence=0) == (HealthBand.AT_RISK, BandReason.VALUE)
    assert shown(80, confidence=0, sev1=True) == (HealthBand.AT_RISK, BandReason.OPEN_SEV1)
    held = shown(80, confidence=0, memory=BandMemory(HealthBand.AT_RISK))
    assert held == (HealthBand.AT_RISK, BandReason.HELD_DOWN)


@settings(deadline=None)
@given(st.lists(values, max_size=40), values, st.booleans(), st.floats(0, 1))
def test_the_band_never_beats_the_value(
    past: list[float],
    value: float,
    sev1: bool,  # noqa: FBT001 - drawn
    confidence: float,
) -> None:
    band, _ = shown(value, memory=remembered(past), sev1=sev1, confidence=confidence)

    allowed = BEST_FIRST[BEST_FIRST.index(raw_band(value)) :]
    assert band in {*allowed, HealthBand.UNKNOWN}


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=40), st.integers(0, 40))
def test_the_memory_is_the_same_folded_in_one_go_or_in_parts(past: list[float], cut: int) -> None:
    memory = remembered(past[:cut])
    for value in past[cut:]:
        memory = following(memory, value)

    assert memory == remembered(past)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (72.01, 70, Trend.IMPROVING),
        (72, 70, Trend.STEADY),
        (68, 70, Trend.STEADY),
        (67.99, 70, Trend.DECLINING),
    ],
)
def test_a_trend_is_more_than_two_points_in_four_weeks(
    now: float, before: float, expected: Trend
) -> None:
    assert trend(Reading(now, 0.2), Reading(before, 0.2)) is expected


def test_a_trend_between_guesses_is_unknown() -> None:
    assert trend(Reading(80, 0.5), None) is Trend.UNKNOWN
    assert trend(Reading(80, 0.1), Reading(50, 0.5)) is Trend.UNKNOWN
    assert trend(Reading(80, 0.5), Reading(50, 0.1)) is Trend.UNKNOWN
