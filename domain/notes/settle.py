"""What an answered flag changes in the records."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput
from domain.notes.answers import ACCEPT, entered, kind_of, typed_day, typed_instant
from domain.notes.draft import ActionDraft, CommitmentDraft, EventDraft, Flag
from domain.notes.findings import Findings, field_lines, wall
from domain.notes.incident import INCIDENT_KEY
from domain.notes.people import influence_of
from domain.notes.people_checks import side_statement, unclear_sides
from domain.notes.reading import Reading
from domain.notes.record import NoteTime, Side
from domain.notes.voices import find_feedback
from domain.vocabulary import (
    Basis,
    ClockBasis,
    IncidentEventKind,
    IncidentStatus,
    PeriodRole,
    Severity,
)


def settled(found: Findings, flag: Flag) -> Findings:
    """The findings with an answer carried out; "accept" and plain notices change nothing."""
    effect = EFFECTS.get(kind_of(flag))
    if effect is None or flag.answer in {None, ACCEPT}:
        return found
    return effect(found, flag, flag.answer or "")


def set_day(found: Findings, flag: Flag, answer: str) -> Findings:
    """The day of an action or promise that could be two."""
    day = typed_day(flag, answer)

    def dated_action(action: ActionDraft) -> ActionDraft:
        field = "event_on" if field_lines(action, "event_on") else "due_on"
        if not action.due_candidates or not is_about(action, flag, field):
            return action
        spans = (*action.spans, entered(flag, field))
        if field == "event_on":
            return replace(action, spans=spans, event_on=day)
        return replace(action, spans=spans, due_on=day, due_basis=Basis.ENTERED)

    def dated_promise(promise: CommitmentDraft) -> CommitmentDraft:
        if not promise.due_candidates or not is_about(promise, flag, "due_on"):
            return promise
        spans = (*promise.spans, entered(flag, "due_on"))
        return replace(promise, spans=spans, due_on=day, due_basis=Basis.ENTERED)

    return replace(
        found,
        actions=tuple(map(dated_action, found.actions)),
        commitments=tuple(map(dated_promise, found.commitments)),
    )


def is_about(record: ActionDraft | CommitmentDraft, flag: Flag, *fields: str) -> bool:
    """Whether the flag was raised for these words of the record."""
    lines = field_lines(record, *fields)
    return bool(lines) and set(lines) <= set(flag.lines)


def set_review_of_condition(found: Findings, flag: Flag, answer: str) -> Findings:
    """A day on which an open condition is to be judged."""
    day = typed_day(flag, answer)
    return replace(
        found,
        commitments=tuple(
            replace(
                promise,
                spans=(*promise.spans, entered(flag, "due_on")),
                due_on=day,
                due_basis=Basis.ENTERED,
            )
            if is_about(promise, flag, "condition")
            else promise
            for promise in found.commitments
        ),
    )


def set_resolved(found: Findings, flag: Flag, answer: str) -> Findings:
    """The resolution as an event of its own; refused when it comes before every other."""
    at = moment(typed_instant(flag, answer), found.reading)
    first = min((wall(event.at) for event in found.events), default=wall(at))
    if wall(at) < first:
        raise InvalidInput(f"the flag {flag.key} takes a time after the incident began")
    event = EventDraft(
        key="event:resolved",
        spans=(entered(flag, "at"),),
        incident=INCIDENT_KEY,
        event_kind=IncidentEventKind.RESOLVED,
        at=at,
        summary="Resolved",
    )
    incident = found.incident and replace(found.incident, status=IncidentStatus.RESOLVED)
    return replace(found, incident=incident, events=(*found.events, event))


def moment(typed: datetime, reading: Reading) -> NoteTime:
    """A typed time: an instant when it has an offset, else a wall time of the note's zone."""
    if typed.tzinfo is None:
        return reading.time(typed.date(), typed.time())
    local = typed.astimezone(ZoneInfo(reading.zone)) if reading.zone else typed
    instant = typed.astimezone(UTC)
    return NoteTime(day=local.date(), clock=local.time(), instant=instant)


