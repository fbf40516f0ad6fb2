"""How large a document is, told from its tokens: before anything costly looks at it.

Parsing takes 10 µs a token and validating can take far more, so what is too large must be known
before. What is no document is left to the parser, which says why.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

TOKEN = re.compile(
    r"(?>[ \t\n\r,\ufeff]+|\#[^\n\r]*)*+"
    r'("""(?:[^"\\]|\\"""|\\|"(?!""))*+"""'
    r'|"(?:[^"\\\n\r]|\\.)*+"'
    r"|-?[0-9][0-9.eE+-]*"
    r"|[_A-Za-z][_0-9A-Za-z]*"
    r"|\.\.\.|[!$&()\[\]{}:=@|])"
)
OPENS, CLOSES = frozenset("([{"), frozenset(")]}")


class Extent(NamedTuple):
    """Of an operation, its fragments opened."""

    depth: int = 0
    "Levels of fields; what the schema says of itself counts none."
    aliases: int = 0
    fields: int = 0
    roots: int = 0
    "Fields of a mutation at its top."


class Size(NamedTuple):
    """Of a document: what its largest operation has, and the whole text."""

    extent: Extent
    directives: int
    repeats: int
    "Fields in a selection that has one of their name already."


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
    """At most so many and one more; they end where no token is."""
    found: list[str] = []
    place, match = 0, TOKEN.match
    while len(found) <= most and (token := match(text, place)):
        found.append(token[1])
        place = token.end()
    return found


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
    extents = [
        opened.of(one) if kind == "mutation" else opened.of(one)._replace(roots=0)
        for kind, one in operations
    ]
    repeats = sum(one.repeats for one in [*fragments.values(), *(one for _, one in operations)])
    whole = Extent(*(max(numbers) for numbers in zip(Extent(), *extents, strict=True)))
    return Size(whole, tokens.count("@"), repeats)


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
        """Unknown fragments and rings of them are nothing here: the rules refuse them."""
        if name not in self._known:
            self._known[name] = Extent()
            found = self._fragments.get(name)
            if found:
                self._known[name] = self.of(found)
        return self._known[name]
