"""Single lines that other notes have, each in the smallest note that shows them."""

from datetime import date, timedelta
from typing import TypeVar

import pytest

from domain.errors import InvalidInput
from domain.notes.draft import (
    ActionDraft,
    CommitmentDraft,
    ConcernDraft,
    ContractDraft,
    Draft,
    EventDraft,
    FeedbackDraft,
    IncidentDraft,
    MeetingDraft,
    PersonDraft,
)
from domain.notes.meeting import MOST_PEOPLE
from domain.notes.read import read_note
from domain.notes.record import Record, Side
from domain.vocabulary import (
    Audience,
    CommitmentKind,
    ConcernTopic,
    CreditBase,
    Horizon,
    IncidentEventKind,
    Severity,
)

Kind = TypeVar("Kind", bound=Record)


def of(draft: Draft, kind: type[Kind]) -> list[Kind]:
    return [record for record in draft.records if isinstance(record, kind)]


def read(*lines: str) -> Draft:
    """A note of customer A, met on Friday, 25 October 2024."""
    return read_note(
        "\n".join(["Customer: A", "Date: 2024-10-25", "", *lines]).encode(), zone="UTC"
    )


def keys(draft: Draft) -> set[str]:
    return {flag.key for flag in draft.flags}


@pytest.mark.parametrize(
    ("line", "severity", "text"),
    [
        ("Severity: 2", Severity.SEV2, "2"),
        ("Priority: P1", Severity.SEV1, "P1"),
        ("Severity: minor", Severity.SEV4, "minor"),
        ("Severity: purple", None, None),
    ],
)
def test_severity_is_a_code_or_a_word_or_unknown(
    line: str, severity: Severity | None, text: str | None
) -> None:
    draft = read("Incident: Search outage", line)

    (incident,) = of(draft, IncidentDraft)
    assert (incident.severity, incident.severity_text) == (severity, text)
    assert ("severity-inferred" in keys(draft)) is (text == "minor")
    assert ("severity-missing" in keys(draft)) is (severity is None)


def test_a_severity_nobody_wrote_must_be_given() -> None:
    note = b"Account: Halden\n\nIncident: Search outage\n"

    with pytest.raises(InvalidInput, match="one of SEV1"):
        read_note(note, answers={"severity-missing": "accept"})
    (incident,) = of(read_note(note, answers={"severity-missing": "SEV2"}), IncidentDraft)
    assert incident.severity is Severity.SEV2


def test_an_incident_without_numbers_has_none() -> None:
    draft = read("Incident: Search outage", "Impact: some pages", "Duration: unknown")

    (incident,) = of(draft, IncidentDraft)
    assert (incident.users_affected, incident.stated_duration) == (None, None)
    assert "resolution-time-missing" not in keys(draft)


def test_a_labelled_duration_and_a_cause_without_a_label_are_read() -> None:
    draft = read(
        "Incident: Search outage",
        "Duration: 90 minutes",
        "## Why it happened",
        "A disk was full",
        "Contributing: nobody looked",
    )

    (incident,) = of(draft, IncidentDraft)
    assert incident.stated_duration == timedelta(minutes=90)
    assert incident.root_cause == "A disk was full"
    assert incident.contributing_factors == ("nobody looked",)


def test_a_sentence_about_trouble_in_a_summary_names_the_incident() -> None:
    draft = read("## Summary", "", "The search was down for 3 hours", "## Other", "Nothing")

    (incident,) = of(draft, IncidentDraft)
    assert incident.title == "The search was down for 3 hours"
    assert draft.unclaimed_lines == (8,)


@pytest.mark.parametrize("line", ["Issue: price of the contract", "Incident: none", "SLA: met"])
def test_no_trouble_no_incident(line: str) -> None:
    assert of(read(line), IncidentDraft) == []


