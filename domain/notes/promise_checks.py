"""What promises, work and the customer's words leave open."""

import re
from collections.abc import Iterator

from domain.notes.credit_words import has_odd_share
from domain.notes.dates import WEEKDAY
from domain.notes.draft import ActionDraft, CommitmentDraft, Flag
from domain.notes.findings import Findings, field_lines, flag, lines_of
from domain.notes.links import MOST_COMPARED, is_same_work
from domain.notes.polarity import POSITIVE
from domain.notes.promises import ASSUMED_CUSTOMER, REVIEW, refused_promises
from domain.notes.reading import impossible_days
from domain.notes.sections import Section
from domain.notes.work import UNKNOWN_OWNER
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    CommitmentKind,
    CreditBase,
    FlagLevel,
    PeriodRole,
)

EACH_WEEKDAY = re.compile(
    rf"\b(?:every|each|on)\s+{WEEKDAY}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b",
    re.IGNORECASE,
)

LONG_OUTAGE_HOURS = 24
"A recovery after a day is not quick, whatever a polite customer says."


def fee_derived(found: Findings) -> Iterator[Flag]:
    for promise in found.commitments:
        credit = promise.credit
        if credit and credit.base is CreditBase.MONTHLY_FEE:
            contract = field_lines(found.contract, "annual_value") if found.contract else ()
            amount = f"{credit.formula} = {credit.amount}" if credit.amount else "no annual value"
            statement = f"the monthly fee is not stated; worked out: {amount}"
            lines = (*promise.lines, *contract)
            yield flag("monthly-fee-derived", FlagLevel.MEDIUM, statement, lines)


def credit_impossible(found: Findings) -> Iterator[Flag]:
    """A share of a fee that is none of it, or more than all."""
    told = [item for item in found.reading.outline.of(Section.COMMITMENTS) if has_odd_share(item)]
    lines = sorted({item.first_line for item in told} & set(lines_of(found.commitments)))
    if lines:
        statement = "no credit is such a share of a fee; no amount was worked out"
        yield flag("credit-percent-impossible", FlagLevel.MEDIUM, statement, lines)


def credit_period(found: Findings) -> Iterator[Flag]:
    for promise in found.commitments:
        credit = promise.credit
        if credit and credit.period and credit.period_role is None:
            statement = f"{credit.period} may be the month of the service or of the invoice"
            lines = field_lines(promise, "credit.period")
            level = FlagLevel.MEDIUM
            yield flag("credit-period", level, statement, lines, candidates=tuple(PeriodRole))


def loss_stated(found: Findings) -> Iterator[Flag]:
    for concern in found.concerns:
        if concern.stated_loss:
            statement = f"{concern.stated_loss} is the customer's own figure, not an obligation"
            lines = field_lines(concern, "stated_loss")
            yield flag("loss-is-not-credit", FlagLevel.HIGH, statement, lines)


def open_condition(found: Findings) -> Iterator[Flag]:
    for promise in found.commitments:
        if promise.commitment_kind is CommitmentKind.UNTIL_CONDITION:
            statement = f"{promise.condition!r} has no measure, no judge and no end"
            lines = field_lines(promise, "condition")
            yield flag("open-ended-condition", FlagLevel.HIGH, statement, lines)


def reviews_open(found: Findings) -> Iterator[Flag]:
    for promise in found.commitments:
        if promise.recurrence and REVIEW.search(promise.text):
            told = f"{len(promise.slots)} proposed" if promise.slots else "no end is told"
            lacking = "time" if EACH_WEEKDAY.search(promise.text) else "day, time"
            statement = f"the reviews have no {lacking} or attendees: {told}, none on a calendar"
            lines = field_lines(promise, "text")
            yield flag("reviews-underspecified", FlagLevel.MEDIUM, statement, lines)


def owner_missing(found: Findings) -> Iterator[Flag]:
    unowned = [r for r in work_of(found) if r.owner is None and not has_unknown_owner(r)]
    if unowned:
        lines = [n for r in unowned for n in field_lines(r, "text")]
        statement = "nobody is named to do this"
        yield flag("owner-missing", FlagLevel.MEDIUM, statement, lines)


def owner_unknown(found: Findings) -> Iterator[Flag]:
    """An owner the note names and does not introduce, or who can be several people."""
    for record in work_of(found):
        words = next((s.quote for s in record.spans if s.rule == UNKNOWN_OWNER), None)
        if words is None:
            continue
        called = found.reading.people_called(words)
        several = f"{words!r} can be {' or '.join(p.name for p in called)}"
        statement = several if called else f"{words!r} is nobody the note introduces"
        key = "owner-ambiguous" if called else "owner-unknown"
        people = called or found.reading.people
        candidates = [person.name for person in people]
        lines = field_lines(record, "owner")
        yield flag(key, FlagLevel.MEDIUM, statement, lines, candidates=candidates)


