"""What a heading announces, whatever words it uses."""

import re
from enum import StrEnum


class Section(StrEnum):
    HEADER = "HEADER"
    PEOPLE = "PEOPLE"
    SUMMARY = "SUMMARY"
    TIMELINE = "TIMELINE"
    CAUSE = "CAUSE"
    TAKEN = "TAKEN"
    CONCERNS = "CONCERNS"
    PLAN = "PLAN"
    COMMITMENTS = "COMMITMENTS"
    ACTIONS = "ACTIONS"
    FEEDBACK = "FEEDBACK"
    UNKNOWN = "UNKNOWN"
    ASIDE = "ASIDE"
    "A block quote nobody is named for: no statement of the section it stands in, read by nobody."


# The first row that matches wins, so the narrower words stand above the wider ones: "Immediate
# actions taken" before "Actions", "Customer concerns" before the "customer" of a summary.
SYNONYMS = (
    (Section.FEEDBACK, r"feedback|quotes?|own words|customer voice|testimonial|closing remark"),
    (Section.TIMELINE, r"timeline|chronolog|sequence of events|what happened|event log|history"),
    (Section.CAUSE, r"\bcauses?\b|\brca\b|contributing|diagnosis|why it happened|what went wrong"),
    (
        Section.TAKEN,
        (
            r"taken|done so far|completed|what we did|already done|steps so far|"
            r"immediate (?:actions|response|measures)|response so far|mitigation"
        ),
    ),
    (Section.CONCERNS, r"concern|worr(?:y|ies)|complaint|pain points?|objection|issues raised"),
    (Section.COMMITMENTS, r"commitment|promise|pledge|assurance|what we agreed|\bagreed\b"),
    (
        Section.ACTIONS,
        (
            r"action items?|next steps?|to[- ]?dos?\b|\btasks?\b|follow[- ]?ups?|assignments?|"
            r"who does what|\bactions\b"
        ),
    ),
    (Section.PLAN, r"\bplans?\b|roadmap|way forward|road ahead|remediation"),
    (Section.PEOPLE, r"attendees|participants|present|attendance|in the room|who was there"),
    (
        Section.SUMMARY,
        (
            r"summary|overview|background|situation|\bissue\b|incident|problem|outage|account|"
            r"at a glance|snapshot|customer|client"
        ),
    ),
    (Section.HEADER, r"meeting|details|notes|minutes|logistics"),
)
COMPILED = tuple((section, re.compile(words, re.IGNORECASE)) for section, words in SYNONYMS)


def section_of(heading: str) -> Section:
    """The section a heading's words announce; UNKNOWN when they are none of ours."""
    for section, words in COMPILED:
        if words.search(heading):
            return section
    return Section.UNKNOWN
