"""Records taken back, and records that are the same thing."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.linked import may_be_same
from domain.vocabulary import (
    Audience,
    CommitmentEnding,
    CommitmentKind,
    ConcernTopic,
    IncidentEventKind,
    IncidentStatus,
    MeetingStatus,
    RecordType,
    ReviewOutcome,
    Severity,
)
from models.account import Account, Contact
from models.base import Base, new_id
from models.commitment import ActionItem, Commitment, Occurrence
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Meeting, Review, ReviewSeries
from models.names import RecordRef
from models.voice import Concern, Feedback
from resolvers.ids import RecordKey, global_id, parsed
from tests.mutations.asking import NOON, Client, code_of
from tests.storage.reads import every

RECORD = "record { id __typename }"
DAY = timedelta(days=1)
REASON = "Entered for the wrong customer"


class Book:
    """One account with records entered without the API."""

    def __init__(self, client: Client, account: str) -> None:
        self.client = client
        self.account = account
        self.own = parsed(account).id

    async def add(self, *rows: Base) -> None:
        async with self.client.database.write(self.own, actor="test", now=NOON) as unit:
            for row in rows:
                unit.add(row)

    def id(self, kind: RecordType, row: Any) -> str:
        return global_id(RecordKey(kind, self.own, row.id))

    async def health(self, **at: str) -> float:
        asked = f'(asOf: "{at["at"]}")' if at else ""
        document = f"query($id: ID!) {{ account(by: {{id: $id}}) {{ health{asked} {{ value }} }} }}"
        found = await self.client.ask(document, id=self.account)
        return found["account"]["health"]["value"]

    async def rows(self, kind: type[Base]) -> list[Any]:
        return await self.client.database.read(every(kind))


async def book_of(client: Client, key: str = "1") -> Book:
    return Book(client, (await client.account(key))["id"])


def outage(**given: Any) -> Incident:
    told = {"title": "Outage", "first_severity": Severity.SEV1, "severity": Severity.SEV1}
    return Incident(id=new_id(), **told, status=IncidentStatus.OPEN, **given)


def reported(incident: Incident) -> IncidentEvent:
    return IncidentEvent(
        id=new_id(),
        incident_id=incident.id,
        kind=IncidentEventKind.REPORTED,
        at=NOON - DAY,
        summary="Search is down",
    )


def promise(**given: Any) -> Commitment:
    told = {"text": "A report", "audience": Audience.CUSTOMER, "kind": CommitmentKind.ONE_OFF}
    return Commitment(id=new_id(), **told, **given)


def task(**given: Any) -> ActionItem:
    told = {"text": "Write it", "audience": Audience.CUSTOMER, "origin": "ACTION_ITEM"}
    return ActionItem(id=new_id(), **told, **given)


def talk(**given: Any) -> Meeting:
    at = {"held_on": date(2024, 10, 24), "starts_at": NOON - DAY}
    return Meeting(title="Talk", status=MeetingStatus.HELD, **at, **given)


async def test_what_was_retracted_is_gone_now_and_was_known_then(client: Client) -> None:
    book = await book_of(client)
    incident = outage()
    await book.add(incident, reported(incident))
    before, then = await book.health(), client.now.isoformat()

    told = await client.change(
        "recordRetract", RECORD, id=book.id(RecordType.INCIDENT, incident), reason=REASON
    )

    assert (told["outcome"], told["record"], told["userErrors"]) == ("UPDATED", None, [])
    assert before < 70
    assert await book.health() == 70
    assert await book.health(at=then) == pytest.approx(before, abs=0.05)
    assert await book.rows(Incident) == await book.rows(IncidentEvent) == []


async def test_the_log_says_why(client: Client) -> None:
    book = await book_of(client)
    dana = Contact(id=new_id(), name="Dana")
    await book.add(dana)

    await client.done("recordRetract", RECORD, id=book.id(RecordType.CONTACT, dana), reason=REASON)

    found = await client.ask("{ activity(first: 1) { nodes { summary record { id } } } }")
    summary = f'Retracted contact "Dana" ({REASON})'
    assert found["activity"]["nodes"] == [{"summary": summary, "record": None}]


async def test_what_named_a_person_who_never_was_lives_on_without(client: Client) -> None:
    book = await book_of(client)
    dana, paul = Contact(id=new_id(), name="Dana"), Contact(id=new_id(), name="Paul")
    there = tuple(Attendance(person_id=one.id, is_contact=True) for one in (dana, paul))
    await book.add(
        dana,
        paul,
        Feedback(quote="Well", speaker_id=dana.id),
        Concern(topic=ConcernTopic.TRUST, text="Why?", raised_by_id=dana.id, raised_at=NOON - DAY),
        promise(promised_to=(dana.id, paul.id)),
        promise(ending=CommitmentEnding.WAIVED, ended_at=NOON, waived_by_id=dana.id),
        talk(attendance=there),
        RecordRef(
            account_id=book.own,
            record_type=RecordType.CONTACT,
            system="crm",
            key="d",
            record_id=dana.id,
        ),
    )
    await client.done(
        "accountUpdate",
        "account { id }",
        account={"id": book.account},
        sponsor=book.id(RecordType.CONTACT, dana),
    )

    await client.done("recordRetract", RECORD, id=book.id(RecordType.CONTACT, dana), reason=REASON)

    assert [row.speaker_id for row in await book.rows(Feedback)] == [None]
    assert [row.raised_by_id for row in await book.rows(Concern)] == [None]
    assert [row.promised_to for row in await book.rows(Commitment)] == [(paul.id,), ()]
    assert [row.waived_by_id for row in await book.rows(Commitment)] == [None, None]
    assert [row.attendance for row in await book.rows(Meeting)] == [there[1:]]
    assert [row.sponsor_id for row in await book.rows(Account)] == [None]
    assert await book.rows(RecordRef) == []


async def test_a_series_goes_with_its_reviews_but_not_with_what_came_of_them(
    client: Client,
) -> None:
    book = await book_of(client)
    series = ReviewSeries(id=new_id(), title="Monthly", rule="FREQ=MONTHLY;COUNT=2")
    given = {"series_id": series.id, "title": "Monthly"}
    await book.add(
        series,
        Review(**given, slot="2024-09", outcome=ReviewOutcome.HELD, outcome_at=NOON - 30 * DAY),
        Review(**given, slot="2024-11"),
    )

    told = await client.change(
        "recordRetract", RECORD, id=book.id(RecordType.REVIEW_SERIES, series), reason=REASON
    )

    assert told["outcome"] == "UPDATED"
    assert [(row.slot, row.series_id) for row in await book.rows(Review)] == [("2024-09", None)]


async def test_a_promise_goes_with_its_dates_and_what_was_about_it_stays(client: Client) -> None:
    book = await book_of(client)
    kept = promise()
    series = ReviewSeries(
        id=new_id(), title="Monthly", rule="FREQ=MONTHLY;COUNT=2", commitment_id=kept.id
    )
    other = task(same_as=(kept.id,), depends_on=(kept.id,))
    due = Occurrence(commitment_id=kept.id, slot="2024-11", due_on=date(2024, 11, 30))
    await book.add(kept, series, other, due)

    await client.done(
        "recordRetract", RECORD, id=book.id(RecordType.COMMITMENT, kept), reason=REASON
    )

    assert await book.rows(Occurrence) == []
    assert [row.commitment_id for row in await book.rows(ReviewSeries)] == [None]
    assert [(row.same_as, row.depends_on) for row in await book.rows(ActionItem)] == [((), ())]


async def test_of_a_timeline_entry_the_record_stays_and_says_so(client: Client) -> None:
    book = await book_of(client)
    incident = outage()
    entry = reported(incident)
    await book.add(incident, entry)
    asked = {"id": book.id(RecordType.TIMELINE_ENTRY, entry), "reason": REASON}

    told = await client.change(
        "recordRetract", "record { ... on TimelineEntry { retractedAt } }", **asked
    )
    again = await client.change("recordRetract", RECORD, **asked)

    assert told["outcome"] == "UPDATED"
    assert told["record"]["retractedAt"] is not None
    assert again["outcome"] == "UNCHANGED"


async def test_a_key_takes_a_record_back_once(client: Client) -> None:
    book = await book_of(client)
    dana = Contact(id=new_id(), name="Dana")
    await book.add(dana)
    asked = {"id": book.id(RecordType.CONTACT, dana), "reason": REASON}

    first = await client.change("recordRetract", RECORD, **asked, idempotencyKey="k")
    again = await client.change("recordRetract", RECORD, **asked, idempotencyKey="k")
    without = await client.change("recordRetract", RECORD, **asked)

    assert (first["outcome"], again["outcome"]) == ("UPDATED", "REPLAYED")
    assert code_of(without) == ("NOT_FOUND", ["input", "id"])


async def test_what_is_no_record_of_an_account_is_not_taken_back(client: Client) -> None:
    book = await book_of(client)
    user = (await client.ask("{ viewer { user { id } } }"))["viewer"]["user"]["id"]

    for wrong in (book.account, user, "nonsense"):
        told = await client.change("recordRetract", RECORD, id=wrong, reason=REASON)
        assert code_of(told) == ("INVALID", ["input", "id"])


async def test_a_stale_version_is_told_and_takes_nothing_back(client: Client) -> None:
    book = await book_of(client)
    dana = Contact(id=new_id(), name="Dana")
    await book.add(dana)

    told = await client.change(
        "recordRetract",
        RECORD,
        id=book.id(RecordType.CONTACT, dana),
        reason=REASON,
        expectedVersion=2,
    )

    assert code_of(told) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    assert len(await book.rows(Contact)) == 1


async def test_the_same_promise_entered_twice_counts_once_when_linked(client: Client) -> None:
    book = await book_of(client)
    late = {"due_on": date(2024, 9, 25), "promised_on": date(2024, 9, 1)}
    first, second = promise(**late), promise(**late)
    await book.add(first)
    once = await book.health()
    await book.add(second)
    twice = await book.health()
    asked = {
        "id": book.id(RecordType.COMMITMENT, first),
        "sameAs": book.id(RecordType.COMMITMENT, second),
    }
    reverse = {"id": asked["sameAs"], "sameAs": asked["id"]}

    linked = await client.change("recordLink", RECORD, **asked, expectedVersion=1)
    again = await client.change("recordLink", RECORD, **reverse)
    healed = await book.health()
    unlinked = await client.change("recordUnlink", RECORD, **reverse)
    nothing = await client.change("recordUnlink", RECORD, **asked)

    assert linked["record"] == {"id": asked["id"], "__typename": "Commitment"}
    assert (linked["outcome"], again["outcome"]) == ("UPDATED", "UNCHANGED")
    assert twice < healed == pytest.approx(once, abs=0.05)
    assert (unlinked["outcome"], nothing["outcome"]) == ("UPDATED", "UNCHANGED")
    assert await book.health() == pytest.approx(twice, abs=0.05)


async def test_a_link_through_a_third_record_is_told(client: Client) -> None:
    book = await book_of(client)
    one, between = promise(), task()
    other = promise(same_as=(between.id,))
    between.same_as = (one.id,)
    await book.add(one, between, other)

    told = await client.change(
        "recordUnlink",
        RECORD,
        id=book.id(RecordType.COMMITMENT, one),
        sameAs=book.id(RecordType.COMMITMENT, other),
    )

    assert code_of(told) == ("INVALID", ["input", "sameAs"])


async def test_only_what_may_be_the_same_is_linked(client: Client) -> None:
    book, theirs = await book_of(client), await book_of(client, "2")
    one, incident, foreign = promise(), outage(), promise()
    await book.add(one, incident, reported(incident))
    await theirs.add(foreign)
    asked = {"id": book.id(RecordType.COMMITMENT, one)}

    itself = await client.change("recordLink", RECORD, **asked, sameAs=asked["id"])
    unlike = await client.change(
        "recordLink", RECORD, **asked, sameAs=book.id(RecordType.INCIDENT, incident)
    )
    other = await client.change(
        "recordLink", RECORD, **asked, sameAs=theirs.id(RecordType.COMMITMENT, foreign)
    )
    account = await client.change("recordLink", RECORD, **asked, sameAs=book.account)

    assert code_of(itself) == ("INVALID", ["input", "sameAs"])
    assert code_of(unlike) == ("INVALID", ["input", "sameAs"])
    assert code_of(other) == ("NOT_FOUND", ["input", "sameAs"])
    assert code_of(account) == ("INVALID", ["input", "sameAs"])


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(RecordType), st.sampled_from(RecordType))
def test_promises_are_the_same_as_tasks_and_incidents_as_incidents(
    one: RecordType, other: RecordType
) -> None:
    work = {RecordType.COMMITMENT, RecordType.ACTION_ITEM}
    is_fine = {one, other} <= work or one is other is RecordType.INCIDENT

    assert may_be_same(one, other) is is_fine
