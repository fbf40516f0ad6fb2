"""The text of a document as its blanks and literals leave it: texts that differ in no more are one.

Only literals whose value is the text itself are lifted: numbers, and strings without escapes. A
comment or a string with a control character is none of a document that was found valid.
"""

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"[ \t\n\r,]+|\#[^\x00-\x08\n-\x1f\x7f-\x9f]*"
    r'|(?P<block>"""(?:\\"""|"{0,2}[^"\\\x00]|\\)*?""")'
    r'|(?P<string>"[^"\\\x00-\x1f\x7f-\x9f]*")(?!")'
    r'|(?P<escaped>"(?:[^"\\\x00-\x1f]|\\.)*")(?!")'
    r"|(?P<float>-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+))(?![\w.])"
    r"|(?P<int>-?(?:0|[1-9]\d*))(?![\w.])"
    r"|(?P<name>[_A-Za-z]\w*)"
    r"|(?P<mark>\.\.\.|[!$&()\[\]{}:=@|])",
    re.ASCII,
)
MOST_TOKENS = 2_000
"Of a document that is remembered; those of ours have 250, and each takes 1 µs."
LIFTED = frozenset({"string", "float", "int"})
NEST = {"(": 1, ")": -1}
SETS = {"{": 1, "}": -1}


class Literal(NamedTuple):
    """A literal inside a selection set."""

    kind: str
    value: str
    start: int
    "Its place in the text."


class Normal(NamedTuple):
    """A text without what may differ."""

    key: str
    literals: tuple[Literal, ...]


def normal(text: str, most: int = MOST_TOKENS) -> Normal | None:
    """None where the text holds what no document does, or more tokens than so many."""
    parts: list[str] = []
    literals: list[Literal] = []
    sets = nested = place = 0
    while place < len(text):
        token = TOKEN.match(text, place)
        if token is None or len(parts) == most:
            return None
        start, place, kind = place, token.end(), token.lastgroup
        if kind is None:
            continue
        said = token[0]
        nested += NEST.get(said, 0)
        if nested == 0:  # braces inside of parentheses are those of input objects
            sets += SETS.get(said, 0)
        if kind in LIFTED and sets:
            literals.append(Literal(kind, said.strip('"'), start))
            said = f"\0{kind}"
        parts.append(said)
    return Normal(" ".join(parts), tuple(literals))
