"""Somebody else's words inside a section are no statement of that section."""

import pytest

from domain.notes.draft import CommitmentDraft, Draft, FeedbackDraft
from domain.notes.read import read_note

HEADER = """\
Customer: A
Date: 2024-10-25
Attendees: Ida Voss (Engineer), Bob Stone (CTO, A)

## Promises to the client

- Deliver the key

"""


def read(line: str) -> Draft:
    return read_note(f"{HEADER}{line}\n".encode(), zone="UTC")


def promises(draft: Draft) -> list[str]:
    return [record.text for record in draft.records if isinstance(record, CommitmentDraft)]


def quotes(draft: Draft) -> list[tuple[str, str | None]]:
    return [(r.quote, r.speaker) for r in draft.records if isinstance(r, FeedbackDraft)]


@pytest.mark.parametrize(
    "line",
    [
        '> "We are thinking about leaving." - Bob Stone',
        '> "We are thinking about leaving."\n> \u2014 Bob Stone, CTO',
        "> We are thinking about leaving. - Bob Stone",
        '> Bob Stone: "We are thinking about leaving."',
        '"We are thinking about leaving." - Bob Stone',
        '- "We are thinking about leaving." (Bob Stone)',
    ],
)
def test_a_quotation_below_promises_is_feedback_of_its_speaker(line: str) -> None:
    draft = read(line)

    assert promises(draft) == ["Deliver the key"]
    assert quotes(draft) == [("We are thinking about leaving.", "person:bob-stone")]


@pytest.mark.parametrize("line", ["> We are leaving", "> see the minutes - page four, please"])
def test_a_block_quote_nobody_is_named_for_stays_unclaimed(line: str) -> None:
    draft = read(line)

    assert promises(draft) == ["Deliver the key"]
    assert (quotes(draft), draft.unclaimed_lines) == ([], (9,))


@pytest.mark.parametrize(
    "line",
    [
        '"Dark mode" - Planned',
        '"All the new reports" for Bob',
        '"All the new reports" - as agreed in the call',
    ],
)
def test_marks_around_a_title_make_no_quotation(line: str) -> None:
    assert promises(read(f"- {line}")) == ["Deliver the key", line]


def test_labelled_facts_inside_a_block_quote_are_facts() -> None:
    draft = read_note(b"> Customer: Delta - Enterprise\n", zone="UTC")

    assert (draft.unclaimed_lines, quotes(draft)) == ((), [])


def test_harsh_words_about_a_long_outage_contradict_nothing() -> None:
    said = '> "This is bad for all of us." - Bob Stone'
    draft = read_note(f"Incident: outage for 48 hours\n{HEADER}{said}\n".encode(), zone="UTC")

    assert "quote-vs-facts" not in {flag.key for flag in draft.flags}
