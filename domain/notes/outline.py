"""The note as items: one per bullet, table row or labelled line, with its section and lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from domain.notes.quotations import is_name, is_only_said, said_in_block
from domain.notes.sections import Section, section_of

LONGEST_ITEM = 1000
"Characters. No sentence of a note is longer; beyond it patterns could take more than linear time."

MOST_LINES = 5000
"A long meeting fills some hundred; the lines beyond stay unclaimed and hold up no server."

LABEL = re.compile(
    # **Owner:** or **Owner**: or **Owner** -
    r"\*\*([^*]{1,60}?)(?::\s*\*\*:?|\*\*\s*(?::|[-\u2013\u2014](?=\s)))"
    r"|__([^_]{1,60}?)(?::\s*__|__\s*:)"
    # Owner: with a capital, so that a sentence's own colon makes no label; or one word, date:
    r"|((?=@|[^\W\d_a-z])@?[\w&/'\u2019.()-]+(?: [\w&/'\u2019.()-]+){0,5}|[a-z_]{2,20}):(?=\s|$)"
)
WEAK = {Section.UNKNOWN, Section.SUMMARY, Section.HEADER}
"Words that are common (To the client): below another section they only divide it."

LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
MARKS = re.compile(r"\*+|`+|~~|(?<!\w)_+|_+(?!\w)|\\(?=[^\w\s])")
CHECKBOX = re.compile(r"\[([ xX])\]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The words that stand above a list inside a section: "To Customer:", "Next two weeks"."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One statement. `label` is what stands before its colon, `body` the rest, `text` both."""

    section: Section
    text: str
    first_line: int
    last_line: int
    label: str = ""
    body: str = ""
    heading: str = ""
    group: Group | None = None
    cells: tuple[tuple[str, str], ...] = ()
    "Of a table's row: lower-case column heading and text."
    is_quoted: bool = False
    is_struck: bool = False
    is_ticked: bool = False

    @property
    def above(self) -> str:
        """The words above it: its heading and, inside the section, its group."""
        return f"{self.heading} {self.group.text if self.group else ''}"

    def cell(self, headings: re.Pattern[str]) -> str:
        """The text of the first column whose heading matches, else nothing."""
        return next((text for heading, text in self.cells if headings.search(heading)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    title: Item | None
    items: tuple[Item, ...]
    structure: frozenset[int]
    "Lines that only order the others: headings, group lines, table heads, rules."

    def of(self, *sections: Section) -> tuple[Item, ...]:
        """The items of these sections, in the note's order."""
        return tuple(item for item in self.items if item.section in sections)


def plain(raw: str) -> str:
    """The words without Markdown's marks; links keep their text."""
    return " ".join(MARKS.sub("", LINK.sub(r"\1", raw)).split())


@dataclass(slots=True)
class Walk:
    """Where the walk over the tokens stands."""

    title: Item | None = None
    items: list[Item] = field(default_factory=list[Item])
    structure: set[int] = field(default_factory=set[int])
    section: Section = Section.HEADER
    heading: str = ""
    level: int = 0
    group: Group | None = None
    is_loose: bool = False
    "The section was opened by words above a list, so the next such words may open another."
    list_depth: int = 0
    quote_depth: int = 0
    columns: list[str] = field(default_factory=list[str])
    row: list[str] = field(default_factory=list[str])
    row_line: int = 0

    def at_heading(self, level: int, raw: str, first: int, last: int) -> None:
        """Enter a section, or a group of the section when a deeper heading is none of ours."""
        text, section = plain(raw), section_of(raw)
        self.structure.update(range(first, last + 1))
        if self.title is None and not self.items and self.level == 0:
            self.title = Item(section=Section.HEADER, text=text, first_line=first, last_line=last)
            self.level = level
            return
        if self.is_group(level, section):
            self.group = Group(text=text, line=first)
            return
        self.section, self.heading, self.level, self.group = section, text, level, None
        self.is_loose = False

    def is_group(self, level: int, section: Section) -> bool:
        """Whether a heading only divides the section it stands in."""
        is_weak = section in WEAK and self.section not in {Section.UNKNOWN, Section.HEADER}
        divides = is_weak or section is self.section or self.section is Section.PLAN
        return bool(self.heading) and level > self.level and divides

    def at_paragraph(self, raw: str, first: int, *, before_list: bool) -> None:
        """Take a paragraph: one item, or one for each labelled or broken line outside lists."""
        lines = raw.split("\n")
        is_one = self.list_depth or self.quote_depth
        starts = [0] if is_one else [n for n in range(len(lines)) if begins(lines, n)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            words = " ".join(line.strip() for line in lines[start:end])
            is_last = before_list and end == len(lines)
            self.at_words(words, first + start, first + end - 1, before_list=is_last)

    def at_words(self, raw: str, first: int, last: int, *, before_list: bool) -> None:
        if len(raw) > LONGEST_ITEM:
            return
        item = self.item(raw, first, last)
        is_bold = raw.startswith("**") and raw.endswith("**")
        if not item.body and (item.label or (before_list and is_bold)):
            self.at_group(item)
        elif item.text:
            self.items.append(item)

    def at_group(self, item: Item) -> None:
        """Words that announce what follows; in a note without headings they open the section."""
        self.structure.update(range(item.first_line, item.last_line + 1))
        opened = section_of(item.text)
        is_open = self.section in WEAK or (self.is_loose and opened not in WEAK)
        if is_open and not self.list_depth and opened is not Section.UNKNOWN:
            self.section, self.heading, self.is_loose = opened, item.text, True
        self.group = Group(text=item.label or item.text, line=item.first_line)

    def item(self, raw: str, first: int, last: int) -> Item:
        box = CHECKBOX.match(raw)
        words = raw[box.end() :] if box else raw
        found = LABEL.match(words)
        label = plain(next(part for part in found.groups() if part)) if found else ""
        body = plain(words[found.end() :]) if found else ""
        text = plain(words)
        return Item(
            section=self.place_of(text, label),
            text=text,
            label=label,
            body=body,
            first_line=first,
            last_line=last,
            heading=self.heading,
            group=self.group,
            is_quoted=self.quote_depth > 0,
            is_struck=raw.startswith("~~"),
            is_ticked=box is not None and box[1] != " ",
        )

    def place_of(self, text: str, label: str) -> Section:
        """The section, unless somebody else's words are quoted inside it."""
        if self.section is Section.FEEDBACK:
            return self.section
        if not self.quote_depth:
            return Section.FEEDBACK if is_only_said(text) else self.section
        if label and self.section in {*WEAK, Section.PEOPLE}:
            return self.section
        is_ascribed = is_name(said_in_block(text, label).speaker)
        return Section.FEEDBACK if is_ascribed else Section.ASIDE

    def at_row(self, line: int) -> None:
        """Take a table's row: the head names the columns, any other is an item."""
        texts = [plain(cell) for cell in self.row]
        if not self.columns:
            self.columns = [text.lower() for text in texts]
            # The head is followed by its line of dashes.
            self.structure.update((line, line + 1))
            return
        if sum(map(len, texts)) > LONGEST_ITEM or not any(texts):
            return
        # A row of two columns says what a line "label: value" says.
        mark = ": " if len(texts) == len(("label", "value")) else " | "
        self.items.append(
            Item(
                section=self.section,
                text=mark.join(filter(None, texts)),
                label=texts[0],
                body=" | ".join(filter(None, texts[1:])),
                first_line=line,
                last_line=line,
                heading=self.heading,
                group=self.group,
                cells=tuple(zip(self.columns, texts, strict=False)),
            )
        )


def begins(lines: Sequence[str], n: int) -> bool:
    """Whether a line of a paragraph starts an item of its own."""
    is_broken = n == 0 or lines[n - 1].endswith(("  ", "\\"))
    return is_broken or LABEL.match(lines[n].strip()) is not None


def outline(text: str) -> Outline:
    """Divide a note into items by its Markdown blocks; inline marks are read by our own rules."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline"])
    head = "\n".join(text.split("\n", MOST_LINES)[:MOST_LINES])
    tokens, walk = parser.parse(head), Walk()
    for n, token in enumerate(tokens):
        if token.type == "inline":
            step_text(walk, tokens, n)
        else:
            step_block(walk, token)
    return Outline(title=walk.title, items=tuple(walk.items), structure=frozenset(walk.structure))


def step_block(walk: Walk, token: Token) -> None:
    first, _ = lines_of(token)
    if token.type.endswith(("_list_open", "_list_close")):
        walk.list_depth += token.nesting
    elif token.type.startswith("blockquote"):
        walk.quote_depth += token.nesting
    elif token.type == "hr":
        walk.structure.add(first)
    elif token.type == "table_open":
        walk.columns = []
    elif token.type == "tr_open":
        walk.row, walk.row_line = [], first
    elif token.type == "tr_close":
        walk.at_row(walk.row_line)


def step_text(walk: Walk, tokens: Sequence[Token], n: int) -> None:
    content, holder = tokens[n].content, tokens[n - 1]
    first, last = lines_of(holder)
    if holder.type in {"th_open", "td_open"}:
        walk.row.append(content)
    elif holder.type == "heading_open" and not is_front_matter(holder, content):
        walk.at_heading(int(holder.tag[1]), content, first, last)
    else:
        follower = tokens[n + 2].type if n + 2 < len(tokens) else ""
        walk.at_paragraph(content, first, before_list=follower.endswith("_list_open"))
        walk.structure.update(range(first + content.count("\n") + 1, last + 1))


def lines_of(token: Token) -> tuple[int, int]:
    """A block's first and last line, counted from 1."""
    first, end = token.map or (0, 0)
    return first + 1, end


def is_front_matter(holder: Token, content: str) -> bool:
    """Whether Markdown took "key: value" lines above a line of dashes for a heading."""
    return holder.markup == "-" and "\n" in content and ": " in content