def work_of(found: Findings) -> tuple[ActionDraft | CommitmentDraft, ...]:
    """What somebody should own: promises, plan lines, action items; not what is done."""
    open_work = (a for a in found.actions if a.origin is not ActionOrigin.TAKEN)
    return (*found.commitments, *open_work)


def has_unknown_owner(record: ActionDraft | CommitmentDraft) -> bool:
    return any(s.rule == UNKNOWN_OWNER for s in record.spans)


def due_missing(found: Findings) -> Iterator[Flag]:
    undated = [r for r in work_of(found) if is_undated(r)]
    lines = {n for r in undated for n in field_lines(r, "text")}
    lines -= impossible_days(found.reading).keys()
    if lines:
        yield flag("due-missing", FlagLevel.LOW, "no due date is told", lines)


def is_undated(record: ActionDraft | CommitmentDraft) -> bool:
    if record.due_on or record.due_candidates or record.recurrence:
        return False
    if isinstance(record, ActionDraft):
        return record.event_on is None and record.status is ActionStatus.OPEN
    return record.commitment_kind is CommitmentKind.ONE_OFF


def duplicate_work(found: Findings) -> Iterator[Flag]:
    """Lines about the same work, the customer's requests among them."""
    by_key = {action.key: action for action in found.actions}
    lines: list[int] = []
    for action in found.actions:
        others = [by_key[key] for key in (*action.same_as, *action.depends_on)]
        lines += lines_of([action, *others]) if others else ()
    plan = found.work(ActionOrigin.PLAN)[:MOST_COMPARED]
    for concern in found.concerns[:MOST_COMPARED]:
        asked = [p for p in plan if is_same_work(concern.text, p.text)]
        lines += lines_of([concern, *asked]) if asked else ()
    if lines:
        statement = "the same work stands on several lines: linked, each line kept"
        yield flag("duplicate-work", FlagLevel.LOW, statement, lines)


def scheduled_twice(found: Findings) -> Iterator[Flag]:
    """Listed as scheduled, and still somebody's to schedule."""
    arranged = {a.key: a for a in found.work(ActionOrigin.TAKEN) if a.status is ActionStatus.OPEN}
    for action in found.work(ActionOrigin.ACTION_ITEM):
        for other in (arranged[key] for key in action.same_as if key in arranged):
            statement = "said to be scheduled, and still to be scheduled: one event, unconfirmed"
            lines = (*other.lines, *action.lines)
            yield flag("postmortem-state", FlagLevel.MEDIUM, statement, lines)


def quote_open(found: Findings) -> Iterator[Flag]:
    """How a quotation is meant needs a person; nothing is scored before."""
    for feedback in found.feedback:
        guess = feedback.suggested_polarity
        told = f"its words suggest {guess:+}" if guess is not None else "its words tell nothing"
        statement = f"a person must say how this is meant, from -1 to 1; {told}"
        yield flag("quote-polarity", FlagLevel.MEDIUM, statement, feedback.lines)


def quote_against_facts(found: Findings) -> Iterator[Flag]:
    incident = found.incident
    length = incident.stated_duration if incident else None
    if incident is None or length is None or length.total_seconds() < LONG_OUTAGE_HOURS * 3600:
        return
    kind = [f for f in found.feedback if POSITIVE.search(f.quote)]
    if kind:
        lines = (*lines_of(kind), *field_lines(incident, "stated_duration"))
        statement = "the quotation is kinder than the facts; it is kept word for word"
        yield flag("quote-vs-facts", FlagLevel.LOW, statement, lines)


def refused(found: Findings) -> Iterator[Flag]:
    lines = [item.first_line for item in refused_promises(found.reading)]
    if lines:
        statement = "negated, declined, withdrawn or only considered: not taken as a promise"
        yield flag("not-a-commitment", FlagLevel.LOW, statement, lines)


def audience_assumed(found: Findings) -> Iterator[Flag]:
    assumed = [
        c for c in found.commitments if any(s.assumption == ASSUMED_CUSTOMER for s in c.spans)
    ]
    if assumed:
        statement = "it is not said to whom this is promised; the customer is assumed"
        yield flag("audience-inferred", FlagLevel.MEDIUM, statement, lines_of(assumed))


PROMISE_CHECKS = (
    fee_derived,
    credit_impossible,
    credit_period,
    loss_stated,
    open_condition,
    reviews_open,
    owner_missing,
    owner_unknown,
    due_missing,
    duplicate_work,
    scheduled_twice,
    quote_open,
    quote_against_facts,
    refused,
    audience_assumed,
)
