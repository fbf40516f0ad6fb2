"""What was left unread and should not be overlooked."""

import re
from collections.abc import Iterable, Iterator

from domain.notes.amounts import find_money
from domain.notes.draft import Flag
from domain.notes.findings import Findings, flag, lines_of
from domain.notes.incident import NONE
from domain.notes.language import NOT_ENGLISH, looks_english
from domain.notes.promises import refused_promises
from domain.notes.source import Source
from domain.severities import SEVERITY_CODE
from domain.vocabulary import FlagLevel

IMPORTANT = re.compile(
    r"\b(?:sev(?:erity)?|outages?|incidents?|SLAs?|notice|renew\w*|cancel\w*|churn\w*|"
    r"penalt\w+|terminat\w+|downtime|down (?:for|since)|(?:is|was|went|were|are) down)\b",
    re.IGNORECASE,
)
HALF = 0.5
"With more than half of a note unread, what was read is no picture of the meeting."


HARDLY_READ, IMPORTANT_UNREAD = "hardly-read", "important-lines-unread"
UNREAD_KEYS = {HARDLY_READ, IMPORTANT_UNREAD}


def unread_flags(source: Source, found: Findings) -> Iterator[Flag]:
    """What must be seen before a note passes for read; without an account all of it is unread."""
    if found.account is None:
        return
    claimed = lines_of(found.records)
    content = source.filled_lines - (found.reading.outline.structure.difference(claimed))
    understood = {item.first_line for item in refused_promises(found.reading)}
    unread = sorted(content.difference(claimed, understood))
    if len(unread) > HALF * len(content):
        foreign = "" if looks_english(source.text) else f"; {NOT_ENGLISH}"
        statement = f"{len(unread)} of the note's {len(content)} lines were not read{foreign}"
        yield flag(HARDLY_READ, FlagLevel.HIGH, statement, unread)
    important = important_lines(source, found, unread)
    if important:
        numbers = ", ".join(map(str, important))
        statement = f"not read, and they speak of money, trouble or the contract: line {numbers}"
        yield flag(IMPORTANT_UNREAD, FlagLevel.HIGH, statement, important)


def important_lines(source: Source, found: Findings, unread: Iterable[int]) -> list[int]:
    """Those with words of weight, in a table also in the column headings."""
    above = {
        item.first_line: " ".join(heading for heading, _ in item.cells)
        for item in found.reading.outline.items
    }
    lines = source.text.split("\n")
    return [n for n in unread if is_important(f"{lines[n - 1]} | {above.get(n, '')}")]


def is_important(text: str) -> bool:
    told = NONE.sub("", text)  # "no incidents" was understood
    weighty = IMPORTANT.search(told) or SEVERITY_CODE.search(told)
    return bool(weighty) or find_money(told) is not None
