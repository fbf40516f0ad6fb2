"""Whether a contract renews by itself: the words that say no must never be read as yes."""

import pytest

from domain.notes.draft import ContractDraft, Draft, open_high_flags
from domain.notes.read import read_note
from domain.vocabulary import Basis


def read(line: str, **answers: str) -> Draft:
    note = f"Customer: A\nDate: 2024-10-25\n\n{line}\n"
    given = {key.replace("_", "-"): answer for key, answer in answers.items()}
    return read_note(note.encode(), zone="UTC", answers=given)


def contract_of(draft: Draft) -> ContractDraft:
    return next(record for record in draft.records if isinstance(record, ContractDraft))


def table(value: str) -> str:
    return f"| Field | Value |\n|---|---|\n| Auto-renewal | {value} |"


@pytest.mark.parametrize(
    "line",
    [
        "The contract does not renew automatically",
        "The contract doesn't auto-renew",
        "No automatic renewal",
        "Auto-renewal was switched off in March",
        "Auto-renewal: No, must be signed again",
        "Renewal: manual",
        "Renewal: 2025-01-31, must be signed again",
        "Renewal is not automatic",
        "Manual renewal",
        *(table(value) for value in ("no", "off", "never", "manual", "No, must be signed again")),
    ],
)
def test_a_contract_said_not_to_renew_by_itself_does_not(line: str) -> None:
    draft = read(line)

    assert contract_of(draft).auto_renews is False
    assert open_high_flags(draft) == ()


@pytest.mark.parametrize(
    "line",
    [
        "The contract renews automatically",
        "Renewal: 2025-01-31, 90 days notice, renews automatically",
        "Renewal: automatic",
        "Auto-renews unless cancelled 90 days before",
        "Auto-renewal: yes, unless notice is given, not later than May",
        *(table(value) for value in ("yes", "On", "every 12 months")),
    ],
)
def test_a_contract_said_to_renew_by_itself_does(line: str) -> None:
    draft = read(line)

    assert contract_of(draft).auto_renews is True
    assert open_high_flags(draft) == ()


@pytest.mark.parametrize(
    "line",
    [
        "Auto-renewal: to be confirmed",
        "Customer asked to remove the auto-renewal",
        "Does it auto-renew?",
        "The contract renews automatically, no price change",
        "The contract renews automatically\n\nAuto-renewal: no",
        table("see appendix"),
    ],
)
def test_an_unclear_renewal_is_asked_for(line: str) -> None:
    draft, answered = read(line), read(line, auto_renewal_unclear="no")

    assert contract_of(draft).auto_renews is None
    assert [flag.key for flag in open_high_flags(draft)] == ["auto-renewal-unclear"]
    assert contract_of(answered).auto_renews is False
    assert contract_of(answered).spans[-1].basis is Basis.ENTERED
    assert contract_of(read(line, auto_renewal_unclear="yes")).auto_renews is True
