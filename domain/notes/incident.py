"""What broke: title, severity, reach, cause. Its times are events (timeline.py)."""

import re
from collections.abc import Iterable
from datetime import timedelta

from domain.notes.draft import IncidentDraft
from domain.notes.numbers import USERS, find_duration, find_users
from domain.notes.outline import Item
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.notes.sections import Section
from domain.notes.service_levels import SLA, breach_of
from domain.notes.summary import facts_of
from domain.severities import SEVERITY_CODE, severity_of
from domain.vocabulary import Basis, Severity

INCIDENT_KEY = "incident"
INCIDENT_LABEL = re.compile(
    r"(?:(?:sev(?:erity)?|p)[\s-]?[1-4] )?"
    r"(?:the |customer )?(?:issue|incident|problem|outage|what (?:happened|broke))"
    r"(?: (?:title|description|summary|headline))?",
    re.IGNORECASE,
)
IMPACT_LABEL = re.compile(r"(?:\w+ )?(?:impact|effects?)", re.IGNORECASE)
SEVERITY_LABEL = re.compile(r"(?:severity|priority|sev)(?: level)?", re.IGNORECASE)
CAUSE_LABEL = re.compile(r"(?:(?:primary|root|main|underlying) )?cause|diagnosis", re.IGNORECASE)
FACTORS_LABEL = re.compile(r"contribut|factor|made (?:it )?worse|aggravat", re.IGNORECASE)
TROUBLE = re.compile(
    r"\b(?:outage|down(?:time)?|incident|unavailab\w+|degrad\w+|fail(?:ure|ed|s)?|crash\w*|"
    r"data loss|loss of access|cannot access|slow\w*|errors?|corrupt\w+|disrupt\w+|offline)\b",
    re.IGNORECASE,
)
NONE = re.compile(
    r"\b(?:no|zero|without)(?: \w+){0,2} (?:incidents?|outages?|issues?|problems?|downtime)\b|"
    r"^(?:none|n/a|nothing|-)\b",
    re.IGNORECASE,
)
# What a word says of severity is an assumption; a code such as SEV2 or P1 is stated.
SEVERITY_WORDS = (
    (Severity.SEV1, re.compile(r"\b(?:critical|blocker|catastrophic)\b", re.IGNORECASE)),
    (Severity.SEV2, re.compile(r"\b(?:major|severe|high)\b", re.IGNORECASE)),
    (Severity.SEV3, re.compile(r"\b(?:moderate|medium)\b", re.IGNORECASE)),
    (Severity.SEV4, re.compile(r"\b(?:minor|low|cosmetic)\b", re.IGNORECASE)),
)


def find_incident(reading: Reading) -> IncidentDraft | None:
    """The incident the note is about; None when it names none, or says there was none."""
    items = facts_of(reading.outline)
    head = next((item for item in items if is_headline(item)), None)
    if head is None:
        return None
    impact = labelled(items, IMPACT_LABEL)
    told = [head, *([impact] if impact else [])]
    severity, severity_text, severity_spans = read_severity(items, head)
    users, users_spans = read_users(told)
    duration, duration_spans = read_duration(items, told)
    cause = read_cause(reading)
    factors = read_factors(reading)
    sla = next((item for item in items if breach_of(item) is not None), None)
    spans = [span(head, "title", quote=title_of(head), rule="incident line"), *severity_spans]
    spans += [*users_spans, *duration_spans]
    spans += [span(impact, "impact", quote=impact.body, rule="labelled impact")] if impact else []
    spans += [span(sla, "sla_breached", rule="service level line")] if sla else []
    spans += [span(cause, "root_cause", quote=words_of(cause), rule="cause line")] if cause else []
    spans += [span(item, "contributing_factors", rule="factor line") for item in factors]
    spans += factors_heading(factors)
    return IncidentDraft(
        key=INCIDENT_KEY,
        spans=tuple(spans),
        title=title_of(head),
        severity=severity,
        severity_text=severity_text,
        impact=impact.body if impact else None,
        users_affected=users,
        stated_duration=duration,
        sla_breached=breach_of(sla) if sla else None,
        root_cause=words_of(cause) if cause else None,
        contributing_factors=tuple(words_of(item) for item in factors),
    )


def is_headline(item: Item) -> bool:
    """Whether a line names the incident: by its label, or as a summary's sentence about trouble."""
    if NONE.search(item.body or item.text) or SLA.search(item.label):
        return False
    if INCIDENT_LABEL.fullmatch(item.label):
        return TROUBLE.search(item.text) is not None
    return (
        not item.label and item.section is Section.SUMMARY and TROUBLE.search(item.text) is not None
    )


def title_of(head: Item) -> str:
    return words_of(head)


def words_of(item: Item) -> str:
    return item.body or item.text


def labelled(items: Iterable[Item], label: re.Pattern[str]) -> Item | None:
    """The first item whose whole label is one of these."""
    return next((item for item in items if item.body and label.fullmatch(item.label)), None)


def read_severity(
    items: Iterable[Item], head: Item
) -> tuple[Severity | None, str | None, tuple[Span, ...]]:
    """A stated code, else what a word of the headline lets assume."""
    line = labelled(items, SEVERITY_LABEL) or head
    code = SEVERITY_CODE.search(line.text) or re.search(r"^([1-4])\b", line.body)
    if code:
        words = span(line, "severity", quote=code[0], rule="severity code")
        return severity_of(code[1]), code[0], (words,)
    for severity, pattern in SEVERITY_WORDS:
        found = pattern.search(line.text)
        if found:
            words = span(
                line,
                "severity",
                quote=found[0],
                rule="severity word",
                basis=Basis.INFERRED,
                assumption=f"{found[0]} means {severity}",
            )
            return severity, found[0], (words,)
    return None, None, ()


def read_users(told: Iterable[Item]) -> tuple[int | None, tuple[Span, ...]]:
    for item in told:
        found = USERS.search(item.text)
        if found:
            words = span(item, "users_affected", quote=found[0], rule="count of people")
            return find_users(item.text), (words,)
    return None, ()


DURATION_LABEL = re.compile(r"(?:total )?(?:duration|downtime|length)", re.IGNORECASE)


def read_duration(
    items: Iterable[Item], told: Iterable[Item]
) -> tuple[timedelta | None, tuple[Span, ...]]:
    """How long the note says it lasted, as claimed; never what the timeline gives."""
    line = labelled(items, DURATION_LABEL)
    for item in (line, *told) if line else told:
        found = find_duration(item.text)
        if found:
            words = span(item, "stated_duration", quote=found[1][0], rule="claimed duration")
            return found[0], (words,)
    return None, ()


def read_cause(reading: Reading) -> Item | None:
    """The labelled cause, else the cause section's first sentence that is no factor."""
    items = reading.outline.of(Section.CAUSE)
    plain = (item for item in items if not is_factor(item))
    return labelled(items, CAUSE_LABEL) or next(plain, None)


def is_factor(item: Item) -> bool:
    words = f"{item.label} {item.group.text if item.group else ''}"
    return FACTORS_LABEL.search(words) is not None


def read_factors(reading: Reading) -> tuple[Item, ...]:
    return tuple(item for item in reading.outline.of(Section.CAUSE) if is_factor(item))


def factors_heading(factors: Iterable[Item]) -> tuple[Span, ...]:
    """The line above the factors belongs to them."""
    lines = {item.group.line: item.group.text for item in factors if item.group}
    return tuple(
        Span(
            field="contributing_factors",
            quote=text,
            first_line=line,
            last_line=line,
            basis=Basis.STATED,
            rule="factor heading",
        )
        for line, text in lines.items()
    )
