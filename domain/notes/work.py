"""What is done, planned or handed to somebody: action items, plan lines, actions taken."""

import re
from dataclasses import replace

from domain.notes.dates import Day, Direction, find_days
from domain.notes.draft import ActionDraft, PersonDraft
from domain.notes.outline import Item
from domain.notes.reading import Reading, group_span, span
from domain.notes.record import Span
from domain.notes.refusals import is_withdrawn
from domain.notes.sections import Section
from domain.notes.times import find_horizon, find_recurrence
from domain.vocabulary import ActionOrigin, ActionStatus, Basis, Horizon

OWNER_HEADING = re.compile(r"owner|who|responsible|assignee|assigned")
DUE_HEADING = re.compile(r"due|deadline|by when|when|date")
DONE_HEADING = re.compile(r"status|state")
DONE_WORDS = re.compile(r"\b(?:done|completed?|finished|closed)\b", re.IGNORECASE)
OWNER_BEHIND = re.compile(
    r"\s*[(\[]?\b(?:owner|assigned to|responsible)[:\s]+(?P<name>[^()\[\],;]{1,60})[)\]]?$",
    re.IGNORECASE,
)
OWNER_BEFORE = re.compile(
    r"@?(?P<name>[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019-]*){0,2}) "
    r"(?:to|will|shall|must)\s+(?P<what>.+)"
)
ARRANGING = re.compile(
    r"\b(?:schedul\w*|arrang\w*|book\w*|set up|organi[sz]e\w*|plan|planned|hold|host)\b",
    re.IGNORECASE,
)
EVENT_PREPOSITION = re.compile(r"\b(?:for|on)\s+(?:the\s+)?$", re.IGNORECASE)
PENDING = re.compile(
    r"\b(?:scheduled|planned|pending|to be|will|in progress|ongoing|under ?way|started|awaiting|"
    r"not yet|tbd)\b",
    re.IGNORECASE,
)
FINISHED = re.compile(
    r"\b(?:done|completed|finished|provided|sent|delivered|restored|deployed|fixed|tested|held|"
    r"issued|applied|added|installed|informed|notified)\b",
    re.IGNORECASE,
)
HORIZONS = (
    (Horizon.IMMEDIATE, re.compile(r"\bimmediate|\bnow\b|right away", re.IGNORECASE)),
    (Horizon.SHORT_TERM, re.compile(r"\bshort|this week|\bhours?\b|\btoday\b", re.IGNORECASE)),
    (Horizon.MEDIUM_TERM, re.compile(r"\bmedium|\bmid\b|mid-|\bweeks?\b", re.IGNORECASE)),
    (Horizon.LONG_TERM, re.compile(r"\blong|\bmonths?\b|\bquarters?\b|\byears?\b", re.IGNORECASE)),
)
UNKNOWN_OWNER = "unknown owner"
"The rule of a span whose words name somebody the note does not introduce, or several."


def find_action_items(reading: Reading) -> tuple[ActionDraft, ...]:
    """Who does what by when."""
    items = standing(reading, Section.ACTIONS)
    return tuple(action_item(f"action:{n}", item, reading) for n, item in enumerate(items, start=1))


def find_plan(reading: Reading) -> tuple[ActionDraft, ...]:
    """What is planned, under the horizon its group names."""
    items = standing(reading, Section.PLAN)
    return tuple(plan_item(f"plan:{n}", item, reading) for n, item in enumerate(items, start=1))


def find_taken(reading: Reading) -> tuple[ActionDraft, ...]:
    """What the note says was done; an item that is only arranged stays open."""
    items = standing(reading, Section.TAKEN)
    return tuple(taken_item(f"taken:{n}", item, reading) for n, item in enumerate(items, start=1))


def standing(reading: Reading, section: Section) -> list[Item]:
    """The section's items that nobody withdrew."""
    return [item for item in reading.outline.of(section) if not is_withdrawn(item)]


def action_item(key: str, item: Item, reading: Reading) -> ActionDraft:
    owner_words, what = owner_and_work(item, reading)
    owner, owner_spans = owner_of(item, owner_words, reading)
    due_text = item.cell(DUE_HEADING)
    is_done = item.is_ticked or DONE_WORDS.search(item.cell(DONE_HEADING)) is not None
    action = ActionDraft(
        key=key,
        spans=(span(item, "text", quote=what, rule="action item"), *owner_spans),
        text=what,
        origin=ActionOrigin.ACTION_ITEM,
        status=ActionStatus.DONE if is_done else ActionStatus.OPEN,
        audience=reading.audience_of(what),
        owner=owner.key if owner else None,
        recurrence=find_recurrence(what),
        stated_at=reading.started_at if is_done else None,
        incident=reading.incident,
    )
    return dated(action, item, reading, f"due {due_text}" if due_text else what)


