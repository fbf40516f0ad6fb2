"""The meeting itself: its day, its times by plan and in fact, its place, who was there."""

import re
from collections.abc import Iterable
from datetime import time

from domain.notes.dates import Day, Direction, View, find_days
from domain.notes.draft import AttendanceDraft, MeetingDraft, PersonDraft
from domain.notes.outline import Item, Outline
from domain.notes.people import ROLE, Mention, mentions, parted, read_people
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.notes.sections import Section
from domain.notes.summary import facts_of
from domain.notes.times import Clock, find_clocks
from domain.vocabulary import AttendeeRole, MeetingStatus

DATE_LABEL = re.compile(
    r"(?:meeting |held |call )?(?:date|day|when|held(?: on)?)(?:(?: and |[ /&]+)time)?",
    re.IGNORECASE,
)
TIME_LABEL = re.compile(r"(?:(?:meeting|start) )?(?:time|hours?|from|start)s?|when", re.IGNORECASE)
PLACE_LABEL = re.compile(r"(?:meeting )?(?:location|place|room|where|venue)", re.IGNORECASE)
ATTENDEES_LABEL = re.compile(
    r"(?:(?:customer|client|our|vendor|internal) )?"
    r"(?:attend(?:ees|ance|ed(?: by)?)|participants|present|people|who|in the room)"
    r"(?: (?:\w+ )?(?:side|team|customer|client|us|them))?",
    re.IGNORECASE,
)
ROLE_LABELS = (
    (
        AttendeeRole.FACILITATOR,
        re.compile(r"facilitat\w+|chair(?:ed by)?|host|led by|moderat\w+", re.IGNORECASE),
    ),
    (
        AttendeeRole.NOTE_TAKER,
        re.compile(
            r"note[- ]?taker|(?:notes|minutes)(?: taken)? by|scribe|recorded by|secretary",
            re.IGNORECASE,
        ),
    ),
)
MOST_PEOPLE = 200
"Telling people apart compares them pairwise; no meeting has more, and a longer list stays unread."

ENDED = re.compile(
    r"\b(?:adjourned|meeting (?:closed|ended|finished)|closed at|ended at|wrapped up|"
    r"actual end)\b",
    re.IGNORECASE,
)
KIND = re.compile(
    r"\b(escalation|business review|qbr|kick-?off|renewal|post-?mortem|onboarding|check-?in)\b",
    re.IGNORECASE,
)


def labelled_days(outline: Outline, view: View) -> tuple[tuple[Item, Day], ...]:
    """The whole dates that lines labelled as the meeting's date give."""
    items = (item for item in facts_of(outline) if DATE_LABEL.fullmatch(item.label))
    return tuple((item, day) for item in items for day in find_days(item.body, view) if day.day)


def find_meeting_day(outline: Outline, view: View) -> tuple[Item, Day] | None:
    """The meeting's day: labelled, else a whole date in the title or an unlabelled header line."""
    labelled = labelled_days(outline, view)
    if labelled:
        return labelled[0]
    bare = [item for item in outline.of(Section.HEADER) if not item.label]
    for item in [*([outline.title] if outline.title else []), *bare]:
        days = find_days(item.text, view)
        if days and days[0].day:
            return item, days[0]
    return None


def find_meeting_clocks(outline: Outline) -> tuple[Item, tuple[Clock, ...]] | None:
    """The line with the meeting's start, and its end if planned."""
    for item in facts_of(outline):
        is_time = TIME_LABEL.fullmatch(item.label) or DATE_LABEL.fullmatch(item.label)
        clocks = find_clocks(item.body) if is_time else ()
        if clocks:
            return item, clocks
    return None


def find_end(outline: Outline) -> tuple[Item, time] | None:
    """The line that says when the meeting really ended, wherever it stands."""
    for item in outline.items:
        ended = ENDED.search(item.text)
        clocks = find_clocks(item.text) if ended else ()
        if clocks:
            return item, clocks[-1].at
    return None


def attendee_mentions(outline: Outline) -> tuple[Mention, ...]:
    """Everybody listed as present: on the attendees line, or in a section of their own."""
    found: list[Mention] = []
    for item in facts_of(outline):
        if item.body and ATTENDEES_LABEL.fullmatch(item.label):
            found += read_people(item, item.body)
        elif item.section is Section.PEOPLE and role_of(item) is None:
            found += listed_people(item)
        if len(found) >= MOST_PEOPLE:
            break
    return tuple(found[:MOST_PEOPLE])


