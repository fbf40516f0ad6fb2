from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from domain.facts import SlaTerm
from domain.money import Money
from domain.notes.draft import (
    AccountDraft,
    ActionDraft,
    CommitmentDraft,
    ContractDraft,
    Draft,
    EventDraft,
    IncidentDraft,
    MeetingDraft,
    PersonDraft,
    ReviewSeriesDraft,
    open_high_flags,
)
from domain.notes.read import read_note
from domain.notes.record import Record, Side
from domain.period import Period
from domain.vocabulary import (
    ActionStatus,
    Audience,
    ClockBasis,
    ClockMetric,
    CommitmentKind,
    CreditBase,
    IncidentEventKind,
    Influence,
    PeriodRole,
    Severity,
)
from tests.notes.own_notes import (
    BARE_LABELS,
    REVIEW_WITHOUT_INCIDENT,
    TABLES_AND_EUROS,
    UNKNOWN_LANGUAGE,
)

Kind = TypeVar("Kind", bound=Record)


def of(draft: Draft, kind: type[Kind]) -> list[Kind]:
    return [record for record in draft.records if isinstance(record, kind)]


def keys(draft: Draft) -> set[str]:
    return {flag.key for flag in draft.flags}


def test_a_note_of_tables_in_euros_is_read_from_its_cells() -> None:
    draft = read_note(TABLES_AND_EUROS.encode())

    (account,), (contract,), (incident,) = (
        of(draft, AccountDraft),
        of(draft, ContractDraft),
        of(draft, IncidentDraft),
    )
    reported = ClockBasis.REPORTED
    assert (account.name, account.segment) == ("Northwind GmbH", "Mid-market")
    assert contract.annual_value == Money.of("240000", "EUR")
    assert contract.renews_on == date(2025, 1, 31)
    assert contract.notice_period == Period(days=90)
    assert contract.auto_renews
    assert contract.sla_terms == (
        SlaTerm(metric=ClockMetric.FIRST_RESPONSE, target=timedelta(minutes=30), basis=reported),
        SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(hours=8), basis=reported),
    )
    assert incident.severity is Severity.SEV2
    assert incident.users_affected == 1200
    assert incident.stated_duration == timedelta(hours=6)
    assert incident.sla_breached is False
    assert draft.unclaimed_lines == ()


def test_a_stated_zone_makes_instants_without_asking() -> None:
    draft = read_note(TABLES_AND_EUROS.encode(), zone="America/New_York")

    assert draft.zone == "Europe/Berlin"
    assert [(e.event_kind, e.at.instant) for e in of(draft, EventDraft)] == [
        (IncidentEventKind.REPORTED, datetime(2024, 3, 11, 6, 30, tzinfo=UTC)),
        (IncidentEventKind.RESPONDED, datetime(2024, 3, 11, 6, 50, tzinfo=UTC)),
        (IncidentEventKind.DECLARED, datetime(2024, 3, 11, 8, 0, tzinfo=UTC)),
        (IncidentEventKind.NOTE, datetime(2024, 3, 11, 10, 0, tzinfo=UTC)),
        (IncidentEventKind.RESOLVED, datetime(2024, 3, 11, 12, 30, tzinfo=UTC)),
    ]
    assert "time-zone-missing" not in keys(draft)


def test_a_resolved_incident_that_lasted_as_long_as_claimed_opens_no_high_flag() -> None:
    draft = read_note(TABLES_AND_EUROS.encode())

    assert open_high_flags(draft) == ()
    assert not keys(draft) & {"duration-vs-timeline", "resolution-time-missing"}


def test_a_table_of_tasks_gives_owner_due_date_and_status() -> None:
    actions = of(read_note(TABLES_AND_EUROS.encode()), ActionDraft)

    assert [(a.text, a.owner, a.due_on, a.status) for a in actions] == [
        (
            "Send the report to Northwind GmbH",
            "person:ines-roth",
            date(2024, 3, 15),
            ActionStatus.OPEN,
        ),
        ("Check the import logs", "person:ines-roth", date(2024, 3, 14), ActionStatus.DONE),
    ]
    assert [a.audience for a in actions] == [Audience.CUSTOMER, Audience.INTERNAL]


def test_a_stated_credit_and_counted_calls_become_what_they_are() -> None:
    draft = read_note(TABLES_AND_EUROS.encode())

    credit, calls = of(draft, CommitmentDraft)
    (series,) = of(draft, ReviewSeriesDraft)
    assert credit.credit is not None
    assert credit.credit.base is CreditBase.FIXED
    assert credit.credit.amount == Money.of("2500", "EUR")
    assert (credit.credit.period, credit.credit.period_role) == ("2024-04", PeriodRole.INVOICE)
    assert calls.commitment_kind is CommitmentKind.RECURRING
    assert calls.slots == ("2024-W12", "2024-W13", "2024-W14", "2024-W15")
    assert series.rule == "FREQ=WEEKLY;COUNT=4"
    assert "audience-inferred" in keys(draft)


