"""What an answer changes, and which answers are refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar

import pytest

from domain.errors import InvalidInput
from domain.notes.draft import (
    ActionDraft,
    CommitmentDraft,
    ContractDraft,
    Draft,
    EventDraft,
    FeedbackDraft,
    IncidentDraft,
    MeetingDraft,
    open_high_flags,
)
from domain.notes.read import read_note
from domain.notes.record import Record
from domain.vocabulary import (
    Basis,
    ClockBasis,
    IncidentEventKind,
    IncidentStatus,
    PeriodRole,
    Precision,
    Severity,
)

EXAMPLE = (
    Path(__file__).parents[2] / "examples" / "techcorp-escalation-2024-10-25.md"
).read_bytes()
Kind = TypeVar("Kind", bound=Record)


def of(draft: Draft, kind: type[Kind]) -> list[Kind]:
    return [record for record in draft.records if isinstance(record, kind)]


def answered(**answers: str) -> Draft:
    return read_note(EXAMPLE, answers={k.replace("_", "-"): v for k, v in answers.items()})


def test_answering_every_high_flag_closes_them() -> None:
    flags = open_high_flags(read_note(EXAMPLE, zone="America/New_York"))

    draft = read_note(
        EXAMPLE, zone="America/New_York", answers={flag.key: "accept" for flag in flags}
    )

    assert len(flags) == 6
    assert open_high_flags(draft) == ()
    assert of(draft, ActionDraft)[15].event_on is None


def test_a_zone_typed_in_beats_the_given_one() -> None:
    draft = read_note(EXAMPLE, zone="UTC", answers={"time-zone-missing": "Europe/Berlin"})

    assert draft.zone == "Europe/Berlin"
    assert {f.key: f.answer for f in draft.flags}["time-zone-missing"] == "Europe/Berlin"


def test_the_chosen_friday_becomes_the_day_of_the_call() -> None:
    call = of(answered(friday_is_today="2024-11-01"), ActionDraft)[15]

    assert call.event_on == date(2024, 11, 1)
    assert [s.basis for s in call.spans if s.field == "event_on"][-1] is Basis.ENTERED


def test_a_due_day_that_could_be_two_is_set_by_its_own_flag() -> None:
    text = """Customer: A
