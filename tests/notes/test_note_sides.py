"""Whose person somebody is: the account's under any legal form, else asked, never quietly ours."""

import pytest

from domain.notes.draft import Draft, FeedbackDraft, Flag, PersonDraft
from domain.notes.organizations import bare_name, is_same_organization
from domain.notes.read import read_note
from domain.notes.record import Side
from domain.vocabulary import Audience, Influence

KEY = "person-side-unclear"
NOTE = """\
Customer: M\u00fcllerwerk GmbH
Date: 2024-10-25
Attendees: Klaus Brandt (Head of IT, M\u00fcllerwerk), Ida Voss (Engineer, Acme), Bo Lind (Sales)

## Promises

M\u00fcllerwerk:

- Deliver the key

## Feedback

> "We are thinking about leaving." - Klaus Brandt

> "This is too slow for us." - Jo Berg, Partner at Otherhouse
"""


def read(note: str = NOTE, **answers: str) -> Draft:
    given = {key.replace("_", "-"): answer for key, answer in answers.items()}
    return read_note(note.encode(), zone="UTC", answers=given)


def sides(draft: Draft) -> dict[str, Side]:
    return {r.name: r.side for r in draft.records if isinstance(r, PersonDraft)}


def flags(draft: Draft) -> list[Flag]:
    return [flag for flag in draft.flags if flag.key.startswith(KEY)]


@pytest.mark.parametrize(
    "name",
    ["Meyer GmbH & Co. KG", "MEYER AG", "Meyer, Inc.", "Meyer S.A.S.", "Meyer B.V.", "Meyer plc",
     "Meyer LLC", " meyer "],
)  # fmt: skip
def test_a_company_is_the_same_under_any_legal_form(name: str) -> None:
    assert is_same_organization(name, "Meyer Ltd")
    assert not is_same_organization(name, "Meyer Bau GmbH")


def test_a_company_called_like_a_legal_form_keeps_its_name() -> None:
    assert [bare_name(name) for name in ("SAS", "AG", "Costa")] == ["SAS", "AG", "Costa"]


def test_the_accounts_people_are_theirs_without_the_legal_form() -> None:
    draft = read()

    assert sides(draft)["Klaus Brandt"] is Side.CUSTOMER
    first = next(r for r in draft.records if isinstance(r, FeedbackDraft))
    assert first.speaker == "person:klaus-brandt"
    (promise,) = (r for r in draft.records if r.key == "commitment:1")
    assert getattr(promise, "audience", None) is Audience.CUSTOMER
    assert "audience-inferred" not in {flag.key for flag in draft.flags}


def test_people_of_another_company_are_asked_about_one_company_at_a_time() -> None:
    draft = read()

    assert [flag.statement.partition(":")[0] for flag in flags(draft)] == [
        "Ida Voss of Acme",
        "Jo Berg of Otherhouse",
    ]
    assert [flag.lines for flag in flags(draft)] == [(3,), (15,)]
    assert sides(draft)["Bo Lind"] is Side.VENDOR


def test_an_answer_makes_them_the_customers_and_their_words_too() -> None:
    draft = read(person_side_unclear="vendor", person_side_unclear_2="customer")

    assert sides(draft)["Ida Voss"] is Side.VENDOR
    jo = next(r for r in draft.records if isinstance(r, PersonDraft) and r.name == "Jo Berg")
    assert (jo.side, jo.influence) == (Side.CUSTOMER, Influence.USER)
    quotes = [r for r in draft.records if isinstance(r, FeedbackDraft)]
    assert quotes[1].speaker == "person:jo-berg"


def test_somebody_only_quoted_is_asked_about() -> None:
    draft = read(NOTE.replace("Jo Berg, Partner at Otherhouse", "Jo Berg"))

    assert [flag.statement.partition(":")[0] for flag in flags(draft)][1] == "Jo Berg"


@pytest.mark.parametrize("label", ["Our team", "Internal attendees", "Vendor"])
def test_people_said_to_be_ours_are_not_asked_about(label: str) -> None:
    text = f"Customer: A\nDate: 2024-10-25\n\n## Attendees\n\n{label}:\n\n- Ida Voss, CTO, Acme\n"
    draft = read(text)

    assert sides(draft) == {"Ida Voss": Side.VENDOR}
    assert flags(draft) == []
