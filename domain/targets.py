"""Times an SLA may promise: ones a clock can be read against, whatever happens."""

from datetime import datetime, timedelta

from domain.errors import InvalidInput
from domain.period import Period
from domain.working_time import Calendar, due

LONGEST = timedelta(days=3650)
"Ten years: longer than any contract, and within what clocks look ahead (working_time.HORIZON)."
MARGIN = 2
"Times the target within that horizon: years with more holidays than this one reach it as well."


def length_of(said: timedelta | Period) -> timedelta:
    """A length of time; a day in it is 24 hours.

    Raises InvalidInput when it has no fixed length, is not positive, or longer than ten years.
    """
    if isinstance(said, Period):
        if said.months:
            raise InvalidInput(f"{said} has no fixed length: say it in days or hours")
        said = timedelta(days=said.days)
    if not timedelta() < said <= LONGEST:
        raise InvalidInput("This time is to be longer than nothing, and ten years at most")
    return said


def target_of(
    said: timedelta | Period, calendar: Calendar | None = None, *, at: datetime
) -> timedelta:
    """The time promised, of open hours where there is a calendar (as it is at that instant).

    Raises InvalidInput as length_of does, and when those hours do not reach it in ten years.
    """
    target = length_of(said)
    if calendar is not None:
        due(at, MARGIN * target, calendar)
    return target
