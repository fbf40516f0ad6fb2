"""Reviews a note proposed: adopted with a day and a time, never made a second time."""

from datetime import UTC, datetime
from typing import Any

from domain.slots import last_day
from domain.vocabulary import Audience, CommitmentKind, RecordType
from models.commitment import Commitment, Occurrence
from models.meeting import Review, ReviewSeries
from resolvers.ids import RecordKey, global_id, parsed
from tests.mutations.asking import CRM, Client, code_of

SLOTS = ("2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04")
MBR: dict[str, Any] = {
    "account": {"external": {"system": CRM, "key": "1"}},
    "externalKey": "mbr",
    "rule": {"rrule": "FREQ=MONTHLY;BYMONTHDAY=28;COUNT=6"},
    "startTime": "09:30",
    "timeZone": "America/New_York",
}
SHOWN = """reviewSeries { id commitment { id gaps } reviews { totalCount nodes { id status } } }
  slots { slot action localDate review { id } }"""
PROPOSED = """{ accounts { nodes { reviewSeries { nodes {
  id reviews { nodes { id status slot } } } } } } }"""
KEPT = """query($id: ID!) { node(id: $id) { ... on Commitment {
  occurrences { nodes { slot status fulfilledBy { id } } } } } }"""


async def promised(client: Client) -> str:
    """Six monthly reviews promised to a new account, with no day given; the promise's id."""
    account = parsed((await client.account())["id"]).id
    async with client.database.write(account, actor="note", now=client.now) as unit:
        promise = unit.add(
            Commitment(
                text="Monthly reviews", audience=Audience.CUSTOMER, kind=CommitmentKind.RECURRING
            )
        )
        series = unit.add(
            ReviewSeries(commitment_id=promise.id, title="Reviews", rule="FREQ=MONTHLY;COUNT=6")
        )
        for slot in SLOTS:
            unit.add(Occurrence(commitment_id=promise.id, slot=slot, due_on=last_day(slot)))
            unit.add(
                Review(series_id=series.id, commitment_id=promise.id, title="Reviews", slot=slot)
            )
    return global_id(RecordKey(RecordType.COMMITMENT, account, promise.id))


async def scheduled(client: Client, **said: Any) -> dict[str, Any]:
    return await client.change("reviewSeriesSchedule", SHOWN, **{**MBR, **said})


async def proposed(client: Client) -> list[dict[str, Any]]:
    told = await client.ask(PROPOSED)
    (series,) = told["accounts"]["nodes"][0]["reviewSeries"]["nodes"]
    return series["reviews"]["nodes"]


async def test_what_a_note_proposed_is_adopted_slot_by_slot(client: Client) -> None:
    promise = await promised(client)
    before = await proposed(client)

    adopted = await scheduled(client, commitment=promise)
    again = await scheduled(client)
    with_promise = await scheduled(client, commitment=promise)

    assert {one["status"] for one in before} == {"PROPOSED"}
    assert adopted["outcome"] == "UPDATED"
    assert [(one["slot"], one["action"]) for one in adopted["slots"]] == [
        (slot, "MOVED") for slot in SLOTS
    ]
    assert adopted["slots"][0]["localDate"] == "2024-11-28"
    assert {one["id"] for one in before} == {one["review"]["id"] for one in adopted["slots"]}
    series = adopted["reviewSeries"]
    assert {one["status"] for one in series["reviews"]["nodes"]} == {"SCHEDULED"}
    assert series["commitment"] == {"id": promise, "gaps": ["NO_OWNER"]}
    assert (again["outcome"], with_promise["outcome"]) == ("UNCHANGED", "UNCHANGED")


async def test_a_promise_has_no_second_series(client: Client) -> None:
    promise = await promised(client)
    await scheduled(client, commitment=promise)
    await scheduled(client, externalKey="other")

    other_name = await scheduled(client, commitment=promise, externalKey="third")
    other_series = await scheduled(client, commitment=promise, externalKey="other")

    assert code_of(other_name) == ("DUPLICATE", ["input", "commitment"])
    assert code_of(other_series) == ("DUPLICATE", ["input", "commitment"])


