"""Commitments: to whom, and whether once, repeated, standing, until a condition or a credit."""

import re
from datetime import date

from domain.money import Money
from domain.notes.credit_words import read_credit
from domain.notes.dates import Day, Direction, find_days
from domain.notes.draft import CommitmentDraft, ReviewSeriesDraft
from domain.notes.organizations import bare_name
from domain.notes.outline import Item
from domain.notes.reading import CUSTOMER, Reading, group_span, names_in, span
from domain.notes.record import Recurrence, Span
from domain.notes.refusals import is_refused
from domain.notes.sections import Section
from domain.notes.times import find_count, find_recurrence, slots_after
from domain.notes.work import OWNER_BEHIND, owner_and_work, owner_of
from domain.vocabulary import Audience, Basis, CommitmentKind

INTERNAL = re.compile(
    r"\b(?:internal(?:ly)?|ourselves|our (?:own|side|team)|in-house)\b", re.IGNORECASE
)
UNTIL = re.compile(r"\b(?:until|till|as long as)\s+(?P<condition>\S.*)", re.IGNORECASE)
STANDING = re.compile(
    r"\b(?:mandatory|always|standing|from now on|going forward|permanent(?:ly)?|"
    r"(?:all|every|each|any) (?:future )?(?:incidents?|outages?|releases?|deployments?|"
    r"changes?|escalations?))\b",
    re.IGNORECASE,
)
REVIEW = re.compile(
    r"\b(?:reviews?|qbrs?|check-?ins?|steering|status (?:calls?|meetings?))\b", re.IGNORECASE
)
RULES = {
    Recurrence.DAILY: "FREQ=DAILY",
    Recurrence.WEEKLY: "FREQ=WEEKLY",
    Recurrence.BIWEEKLY: "FREQ=WEEKLY;INTERVAL=2",
    Recurrence.MONTHLY: "FREQ=MONTHLY",
    Recurrence.QUARTERLY: "FREQ=MONTHLY;INTERVAL=3",
}


def refused_promises(reading: Reading) -> tuple[Item, ...]:
    """The lines among the commitments that commit to nothing; nobody claims them."""
    return tuple(item for item in reading.outline.of(Section.COMMITMENTS) if is_refused(item))


def find_commitments(reading: Reading, annual_value: Money | None) -> tuple[CommitmentDraft, ...]:
    """Every promise of the commitments sections."""
    items = reading.outline.of(Section.COMMITMENTS)
    made = [item for item in items if not is_refused(item)]
    return tuple(
        commitment(f"commitment:{n}", item, reading, annual_value)
        for n, item in enumerate(made, start=1)
    )


def commitment(
    key: str, item: Item, reading: Reading, annual_value: Money | None
) -> CommitmentDraft:
    owner_words, text = promise_words(item, reading)
    owner, owner_spans = owner_of(item, owner_words, reading)
    audience, audience_span = audience_of(item, reading)
    credit = read_credit(item, reading, annual_value)
    day = due_day(text, reading)
    condition = None if credit or day else UNTIL.search(text)
    recurrence = find_recurrence(text) if credit is None else None
    count = find_count(text, recurrence) if recurrence else None
    kind = kind_of(text, is_credit=credit is not None, condition=condition, recurrence=recurrence)
    spans = [span(item, "text", quote=text, rule="commitment line"), audience_span, *owner_spans]
    spans += group_span(item, "audience", rule="commitment group")
    spans += [due_span(item, day)] if day else []
    spans += [span(item, "condition", quote=condition[0], rule="until words")] if condition else []
    spans += [recurrence_span(item, count, reading.today)] if recurrence else []
    spans += credit.spans if credit else ()
    return CommitmentDraft(
        key=key,
        spans=tuple(spans),
        text=text,
        audience=audience,
        commitment_kind=kind,
        owner=owner.key if owner else None,
        promised_on=reading.today,
        due_on=day.day if day else None,
        due_basis=day.basis if day and day.day else None,
        due_candidates=day.candidates if day else (),
        condition=condition[0] if condition else None,
        recurrence=recurrence,
        slots=slots_after(reading.today, recurrence, count)
        if reading.today and recurrence and count
        else (),
        credit=credit.draft if credit else None,
        incident=reading.incident,
    )


def promise_words(item: Item, reading: Reading) -> tuple[str, str]:
    """Who is to keep the promise, if the line says so, and the promise's own words."""
    if item.cells or OWNER_BEHIND.search(item.text) or reading.people_called(item.label):
        return owner_and_work(item, reading)
    return "", item.text


def audience_of(item: Item, reading: Reading) -> tuple[Audience, Span]:
    """To whom: by the words above the line, else by its own, else the customer is assumed."""
    for words, rule in (
        (item.group.text if item.group else "", "group"),
        (item.heading, "heading"),
    ):
        said = INTERNAL.search(words), CUSTOMER.search(words) or named(reading.account, words)
        if any(said):
            audience = Audience.INTERNAL if said[0] else Audience.CUSTOMER
            return audience, span(item, "audience", quote=words, rule=f"audience by {rule}")
    inside = INTERNAL.search(item.text)
    return (
        Audience.INTERNAL if inside else Audience.CUSTOMER,
        span(
            item,
            "audience",
            rule="audience by words",
            basis=Basis.INFERRED,
            assumption="internal words" if inside else ASSUMED_CUSTOMER,
        ),
    )


ASSUMED_CUSTOMER = "a promise to nobody named is one to the customer"


def named(account: str | None, words: str) -> bool:
    return account is not None and names_in(words, bare_name(account))


def due_day(text: str, reading: Reading) -> Day | None:
    """The last day the promise names."""
    days = find_days(text, reading.view(Direction.FORWARD))
    return days[-1] if days else None


def due_span(item: Item, day: Day) -> Span:
    return span(
        item,
        "due_on",
        quote=day.words,
        rule="deadline",
        basis=day.basis,
        assumption=day.assumption,
    )


def recurrence_span(item: Item, count: int | None, today: date | None) -> Span:
    """How often; the slots of a counted one begin after the meeting's month or week."""
    is_placed = count is not None and today is not None
    return span(
        item,
        "slots" if is_placed else "recurrence",
        rule="how often",
        basis=Basis.DERIVED if is_placed else Basis.STATED,
        assumption="the first slot is the one after the meeting's" if is_placed else None,
    )


def kind_of(
    text: str, *, is_credit: bool, condition: re.Match[str] | None, recurrence: Recurrence | None
) -> CommitmentKind:
    if is_credit:
        return CommitmentKind.CREDIT
    if condition:
        return CommitmentKind.UNTIL_CONDITION
    if recurrence:
        return CommitmentKind.RECURRING
    return CommitmentKind.STANDING if STANDING.search(text) else CommitmentKind.ONE_OFF


def proposed_series(commitments: tuple[CommitmentDraft, ...]) -> tuple[ReviewSeriesDraft, ...]:
    """A series for every counted promise of reviews, its slots without a day."""
    counted = [c for c in commitments if c.slots and c.recurrence and REVIEW.search(c.text)]
    return tuple(
        ReviewSeriesDraft(
            key=f"series:{n}",
            spans=tuple(s for s in c.spans if s.field in {"text", "slots"}),
            commitment=c.key,
            title=c.text,
            rule=f"{RULES[c.recurrence]};COUNT={len(c.slots)}",
            slots=c.slots,
        )
        for n, c in enumerate(counted, start=1)
        if c.recurrence
    )
