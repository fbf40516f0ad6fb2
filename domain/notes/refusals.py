"""Sentences that stand among promises and are none: negated, declined, withdrawn, considered."""

import re

from domain.notes.outline import Item

TAKEN_BACK = (
    r"declin\w+|refus\w+|reject\w+|withdr[ae]w\w*|rescind\w*|retract\w*|revoked?|cancell?ed|"
    r"no longer|off the table|ruled out|dropped"
)
WITHDRAWN = re.compile(rf"\b(?:{TAKEN_BACK})\b", re.IGNORECASE)
NEGATED = re.compile(
    r"\b(?:(?:will|shall|would|could|can|do|does|did|is|are|was|were) not|not (?:to )?"
    r"(?:commit|agree|offer|promise|grant|extend|approve|willing|able)\w*|never|nothing|"
    r"(?:won|can|don|didn|wouldn|isn|aren|couldn)['\u2019]t|cannot|no (?:\w+ ){0,2}"
    r"(?:commitments?|promises?|credits?|refunds?|discounts?|agreement|compensation|penalt\w+))\b",
    re.IGNORECASE,
)
CONSIDERED = re.compile(
    r"\b(?:consider(?:s|ed|ing)?|might|may(?= \w)|could|possibly|perhaps|if approved|"
    r"under discussion|to be (?:discussed|decided)|deferred|on hold|asked for|requested by)\b"
)
NOTHING = re.compile(r"(?:none|n/a|nothing|tbd|-)\.?", re.IGNORECASE)


def is_withdrawn(item: Item) -> bool:
    """Whether the line was struck out, taken back, or says that there is nothing."""
    above = item.group.text if item.group else item.heading
    return (
        item.is_struck
        or WITHDRAWN.search(item.text) is not None
        or WITHDRAWN.search(above) is not None
        or NOTHING.fullmatch(item.text) is not None
    )


def is_refused(item: Item) -> bool:
    """Whether a line among promises promises nothing."""
    above = item.group.text if item.group else item.heading
    words = f"{above} | {item.text}"
    return bool(is_withdrawn(item) or NEGATED.search(words) or CONSIDERED.search(words.lower()))
