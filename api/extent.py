"""How large a document is, told from its tokens: before anything costly looks at it.

Parsing takes 10 µs a token and validating can take far more, so what is too large must be known
before. What is no document is left to the parser, which says why.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import Lexer, Source

BLANK = r"(?>[ \t\n\r,\ufeff]+|\#[^\n\r]*)*+"
BLANKS = re.compile(BLANK)
TOKEN = re.compile(
    BLANK + r'("""(?:[^"\\]|\\"""|\\|"(?!""))*+"""'
    r'|"(?:[^"\\\n\r]|\\.)*+"'
    r"|-?[0-9][0-9.eE+-]*"
    r"|[_A-Za-z][_0-9A-Za-z]*"
    r"|\.\.\.|[!$&()\[\]{}:=@|])"
)
NEAR = 100  # characters of what is no token that are looked at, to say what is wrong with it
OPENS, CLOSES = frozenset("([{"), frozenset(")]}")


class Extent(NamedTuple):
    """Of an operation, its fragments opened."""

    depth: int = 0
    "Levels of fields; what the schema says of itself counts none."
    aliases: int = 0
    fields: int = 0
    roots: int = 0
    "Fields of a mutation at its top."


NOTHING = Extent()


class Size(NamedTuple):
    """Of a document: what its largest operation has, and the whole text."""

    extent: Extent
    directives: int
    repeats: int
    "Fields in a selection that has one of their name already."
    ring: str | None
    "A fragment that leads to itself; None: there is none."


@dataclass(slots=True)
class Definition:
    """An operation or a fragment, its spreads still closed."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    roots: int = 0
    repeats: int = 0
    spreads: list[tuple[str, int | None]] = field(default_factory=list[tuple[str, int | None]])
    "Names, each with its level; None below what the schema says of itself."


def tokens_of(text: str, most: int) -> list[str]:
    """At most so many and one more; raises GraphQLSyntaxError where none is, and no end."""
    found: list[str] = []
    place, match = 0, TOKEN.match
    while len(found) <= most:
        token = match(text, place)
        if token is None:
            refuse_rest(text, place)
            break
        found.append(token[1])
        place = token.end()
    return found


def refuse_rest(text: str, place: int) -> None:
    """Raises GraphQLSyntaxError for what stands there, and is no token.

    The parser would say the same, but takes 20 ms for a string of 50,000 characters without end.
    """
    blanks = BLANKS.match(text, place)
    place = blanks.end() if blanks else place
    Lexer(Source(text[: place + NEAR])).read_next_token(place)


def size_of(tokens: Sequence[str]) -> Size:
    """Of what these tokens say, as far as it is a document."""
    reading = Reading(tokens)
    operations: list[tuple[str, Definition]] = []
    fragments: dict[str, Definition] = {}
    while head := reading.head():
        found = reading.definition()
        if head[0] == "fragment":
            fragments[head[1]] = found
        else:
            operations.append((head[0], found))
    opened = Opened(fragments)
    ring = opened.ring()
    extents = [
        opened.of(one) if kind == "mutation" else opened.of(one)._replace(roots=0)
        for kind, one in operations
    ]
    repeats = sum(one.repeats for one in [*fragments.values(), *(one for _, one in operations)])
    whole = Extent(*(max(numbers) for numbers in zip(NOTHING, *extents, strict=True)))
    return Size(whole, tokens.count("@"), repeats, ring)


class Reading:
    """Goes through tokens, definition by definition."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._left = iter(tokens)
        self._ahead = next(self._left, "")

    def _next(self) -> str:
        found, self._ahead = self._ahead, next(self._left, "")
        return found

    def head(self) -> list[str]:
        """The tokens before the next selection; empty at the end."""
        found: list[str] = []
        while self._ahead not in {"{", ""}:
            mark = self._next()
            found.append(mark)
            if mark == "(":
                self._skip()
        return [*found, "", ""] if found or self._ahead else []

    def _skip(self) -> None:
        """To the end of parentheses that have just begun."""
        nested = 1
        while nested and self._ahead:
            mark = self._next()
            nested += (mark in OPENS) - (mark in CLOSES)

    def definition(self) -> Definition:
        """What stands between the next braces."""
        found = Definition()
        level: int | None = 1
        sets: list[tuple[int | None, set[str]]] = []
        while mark := self._next():
            if mark == "{":
                sets.append((level, set()))
            elif mark == "}":
                sets.pop()
                if not sets:
                    break
            elif mark == "(":
                self._skip()
            elif mark == "@":
                self._next()
            elif sets:
                level = self._selection(mark, found, *sets[-1])
        return found

    def _selection(
        self, mark: str, found: Definition, level: int | None, seen: set[str]
    ) -> int | None:
        """Counts a field or a spread; the level of what it selects."""
        if mark == "...":
            if self._ahead == "on":
                self._next()
                self._next()
            elif self._ahead not in {"{", "@"}:
                found.spreads.append((self._next(), level))
            return level
        name = mark
        if self._ahead == ":":
            found.aliases += 1
            self._next()
            name = self._next()
        found.fields += 1
        found.repeats += mark in seen
        seen.add(mark)
        if level is None or name.startswith("__"):
            return None
        found.depth = max(found.depth, level)
        found.roots += level == 1
        return level + 1


class Opened:
    """Definitions with their fragments opened, each of which is measured once."""

    def __init__(self, fragments: Mapping[str, Definition]) -> None:
        self._fragments = fragments
        self._known: dict[str, Extent] = {}
        self._begun: set[str] = set()
        "Those that are being opened."
        self._ring: str | None = None

    def ring(self) -> str | None:
        """A fragment that leads to itself, if one does."""
        for name in self._fragments:
            self._fragment(name)
        return self._ring

    def of(self, one: Definition) -> Extent:
        depth, aliases, fields, roots = one.depth, one.aliases, one.fields, one.roots
        for name, level in one.spreads:
            inside = self._fragment(name)
            aliases += inside.aliases
            fields += inside.fields
            if level is not None:
                depth = max(depth, level - 1 + inside.depth)
                roots += inside.roots if level == 1 else 0
        return Extent(depth, aliases, fields, roots)

    def _fragment(self, name: str) -> Extent:
        """Unknown fragments are nothing here: the rules refuse them."""
        if name in self._begun:
            self._ring = name
        elif name not in self._known:
            self._begun.add(name)
            found = self._fragments.get(name)
            self._known[name] = self.of(found) if found else NOTHING
            self._begun.remove(name)
        return self._known.get(name, NOTHING)
