"""SLA terms as notes state them: "4-hour resolution target", "first response within 30 minutes"."""

import re
from collections.abc import Iterable
from datetime import timedelta

from domain.facts import SlaTerm
from domain.notes.numbers import find_duration
from domain.notes.outline import Item
from domain.notes.reading import span
from domain.notes.record import Span
from domain.severities import SEVERITY_CODE, severity_of
from domain.vocabulary import ClockBasis, ClockMetric

SLA = re.compile(r"\bSLAs?\b|service[- ]level", re.IGNORECASE)
RESPONSE = re.compile(r"\b(?:respon\w+|acknowledg\w+)\b", re.IGNORECASE)
RESOLUTION = re.compile(r"\b(?:resol\w+|fix\w*|restor\w+|repair\w*)\b", re.IGNORECASE)
NOT_BREACHED = re.compile(
    r"\b(?:not|no|never|without)(?: been| a)? (?:breach|miss|violat|exceed)|\bmet\b", re.IGNORECASE
)
BREACHED = re.compile(r"\b(?:breach(?:ed)?|missed|violated|exceeded|broken)\b", re.IGNORECASE)
BASES = (
    (ClockBasis.REPORTED, r"\b(?:from|of|after|since) (?:the |first |customer )*report"),
    (ClockBasis.ESCALATED, r"\b(?:from|of|after|since) (?:the |first )*escalat"),
    (ClockBasis.DECLARED, r"\b(?:from|of|after|since) (?:the |first |outage )*declar"),
)


def sla_terms(items: Iterable[Item]) -> tuple[tuple[SlaTerm, ...], tuple[Span, ...]]:
    """Every target the lines about the SLA give, each length of time with the words around it."""
    terms: list[SlaTerm] = []
    spans: list[Span] = []
    for item in (item for item in items if SLA.search(item.text)):
        spans.append(span(item, "sla_terms", rule="service level line"))
        # A clause is what stands between commas: "1-hour response, 4-hour resolution".
        for clause in re.split(r"[,;]|\band\b", item.text):
            duration = find_duration(clause)
            terms += [term_of(clause, item.text, duration[0])] if duration else []
    return tuple(terms), tuple(spans) if terms else ()


def term_of(clause: str, line: str, target: timedelta) -> SlaTerm:
    """One term; a clause that names no metric is about the resolution."""
    is_response = RESPONSE.search(clause) and not RESOLUTION.search(clause)
    code = SEVERITY_CODE.search(line)
    said = f"{clause} | {line}"  # the clause's own words first, then what holds for the line
    basis = (kind for kind, words in BASES if re.search(words, said, re.IGNORECASE))
    return SlaTerm(
        metric=ClockMetric.FIRST_RESPONSE if is_response else ClockMetric.RESOLUTION,
        target=target,
        severity=severity_of(code[1]) if code else None,
        basis=next(basis, None),
    )


def breach_of(item: Item) -> bool | None:
    """Whether a line about the SLA says it was breached; None when it does not say."""
    if not SLA.search(item.text):
        return None
    if NOT_BREACHED.search(item.text):
        return False
    return True if BREACHED.search(item.text) else None