def listed_people(item: Item) -> tuple[Mention, ...]:
    """The people of one line of a list; a row's cells stand in the order name, role, company."""
    if item.cells:
        return mentions(item, [", ".join(filter(None, (text for _, text in item.cells)))])
    words = item.body if item.body and " " not in item.label else item.text
    parts = parted(words, ",")
    # "Name, Role, Company" on a line of its own is one person.
    is_one = len(parts) == 3 and ROLE.search(parts[1]) and not ROLE.search(parts[2])  # noqa: PLR2004
    return mentions(item, [words]) if is_one else read_people(item, words)


def role_of(item: Item) -> AttendeeRole | None:
    """The part somebody had in the meeting, by the line's label."""
    return next((role for role, words in ROLE_LABELS if words.fullmatch(item.label)), None)


def role_mentions(outline: Outline) -> tuple[tuple[AttendeeRole, Mention], ...]:
    """Who led the meeting and who wrote the note."""
    found: list[tuple[AttendeeRole, Mention]] = []
    for item in facts_of(outline):
        role = role_of(item)
        if role:
            found += [(role, mention) for mention in read_people(item, item.body)]
    return tuple(found[:MOST_PEOPLE])


def attendance(reading: Reading) -> tuple[AttendanceDraft, ...]:
    """Each person once: with the part they had, and attended only if the list says so."""
    present = {key for m in attendee_mentions(reading.outline) for key in keys_of(reading, m)}
    roles = {key: role for role, m in role_mentions(reading.outline) for key in keys_of(reading, m)}
    # A facilitator who is on no list still led the meeting; a note taker may have listened later.
    present |= {key for key, role in roles.items() if role is AttendeeRole.FACILITATOR}
    return tuple(
        AttendanceDraft(
            person=person.key,
            role=roles.get(person.key, AttendeeRole.PARTICIPANT),
            attended=True if person.key in present else None,
        )
        for person in reading.people
        if person.key in present or person.key in roles
    )


def keys_of(reading: Reading, mention: Mention) -> tuple[str, ...]:
    """The record a mention went into."""
    return tuple(person.key for person in reading.people if is_same(person, mention))


def is_same(person: PersonDraft, mention: Mention) -> bool:
    names = {person.name, *person.aliases}
    return mention.name in names and mention.title in {None, person.title}


def find_meeting(reading: Reading) -> MeetingDraft | None:
    """The meeting's record; without a day there is none."""
    outline = reading.outline
    held = find_meeting_day(outline, reading.view(Direction.BACK))
    clocks, end = find_meeting_clocks(outline), find_end(outline)
    if reading.today is None:
        return None
    title = outline.title
    times = [clock.at for clock in clocks[1]] if clocks else []
    planned = times[1] if len(times) > 1 else None
    spans = [span(title, "title", rule="first heading")] if title else []
    spans += day_spans(held)
    spans += [span(clocks[0], "starts_at", rule="labelled time")] if clocks else []
    spans += [span(end[0], "ended_at", rule="end of the meeting")] if end else []
    place = next((i for i in facts_of(outline) if PLACE_LABEL.fullmatch(i.label) and i.body), None)
    spans += [span(place, "location", quote=place.body, rule="labelled place")] if place else []
    spans += attendance_spans(outline)
    kind = KIND.search(title.text) if title else None
    return MeetingDraft(
        key="meeting",
        spans=tuple(spans),
        title=title.text if title else f"Meeting on {reading.today}",
        meeting_kind=kind[1].lower() if kind else None,
        status=MeetingStatus.HELD,
        held_on=reading.today,
        starts_at=reading.time(reading.today, times[0]) if times else None,
        planned_end_at=reading.time(reading.today, planned) if planned else None,
        ended_at=reading.time(reading.today, end[1]) if end else None,
        location=place.body if place else None,
        attendance=attendance(reading),
        incidents=(reading.incident,) if reading.incident else (),
    )


def day_spans(held: tuple[Item, Day] | None) -> list[Span]:
    if held is None:
        return []
    item, day = held
    return [
        span(
            item,
            "held_on",
            quote=day.words,
            rule="meeting day",
            basis=day.basis,
            assumption=day.assumption,
        )
    ]


def attendance_spans(outline: Outline) -> list[Span]:
    """The lines that tell who was there and in which part."""
    items: Iterable[Item] = dict.fromkeys(
        [m.item for m in attendee_mentions(outline)] + [m.item for _, m in role_mentions(outline)]
    )
    return [span(item, "attendance", rule="people of the meeting") for item in items]
