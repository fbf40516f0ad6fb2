"""Whether a text is English at all: the grammar of the importer knows no other language."""

import re

COMMON = frozenset(
    re.findall(
        r"\w+",
        "the and of to with for by from we is are at not this that they has have been it its our "
        # Of the words for things only those no other language has borrowed.
        "attendees customer customers notes next",
    )
)
FEWEST_WORDS = 5
"What is shorter has no language to tell."
SHARE = 0.06
"Of English prose a third are such words, of terse lists a tenth; of other languages almost none."

NOT_ENGLISH = "it does not look like English"


def looks_english(text: str) -> bool:
    """Whether enough of the words are common English ones; a text of a few words passes."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    known = sum(word in COMMON for word in words)
    return len(words) < FEWEST_WORDS or known >= SHARE * len(words)
