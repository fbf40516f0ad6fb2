"""Calendar periods as contracts state them: days by days, months by calendar."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from domain.errors import InvalidInput

ISO_PERIOD = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A whole number of calendar months and of days, as in P3M or P60D."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read an ISO 8601 date period; raises InvalidInput for anything else, also for P."""
        found = ISO_PERIOD.fullmatch(text)
        if found is None or not any(found.groups()):
            raise InvalidInput(f"{text!r} is no ISO 8601 period such as P60D or P3M")
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(months=12 * years + months, days=7 * weeks + days)

    def before(self, day: date) -> date:
        """The day this long before: months by calendar (the month's end clamps), then days."""
        return months_later(day, -self.months) - timedelta(days=self.days)

    def __str__(self) -> str:
        months = f"{self.months}M" if self.months else ""
        days = f"{self.days}D" if self.days or not self.months else ""
        return f"P{months}{days}"


@lru_cache(maxsize=4096)  # each day of an account's past asks for the dates of the same contracts
def months_later(day: date, months: int) -> date:
    """The same day so many months on, or back; in a shorter month its last one."""
    return day + relativedelta(months=months)
