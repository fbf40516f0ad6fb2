"""A draft for people: what was read and from which line, what to answer, what nobody claimed."""

from collections.abc import Iterator, Sequence

from cli.plain import Plain, plain
from domain.notes.answers import ACCEPT, NEEDS_VALUE
from domain.notes.draft import Draft, Flag, open_high_flags
from domain.notes.record import Record, Span
from domain.vocabulary import FlagLevel

QUOTE_WIDTH = 72  # columns; a longer quote is cut, its lines say where to read on
LEVELS = (FlagLevel.HIGH, FlagLevel.MEDIUM, FlagLevel.LOW)


def draft_as_text(draft: Draft, lines: Sequence[str]) -> str:
    """The draft as paragraphs; `lines` are the note's own, for those nothing claimed."""
    parts = (
        heading(draft),
        *records(draft),
        *flags(draft),
        *unclaimed(draft, lines),
        ending(draft),
    )
    return "\n".join(parts)


def heading(draft: Draft) -> str:
    zone = draft.zone or "no time zone: say --zone"
    return f"Note {draft.sha256[:12]}, read by importer {draft.importer_version}, {zone}"


def records(draft: Draft) -> Iterator[str]:
    for record in draft.records:
        yield ""
        yield f"{record.kind.value.replace('_', ' ').lower()}: {title(record)}  [{record.key}]"
        yield from (f"  {said(record, span)}" for span in record.spans)


def title(record: Record) -> str:
    """The field people would call it by."""
    for name in ("name", "title", "text", "summary", "quote"):
        if isinstance(found := getattr(record, name, None), str):
            return shortened(found)
    return record.key


def said(record: Record, span: Span) -> str:
    """Line, field, what was made of the words, and the words where they say it otherwise."""
    value, words = shown(plain(getattr(record, span.field, None))), shortened(span.quote)
    what = span.field + (f" = {value}" if value and value not in {words, title(record)} else "")
    source = f': "{words}"' if words not in {value, title(record)} else ""
    assumed = f"; assuming {span.assumption}" if span.assumption else ""
    return f"{places(span)} {what}{source} ({span.basis.lower()}{assumed})"


def shown(value: Plain) -> str:
    """A value in a few words; nothing for what has too many parts."""
    match value:
        case {"amount": amount, "currencyCode": currency}:
            return f"{amount} {currency}"
        case {"day": day, "clock": clock}:
            return f"{day} {clock or ''}".strip()
        case None | dict():
            return ""
        case list():
            return shortened(", ".join(str(item) for item in value if isinstance(item, str)))
        case _:
            return shortened(str(value))


def flags(draft: Draft) -> Iterator[str]:
    """The loudest first, each with what may be answered."""
    for flag in sorted(draft.flags, key=lambda flag: LEVELS.index(flag.level)):
        where = ", ".join(str(line) for line in flag.lines)
        yield ""
        yield f"{flag.level.value} {flag.key}" + (f" (line {where})" if where else "")
        yield f"  {flag.statement}"
        yield from (f"  {line}" for line in answers(flag))


def answers(flag: Flag) -> Iterator[str]:
    if flag.answer is not None:
        yield f"answered: {flag.answer}"
    elif flag.level is FlagLevel.HIGH or flag.candidates:
        other = f"({NEEDS_VALUE[flag.key]})" if flag.key in NEEDS_VALUE else ACCEPT
        yield f"--answer {flag.key}=" + " | ".join((*flag.candidates, other))


def unclaimed(draft: Draft, lines: Sequence[str]) -> Iterator[str]:
    if draft.unclaimed_lines:
        yield ""
        yield "Nothing was made of these lines:"
    for number in draft.unclaimed_lines:
        yield f"  {number:>4}  {lines[number - 1].strip()}"


def ending(draft: Draft) -> str:
    waiting = len(open_high_flags(draft))
    counted = f"{several(len(draft.records), 'record')}, {several(len(draft.flags), 'flag')}"
    if waiting:
        high = several(waiting, "HIGH flag")
        return f"\n{counted}; {high} must be answered before it can be applied."
    return f"\n{counted}; ready to be applied."


def several(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def places(span: Span) -> str:
    if span.first_line == span.last_line:
        return f"{span.first_line:>4}"
    return f"{span.first_line:>4}-{span.last_line}"


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_WIDTH else line[: QUOTE_WIDTH - 1] + "…"