def test_people_in_a_cell_are_told_apart_by_their_company() -> None:
    people = of(read_note(TABLES_AND_EUROS.encode()), PersonDraft)

    assert [(p.name, p.title, p.organization, p.side, p.influence) for p in people] == [
        ("Ines Roth", "Support Engineer", "Acme", Side.VENDOR, None),
        ("Jan Bloch", "Head of IT", "Northwind GmbH", Side.CUSTOMER, Influence.MANAGER),
    ]


def test_a_review_without_an_incident_makes_none() -> None:
    draft = read_note(REVIEW_WITHOUT_INCIDENT.encode(), zone="Europe/London")

    (meeting,) = of(draft, MeetingDraft)
    assert of(draft, IncidentDraft) == []
    assert (meeting.held_on, meeting.incidents) == (date(2024, 10, 25), ())
    assert meeting.title == "Quarterly business review"
    assert all(action.incident is None for action in of(draft, ActionDraft))


def test_negated_declined_withdrawn_and_considered_lines_are_no_commitments() -> None:
    draft = read_note(REVIEW_WITHOUT_INCIDENT.encode())

    (promise,) = of(draft, CommitmentDraft)
    refused = next(flag for flag in draft.flags if flag.key == "not-a-commitment")
    assert (promise.text, promise.due_on) == (
        "Deliver the sandbox by 15 November",
        date(2024, 11, 15),
    )
    assert refused.lines == (10, 11, 12, 13, 14, 15, 19)
    assert set(refused.lines) <= set(draft.unclaimed_lines)


def test_an_owner_who_can_be_two_people_is_asked_for() -> None:
    draft = read_note(REVIEW_WITHOUT_INCIDENT.encode())

    owners = [(a.text, a.owner) for a in of(draft, ActionDraft)]
    asked = {flag.key: flag.candidates for flag in draft.flags}
    assert owners == [
        ("prepare the deck by next Wednesday", None),
        ("review the tickets in two weeks", "person:sam-ortiz"),
        ("call the partner", None),
        ("Update the wiki", "person:sam-lee"),
    ]
    assert asked["owner-ambiguous"] == ("Sam Lee", "Sam Ortiz")
    assert asked["owner-unknown"] == ("Sam Lee", "Sam Ortiz", "Kay Moss")


def test_an_asked_owner_and_weekday_are_taken_from_the_answers() -> None:
    answers = {
        "owner-ambiguous": "sam ortiz",
        "owner-unknown": "Sam Lee",
        "time-zone-missing": "Europe/London",
    }
    draft = read_note(REVIEW_WITHOUT_INCIDENT.encode(), answers=answers)

    assert [a.owner for a in of(draft, ActionDraft)] == [
        "person:sam-ortiz",
        "person:sam-ortiz",
        "person:sam-lee",
        "person:sam-lee",
    ]
    assert of(draft, ActionDraft)[1].due_on == date(2024, 11, 8)
    assert open_high_flags(draft) == ()


def test_a_note_of_bare_labels_and_no_heading_is_read() -> None:
    draft = read_note(BARE_LABELS.encode(), zone="UTC")

    (account,), (meeting,) = of(draft, AccountDraft), of(draft, MeetingDraft)
    people = {p.name: (p.title, p.side) for p in of(draft, PersonDraft)}
    assert (account.name, meeting.held_on) == ("Delta Foods", date(2024, 5, 7))
    assert people == {
        "Mia Berg": ("Success Manager", Side.VENDOR),
        "Ole Dahl": ("CTO", Side.CUSTOMER),
    }
    (action,) = of(draft, ActionDraft)
    assert (action.owner, action.due_on) == ("person:mia-berg", date(2024, 5, 8))


def test_a_note_in_another_language_is_all_unclaimed_with_one_high_flag() -> None:
    draft = read_note(UNKNOWN_LANGUAGE.encode())

    assert draft.records == ()
    assert draft.unclaimed_lines == (3, 4)
    assert [flag.key for flag in open_high_flags(draft)] == ["account-missing"]


def test_naming_the_account_lets_the_rest_be_read() -> None:
    text = "Date: 2024-05-07\n\n## Actions\n- Send the offer by 2024-05-10\n"

    draft = read_note(text.encode(), answers={"account-missing": "Sonnenhof"}, zone="UTC")

    assert of(draft, AccountDraft)[0].name == "Sonnenhof"
    assert of(draft, ActionDraft)[0].due_on == date(2024, 5, 10)
    assert open_high_flags(draft) == ()


def test_a_monthly_price_gives_the_annual_value_as_derived() -> None:
    draft = read_note(b"Customer: Delta Foods (GBP 1,000.50 per month)\n")

    (contract,) = of(draft, ContractDraft)
    assert contract.annual_value == Money.of(Decimal("12006.00"), "GBP")
    assert contract.spans[0].assumption == "annual value = monthly fee x 12"


def test_a_time_of_day_on_the_header_line_starts_the_meeting() -> None:
    draft = read_note(b"Customer: A\nDate: 7 May 2024\nTime: 2-3:30 pm\n", zone="Asia/Tokyo")

    (meeting,) = of(draft, MeetingDraft)
    assert meeting.starts_at is not None
    assert meeting.starts_at.clock == time(14)
    assert meeting.starts_at.instant == datetime(2024, 5, 7, 5, tzinfo=UTC)
