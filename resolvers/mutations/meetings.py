"""Writing down meetings that are no business reviews."""

from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from domain.errors import InvalidInput
from domain.meetings import MEETING_STEPS, refuse_end
from domain.steps import taken
from domain.texts import TimeZone
from domain.vocabulary import AttendeeRole, MeetingStatus, RecordType
from domain.wall_time import zone_of
from engine.given import ID, LEFT_OUT
from models.incident import Incident
from models.meeting import Attendance, Meeting
from resolvers.accounts import AccountRefInput, ExternalRefInput
from resolvers.mutations.attendees import MOST_INVITED, person
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.names import call, called
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, required, told_at

MOST_ABOUT = 100
"Incidents; the same."


@dataclass(kw_only=True)
class AttendeeInput:
    """A contact of the account, or one of our people."""

    person: ID
    role: AttendeeRole | None = None
    attended: bool | None = None


@dataclass(kw_only=True)
class MeetingSaveInput(UpdateInput):
    account: AccountRefInput
    id: ID | None = None
    external: ExternalRefInput | None = None
    title: str | None = LEFT_OUT
    kind: str | None = LEFT_OUT
    status: MeetingStatus | None = LEFT_OUT
    held_on: date | None = LEFT_OUT
    starts_at: datetime | None = LEFT_OUT
    planned_end_at: datetime | None = LEFT_OUT
    ended_at: datetime | None = LEFT_OUT
    time_zone: TimeZone | None = LEFT_OUT
    location: str | None = LEFT_OUT
    attendance: list[AttendeeInput] | None = LEFT_OUT
    incidents: list[ID] | None = LEFT_OUT
    known_at: datetime | None = None


async def save(writing: Writing, asked: MeetingSaveInput) -> None:
    for name in ("title", "status"):
        required(getattr(asked, name), at=name)
    meeting = await meeting_meant(writing, asked)
    if meeting is None:
        meeting = added(writing, asked)
    else:
        writing.subject = meeting
        move_on(meeting, asked)
    change(
        meeting,
        {
            "title": asked.title,
            "kind": asked.kind,
            "starts_at": asked.starts_at,
            "planned_end_at": asked.planned_end_at,
            "ended_at": writing.past(asked.ended_at, at="ended_at"),
            "time_zone": asked.time_zone,
            "location": asked.location,
            "attendance": await attendance_of(writing, asked.attendance),
            "incident_ids": await incidents_of(writing, asked.incidents),
        },
    )
    set_day(writing, meeting, asked.held_on)
    refuse_disorder(writing, meeting)
    if meeting.status is MeetingStatus.HELD:
        happened = meeting.ended_at or meeting.starts_at or meeting.held_on
        writing.known_since(asked.known_at, happened=happened)
    await call(writing, meeting, asked.external)


async def meeting_meant(writing: Writing, asked: MeetingSaveInput) -> Meeting | None:
    """By its id, or by its name elsewhere; None: a new one."""
    if asked.id is not None:
        return await writing.one(Meeting, asked.id, at="id")
    return await called(writing, Meeting, asked.external)


def added(writing: Writing, asked: MeetingSaveInput) -> Meeting:
    """In whatever status it is told of; unless said it is to come."""
    if asked.title is LEFT_OUT:
        required(None, at="title")
    status = MeetingStatus.SCHEDULED if asked.status is LEFT_OUT else asked.status
    meeting = Meeting(title=asked.title, status=status)
    return writing.add(meeting, known_at=writing.known_since(asked.known_at))


def move_on(meeting: Meeting, asked: MeetingSaveInput) -> None:
    """Raises InvalidTransition for a status that cannot follow."""
    if asked.known_at is not None:
        raise InvalidInput("Only what is new was known before it is told", at=("known_at",))
    if asked.status is not None and asked.status not in {LEFT_OUT, meeting.status}:
        with told_at("status"):
            meeting.status = taken(asked.status, MEETING_STEPS, current=meeting.status)


async def attendance_of(
    writing: Writing, asked: list[AttendeeInput] | None
) -> tuple[Attendance, ...]:
    """Everybody invited, once; null: nobody."""
    if asked is LEFT_OUT:
        return LEFT_OUT
    with told_at("attendance"):
        if len(asked or ()) > MOST_INVITED:
            raise InvalidInput(f"At most {MOST_INVITED} people can be told of")
        invited: dict[str, Attendance] = {}
        for place, one in enumerate(asked or ()):
            with told_at(str(place)):
                attendee = await attendee_of(writing, one)
                if attendee.person_id in invited:
                    raise InvalidInput("This person is in the list twice", at=("person",))
                invited[attendee.person_id] = attendee
    return tuple(invited.values())


async def attendee_of(writing: Writing, asked: AttendeeInput) -> Attendance:
    named = await person(writing, asked.person, at="person")
    return replace(named, role=asked.role, attended=asked.attended)


async def incidents_of(writing: Writing, asked: list[ID] | None) -> tuple[str, ...]:
    """What it was about; null: no incident."""
    if asked is LEFT_OUT:
        return LEFT_OUT
    with told_at("incidents"):
        if len(asked or ()) > MOST_ABOUT:
            raise InvalidInput(f"At most {MOST_ABOUT} incidents can be told of")
        found = [
            (await writing.one(Incident, one, at=str(place))).id
            for place, one in enumerate(asked or ())
        ]
    return tuple(dict.fromkeys(found))


def set_day(writing: Writing, meeting: Meeting, said: date | None) -> None:
    """The day it starts where it is held, or the one that was said where no time is known."""
    required(said, at="held_on")
    with told_at("time_zone"):
        zone = zone_of(meeting.time_zone or writing.account.time_zone or "UTC")
    day = meeting.starts_at and meeting.starts_at.astimezone(zone).date()
    if day is not None and said not in {LEFT_OUT, day}:
        raise InvalidInput(f"It starts on {day}, not on {said}", at=("held_on",))
    held_on = day or (meeting.held_on if said is LEFT_OUT else said)
    if held_on is None:
        raise InvalidInput("Say when: startsAt, or the day alone", at=("held_on",))
    change(meeting, {"held_on": held_on})


def refuse_disorder(writing: Writing, meeting: Meeting) -> None:
    """Raises InvalidInput for ends before the beginning, and for what cannot have happened yet."""
    for name in ("planned_end_at", "ended_at"):
        with told_at(name):
            refuse_end(meeting.starts_at, getattr(meeting, name))
    if meeting.status is MeetingStatus.HELD:
        writing.past(meeting.starts_at, at="status")
        writing.past_day(meeting.held_on, at="status")
    elif any(one.attended is not None for one in meeting.attendance):
        raise InvalidInput("Nobody has attended what was not held", at=("attendance",))


SAVE = Mutation(
    name="meetingSave",
    asked=MeetingSaveInput,
    of="account",
    about=RecordType.MEETING,
    body=save,
    told="Changes the meeting of this id, or of this name in another system; else adds one,"
    " SCHEDULED unless a status is said. Without startsAt it needs heldOn. Attendance and"
    " incidents are replaced whole.",
)
ALL = (SAVE,)
