"""How much each caller may still ask for: buckets that leak, one for every token."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic

from domain.errors import RateLimited

MOST_TOKENS = 10_000  # remembered, about 2 MB; a forgotten bucket is an empty one


@dataclass(slots=True)
class Bucket:
    """What was taken and has not leaked away by then."""

    taken: float
    at: float


class Budgets:
    """A bucket for every token that has asked lately; units and seconds are plain numbers."""

    def __init__(
        self, *, capacity: int, refill: int, clock: Callable[[], float] = monotonic
    ) -> None:
        self.capacity = capacity
        self.refill = refill
        "Units that leak out of every bucket in a second."
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, token: str, units: int) -> Bucket:
        """From this bucket; raises RateLimited when they are not there, and says when they are."""
        bucket = self._bucket(token)
        missing = bucket.taken + units - self.capacity
        if missing > 0:
            wait = missing / self.refill
            raise RateLimited(
                f"This token has used up its budget; ask again in {ceil(wait)} s.",
                retry_after=wait,
            )
        bucket.taken += units
        return bucket

    def fine(self, token: str, units: int) -> None:
        """Take them as far as they are there: a refusal costs something, and never refuses."""
        bucket = self._bucket(token)
        bucket.taken = min(self.capacity, bucket.taken + units)

    def give_back(self, bucket: Bucket, units: int) -> int:
        """What was taken and not used; the units that remain."""
        self._leak(bucket)
        bucket.taken = max(0.0, bucket.taken - units)
        return int(self.capacity - bucket.taken)

    def _bucket(self, token: str) -> Bucket:
        bucket = self._buckets.get(token)
        if bucket is None:
            bucket = self._buckets[token] = Bucket(0.0, self._clock())
            if len(self._buckets) > MOST_TOKENS:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(token)
        self._leak(bucket)
        return bucket

    def _leak(self, bucket: Bucket) -> None:
        now = self._clock()
        bucket.taken = max(0.0, bucket.taken - (now - bucket.at) * self.refill)
        bucket.at = now
