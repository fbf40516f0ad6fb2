"""One review: made, moved, called off, and what became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import ANNA, CRM, Client, code_of

ACME: dict[str, Any] = {"account": {"external": {"system": CRM, "key": "1"}}}
REVIEW = """businessReview { id version title status startsAt endsAt localDate timeZone originalDate
  shiftedBecause movedByHand sequence notes slot cancelledBecause
  attendance { attended person { ... on User { name } ... on Contact { name } } }
  commitments { nodes { text dueOn promisedOn status } }
  actionItems { nodes { text dueOn owner { name } } } }"""
QBR: dict[str, Any] = {
    **ACME,
    "title": "Quarterly review",
    "localDate": "2024-11-05",
    "startTime": "09:30",
    "timeZone": "America/New_York",
}
USER = global_id(RecordKey(RecordType.USER, None, ANNA))
LONG_AFTER = datetime(2025, 6, 1, tzinfo=UTC)
"By then every review of the winter is over."


async def made(client: Client, **said: Any) -> dict[str, Any]:
    await client.account()
    return await client.done("reviewCreate", REVIEW, **{**QBR, **said})


async def test_a_review_of_its_own_is_on_the_calendar(client: Client) -> None:
    review = await made(client, attendees=[USER, USER], duration="PT30M")

    assert (review["status"], review["slot"]) == ("SCHEDULED", None)
    assert (review["startsAt"], review["endsAt"]) == (
        "2024-11-05T14:30:00Z",
        "2024-11-05T15:00:00Z",
    )
    assert review["attendance"] == [{"attended": None, "person": {"name": "Anna Olsson"}}]


async def test_a_wall_time_that_is_skipped_moves_on_and_says_so(client: Client) -> None:
    review = await made(client, localDate="2025-03-09", startTime="02:30")

    assert review["startsAt"] == "2025-03-09T07:00:00Z"
    assert review["shiftedBecause"] == "02:30 is skipped; moved on to 03:00"


async def test_moving_touches_one_row_and_keeps_its_wall_time(client: Client) -> None:
    review = await made(client)

    moved = await client.done(
        "reviewMove", REVIEW, review=review["id"], localDate="2025-07-01", reason="Holidays"
    )
    again = await client.change(
        "reviewMove", REVIEW, review=review["id"], localDate="2025-07-01", reason="Holidays"
    )

    assert moved["startsAt"] == "2025-07-01T13:30:00Z"
    assert (moved["originalDate"], moved["shiftedBecause"]) == ("2024-11-05", "Holidays")
    assert (moved["movedByHand"], moved["sequence"], moved["version"]) == (True, 1, 2)
    assert (again["outcome"], again["businessReview"]) == ("UNCHANGED", moved)


async def test_moving_to_where_it_is_changes_nothing_and_keeps_why_it_is_there(
    client: Client,
) -> None:
    review = await made(client)
    there = {"review": review["id"], "localDate": "2024-11-08"}
    moved = await client.done("reviewMove", REVIEW, **there, reason="Election week")

    unsaid = await client.change("reviewMove", REVIEW, **there)
    other = await client.change("reviewMove", REVIEW, **there, startTime="09:30", reason="Because")

    assert (unsaid["outcome"], unsaid["businessReview"]) == ("UNCHANGED", moved)
    assert (other["outcome"], other["businessReview"]) == ("UNCHANGED", moved)


async def test_time_alone_makes_a_review_wait_for_its_outcome_and_then_miss_it(
    client: Client,
) -> None:
    review = await made(client)
    status = f'{{ node(id: "{review["id"]}") {{ ... on BusinessReview {{ status }} }} }}'
    found: list[str] = []

    for day in (5, 6, 8, 12):
        client.now = datetime(2024, 11, day, tzinfo=UTC)
        found.append((await client.ask(status))["node"]["status"])

    assert found == ["SCHEDULED", "AWAITING_OUTCOME", "AWAITING_OUTCOME", "MISSED"]


async def test_what_was_held_tells_who_came_and_what_comes_of_it(client: Client) -> None:
    review = await made(client, attendees=[USER])
    sarah = await client.done("contactSave", "contact { id }", **ACME, name="Sarah Chen")
    client.now = datetime(2024, 11, 6, tzinfo=UTC)
    told: dict[str, Any] = {
        "review": review["id"],
        "outcome": "HELD",
        "attendance": [{"person": sarah["id"], "attended": True}],
        "notes": "Went well.\nNext: roadmap.",
        "commitments": [
            {"text": "Send the roadmap", "audience": "CUSTOMER", "dueOn": "2024-11-20"}
        ],
        "actionItems": [{"text": "Book a room", "audience": "INTERNAL", "owner": USER}],
    }

    held = await client.done("reviewRecordOutcome", REVIEW, **told)
    again = await client.change("reviewRecordOutcome", REVIEW, **told)

    assert (held["status"], held["notes"]) == ("HELD", told["notes"])
    assert held["attendance"] == [
        {"attended": None, "person": {"name": "Anna Olsson"}},
        {"attended": True, "person": {"name": "Sarah Chen"}},
    ]
    assert held["commitments"]["nodes"] == [
        {
            "text": "Send the roadmap",
            "dueOn": "2024-11-20",
            "promisedOn": "2024-11-05",
            "status": "OPEN",
        }
    ]
    assert held["actionItems"]["nodes"] == [
        {"text": "Book a room", "dueOn": None, "owner": {"name": "Anna Olsson"}}
    ]
    assert (again["outcome"], again["businessReview"]) == ("UNCHANGED", held)


async def test_a_review_held_on_another_day_took_place_then(client: Client) -> None:
    review = await made(client)
    client.now = LONG_AFTER

    held = await client.done(
        "reviewRecordOutcome",
        REVIEW,
        review=review["id"],
        outcome="HELD",
        heldAt="2024-11-08T03:00:00Z",
    )

    assert (held["startsAt"], held["localDate"]) == ("2024-11-08T03:00:00Z", "2024-11-07")
    assert held["endsAt"] == "2024-11-08T04:00:00Z"


HEALTH = "{ accounts { nodes { health { value } } } }"


async def test_a_review_held_is_worth_more_than_one_nobody_came_to(client: Client) -> None:
    review = await made(client, attendees=[USER])
    client.now = datetime(2024, 11, 6, tzinfo=UTC)

    async def health(outcome: str) -> float:
        await client.done("reviewRecordOutcome", REVIEW, review=review["id"], outcome=outcome)
        return (await client.ask(HEALTH))["accounts"]["nodes"][0]["health"]["value"]

    held, not_held, no_show = [await health(one) for one in ("HELD", "NOT_HELD", "NO_SHOW")]

    assert held > 70 > not_held > no_show


async def test_calling_off_needs_a_reason_and_says_it_again(client: Client) -> None:
    review = await made(client)
    told = {"review": review["id"], "reason": "Merger", "byCustomer": True}

    off = await client.done("reviewCancel", REVIEW, **told)
    again = await client.change("reviewCancel", REVIEW, **told)

    assert (off["status"], off["sequence"], off["cancelledBecause"]) == ("CANCELLED", 1, "Merger")
    assert (again["outcome"], again["businessReview"]) == ("UNCHANGED", off)


@pytest.mark.parametrize(
    ("before", "mutation", "said"),
    [
        ("CANCEL", "reviewMove", {"localDate": "2025-01-07"}),
        ("CANCEL", "reviewRecordOutcome", {"outcome": "HELD"}),
        ("HELD", "reviewMove", {"localDate": "2025-01-07"}),
        ("HELD", "reviewCancel", {"reason": "x"}),
        ("NOT_HELD", "reviewCancel", {"reason": "x"}),
        ("NOT_HELD", "reviewMove", {"localDate": "2025-01-07"}),
        ("NO_SHOW", "reviewMove", {"localDate": "2025-01-07"}),
    ],
)
async def test_a_step_that_cannot_follow_is_refused_and_names_those_that_can(
    client: Client, before: str, mutation: str, said: dict[str, Any]
) -> None:
    review = await made(client)
    client.now = datetime(2024, 11, 6, tzinfo=UTC)
    first = {"reason": "x"} if before == "CANCEL" else {"outcome": before}
    how = "reviewCancel" if before == "CANCEL" else "reviewRecordOutcome"
    was = await client.done(how, REVIEW, review=review["id"], **first)

    told = await client.change(mutation, REVIEW, review=review["id"], **said)

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "review"])
    assert told["userErrors"][0]["allowed"]
    shown = REVIEW.replace("businessReview", "... on BusinessReview")
    now = await client.ask(f'{{ node(id: "{review["id"]}") {{ {shown} }} }}')
    assert now["node"] == was


async def test_one_missed_by_silence_cannot_be_moved_out_of_it(client: Client) -> None:
    review = await made(client)
    client.now = LONG_AFTER

    told = await client.change("reviewMove", review=review["id"], localDate="2025-07-01")

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "review"])
    assert told["userErrors"][0]["currentState"] == "MISSED"


@pytest.mark.parametrize(
    ("mutation", "said", "path"),
    [
        ("reviewRecordOutcome", {"outcome": "HELD"}, ["outcome"]),
        ("reviewRecordOutcome", {"outcome": "NO_SHOW"}, ["outcome"]),
        (
            "reviewRecordOutcome",
            {"outcome": "HELD", "heldAt": "2024-11-05T14:30:00Z"},
            ["heldAt"],
        ),
        (
            "reviewRecordOutcome",
            {"outcome": "NOT_HELD", "heldAt": "2024-10-05T14:30:00Z"},
            ["heldAt"],
        ),
        (
            "reviewRecordOutcome",
            {
                "outcome": "HELD",
                "heldAt": "2024-10-25T12:00:00Z",
                "commitments": [{"text": "x", "audience": "CUSTOMER", "owner": "nonsense"}],
            },
            ["commitments", "0", "owner"],
        ),
        (
            "reviewRecordOutcome",
            {
                "outcome": "HELD",
                "heldAt": "2024-10-25T12:00:00Z",
                "commitments": [
                    {"text": "x", "audience": "CUSTOMER", "dueOn": "2024-10-25"},
                    {"text": "y", "audience": "CUSTOMER", "dueOn": "2024-10-24"},
                ],
            },
            ["commitments", "1", "dueOn"],
        ),
        (
            "reviewRecordOutcome",
            {
                "outcome": "HELD",
                "heldAt": "2024-10-25T12:00:00Z",
                "actionItems": [{"text": str(n), "audience": "INTERNAL"} for n in range(51)],
            },
            ["actionItems"],
        ),
        ("reviewMove", {"localDate": "2024-11-06", "startTime": "24:00"}, ["startTime"]),
        ("reviewMove", {"localDate": "2024-11-06", "reason": "nul\0"}, ["reason"]),
        ("reviewCancel", {"reason": " "}, ["reason"]),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    client: Client, mutation: str, said: dict[str, Any], path: list[str]
) -> None:
    review = await made(client)

    told = await client.change(mutation, REVIEW, review=review["id"], **said)

    assert code_of(told) == ("INVALID", ["input", *path])
    shown = REVIEW.replace("businessReview", "... on BusinessReview")
    now = await client.ask(f'{{ node(id: "{review["id"]}") {{ {shown} }} }}')
    assert now["node"] == review


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"timeZone": "Mars/Olympus"}, ["timeZone"]),
        ({"duration": "PT0S"}, ["duration"]),
        ({"startTime": "noon"}, ["startTime"]),
        ({"attendees": ["nonsense"]}, ["attendees", "0"]),
        ({"knownAt": "2030-01-01T00:00:00Z"}, ["knownAt"]),
    ],
)
async def test_a_review_that_cannot_be_is_not_made(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await client.account()

    told = await client.change("reviewCreate", REVIEW, **{**QBR, **said})

    assert code_of(told) == ("INVALID", ["input", *path])
    reviews = "{ accounts { nodes { reviews { totalCount } } } }"
    assert (await client.ask(reviews))["accounts"]["nodes"] == [{"reviews": {"totalCount": 0}}]


async def test_an_import_may_say_since_when_a_review_was_known(client: Client) -> None:
    await client.account(trackedFrom="2024-09-01T00:00:00Z")
    known = (client.now - timedelta(days=20)).isoformat()

    review = await client.done(
        "reviewCreate", REVIEW, **{**QBR, "localDate": "2024-10-01"}, knownAt=known
    )

    assert review["status"] == "MISSED"


@pytest.mark.parametrize("outcome", ["NOT_HELD", "NO_SHOW"])
async def test_nothing_is_promised_in_a_review_that_was_not_held(
    client: Client, outcome: str
) -> None:
    review = await made(client)
    client.now = datetime(2024, 11, 6, tzinfo=UTC)
    todo = [{"text": "Find another day", "audience": "CUSTOMER"}]
    told: dict[str, Any] = {"review": review["id"], "outcome": outcome}

    promised = await client.change("reviewRecordOutcome", **told, commitments=todo)
    agreed = await client.done("reviewRecordOutcome", REVIEW, **told, actionItems=todo)

    assert code_of(promised) == ("INVALID", ["input", "commitments"])
    assert agreed["commitments"]["nodes"] == []
    assert [one["text"] for one in agreed["actionItems"]["nodes"]] == ["Find another day"]


CARRIED = """businessReview { carriedCommitments { text status }
  carriedActionItems { text owner { name } } }"""


async def test_what_is_still_open_is_carried_over_to_the_next_review(client: Client) -> None:
    first = await made(client)
    other = await client.done(
        "reviewCreate", REVIEW, **{**QBR, "localDate": "2024-12-03", "title": "Next"}
    )
    client.now = datetime(2024, 11, 6, tzinfo=UTC)
    promise = {"text": "Send the roadmap", "audience": "CUSTOMER"}
    tasks = [{"text": text, "audience": "INTERNAL"} for text in ("Book a room", "Call Sarah")]
    await client.done(
        "reviewRecordOutcome",
        REVIEW,
        review=first["id"],
        outcome="HELD",
        commitments=[promise, promise],
        actionItems=tasks,
    )
    shown = CARRIED.replace("businessReview", "... on BusinessReview")
    document = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {shown} }} }}"

    before, after = (await client.ask(document, ids=[first["id"], other["id"]]))["nodes"]

    assert before == {"carriedCommitments": [], "carriedActionItems": []}
    assert after == {
        "carriedCommitments": [{"text": "Send the roadmap", "status": "OPEN"}],
        "carriedActionItems": [
            {"text": "Book a room", "owner": None},
            {"text": "Call Sarah", "owner": None},
        ],
    }
