"""What was left unread is said before a note passes for read."""

import pytest

from domain.notes.draft import Draft, Flag, IncidentDraft, open_high_flags
from domain.notes.language import looks_english
from domain.notes.read import read_note
from domain.vocabulary import Severity

HEADER = "Customer: A\nDate: 2024-10-25\nLocation: Room 1\nAttendees: Ida Voss (Engineer)\n"
IMPORTANT, HARDLY = "important-lines-unread", "hardly-read"
GERMAN = """\
Customer: Sonnenhof

Heute haben wir mit der Leitung gesprochen.

- Der Ausfall am Montag war schlimm
- Anna ruft morgen an
"""


def read(*lines: str, **answers: str) -> Draft:
    given = {key.replace("_", "-"): answer for key, answer in answers.items()}
    return read_note("\n".join([HEADER, *lines]).encode(), zone="UTC", answers=given)


def high(draft: Draft) -> dict[str, Flag]:
    return {flag.key: flag for flag in open_high_flags(draft)}


@pytest.mark.parametrize(
    "line",
    ["They may cancel", "Another outage", "The penalty is due", "It costs 5,000 EUR", "A P1 case",
     "A notice was sent", "The login went down", "Churn is likely"],
)  # fmt: skip
def test_an_unread_line_of_weight_must_be_seen(line: str) -> None:
    draft = read("## Elsewhere", f"- {line}", "- Tea was served")

    assert list(high(draft)) == [IMPORTANT]
    assert high(draft)[IMPORTANT].lines == (7,)
    assert open_high_flags(read("## Elsewhere", f"- {line}", important_lines_unread="accept")) == ()


def test_rows_of_an_incident_table_are_named_by_their_headings() -> None:
    draft = read(
        "## Tickets",
        "| Ticket | Opened | Severity | Resolved | Summary |",
        "|---|---|---|---|---|",
        "| T-1 | 2024-10-01 | high | 2024-10-02 | Login slow |",
        "| T-2 | 2024-10-03 | low | | Typo |",
    )

    assert high(draft)[IMPORTANT].lines == (9, 10)
    assert high(draft)[IMPORTANT].statement.endswith("line 9, 10")


def test_a_headline_that_begins_with_its_severity_is_the_incident() -> None:
    line = "- SEV1 outage: login down for 350 users since 27 Feb 14:05, still open"
    draft = read("## Open", line)

    incident = next(r for r in draft.records if isinstance(r, IncidentDraft))
    assert (incident.severity, incident.users_affected) == (Severity.SEV1, 350)
    assert high(draft) == {}


def test_what_weighs_nothing_and_a_refused_promise_ask_nothing() -> None:
    draft = read("## Promises", "- We will not waive the $5,000 penalty", "## Else", "Tea was had")

    assert len(draft.unclaimed_lines) == 2
    assert high(draft) == {}


def test_a_note_of_which_little_was_read_is_not_ready() -> None:
    flag = high(read_note_of(GERMAN))[HARDLY]

    assert flag.lines == (3, 5, 6)
    assert flag.statement.startswith("3 of the note's 4 lines were not read")
    assert flag.statement.endswith("it does not look like English")


def read_note_of(text: str) -> Draft:
    return read_note(text.encode(), zone="UTC")


def test_english_is_not_called_foreign() -> None:
    lines = [f"- The team was happy with the tea of day {n}" for n in "abcdefg"]

    flag = high(read("## Elsewhere", *lines))[HARDLY]

    assert flag.statement == "7 of the note's 11 lines were not read"


def test_without_an_account_only_the_account_is_asked_for_and_the_language_told() -> None:
    draft = read_note_of(GERMAN.replace("Customer", "Kunde"))

    (flag,) = open_high_flags(draft)
    assert flag.key == "account-missing"
    assert flag.statement.endswith("it does not look like English")


def test_seen_is_taken_although_another_answer_read_the_lines() -> None:
    draft = read("Tea was had", hardly_read="accept", important_lines_unread="accept")

    assert high(draft) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We spoke with the customer about the slow search", True),
        ("Attendees: Bo. Action items: fix search, call Bo", True),
        ("Hallo Welt", True),
        ("Le client est tr\u00e8s d\u00e9\u00e7u de notre service cette semaine", False),
        ("El cliente no est\u00e1 contento y piensa en marcharse porque todo va mal", False),
    ],
)  # fmt: skip
def test_english_is_told_by_its_common_words(text: str, expected: bool) -> None:  # noqa: FBT001
    assert looks_english(text) is expected