def owner_and_work(item: Item, reading: Reading) -> tuple[str, str]:
    """Who the words hand the work to, and the work."""
    in_cell = item.cell(OWNER_HEADING)
    if item.cells:
        rest = [t for h, t in item.cells if not OWNER_HEADING.search(h) and not is_aside(h)]
        return in_cell, " - ".join(filter(None, rest)) or item.text
    behind = OWNER_BEHIND.search(item.text)
    if behind:
        return behind["name"].strip(), item.text[: behind.start()].strip()
    before = OWNER_BEFORE.fullmatch(item.text)
    if before and reading.people_called(before["name"]):
        return before["name"], before["what"]
    return (item.label, item.body) if item.body else ("", item.text)


def is_aside(heading: str) -> bool:
    """Whether a column tells about the work instead of being it."""
    is_number = heading in {"#", "no", "no.", "nr", "id"}
    return is_number or bool(DUE_HEADING.search(heading) or DONE_HEADING.search(heading))


def owner_of(
    item: Item, words: str, reading: Reading
) -> tuple[PersonDraft | None, tuple[Span, ...]]:
    """The one person the words can mean; nobody when they fit several or none."""
    if not words:
        return None, ()
    called = reading.people_called(words.lstrip("@"))
    if len(called) != 1:
        return None, (span(item, "owner", quote=words, rule=UNKNOWN_OWNER),)
    person = called[0]
    is_short = words != person.name
    return person, (
        span(
            item,
            "owner",
            quote=words,
            rule="owner by given name" if is_short or " " not in words else "owner by name",
            basis=Basis.INFERRED if is_short else Basis.STATED,
            assumption="the only person of the note so called" if is_short else None,
        ),
    )


def dated(action: ActionDraft, item: Item, reading: Reading, text: str) -> ActionDraft:
    """The action with the day its words give: of what is arranged, or the deadline."""
    days = find_days(text, reading.view(Direction.FORWARD))
    if not days:
        return action
    day = days[-1]
    before = text[: day.start]
    is_event = ARRANGING.search(before) is not None and EVENT_PREPOSITION.search(before) is not None
    field = "event_on" if is_event else "due_on"
    words = span(
        item,
        field,
        quote=day.words,
        rule="day of the arranged event" if is_event else "deadline",
        basis=day.basis,
        assumption=day.assumption,
    )
    spans = (*action.spans, words)
    if is_event:
        return replace(action, spans=spans, event_on=day.day, due_candidates=day.candidates)
    return replace(
        action,
        spans=spans,
        due_on=day.day,
        due_basis=due_basis(day),
        due_candidates=day.candidates,
    )


def due_basis(day: Day) -> Basis | None:
    return day.basis if day.day else None


def plan_item(key: str, item: Item, reading: Reading) -> ActionDraft:
    horizon = horizon_of(item.above)
    group = item.group.text if item.group else ""
    end = find_horizon(group or item.heading, reading.today) if reading.today else None
    spans = [span(item, "text", rule="plan line")]
    spans += group_span(item, "horizon", rule="plan group") if horizon else ()
    spans += (
        group_span(item, "due_on", rule="end of the horizon", basis=Basis.DERIVED) if end else ()
    )
    plan = ActionDraft(
        key=key,
        spans=tuple(spans),
        text=item.text,
        origin=ActionOrigin.PLAN,
        status=ActionStatus.DONE if item.is_ticked else ActionStatus.OPEN,
        audience=reading.audience_of(item.text),
        due_on=end,
        due_basis=Basis.DERIVED if end else None,
        horizon=horizon,
        recurrence=find_recurrence(item.text),
        stated_at=reading.started_at if item.is_ticked else None,
        incident=reading.incident,
    )
    return dated(plan, item, reading, item.text)


def horizon_of(words: str) -> Horizon | None:
    """Which horizon a heading names; the first of its words that tells."""
    return next((horizon for horizon, pattern in HORIZONS if pattern.search(words)), None)


def taken_item(key: str, item: Item, reading: Reading) -> ActionDraft:
    is_pending = PENDING.search(item.body or item.text) is not None
    is_said = FINISHED.search(item.text) is not None
    status = ActionStatus.OPEN if is_pending and not is_said else ActionStatus.DONE
    from_heading = status is ActionStatus.DONE and not is_said
    recurrence = find_recurrence(item.text)
    spans = [
        span(item, "text", rule="action taken"),
        span(
            item,
            "status",
            rule="heading says taken" if from_heading else "state word",
            basis=Basis.INFERRED if from_heading else Basis.STATED,
            assumption="what stands under this heading is done" if from_heading else None,
        ),
    ]
    spans += [span(item, "recurrence", rule="how often")] if recurrence else []
    action = ActionDraft(
        key=key,
        spans=tuple(spans),
        text=item.text,
        origin=ActionOrigin.TAKEN,
        status=status,
        audience=reading.audience_of(item.text),
        recurrence=recurrence,
        stated_at=reading.started_at if status is ActionStatus.DONE else None,
        incident=reading.incident,
    )
    return action if status is ActionStatus.DONE else dated(action, item, reading, item.text)
