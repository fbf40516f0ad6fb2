"""How many took how long."""

from bisect import bisect_left

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"Seconds; a tiny query takes less than the first, a whole import as long as the last."


class Timings:
    """Durations counted by their size; added to in one thread."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        "By the bound they do not exceed; the last exceed all."
        self.seconds = 0.0
        "Of all together."

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds
