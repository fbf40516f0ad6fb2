"""Bands with a memory: down at once, up slowly, and never better than the value itself.

The memory is a fold over the daily values, so it replays from them and is stored nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.health import raw_band
from domain.model import MODEL, Model
from domain.verdicts import BandReason, HealthBand, Trend

BEST_UNDER_SEV1 = HealthBand.AT_RISK
BEST_FIRST = (HealthBand.HEALTHY, HealthBand.WATCH, HealthBand.AT_RISK, HealthBand.CRITICAL)


@dataclass(frozen=True, slots=True)
class BandMemory:
    """The band the daily values have led to, and for how many in a row they were above it."""

    band: HealthBand
    days: int = 0


@dataclass(frozen=True, slots=True)
class BandVerdict:
    band: HealthBand
    reason: BandReason


@dataclass(frozen=True, slots=True)
class Reading:
    """A value with how sure we are of it."""

    value: float
    confidence: float


def is_better(band: HealthBand, other: HealthBand) -> bool:
    return BEST_FIRST.index(band) < BEST_FIRST.index(other)


def remembered(daily_values: Iterable[float], *, model: Model = MODEL) -> BandMemory | None:
    """Fold the daily values, oldest first; None before the first one."""
    memory: BandMemory | None = None
    for value in daily_values:
        memory = following(memory, value, model=model)
    return memory


def following(memory: BandMemory | None, value: float, *, model: Model = MODEL) -> BandMemory:
    """The memory after one more daily value: down at once, up one band when it held long enough."""
    raw = raw_band(value, model)
    if memory is None or not is_better(raw, memory.band):
        return BandMemory(raw)
    above = BEST_FIRST[BEST_FIRST.index(memory.band) - 1]
    threshold = next(least for least, band in model.band.thresholds if band is above)
    days = memory.days + 1 if value >= threshold + model.band.margin else 0
    return BandMemory(above) if days >= model.band.days else BandMemory(memory.band, days)


def verdict(
    reading: Reading,
    *,
    has_open_sev1: bool,
    memory: BandMemory | None = None,
    model: Model = MODEL,
) -> BandVerdict:
    """The band to show and which rule spoke. UNKNOWN only where nothing bad would be hidden."""
    found = BandVerdict(raw_band(reading.value, model), BandReason.VALUE)
    if memory is not None and is_better(found.band, memory.band):
        found = BandVerdict(memory.band, BandReason.HELD_DOWN)
    if has_open_sev1 and is_better(found.band, BEST_UNDER_SEV1):
        found = BandVerdict(BEST_UNDER_SEV1, BandReason.OPEN_SEV1)
    is_guess = reading.confidence < model.band.least_confidence
    if is_guess and reading.value >= model.band.unknown_from and found.reason is BandReason.VALUE:
        return BandVerdict(HealthBand.UNKNOWN, BandReason.LOW_CONFIDENCE)
    return found


def trend(now: Reading, before: Reading | None, *, model: Model = MODEL) -> Trend:
    """Where the value went since `model.band.trend_days` ago; UNKNOWN where either is a guess."""
    least = model.band.least_confidence
    if before is None or min(now.confidence, before.confidence) < least:
        return Trend.UNKNOWN
    moved = round(now.value - before.value, 2)  # values have two decimals, differences float dust
    if abs(moved) <= model.band.trend_margin:
        return Trend.STEADY
    return Trend.IMPROVING if moved > 0 else Trend.DECLINING
