"""Small forms of real notes: rows of two columns, zones by their initials, reviews by weekday."""

from datetime import date

import pytest

from domain.errors import InvalidInput
from domain.notes.draft import ActionDraft, CommitmentDraft, ContractDraft, Draft
from domain.notes.read import read_note
from domain.notes.record import Recurrence
from domain.period import Period


def read(*lines: str, zone: str | None = "UTC", **answers: str) -> Draft:
    given = {key.replace("_", "-"): answer for key, answer in answers.items()}
    text = "\n".join(["Customer: A", "Date: 2024-10-25", *lines])
    return read_note(text.encode(), zone=zone, answers=given)


def statements(draft: Draft) -> dict[str, str]:
    return {flag.key: flag.statement for flag in draft.flags}


@pytest.mark.parametrize("value", ["90 days", "90-day"])
def test_a_row_of_two_columns_is_a_labelled_line(value: str) -> None:
    draft = read("", "| Field | Value |", "|---|---|", f"| Notice period | {value} |")

    (contract,) = (r for r in draft.records if isinstance(r, ContractDraft))
    assert contract.notice_period == Period(days=90)
    assert draft.unclaimed_lines == ()


@pytest.mark.parametrize(
    "time", ["10:00-11:15 CET", "10:00 - 11:15 (CET)", "10:00\u201311:15, CET"]
)
def test_an_abbreviation_is_named_and_its_zone_offered(time: str) -> None:
    draft = read(f"Time: {time}", zone=None)

    flag = next(flag for flag in draft.flags if flag.key == "time-zone-missing")
    assert flag.candidates == ("Europe/Berlin",)
    assert flag.statement.startswith("CET is an abbreviation, not a time zone")


def test_without_an_abbreviation_the_zone_is_simply_missing() -> None:
    told = statements(read("Time: 10:00-11:15", zone=None))["time-zone-missing"]

    assert told.startswith("the note names no time zone")


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ("A status call every Tuesday", "no time or attendees"),
        ("Weekly status calls on Tuesdays", "no time or attendees"),
        ("Weekly status calls", "no day, time or attendees"),
    ],
)
def test_reviews_on_a_weekday_do_not_lack_a_day(line: str, lacking: str) -> None:
    draft = read("## Promises to the client", f"- {line}")

    assert lacking in statements(draft)["reviews-underspecified"]


def test_only_a_day_of_that_name_answers_which_one_was_meant() -> None:
    line = "- Send the list by Friday"
    later = read("## Actions", line, friday_is_today="2024-11-08")

    (action,) = (r for r in later.records if isinstance(r, ActionDraft))
    assert action.due_on == date(2024, 11, 8)
    with pytest.raises(InvalidInput, match="takes 2024-11-01 or 2024-10-25 or accept, not"):
        read("## Actions", line, friday_is_today="2024-11-02")


@pytest.mark.parametrize("line", ["A status call every Friday", "Each Friday a report"])
def test_a_weekday_that_comes_again_is_no_deadline(line: str) -> None:
    draft = read("## Promises to the client", f"- {line}")

    (promise,) = (r for r in draft.records if isinstance(r, CommitmentDraft))
    assert (promise.recurrence, promise.due_on) == (Recurrence.WEEKLY, None)
    assert "friday-is-today" not in statements(draft)