def set_clock_basis(found: Findings, flag: Flag, answer: str) -> Findings:
    """Where the clocks of all terms start that do not say it themselves."""
    basis, contract = ClockBasis(answer), found.contract
    terms = contract.sla_terms if contract else ()
    return replace(
        found,
        contract=contract
        and replace(
            contract,
            spans=(*contract.spans, entered(flag, "sla_terms")),
            sla_terms=tuple(replace(term, basis=term.basis or basis) for term in terms),
        ),
    )


def set_severity(found: Findings, flag: Flag, answer: str) -> Findings:
    incident = found.incident
    return replace(
        found,
        incident=incident
        and replace(
            incident,
            spans=(*incident.spans, entered(flag, "severity")),
            severity=Severity(answer),
        ),
    )


def set_period_role(found: Findings, flag: Flag, answer: str) -> Findings:
    def with_role(promise: CommitmentDraft) -> CommitmentDraft:
        if promise.credit is None or not is_about(promise, flag, "credit.period"):
            return promise
        credit = replace(promise.credit, period_role=PeriodRole(answer))
        spans = (*promise.spans, entered(flag, "credit.period_role"))
        return replace(promise, spans=spans, credit=credit)

    return replace(found, commitments=tuple(map(with_role, found.commitments)))


def set_renewal(found: Findings, flag: Flag, answer: str) -> Findings:
    """Whether the contract renews by itself."""
    contract = found.contract
    return replace(
        found,
        contract=contract
        and replace(
            contract,
            spans=(*contract.spans, entered(flag, "auto_renews")),
            auto_renews=answer == "yes",
        ),
    )


def set_side(found: Findings, flag: Flag, answer: str) -> Findings:
    """Whose people these are; what one of theirs is quoted with is then theirs as well."""
    side = Side(answer)
    unclear = unclear_sides(found.reading.people)
    meant = {p.key for group in unclear if side_statement(group) == flag.statement for p in group}
    people = tuple(
        replace(
            person,
            spans=(*person.spans, entered(flag, "side")),
            side=side,
            influence=influence_of(person.title) if side is Side.CUSTOMER else None,
        )
        if person.key in meant
        else person
        for person in found.reading.people
    )
    reading = replace(found.reading, people=people)
    return replace(found, reading=reading, feedback=find_feedback(reading))


def set_polarity(found: Findings, flag: Flag, answer: str) -> Findings:
    """What a person says a quotation means."""
    return replace(
        found,
        feedback=tuple(
            replace(
                feedback,
                spans=(*feedback.spans, entered(flag, "polarity")),
                polarity=float(answer),
            )
            if feedback.lines == flag.lines
            else feedback
            for feedback in found.feedback
        ),
    )


def set_owner(found: Findings, flag: Flag, answer: str) -> Findings:
    owner = next(person.key for person in found.reading.people if person.name == answer)
    span = entered(flag, "owner")
    return replace(
        found,
        actions=tuple(
            replace(a, spans=(*a.spans, span), owner=owner) if is_about(a, flag, "owner") else a
            for a in found.actions
        ),
        commitments=tuple(
            replace(c, spans=(*c.spans, span), owner=owner) if is_about(c, flag, "owner") else c
            for c in found.commitments
        ),
    )


EFFECTS: Mapping[str, Callable[[Findings, Flag, str], Findings]] = {
    "weekday": set_day,
    "open-ended-condition": set_review_of_condition,
    "resolution-time-missing": set_resolved,
    "sla-clock-start": set_clock_basis,
    "severity-inferred": set_severity,
    "severity-missing": set_severity,
    "credit-period": set_period_role,
    "auto-renewal-unclear": set_renewal,
    "person-side-unclear": set_side,
    "quote-polarity": set_polarity,
    "owner-unknown": set_owner,
    "owner-ambiguous": set_owner,
}
