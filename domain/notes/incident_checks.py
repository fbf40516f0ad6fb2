"""What the note leaves open or contradicts about incident, SLA and contract."""

import re
from collections.abc import Iterator

from domain.notes.amounts import SHARED
from domain.notes.draft import EventDraft, Flag
from domain.notes.findings import Findings, between, field_lines, flag, hours, lines_of
from domain.notes.outline import Item
from domain.notes.sections import Section
from domain.notes.service_levels import SLA
from domain.notes.summary import facts_of
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Basis,
    ClockBasis,
    ClockMetric,
    FlagLevel,
    IncidentEventKind,
    Severity,
)

STARTS = (
    (ClockBasis.REPORTED, IncidentEventKind.REPORTED),
    (ClockBasis.ESCALATED, IncidentEventKind.ESCALATED),
    (ClockBasis.DECLARED, IncidentEventKind.DECLARED),
)
SIGNS_OF_RECOVERY = (IncidentEventKind.RECOVERY_STARTED, IncidentEventKind.MITIGATED)
RECOVERED = re.compile(
    r"\b(?:restor\w+|recover\w*|fixed|repaired|resolved|rolled back|validat\w+)\b", re.IGNORECASE
)
UNFINISHED = re.compile(
    r"\b(?:stabili[sz]\w+|restor\w+|recover\w*|finish\w* (?:the )?(?:fix|repair))\b",
    re.IGNORECASE,
)
CALENDAR = re.compile(
    r"\b24\s?[x/\u00d7]\s?7\b|\b(?:business|working|office) hours\b", re.IGNORECASE
)
PRICES = {"annual_value", "stated_loss", "credit.amount"}
TOLERANCE = 0.1
"A stated duration within a tenth of the timeline's agrees with it."


def start_events(found: Findings) -> tuple[tuple[ClockBasis, EventDraft], ...]:
    """The events an SLA clock may start with."""
    pairs = ((basis, found.event(kind)) for basis, kind in STARTS)
    return tuple((basis, event) for basis, event in pairs if event)


def duration_against_timeline(found: Findings) -> Iterator[Flag]:
    """A stated duration that only follows from the timeline by choosing its start and end."""
    incident = found.incident
    if incident is None or incident.stated_duration is None or not start_events(found):
        return
    resolved = found.event(IncidentEventKind.RESOLVED)
    if resolved and any(
        abs(between(start.at, resolved.at) - incident.stated_duration)
        <= TOLERANCE * incident.stated_duration
        for _, start in start_events(found)
    ):
        return
    statement = f"the note claims {hours(incident.stated_duration)}; {computed(found)}"
    used = [start for _, start in start_events(found)] + list(end_events(found))
    lines = (*field_lines(incident, "stated_duration"), *lines_of(used))
    yield flag("duration-vs-timeline", FlagLevel.HIGH, statement, lines)


def end_events(found: Findings) -> tuple[EventDraft, ...]:
    kinds = (*SIGNS_OF_RECOVERY, IncidentEventKind.RESOLVED)
    return tuple(event for event in map(found.event, kinds) if event)


def computed(found: Findings) -> str:
    """The durations the timeline gives, from each start to each end it tells."""
    lengths = [
        f"{name(start)} to {name(end)} {hours(between(start.at, end.at))}"
        for _, start in start_events(found)
        for end in end_events(found)
    ]
    met = found.reading.started_at
    lengths += [
        f"{name(start)} to the meeting {hours(between(start.at, met))}"
        for _, start in start_events(found)
        if met
    ]
    return "its timeline gives " + ", ".join(lengths) if lengths else "its timeline gives no end"


def name(event: EventDraft) -> str:
    return event.event_kind.lower().replace("_", " ")


def resolution_missing(found: Findings) -> Iterator[Flag]:
    """Recovery was begun or restore completed, and nobody says when it was over."""
    if found.incident is None or found.event(IncidentEventKind.RESOLVED):
        return
    signs = [event for event in map(found.event, SIGNS_OF_RECOVERY) if event]
    done = [a for a in found.work(ActionOrigin.TAKEN) if is_done_recovery(a.text, a.status)]
    if signs or done:
        statement = "recovery is told without the time it was over; the incident stays open"
        lines = (*lines_of(signs), *lines_of(done))
        yield flag("resolution-time-missing", FlagLevel.HIGH, statement, lines)


def is_done_recovery(text: str, status: ActionStatus) -> bool:
    return status is ActionStatus.DONE and RECOVERED.search(text) is not None