Date: 2024-10-25
## Actions
- Send the list by Friday
- Call the client by Friday
## Promises to the client
- Deliver the tool by Friday
- Deliver the key by 2024-12-02
"""
    answers = {"friday-is-today": "2024-10-25", "friday-is-today-3": "2024-11-08"}

    draft = read_note(text.encode(), answers=answers)

    assert [a.due_on for a in of(draft, ActionDraft)] == [date(2024, 10, 25), None]
    assert [a.due_basis for a in of(draft, ActionDraft)] == [Basis.ENTERED, None]
    assert [c.due_on for c in of(draft, CommitmentDraft)] == [date(2024, 11, 8), date(2024, 12, 2)]


def test_a_typed_resolution_is_an_event_of_its_own() -> None:
    draft = read_note(EXAMPLE, zone="UTC", answers={"resolution-time-missing": "2024-10-25T14:00"})

    resolved = of(draft, EventDraft)[-1]
    assert resolved.event_kind is IncidentEventKind.RESOLVED
    assert resolved.at.instant == datetime(2024, 10, 25, 14, tzinfo=UTC)
    assert [s.basis for s in resolved.spans] == [Basis.ENTERED]
    assert of(draft, IncidentDraft)[0].status is IncidentStatus.RESOLVED


@pytest.mark.parametrize(("zone", "clock"), [(None, time(14)), ("UTC", time(12))])
def test_a_resolution_with_an_offset_is_an_instant_in_any_case(
    zone: str | None, clock: time
) -> None:
    answers = {"resolution-time-missing": "2024-10-25T14:00+02:00"}

    at = of(read_note(EXAMPLE, zone=zone, answers=answers), EventDraft)[-1].at

    assert (at.clock, at.instant) == (clock, datetime(2024, 10, 25, 12, tzinfo=UTC))


def test_the_clock_basis_severity_and_role_of_the_month_can_be_answered() -> None:
    draft = answered(sla_clock_start="reported", severity_inferred="SEV2", credit_period="INVOICE")

    assert [t.basis for t in of(draft, ContractDraft)[0].sla_terms] == [ClockBasis.REPORTED]
    assert of(draft, IncidentDraft)[0].severity is Severity.SEV2
    credits_promised = [c.credit for c in of(draft, CommitmentDraft) if c.credit]
    assert [c.period_role for c in credits_promised] == [PeriodRole.INVOICE]


def test_a_number_confirms_how_the_quotation_is_meant() -> None:
    text = EXAMPLE + b'\n## Quotes\n\n"Fine work." - Dana Whitfield\n'

    draft = read_note(text, answers={"quote-polarity": "-0.5"})

    assert [f.polarity for f in of(draft, FeedbackDraft)] == [-0.5, None]


def test_an_open_condition_can_be_given_a_day() -> None:
    promises = of(answered(open_ended_condition="2025-01-31"), CommitmentDraft)

    assert [c.due_on for c in promises][:2] == [date(2025, 1, 31), None]


def test_another_dollar_can_be_chosen_and_is_used_everywhere() -> None:
    by_answer, by_option = (
        answered(currency_inferred="CAD"),
        read_note(EXAMPLE, currency_code="CAD"),
    )

    values = [of(d, ContractDraft)[0].annual_value for d in (by_answer, by_option)]
    assert [v and v.currency_code for v in values] == ["CAD", "CAD"]


def test_the_day_of_a_meeting_can_be_entered() -> None:
    text = b"Customer: A\n## Actions\n- Call by tomorrow\n"

    asked = read_note(text)
    draft = read_note(text, answers={"meeting-date-missing": "2024-05-07"})

    assert [f.key for f in open_high_flags(asked)] == ["meeting-date-missing"]
    assert of(asked, ActionDraft)[0].due_on is None
    assert of(draft, ActionDraft)[0].due_on == date(2024, 5, 8)
    assert of(draft, MeetingDraft)[0].title == "Meeting on 2024-05-07"


@pytest.mark.parametrize("order", ["DMY", "MDY", "accept"])
def test_the_order_of_numbered_dates_can_be_answered(order: str) -> None:
    draft = read_note(b"Customer: A\nDate: 05/06/2024\n", answers={"date-order": order}, zone="UTC")

    expected = date(2024, 5, 6) if order == "MDY" else date(2024, 6, 5)
    assert of(draft, MeetingDraft)[0].held_on == expected
    assert open_high_flags(draft) == ()


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("no-such-flag", "accept"),
        ("account-missing", "TechCorp"),
        ("time-zone-missing", "accept"),
        ("time-zone-missing", "Mars/Olympus"),
        ("friday-is-today", "soon"),
        ("friday-is-today", "2024-02-30"),
        ("resolution-time-missing", "2024-10-25"),
        ("resolution-time-missing", "later"),
        ("resolution-time-missing", "2024-10-22T08:00"),
        ("quote-polarity", "bad"),
        ("quote-polarity", "2"),
        ("quote-polarity", "nan"),
        ("sla-clock-start", "YESTERDAY"),
        ("owner-missing", "Ruth"),
        ("currency-inferred", "EUR"),
    ],
)
def test_an_unknown_flag_or_an_answer_it_cannot_take_is_refused_by_name(
    key: str, answer: str
) -> None:
    with pytest.raises(InvalidInput, match=key):
        read_note(EXAMPLE, answers={key: answer})


def test_an_account_needs_a_name_with_a_letter() -> None:
    with pytest.raises(InvalidInput, match="account-missing"):
        read_note(b"hello\n", answers={"account-missing": "..."})


@pytest.mark.parametrize(("zone", "currency"), [("Nowhere", None), (None, "dollars")])
def test_an_unknown_zone_or_currency_is_refused(zone: str | None, currency: str | None) -> None:
    with pytest.raises(InvalidInput):
        read_note(EXAMPLE, zone=zone, currency_code=currency)


def test_a_time_with_a_clock_is_precise_to_the_minute() -> None:
    at = of(read_note(EXAMPLE), EventDraft)[0].at

    assert at.precision is Precision.MINUTE
    assert replace(at, clock=None).precision is Precision.DAY