def test_a_second_incident_is_said_to_be_unread() -> None:
    draft = read("Incident: Search outage", "Outage 2: mail outage")

    flag = next(flag for flag in draft.flags if flag.key == "second-incident")
    assert flag.lines == (5,)
    assert 5 in draft.unclaimed_lines


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Incident resolved", IncidentEventKind.RESOLVED),
        ("Not resolved yet", IncidentEventKind.NOTE),
        ("Expected to be resolved by noon", IncidentEventKind.NOTE),
        ("Restore completed", IncidentEventKind.NOTE),
        ("Rollback started", IncidentEventKind.RECOVERY_STARTED),
        ("Workaround deployed", IncidentEventKind.MITIGATED),
        ("Reopened by the client", IncidentEventKind.REOPENED),
        ("Update sent to all", IncidentEventKind.UPDATE_SENT),
        ("Report delivered", IncidentEventKind.REPORT_DELIVERED),
        ("Ticket closed", IncidentEventKind.CLOSED),
    ],
)
def test_only_words_that_say_so_end_an_incident(words: str, kind: IncidentEventKind) -> None:
    draft = read("Incident: Search outage", "## Timeline", f"- 24 Oct 10:00-10:30 {words}")

    assert [event.event_kind for event in of(draft, EventDraft)] == [kind]


def test_a_timeline_takes_its_day_from_above() -> None:
    draft = read(
        "Incident: Search outage",
        "## Timeline",
        "### 23 October",
        "- 09:00 Reported",
        "- at noon: acknowledged",
        "- 24 October",
        "- 10:00",
        "- somebody laughed",
    )

    days = [event.at.day for event in of(draft, EventDraft)]
    assert days == [date(2024, 10, 23), date(2024, 10, 23)]
    assert draft.unclaimed_lines == (9, 10, 11)


def test_events_without_any_day_stay_unclaimed() -> None:
    draft = read("Incident: Search outage", "## Timeline", "- 09:00 Reported")

    assert of(draft, EventDraft) == []
    assert draft.unclaimed_lines == (6,)


def test_a_duration_beside_a_timeline_without_an_end_is_flagged() -> None:
    text = "Customer: A\n\nIncident: outage for 3 hours\n## Timeline\n- 2024-10-24 Reported\n"

    draft = read_note(text.encode())

    flag = next(flag for flag in draft.flags if flag.key == "duration-vs-timeline")
    assert flag.statement.endswith("its timeline gives no end")


def test_clock_starts_known_only_to_the_day_are_shown_so() -> None:
    draft = read(
        "Incident: Search outage",
        "SLA: 4 hours",
        "## Timeline",
        "- 23 Oct: reported",
        "- 24 Oct 09:00: escalated",
    )

    flag = next(flag for flag in draft.flags if flag.key == "sla-clock-start")
    assert flag.statement.endswith("REPORTED 2024-10-23, ESCALATED 2024-10-24 09:00")


@pytest.mark.parametrize(
    ("line", "kind", "base"),
    [
        ("A credit for October", CommitmentKind.ONE_OFF, None),
        ("A credit of 400% of the fee", CommitmentKind.ONE_OFF, None),
        ("A refund of 5% of the annual fee", CommitmentKind.CREDIT, CreditBase.ANNUAL_VALUE),
        ("A rebate of \u00a3100 on the bill", CommitmentKind.CREDIT, CreditBase.FIXED),
        ("10% discount for service in May", CommitmentKind.CREDIT, CreditBase.MONTHLY_FEE),
        ("An engineer until 2024-12-01", CommitmentKind.ONE_OFF, None),
        ("A report after every incident", CommitmentKind.STANDING, None),
        ("Weekly calls", CommitmentKind.RECURRING, None),
    ],
)
def test_a_promise_is_of_the_kind_its_words_say(
    line: str, kind: CommitmentKind, base: CreditBase | None
) -> None:
    (promise,) = of(read("## Promises to the client", f"- {line}"), CommitmentDraft)

    assert promise.commitment_kind is kind
    assert (promise.credit.base if promise.credit else None) is base
    assert promise.credit is None or base is CreditBase.FIXED or promise.credit.amount is None


def test_a_promise_names_its_owner_and_its_audience_by_its_own_words() -> None:
    draft = read(
        "Attendees: Ida Voss (Engineer)",
        "## What we agreed",
        "- Ida Voss: better alarms in our own team",
        "- A named contact (owner: Ida Voss)",
        "- Soon: a newsletter",
    )

    assert [(c.text, c.owner, c.audience) for c in of(draft, CommitmentDraft)] == [
        ("better alarms in our own team", "person:ida-voss", Audience.INTERNAL),
        ("A named contact", "person:ida-voss", Audience.CUSTOMER),
        ("Soon: a newsletter", None, Audience.CUSTOMER),
    ]


