"""What somebody clicked by mistake is taken back, and the log keeps that it was clicked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.mutations.asking import Client, code_of
from tests.mutations.promising import (
    ACME,
    COMMITMENT,
    DASHBOARD,
    MONTHLY,
    customer,
    health,
    promised,
)
from tests.mutations.test_review_adoption import MBR

RECORD = """record { id ... on Commitment { promise: status keptAt conditionMetAt endedReason
  waivedBy { name } fulfilledBy { id } occurrences { nodes { slot status } } }
  ... on Concern { settledAt } ... on Signal { clearedAt }
  ... on BusinessReview { status sequence movedByHand cancelledBecause } }"""
REASON = "The wrong button"
AT = "2024-10-20T08:00:00Z"
LOG = "{ accounts { nodes { activity(first: 1) { nodes { summary changes { field } } } } } }"
Said = dict[str, Any]


async def reopened(client: Client, id_: str, **said: Any) -> Said:
    return await client.change("recordReopen", RECORD, id=id_, reason=REASON, **said)


async def kept(client: Client, promise: Said, **said: Any) -> Said:
    asked = {"commitment": promise["id"], "keptAt": AT, **said}
    return await client.done("commitmentKeep", COMMITMENT, **asked)


@pytest.mark.parametrize("how", ["KEPT", "BROKEN", "WAIVED", "WITHDRAWN"])
async def test_a_promise_that_was_not_is_as_it_was_before(client: Client, how: str) -> None:
    sarah = (await customer(client))["sarah"]
    promise = await promised(client, dueOn="2024-10-10")
    before = await health(client)
    if how == "KEPT":
        await kept(client, promise)
    else:
        said: Said = {"waivedBy": sarah} if how == "WAIVED" else {}
        asked = {"commitment": promise["id"], "how": how, "reason": "A click", **said}
        await client.done("commitmentEnd", COMMITMENT, **asked)
    meanwhile = await health(client)

    told = await reopened(client, promise["id"])
    again = await reopened(client, promise["id"])

    assert (told["outcome"], again["outcome"]) == ("UPDATED", "UNCHANGED")
    record = told["record"]
    assert record["promise"] == "OVERDUE"
    assert not any(record[name] for name in ("keptAt", "endedReason", "waivedBy", "fulfilledBy"))
    assert await health(client) == pytest.approx(before, abs=0.01)
    assert meanwhile != await health(client)
    (entry,) = (await client.ask(LOG))["accounts"]["nodes"][0]["activity"]["nodes"]
    assert entry["summary"].endswith(f"({REASON})")
    assert entry["changes"]


async def test_a_condition_that_was_not_met_is_open(client: Client) -> None:
    await customer(client)
    promise = await promised(client, kind="UNTIL_CONDITION", condition="They are happy")
    await kept(client, promise)

    told = await reopened(client, promise["id"])

    assert (told["record"]["promise"], told["record"]["conditionMetAt"]) == ("OPEN", None)


@pytest.mark.parametrize(
    ("made", "slot", "after"),
    [(MONTHLY, "2024-10", ["OPEN"] * 3), ({**DASHBOARD, "kind": "STANDING"}, "2024-10-18", [])],
)
async def test_one_due_date_that_was_not_kept_is_as_it_was(
    client: Client, made: Said, slot: str, after: list[str]
) -> None:
    await customer(client)
    promise = await promised(client, **made)
    await kept(client, promise, slot=slot)

    told = await reopened(client, promise["id"], slot=slot)
    again = await reopened(client, promise["id"], slot=slot)

    slots = [one["status"] for one in told["record"]["occurrences"]["nodes"]]
    assert (told["outcome"], slots) == ("UPDATED", after)
    assert code_of(again) == ("NOT_FOUND", ["input", "slot"])


async def test_a_concern_is_not_settled_and_a_signal_not_cleared(client: Client) -> None:
    await customer(client)
    concern = await client.done(
        "concernRaise", "concern { id }", **ACME, topic="FINANCIAL", text="Why?", raisedAt=AT
    )
    invoice = await client.done(
        "signalRecord", "signal { id }", **ACME, kind="INVOICE_OVERDUE", observedAt=AT
    )
    before = await health(client)
    await client.done("concernSettle", "concern { id }", concern=concern["id"], settledAt=AT)
    await client.done("signalClear", "signal { id }", signal=invoice["id"], clearedAt=AT)

    told = [await reopened(client, one["id"]) for one in (concern, invoice)]
    again = [await reopened(client, one["id"]) for one in (concern, invoice)]

    assert [one["outcome"] for one in (*told, *again)] == ["UPDATED"] * 2 + ["UNCHANGED"] * 2
    assert told[0]["record"]["settledAt"] is told[1]["record"]["clearedAt"] is None
    assert await health(client) == pytest.approx(before, abs=0.01)


async def test_a_review_that_was_not_cancelled_is_on_the_calendar_where_it_was(
    client: Client,
) -> None:
    await customer(client)
    series = await client.change("reviewSeriesSchedule", "slots { review { id } }", **MBR)
    november, december, *_ = [slot["review"]["id"] for slot in series["slots"]]
    shown = "businessReview { status }"
    cancel: Said = {"review": november, "reason": "A click", "byCustomer": True}
    await client.done("reviewCancel", shown, **cancel)

    told = await reopened(client, november)
    never = await reopened(client, december)
    again = await client.change("reviewSeriesSchedule", "slots { action }", **MBR)

    assert told["record"] == {
        "id": november,
        "status": "SCHEDULED",
        "sequence": 2,
        "movedByHand": False,
        "cancelledBecause": None,
    }
    assert never["outcome"] == again["outcome"] == "UNCHANGED"


async def test_a_review_its_rule_took_off_stands_by_hand_from_then_on(client: Client) -> None:
    await customer(client)
    shown = "slots { slot action review { id } }"
    series = await client.change("reviewSeriesSchedule", shown, **MBR)
    last = series["slots"][-1]["review"]["id"]
    fewer = {**MBR, "rule": {"rrule": "FREQ=MONTHLY;BYMONTHDAY=28;COUNT=5"}}
    await client.change("reviewSeriesSchedule", shown, **fewer)

    told = await reopened(client, last)
    again = await client.change("reviewSeriesSchedule", shown, **fewer)

    assert (told["record"]["status"], told["record"]["movedByHand"]) == ("SCHEDULED", True)
    assert again["slots"][-1]["action"] == "KEPT_MOVED_BY_HAND"


STANDING = {**DASHBOARD, "kind": "STANDING"}


@pytest.mark.parametrize(
    ("made", "slot"),
    [(DASHBOARD, None), (STANDING, "2024-10"), (MONTHLY, "2024-10")],
    ids=["once", "standing", "recurring"],
)
async def test_what_a_held_review_keeps_as_well_is_taken_back_once_that_is_corrected(
    client: Client, made: Said, slot: str | None
) -> None:
    await customer(client)
    promise = await promised(client, **made)
    series: Said = {**MBR, "commitment": promise["id"]}
    scheduled = await client.change("reviewSeriesSchedule", "slots { review { id } }", **series)
    october: Said = {"review": scheduled["slots"][0]["review"]["id"]}
    client.now = datetime(2024, 11, 29, tzinfo=UTC)
    its = {"slot": slot} if slot else {}
    await kept(client, promise, **its)
    shown = "businessReview { status }"
    await client.done("reviewRecordOutcome", shown, **october, outcome="HELD")

    refused = await reopened(client, promise["id"], **its)
    await client.done("reviewRecordOutcome", shown, **october, outcome="NOT_HELD")
    told = await reopened(client, promise["id"], **its)

    assert code_of(refused) == ("INVALID", ["input", "slot" if slot else "id"])
    record = told["record"]
    slots = {one["slot"]: one["status"] for one in record["occurrences"]["nodes"]}
    assert (told["outcome"], slots[slot] if slot else record["promise"]) == ("UPDATED", "BROKEN")


async def test_what_follows_from_another_record_is_corrected_there(client: Client) -> None:
    await customer(client)
    promise = await promised(client)
    review = await client.done(
        "reviewCreate",
        "businessReview { id }",
        **ACME,
        title="Review",
        localDate="2024-10-21",
        startTime="09:00",
        timeZone="UTC",
    )
    held: Said = {"review": review["id"], "outcome": "HELD"}
    await client.done("reviewRecordOutcome", "businessReview { status }", **held)

    refused = [
        await reopened(client, review["id"]),
        await reopened(client, review["id"], slot="2024-10"),
        await reopened(client, promise["id"], slot="2024-10"),
        await reopened(client, (await client.account("2"))["id"]),
    ]

    assert [code_of(told) for told in refused] == [
        ("INVALID_TRANSITION", ["input", "id"]),
        ("INVALID", ["input", "slot"]),
        ("NOT_FOUND", ["input", "slot"]),
        ("INVALID", ["input", "id"]),
    ]
