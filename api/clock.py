"""The one place that reads the clock; everything behind it is told what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC; read once for each request and each command."""
    return datetime.now(tz=UTC)
