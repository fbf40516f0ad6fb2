"""A memory that forgets what was used longest ago."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lru(Generic[K, V]):
    """At most so many things, of at most so much weight altogether."""

    def __init__(self, *, most: int, heaviest: int) -> None:
        self._most = most
        self._heaviest = heaviest
        self._weight = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, *, weight: int = 1) -> None:
        """Keep it; what alone is too heavy is not kept."""
        if weight > self._heaviest:
            return
        self._forget(key)
        self._kept[key] = (value, weight)
        self._weight += weight
        while len(self._kept) > self._most or self._weight > self._heaviest:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: K) -> None:
        if key in self._kept:
            self._weight -= self._kept.pop(key)[1]
