"""What cannot be is said to be so, and nothing is made up in its place."""

import pytest

from domain.notes.dates import Order, find_impossible
from domain.notes.draft import CommitmentDraft, Draft, Flag
from domain.notes.read import read_note


def read(*lines: str) -> Draft:
    return read_note(
        "\n".join(["Customer: A", "Date: 2024-10-25", "", *lines]).encode(), zone="UTC"
    )


def flags(draft: Draft) -> dict[str, Flag]:
    return {flag.key: flag for flag in draft.flags}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("by 31 February 2026", "31 February 2026"),
        ("on February 30th", "February 30th"),
        ("29 Feb 2025", "29 Feb 2025"),
        ("2024-13-01", "2024-13-01"),
        ("31/04/2025", "31/04/2025"),
        ("10.25.2024", "10.25.2024"),
        ("on 29 February, 28 February 2025, 02/28/2025", None),
        ("1 Feb 30 users, May 45 people, 0 May, 24/7, version 1.2.3", None),
    ],
)
def test_a_day_no_calendar_has_is_found(text: str, words: str | None) -> None:
    assert find_impossible(text, Order.DAY_FIRST) == words


def test_an_impossible_due_day_is_named_instead_of_a_missing_one() -> None:
    found = flags(read("## Actions", "- Send the list by 31 February 2026", "- Call the client"))

    assert found["date-impossible"].lines == (5,)
    assert "31 February 2026" in found["date-impossible"].statement
    assert found["due-missing"].lines == (6,)


def test_only_impossible_days_leave_no_due_day_missing() -> None:
    found = flags(read("## Actions", "- Send the list by 31 February 2026"))

    assert "due-missing" not in found


@pytest.mark.parametrize("share", ["150%", "1500 %", "0%"])
def test_a_credit_of_more_than_the_fee_or_of_nothing_has_no_amount(share: str) -> None:
    line = f"- Credit of {share} of the $5,000 monthly fee"

    draft = read("Contract: $60,000 a year", "## Promises to the client", line)

    (promise,) = (r for r in draft.records if isinstance(r, CommitmentDraft))
    assert promise.credit is None
    assert flags(draft)["credit-percent-impossible"].lines == (6,)


def test_a_share_of_the_fee_and_a_refused_one_are_not_asked_about() -> None:
    lines = ("- Credit of 100% of the monthly fee", "- We will not give a credit of 150%")

    assert "credit-percent-impossible" not in flags(read("## Promises", *lines))