async def test_a_series_called_off_leaves_its_promise_to_a_new_one(client: Client) -> None:
    promise = await promised(client)
    old = (await scheduled(client, commitment=promise))["reviewSeries"]["id"]
    lift: dict[str, Any] = {"series": old, "from": None}
    await client.change("reviewSeriesCancel", series=old)

    new = await scheduled(client, commitment=promise, externalKey="new", startsOn="2024-11-01")
    second = await scheduled(client, commitment=promise, externalKey="third")
    lifted = await client.change("reviewSeriesCancel", **lift)

    assert new["outcome"] == "CREATED"
    assert new["reviewSeries"]["commitment"]["id"] == promise
    assert code_of(second) == ("DUPLICATE", ["input", "commitment"])
    assert code_of(lifted) == ("DUPLICATE", ["input", "from"])
    due = (await client.ask(KEPT, id=promise))["node"]["occurrences"]["nodes"]
    assert [one["status"] for one in due] == ["OPEN"] * 6


async def test_a_series_keeps_the_promise_it_was_made_for(client: Client) -> None:
    promise = await promised(client)
    await scheduled(client, commitment=promise)
    account = parsed(promise).account_id or ""
    async with client.database.write(account, actor="test", now=client.now) as unit:
        other = unit.add(
            Commitment(text="Visits", audience=Audience.CUSTOMER, kind=CommitmentKind.RECURRING)
        )

    told = await scheduled(
        client, commitment=global_id(RecordKey(RecordType.COMMITMENT, account, other.id))
    )

    assert code_of(told) == ("DUPLICATE", ["input", "commitment"])


async def test_a_series_may_be_given_its_promise_later(client: Client) -> None:
    account = parsed((await client.account())["id"]).id
    await scheduled(client)
    async with client.database.write(account, actor="test", now=client.now) as unit:
        visits = unit.add(
            Commitment(text="Visits", audience=Audience.CUSTOMER, kind=CommitmentKind.RECURRING)
        )
    promise = global_id(RecordKey(RecordType.COMMITMENT, account, visits.id))

    told = await scheduled(client, commitment=promise)

    assert (told["outcome"], told["reviewSeries"]["commitment"]["id"]) == ("UPDATED", promise)
    due = (await client.ask(KEPT, id=promise))["node"]["occurrences"]["nodes"]
    assert [one["status"] for one in due] == ["OPEN"] * 6


async def test_a_person_schedules_one_and_a_script_the_others(client: Client) -> None:
    promise = await promised(client)
    november = (await proposed(client))[0]
    shown = "businessReview { status startsAt sequence movedByHand }"

    no_time = await client.change(
        "reviewMove", shown, review=november["id"], localDate="2024-11-05"
    )
    by_hand = await client.done(
        "reviewMove", shown, review=november["id"], localDate="2024-11-05", startTime="11:00"
    )
    adopted = await scheduled(client, commitment=promise)

    assert code_of(no_time) == ("INVALID", ["input", "startTime"])
    assert by_hand == {
        "status": "SCHEDULED",
        "startsAt": "2024-11-05T11:00:00Z",
        "sequence": 0,
        "movedByHand": True,
    }
    actions = [one["action"] for one in adopted["slots"]]
    assert actions == ["KEPT_MOVED_BY_HAND", *["MOVED"] * 5]
    assert adopted["slots"][0]["localDate"] == "2024-11-05"


async def test_a_review_held_keeps_the_promise_and_one_the_customer_missed_waives_it(
    client: Client,
) -> None:
    promise = await promised(client)
    adopted = await scheduled(client, commitment=promise)
    november, december = (one["review"]["id"] for one in adopted["slots"][:2])
    client.now = datetime(2025, 1, 2, tzinfo=UTC)

    shown = "businessReview { id }"
    await client.done("reviewRecordOutcome", shown, review=november, outcome="HELD")
    await client.done("reviewRecordOutcome", shown, review=december, outcome="NO_SHOW")
    due = (await client.ask(KEPT, id=promise))["node"]["occurrences"]["nodes"]

    assert [one["status"] for one in due] == ["KEPT", "WAIVED", *["OPEN"] * 4]
    assert due[0]["fulfilledBy"] == {"id": november}


async def test_what_was_proposed_may_be_held_without_ever_being_on_a_calendar(
    client: Client,
) -> None:
    await promised(client)
    november = (await proposed(client))[0]["id"]
    client.now = datetime(2024, 11, 20, tzinfo=UTC)
    shown = "businessReview { status startsAt endsAt localDate }"

    unsaid = await client.change("reviewRecordOutcome", shown, review=november, outcome="HELD")
    held = await client.done(
        "reviewRecordOutcome",
        shown,
        review=november,
        outcome="HELD",
        heldAt="2024-11-19T10:00:00Z",
    )

    assert code_of(unsaid) == ("INVALID", ["input", "heldAt"])
    assert held == {
        "status": "HELD",
        "startsAt": "2024-11-19T10:00:00Z",
        "endsAt": "2024-11-19T11:00:00Z",
        "localDate": "2024-11-19",
    }
