"""Meetings that are no business reviews: what may become of them, and times they may have."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.errors import InvalidInput
from domain.vocabulary import MeetingStatus
from domain.wall_time import write_instant

MAY_BECOME: Mapping[MeetingStatus, tuple[MeetingStatus, ...]] = {
    MeetingStatus.PROPOSED: (
        MeetingStatus.SCHEDULED,
        MeetingStatus.HELD,
        MeetingStatus.CANCELLED,
    ),
    MeetingStatus.SCHEDULED: (
        MeetingStatus.PROPOSED,
        MeetingStatus.HELD,
        MeetingStatus.CANCELLED,
    ),
    MeetingStatus.HELD: (),
    MeetingStatus.CANCELLED: (MeetingStatus.PROPOSED, MeetingStatus.SCHEDULED),
}
MEETING_STEPS = {state: {after: after for after in found} for state, found in MAY_BECOME.items()}
"A step is named by the status it leads to."

LONGEST_MEETING = timedelta(days=14)
"A workshop of two weeks; what is longer is a wrong date."


def refuse_end(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raises InvalidInput for an end before the beginning, or absurdly long after it."""
    if starts_at is None or ends_at is None:
        return
    if not timedelta() <= ends_at - starts_at <= LONGEST_MEETING:
        raise InvalidInput(
            f"A meeting that starts at {write_instant(starts_at)} ends within"
            f" {LONGEST_MEETING.days} days, not at {write_instant(ends_at)}"
        )
