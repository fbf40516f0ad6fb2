from dataclasses import replace
from datetime import timedelta

import pytest

from domain.evidence.item import Evidence
from domain.facts import FactKind
from domain.health import measure, rest
from domain.mass import left
from domain.verdicts import FactorKey, HealthBand
from tests.domain.records import DAY, NOW, ago


def evidence(
    key: str,
    factor: FactorKey,
    *,
    good: float = 0,
    bad: float = 0,
    days_ago: float = 0,
    is_open: bool = False,
) -> Evidence:
    return Evidence(
        key=key,
        factor=factor,
        good=good,
        bad=bad,
        anchor=ago(days_ago),
        is_open=is_open,
        summary=f"{key} happened",
        occurred_at=ago(days_ago),
        known_at=ago(days_ago),
        source_kind=FactKind.INCIDENT,
        source_id=key,
    )


FAULT = evidence("fault", FactorKey.RELIABILITY, bad=4, days_ago=90)


def test_no_evidence_is_exactly_neutral_and_certain_of_nothing() -> None:
    found = measure([], at=NOW)

    assert (found.exact, found.cents, found.confidence) == (70.0, 7000, 0)
    assert found.raw_band is HealthBand.WATCH
    assert [f.points for f in found.factors] == [21, 14, 10.5, 10.5, 7, 7]
    assert [f.label for f in found.factors][:2] == ["Reliability", "Commitments"]
    assert (found.weakest_link_points, found.known_at) == (0, NOW)


def test_mass_halves_with_every_half_life_unless_it_is_open() -> None:
    assert left(FAULT, NOW, 90) == 0.5
    assert left(FAULT, NOW, 45) == 0.25
    assert left(FAULT, ago(100), 90) == 1
    assert left(replace(FAULT, is_open=True), NOW, 90) == 1


def test_mass_that_built_up_slowly_is_the_sum_of_its_days() -> None:
    steps = 10_000
    whole = replace(FAULT, spread=timedelta(days=200))
    parts = [
        replace(FAULT, anchor=FAULT.anchor - (n + 0.5) / steps * 200 * DAY) for n in range(steps)
    ]

    mean = sum(left(part, NOW, 90) for part in parts) / steps
    assert left(whole, NOW, 90) == pytest.approx(mean, rel=1e-8)


def test_a_piece_of_evidence_reads_like_its_record() -> None:
    found = measure([FAULT], at=NOW).evidence[0]

    assert (found.key, found.factor) == ("fault", FactorKey.RELIABILITY)
    assert (found.summary, found.occurred_at, found.known_at) == (
        "fault happened",
        ago(90),
        ago(90),
    )
    assert (found.source_kind, found.source_id) == (FactKind.INCIDENT, "fault")


def test_evidence_is_sorted_by_size_and_what_is_left_out_still_adds_up() -> None:
    pieces = [
        evidence("small", FactorKey.SENTIMENT, bad=1),
        evidence("large", FactorKey.RELIABILITY, bad=4),
        evidence("good", FactorKey.SENTIMENT, good=3),
    ]
    found = measure(pieces, at=NOW)

    assert [e.key for e in found.evidence] == ["large", "good", "small"]
    left = rest(found.evidence, 1)
    assert left.count == 2
    assert 7000 + found.evidence[0].cents + left.cents == found.cents
    assert rest(found.evidence, 2).points == found.evidence[2].points
    assert rest(found.evidence, 9).count == 0


def test_one_burning_thing_is_not_averaged_away() -> None:
    burning = measure([evidence("i", FactorKey.RELIABILITY, bad=1000, is_open=True)], at=NOW)

    assert burning.weakest_factor is FactorKey.RELIABILITY
    assert burning.weakest_link_points == pytest.approx(-17.43)
    assert burning.factors[0].points == pytest.approx(0.08)
    assert burning.value == pytest.approx(31.65)


def test_a_merely_unproven_factor_costs_nothing() -> None:
    found = measure([evidence("i", FactorKey.RELIABILITY, good=4)], at=NOW)

    assert found.weakest_link_points == 0
    assert found.value == 74.5


def test_health_ends_at_nought_and_its_parts_still_add_up() -> None:
    ruin = [evidence(key, key, bad=10_000, is_open=True) for key in FactorKey]
    found = measure([*ruin, evidence("good", FactorKey.SENTIMENT, good=1)], at=NOW)

    assert (found.exact, found.cents, found.raw_band) == (0, 0, HealthBand.CRITICAL)
    assert sum(e.cents for e in found.evidence) == -7000
    assert sum(f.cents for f in found.factors) + found.weakest_link_cents == 0
