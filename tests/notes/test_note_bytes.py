"""Whatever the bytes are: a draft with every line in it, or a sentence saying why not."""

import time
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.notes.outline import MOST_LINES
from domain.notes.read import account_for, read_note
from domain.notes.source import LARGEST_NOTE

EXAMPLE = Path(__file__).parents[2] / "examples" / "techcorp-escalation-2024-10-25.md"
LINES = EXAMPLE.read_text(encoding="utf-8").split("\n")
SLOWEST = 60.0
"Seconds, on a shared machine under coverage; a quadratic step would take hours."

FRAGMENTS = [
    *(
        "# ",
        "## Timeline",
        "## Actions",
        "## Promises",
        "## Attendees",
        "**Date:** ",
        "Customer: A",
    ),
    *("- ", "1. ", "> ", "| a | b |", "|---|---|", "---", "```", "**", "~~", "[x] ", "(", ")", ":"),
    *(" at ", "25/10/2024", "24/7", "until ", "9999-12-31", "in 999 years", "within 900 months"),
    *("$5K", "15%", "by Friday", "hourly", "10:00-", "12:61 pm", "0001-01-01", "a credit of 400%"),
    *("\t", "\x0c", "\u2028", "\u00a0", "\r", "\r\n", "\n", "\n\n", "<!-- ", "[a]: b", "@a: b"),
]


def is_accounted_for(data: bytes) -> bool:
    """Whether each line that says something is in the draft, once."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    filled = [n for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    draft = read_note(data, zone="Europe/Berlin")
    claimed = {line for record in draft.records for line in record.lines}
    return sorted([*claimed, *draft.structure_lines, *draft.unclaimed_lines]) == filled


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_draft_or_a_refusal(data: bytes) -> None:
    assert lines_or_refusal(data)


def lines_or_refusal(data: bytes) -> list[object] | str:
    """What a draft holds, or the words in which there is none."""
    try:
        draft = read_note(data)
    except InvalidInput as refused:
        return refused.message
    return [*draft.records, *draft.structure_lines, *draft.unclaimed_lines]


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=40))
@example(parts=["Customer: A\nDate: 2999-12-31\n## Actions\n- x in 999 years"])
@example(parts=["Customer: A\nDate: 1900-01-01\n## Timeline\n- yesterday 10:00 reported"])
@example(parts=["a\n\x0c\nb", "\n\u00a0\n# c"])
def test_any_markdown_gives_a_draft_with_every_line(parts: list[str]) -> None:
    text = "Customer: A\nDate: 2024-10-25\n" + "".join(parts).replace("\0", "")

    assert is_accounted_for(text.encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(
    cut=st.sets(st.integers(0, len(LINES) - 1), max_size=30),
    moved=st.integers(0, len(LINES) - 1),
    noise=st.sampled_from(FRAGMENTS),
    at=st.integers(0, len(LINES) - 1),
)
def test_a_damaged_note_still_gives_a_draft(cut: set[int], moved: int, noise: str, at: int) -> None:
    lines = [line for n, line in enumerate(LINES) if n not in cut]
    lines = lines[moved:] + lines[:moved]
    lines.insert(at, noise)

    assume(any(line.strip() for line in lines))

    assert is_accounted_for("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t\r\n\xc2\xa0", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b"Customer: A\xff\n", "not UTF-8 text: byte 12"),
        (b"a" * (LARGEST_NOTE + 1), "1000001 bytes; at most 1000000"),
    ],
)
def test_what_is_no_note_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_note(data)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "unit",
    ["> " * 50_000, "- a\n" * 25_000, "(" * 100_000, "**a" * 30_000, "|a" * 50_000 + "\n|-|-"],
    ids=["quotes", "bullets", "brackets", "bold", "table"],
)
def test_deep_and_long_notes_are_read_in_bounded_time(unit: str) -> None:
    start = time.process_time()

    read_note(f"Customer: A\nDate: 2024-10-25\n\n## Actions\n\n{unit}".encode())

    assert time.process_time() - start < SLOWEST


def test_more_lines_than_a_meeting_fills_stay_unclaimed() -> None:
    text = "Customer: A\n## Actions\n" + "- Call Bo\n" * (MOST_LINES + 3)

    draft = read_note(text.encode())

    assert draft.unclaimed_lines == tuple(range(MOST_LINES + 1, MOST_LINES + 6))


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    data = EXAMPLE.read_bytes()
    windows = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")

    assert read_note(windows).records == read_note(data).records


def test_a_line_counted_twice_or_lost_is_a_defect() -> None:
    with pytest.raises(AssertionError):
        account_for({1, 2}, {1}, {1, 2})
    with pytest.raises(AssertionError):
        account_for({1, 2}, {1})
