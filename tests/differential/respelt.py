"""The same document with other literals and other blanks: the engine keeps one plan for both."""

import re
from collections.abc import Sequence

from tests.differential.choices import Choices
from tests.differential.values import DAYS, INSTANTS, NUMBERS, STRAY_IDS, WORDS, Pool

STRING = r'"(?:[^"\\]|\\.)*"'
NUMBER = r"(?<![\w.\"])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])"
LITERAL = re.compile(f"{STRING}|{NUMBER}")
BLANKS = re.compile(f"{STRING}|\n *|,")
SPACES = (" ", "\n\n", ",", " # a comment, {\n", "\t")


def respelt(text: str, choices: Choices, pool: Pool) -> str:
    """Equal literals stay equal, so that what could be merged still can."""
    taken: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        literal = found[0]
        if literal not in taken:
            taken[literal] = another(literal, choices, pool)
        return taken[literal]

    def blank(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else choices.one(SPACES)

    return BLANKS.sub(blank, LITERAL.sub(other, text))


def another(literal: str, choices: Choices, pool: Pool) -> str:
    """A literal of the same kind."""
    if not literal.startswith('"'):
        whole = literal.lstrip("-").isdecimal()
        return str(choices.one(NUMBERS["first"])) if whole else "0.5"
    return f'"{choices.one(alike(literal[1:-1], pool))}"'


def alike(text: str, pool: Pool) -> Sequence[str]:
    """Texts of the same form, for a literal in quotes."""
    if text in DAYS:
        return DAYS
    if text in INSTANTS:
        return INSTANTS
    for ids in pool.ids.values():
        if text in ids:
            return (*ids, *STRAY_IDS)
    return STRAY_IDS if text in STRAY_IDS else [word for word in WORDS if word.isalnum()]