def state_conflict(found: Findings) -> Iterator[Flag]:
    done = [a for a in found.work(ActionOrigin.TAKEN) if is_done_recovery(a.text, a.status)]
    still = [
        a
        for a in found.work(ActionOrigin.PLAN)
        if a.status is ActionStatus.OPEN and UNFINISHED.search(a.text)
    ]
    if found.incident and done and still:
        statement = "recovery is reported done, and yet planned: the incident is not taken as over"
        lines = (*lines_of(done), *(n for a in still for n in field_lines(a, "text")))
        yield flag("incident-state-conflict", FlagLevel.MEDIUM, statement, lines)


def clock_start(found: Findings) -> Iterator[Flag]:
    """A target whose clock could start at several told times."""
    contract, starts = found.contract, start_events(found)
    terms = contract.sla_terms if contract else ()
    if contract is None or len(starts) < 2 or all(t.basis for t in terms):  # noqa: PLR2004 a choice
        return
    told = ", ".join(f"{basis} {told_at(start)}" for basis, start in starts)
    statement = f"the target does not say where its clock starts: {told}"
    lines = (*field_lines(contract, "sla_terms"), *lines_of(start for _, start in starts))
    candidates = [basis.value for basis, _ in starts]
    yield flag("sla-clock-start", FlagLevel.HIGH, statement, lines, candidates=candidates)


def told_at(event: EventDraft) -> str:
    at = event.at
    return f"{at.day}" if at.clock is None else f"{at.day} {at.clock:%H:%M}"


def calendar_missing(found: Findings) -> Iterator[Flag]:
    contract = found.contract
    told = [item for item in facts_of(found.reading.outline) if SLA.search(item.text)]
    if contract is None or not contract.sla_terms or any(map(names_calendar, told)):
        return
    metrics = {term.metric for term in contract.sla_terms}
    lacking = "" if ClockMetric.FIRST_RESPONSE in metrics else "; no first-response target"
    statement = f"business hours or round the clock is not said; read as 24x7{lacking}"
    lines = field_lines(contract, "sla_terms")
    level = FlagLevel.MEDIUM
    yield flag("sla-calendar-missing", level, statement, lines, candidates=["24x7"])


def names_calendar(item: Item) -> bool:
    return CALENDAR.search(item.text) is not None


def severity_inferred(found: Findings) -> Iterator[Flag]:
    incident = found.incident
    if incident is None or incident.severity is None:
        return
    if any(s.field == "severity" and s.basis is Basis.INFERRED for s in incident.spans):
        statement = f"{incident.severity_text!r} is a word, not a severity code"
        lines, candidates = field_lines(incident, "severity"), tuple(Severity)
        key = "severity-inferred"
        yield flag(key, FlagLevel.LOW, statement, lines, candidates=candidates)


def severity_missing(found: Findings) -> Iterator[Flag]:
    """Nothing can be weighed without one, and none is guessed."""
    incident = found.incident
    if incident is not None and incident.severity is None:
        statement = "the note does not say how severe the incident was"
        key, lines = "severity-missing", field_lines(incident, "title")
        yield flag(key, FlagLevel.HIGH, statement, lines, candidates=tuple(Severity))


def currency_inferred(found: Findings) -> Iterator[Flag]:
    spans = [
        s
        for record in found.records
        for s in record.spans
        if s.field in PRICES and s.basis is Basis.INFERRED
    ]
    signs = [sign for sign in SHARED if any(sign in s.quote for s in spans)]
    if spans:
        statement = f"{' and '.join(signs)} is the sign of several currencies"
        lines, candidates = [s.first_line for s in spans], SHARED[signs[0]]
        key = "currency-inferred"
        yield flag(key, FlagLevel.MEDIUM, statement, lines, candidates=candidates)


def renewal_unclear(found: Findings) -> Iterator[Flag]:
    """A contract that may or may not go on by itself: nobody may guess which."""
    contract = found.contract
    lines = field_lines(contract, "auto_renews") if contract else ()
    if contract and contract.auto_renews is None and lines:
        statement = "it is not clear whether the contract renews by itself"
        key, level = "auto-renewal-unclear", FlagLevel.HIGH
        yield flag(key, level, statement, lines, candidates=("yes", "no"))


def second_incident(found: Findings) -> Iterator[Flag]:
    """One note, one incident: a second headline stays unread and is said so."""
    if found.incident is None:
        return
    taken = set(found.incident.lines)
    label = re.compile(r"(?:incident|outage)(?: \d)?", re.IGNORECASE)
    more = [
        item.first_line
        for item in found.reading.outline.of(Section.SUMMARY, Section.HEADER)
        if label.fullmatch(item.label) and item.body and item.first_line not in taken
    ]
    if more:
        statement = "the note seems to name a second incident; it was not read"
        yield flag("second-incident", FlagLevel.MEDIUM, statement, more)


INCIDENT_CHECKS = (
    duration_against_timeline,
    resolution_missing,
    state_conflict,
    clock_start,
    calendar_missing,
    severity_inferred,
    severity_missing,
    currency_inferred,
    renewal_unclear,
    second_incident,
)
