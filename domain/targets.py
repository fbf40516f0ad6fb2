"""Times an SLA may promise: ones a clock can be read against, whatever happens."""

from datetime import datetime, timedelta

from domain.errors import InvalidInput
from domain.period import Period
from domain.working_time import Calendar, due

LONGEST = timedelta(days=3650)
"Ten years: longer than any contract, and within what clocks look ahead (working_time.HORIZON)."
MARGIN = 2
"Times the target within that horizon: years with more holidays than this one reach it as well."


def target_of(
    said: timedelta | Period, calendar: Calendar | None = None, *, at: datetime
) -> timedelta:
    """The time promised; a day in it is 24 hours that count.

    Raises InvalidInput when it has no fixed length, is not positive, or longer than ten years, of
    open hours where there is a calendar (as it is at that instant).
    """
    if isinstance(said, Period):
        if said.months:
            raise InvalidInput(f"{said} has no fixed length: say it in days or hours")
        said = timedelta(days=said.days)
    if not timedelta() < said <= LONGEST:
        raise InvalidInput("A target is longer than nothing, and ten years at most")
    if calendar is not None:
        due(at, MARGIN * said, calendar)
    return said
