"""Rounding many parts so that they still add up."""

from collections.abc import Sequence


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the parts that sum to `total`: largest remainders first, then in order.

    The parts must themselves sum to the total within one unit each.
    """
    whole = [round(part) for part in parts]
    missing = total - sum(whole)
    step = 1 if missing > 0 else -1
    errors = [step * (near - part) for near, part in zip(whole, parts, strict=True)]
    by_error = sorted(range(len(parts))[::step], key=errors.__getitem__)
    for index in by_error[: abs(missing)]:
        whole[index] += step
    return whole
