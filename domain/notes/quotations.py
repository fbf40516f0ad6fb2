"""Words somebody said: where a quotation stands, and whom the line ascribes it to."""

import re
from dataclasses import dataclass

QUOTED = re.compile(
    r"[\"\u201c\u201e\u00ab](?P<words>[^\"\u201c\u201d\u00ab\u00bb]{2,})[\"\u201d\u201c\u00bb]"
)
DASH = re.compile(r"^\s*(?:[-\u2013\u2014]+|,?\s*said|\()\s*")
ASCRIBED = re.compile(
    r"(?P<words>.{2,}\S)\s(?:-{1,2}|\u2013|\u2014)\s(?P<speaker>[^-\u2013\u2014]+)"
)

FEWEST_WORDS = 3
'What is shorter is a title in marks: "Dark mode" - planned.'
LONGEST_NAME = 4
"Words. What is longer tells a story."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    words: str
    speaker: str
    "Nothing when the line names nobody."


def find_said(text: str, label: str) -> Said | None:
    """The first quotation in marks, with what stands behind it, else before it."""
    quoted = QUOTED.search(text)
    if quoted is None:
        return None
    around = text[quoted.end() :] or label
    speaker = DASH.sub("", around).strip(" ).:")
    return Said(words=quoted["words"].strip(), speaker=speaker)


def said_in_block(text: str, label: str) -> Said:
    """What a block quote says; without marks its speaker stands behind the last dash."""
    ascribed = ASCRIBED.fullmatch(text)
    plain = Said(words=ascribed["words"], speaker=ascribed["speaker"]) if ascribed else None
    return find_said(text, label) or plain or Said(words=text, speaker="")


def is_only_said(text: str) -> bool:
    """Whether a line is a quotation in marks and its speaker, and nothing else."""
    quoted = QUOTED.match(text)
    if quoted is None or len(quoted["words"].split()) < FEWEST_WORDS:
        return False
    behind = text[quoted.end() :]
    return DASH.match(behind) is not None and is_name(DASH.sub("", behind))


def is_name(words: str) -> bool:
    """Whether the words begin as a name does, and are no sentence of their own."""
    return words[:1].isupper() and len(words.split(",", maxsplit=1)[0].split()) <= LONGEST_NAME