def test_a_plan_has_the_horizon_of_its_heading_or_none() -> None:
    draft = read("## Plan", "- A", "### Immediately", "- B by 2024-10-28", "### Later", "- [x] C")

    plan = of(draft, ActionDraft)
    assert [a.horizon for a in plan] == [None, Horizon.IMMEDIATE, None]
    assert [a.due_on for a in plan] == [None, date(2024, 10, 28), None]
    assert plan[2].stated_at is not None


def test_concerns_have_a_topic_and_only_a_stated_loss_is_one() -> None:
    draft = read(
        "## Concerns",
        "- Bugs in the product",
        "- The colour",
        "- Price is $90K a year",
        "- ~~Legal~~",
    )

    concerns = of(draft, ConcernDraft)
    assert [c.topic for c in concerns] == [
        ConcernTopic.PRODUCT,
        ConcernTopic.OTHER,
        ConcernTopic.OTHER,
    ]
    assert [c.stated_loss for c in concerns] == [None, None, None]


def test_quotations_come_with_marks_or_as_blocks() -> None:
    draft = read(
        "Attendees: Client (Ole Dahl, CTO); Bo (Sales)",
        "## Feedback",
        '- Ole Dahl: "We will see"',
        "",
        "> All is well",
        "",
        "> Fine \u2014 Bo",
        "",
        "No quotation",
    )

    quotes = of(draft, FeedbackDraft)
    assert [(f.quote, f.speaker) for f in quotes] == [
        ("We will see", "person:ole-dahl"),
        ("All is well", None),
        ("Fine", None),
    ]
    assert draft.unclaimed_lines == (12,)


def test_the_day_may_stand_in_the_title_or_on_a_bare_line() -> None:
    titled = read_note(b"# Call of 7 May 2024\n\nCustomer: A\n\nHello\n")
    bare = read_note(b"# Call\n\nHello\n\n7 May 2024, 14:00\n\nCustomer: A\n")

    assert [of(d, MeetingDraft)[0].held_on for d in (titled, bare)] == [date(2024, 5, 7)] * 2


def test_a_meeting_that_ended_as_planned_is_no_conflict() -> None:
    draft = read("Time: 10:00-11:00", "", "The meeting ended at 11:00.")

    assert "meeting-end-conflict" not in keys(draft)


def test_people_in_a_table_of_their_own_are_read() -> None:
    draft = read(
        "## Attendees", "", "| Name | Role | Company |", "|---|---|---|", "| Ida Voss | CTO | A |"
    )

    (person,) = of(draft, PersonDraft)
    assert (person.name, person.title, person.side) == ("Ida Voss", "CTO", Side.CUSTOMER)


def test_three_parts_on_a_line_of_the_list_are_one_person() -> None:
    draft = read("## Attendees", "- Ida Voss, CTO, A", "- Bo, Eva, Kim")

    assert [p.name for p in of(draft, PersonDraft)] == ["Ida Voss", "Bo", "Eva", "Kim"]


def test_more_people_than_a_meeting_has_stay_unread() -> None:
    names = [f"- Ann B{'x' * n}" for n in range(MOST_PEOPLE + 5)]

    draft = read("## Attendees", *names)

    assert len(of(draft, PersonDraft)) == MOST_PEOPLE
    assert len(draft.unclaimed_lines) == 5


def test_a_renewal_on_a_doubtful_day_is_left_open() -> None:
    (contract,) = of(
        read("Contract: 90 EUR a year", "Renewal: Friday", "Terms: renewal"), ContractDraft
    )

    assert contract.renews_on is None


def test_a_line_beyond_all_sense_is_left_unclaimed() -> None:
    draft = read("## Actions", "- " + "x" * 1001, "", "| a |", "|---|", f"| {'y' * 1001} |", "|  |")

    assert draft.unclaimed_lines == (5, 9, 10)


def test_a_heading_line_under_no_words_divides_nothing() -> None:
    draft = read(
        "***", "## Actions", "**Soon**", "", "- **Bo** to call", "- [ ]  write (owner: Bo)", "- **"
    )

    assert [a.text for a in of(draft, ActionDraft)] == ["Bo to call", "write"]
