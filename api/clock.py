"""The one place that reads the clock; everything behind it is told what time it is."""

from datetime import UTC, datetime
from time import time


def now() -> datetime:
    """The present instant, in UTC; read once for each request and each command."""
    return datetime.now(tz=UTC)


def seconds() -> float:
    """The same since 1970, as a log wants it."""
    return time()
