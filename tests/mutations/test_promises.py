"""What becomes of promises: kept, kept slot by slot, given up."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.promise_steps import STEPS, PromiseState, PromiseStep
from tests.mutations.asking import Client, code_of
from tests.mutations.promising import (
    COMMITMENT,
    MONTHLY,
    OTHER,
    contact,
    customer,
    health,
    promised,
    task,
    written,
)

KEPT_AT = "2024-10-20T09:00:00Z"


async def kept(client: Client, promise: dict[str, Any], **said: Any) -> dict[str, Any]:
    asked = {"keptAt": KEPT_AT, **said}
    return await client.change("commitmentKeep", COMMITMENT, commitment=promise["id"], **asked)


async def ended(client: Client, promise: dict[str, Any], how: str, **said: Any) -> dict[str, Any]:
    asked = {"reason": "No time", **said}
    return await client.change(
        "commitmentEnd", COMMITMENT, commitment=promise["id"], how=how, **asked
    )


async def moved(client: Client, promise: dict[str, Any]) -> dict[str, Any]:
    return await client.change("commitmentUpdate", COMMITMENT, id=promise["id"], dueOn="2024-12-24")


async def test_a_promise_kept_in_time_is_kept_and_worth_something(client: Client) -> None:
    await customer(client)
    promise = await promised(client, dueOn="2024-10-20")
    call = await task(client)
    overdue = await health(client)

    told = await kept(client, promise, fulfilledBy=call["id"])
    again = await kept(client, promise, fulfilledBy=call["id"])

    commitment = told["commitment"]
    assert (told["outcome"], commitment["status"]) == ("UPDATED", "KEPT")
    assert (commitment["keptAt"], commitment["fulfilledBy"]) == (KEPT_AT, {"id": call["id"]})
    assert overdue < 70 < await health(client)
    assert (again["outcome"], again["commitment"]) == ("UNCHANGED", commitment)


async def test_a_broken_promise_weighs_until_it_is_delivered_late_or_waived(
    client: Client,
) -> None:
    sarah = (await customer(client))["sarah"]
    promise = await promised(client, dueOn="2024-10-10")
    other = await promised(client, dueOn="2024-10-10")
    overdue = await health(client)

    broken = await ended(client, promise, "BROKEN", endedAt="2024-10-18T00:00:00Z")
    after = await health(client)
    late = await kept(client, promise)
    waived = await ended(client, other, "WAIVED", waivedBy=sarah, reason="Not needed any more")

    assert broken["commitment"]["status"] == "BROKEN"
    assert broken["commitment"]["endedReason"] == "No time"
    assert after < overdue
    assert late["commitment"]["status"] == "KEPT_LATE"
    assert waived["commitment"]["status"] == "WAIVED"
    assert waived["commitment"]["waivedBy"] == {"name": "Sarah Chen"}
    assert await health(client) > overdue


async def test_the_same_ending_again_changes_nothing_and_another_is_refused(
    client: Client,
) -> None:
    await customer(client)
    promise = await promised(client)
    first = await ended(client, promise, "BROKEN")
    before = await written(client)

    again = await ended(client, promise, "BROKEN")
    other = await ended(client, promise, "BROKEN", reason="Another one")

    assert (again["outcome"], again["commitment"]) == ("UNCHANGED", first["commitment"])
    assert code_of(other) == ("INVALID_TRANSITION", ["input", "how"])
    assert other["userErrors"][0]["allowed"] == ["KEPT", "WAIVED", "REOPENED"]
    assert await written(client) == before


async def test_a_condition_that_is_met_keeps_what_held_until_then(client: Client) -> None:
    await customer(client)
    promise = await promised(client, kind="UNTIL_CONDITION", condition="3 calm days")

    night = await kept(client, promise, slot="2024-10-20")
    met = (await kept(client, promise, keptAt="2024-10-24T09:00:00Z"))["commitment"]

    (occurrence,) = night["commitment"]["occurrences"]["nodes"]
    assert (night["outcome"], night["commitment"]["status"]) == ("UPDATED", "OPEN")
    assert (occurrence["slot"], occurrence["status"]) == ("2024-10-20", "KEPT")
    assert met["status"] == "KEPT"
    assert met["keptAt"] == met["conditionMetAt"] == "2024-10-24T09:00:00Z"


async def test_a_recurring_promise_is_kept_slot_by_slot(client: Client) -> None:
    await customer(client)
    promise = await promised(client, **{**MONTHLY, "promisedOn": "2024-08-01"})
    overdue = await health(client)

    august = await kept(client, promise, slot="2024-08", keptAt="2024-08-20T00:00:00Z")
    again = await kept(client, promise, slot="2024-08", keptAt="2024-08-20T00:00:00Z")
    otherwise = await kept(client, promise, slot="2024-08")
    await kept(client, promise, slot="2024-09")
    done = (await kept(client, promise, slot="2024-10"))["commitment"]

    assert promise["status"] == "OVERDUE"
    assert (august["outcome"], august["commitment"]["status"]) == ("UPDATED", "OVERDUE")
    assert again["outcome"] == "UNCHANGED"
    assert code_of(otherwise) == ("INVALID_TRANSITION", ["input", "keptAt"])
    assert [o["status"] for o in done["occurrences"]["nodes"]] == ["KEPT", "KEPT_LATE", "KEPT"]
    assert (done["status"], done["occurrencesKept"]) == ("KEPT_LATE", 3)
    assert await health(client) > overdue


async def test_an_occasion_of_a_standing_promise_is_noted_when_somebody_says_so(
    client: Client,
) -> None:
    await customer(client)
    promise = await promised(client, kind="STANDING", text="A report after every incident")
    call = await task(client)

    told = await kept(client, promise, slot="2024-10-18", fulfilledBy=call["id"])

    (occurrence,) = told["commitment"]["occurrences"]["nodes"]
    assert occurrence == {
        "slot": "2024-10-18",
        "dueOn": "2024-10-18",
        "status": "KEPT_LATE",
        "keptAt": KEPT_AT,
        "fulfilledBy": {"id": call["id"]},
    }
    assert told["commitment"]["status"] == "OPEN"


async def test_nobody_waits_for_an_occasion_after_the_promise_was_given_up(client: Client) -> None:
    await customer(client)
    promise = await promised(client, kind="STANDING")
    await ended(client, promise, "WITHDRAWN", endedAt="2024-10-10T00:00:00Z")

    told = await kept(client, promise, slot="2024-10-18")

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "keptAt"])
    assert told["userErrors"][0]["currentState"] == "WITHDRAWN"


async def test_nothing_is_kept_or_ended_before_it_was_promised(client: Client) -> None:
    await customer(client, timeZone="America/New_York")
    promise = await promised(client)
    evening = "2024-10-01T03:00:00Z"  # 30 September in New York

    early = await kept(client, promise, keptAt=evening)
    given_up = await ended(client, promise, "BROKEN", endedAt=evening)

    assert code_of(early) == ("INVALID", ["input", "keptAt"])
    assert code_of(given_up) == ("INVALID", ["input", "endedAt"])
    assert early["userErrors"][0]["message"] == "2024-09-30 is before the promise, of 2024-10-01"


@pytest.mark.parametrize(
    ("made", "said", "code", "path"),
    [
        ({}, {"keptAt": "2024-10-27T00:00:00Z"}, "INVALID", "keptAt"),
        ({}, {"slot": "2024-10"}, "INVALID", "slot"),
        ({}, {"fulfilledBy": "nonsense"}, "INVALID", "fulfilledBy"),
        (MONTHLY, {}, "INVALID", "slot"),
        (MONTHLY, {"slot": "2025-10"}, "NOT_FOUND", "slot"),
        (MONTHLY, {"slot": "x" * 400}, "INVALID", "slot"),
        ({"kind": "STANDING"}, {}, "INVALID", "slot"),
        ({"kind": "STANDING"}, {"slot": "some day"}, "INVALID", "slot"),
        ({"kind": "STANDING"}, {"slot": "2024-09-30"}, "INVALID", "slot"),
        ({"kind": "STANDING"}, {"slot": "2044-09-30"}, "INVALID", "slot"),
        ({"kind": "CREDIT", "credit": {"base": "FIXED"}}, {}, "INVALID", "commitment"),
    ],
)
async def test_what_cannot_be_kept_is_told_with_its_place(
    client: Client, made: dict[str, Any], said: dict[str, Any], code: str, path: str
) -> None:
    await customer(client)
    promise = await promised(client, **made)
    before = await written(client)

    told = await kept(client, promise, **said)

    assert code_of(told) == (code, ["input", path])
    assert await written(client) == before


async def test_only_a_named_contact_of_the_customer_waives(client: Client) -> None:
    sarah = (await customer(client))["sarah"]
    await client.account("2")
    mia = await contact(client, of=OTHER, name="Mia")
    promise = await promised(client)
    before = await written(client)

    refused = [
        await ended(client, promise, "WAIVED"),
        await ended(client, promise, "BROKEN", waivedBy=sarah),
        await ended(client, promise, "WAIVED", waivedBy=mia),
        await ended(client, promise, "BROKEN", reason=" "),
        await ended(client, promise, "BROKEN", endedAt="2024-10-27T00:00:00Z"),
    ]

    assert [code_of(told) for told in refused] == [
        ("INVALID", ["input", "waivedBy"]),
        ("INVALID", ["input", "waivedBy"]),
        ("NOT_FOUND", ["input", "waivedBy"]),
        ("INVALID", ["input", "reason"]),
        ("INVALID", ["input", "endedAt"]),
    ]
    assert await written(client) == before


WAYS: dict[PromiseState, tuple[str, ...]] = {
    PromiseState.OPEN: (),
    PromiseState.KEPT: ("KEPT",),
    PromiseState.BROKEN: ("BROKEN",),
    PromiseState.WAIVED: ("WAIVED",),
    PromiseState.WITHDRAWN: ("WITHDRAWN",),
}
"How a promise comes to stand so."
REOPENED = "... on Commitment { status }"
SAME = {PromiseStep.REOPENED: PromiseState.OPEN, PromiseStep.MOVED: None} | {
    PromiseStep(state): state for state in PromiseState if state is not PromiseState.OPEN
}
"The state a promise is in already where the step was taken."


@pytest.mark.parametrize("state", WAYS)
async def test_each_state_allows_through_the_api_what_its_table_says(
    client: Client, state: PromiseState
) -> None:
    sarah = (await customer(client))["sarah"]
    take: dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]] = {
        "MOVED": lambda promise: moved(client, promise),
        "KEPT": lambda promise: kept(client, promise, keptAt="2024-10-24T00:00:00Z"),
        "BROKEN": lambda promise: ended(client, promise, "BROKEN", reason="b"),
        "WAIVED": lambda promise: ended(client, promise, "WAIVED", reason="w", waivedBy=sarah),
        "WITHDRAWN": lambda promise: ended(client, promise, "WITHDRAWN", reason="d"),
        "REOPENED": lambda promise: client.change(
            "recordReopen", f"commitment: record {{ {REOPENED} }}", id=promise["id"], reason="r"
        ),
    }
    for step in PromiseStep:
        promise = await promised(client, dueOn="2024-11-10")
        for way in WAYS[state]:
            await take[way](promise)
        if SAME[step] is state:  # said once more in the same words
            assert (await take[step](promise))["outcome"] == "UNCHANGED"
            continue

        told = await take[step](promise)

        if step in STEPS[state]:
            assert told["outcome"] == "UPDATED", (state, step)
            assert told["commitment"]["status"] == STEPS[state][step]
        else:
            assert code_of(told)[0] == "INVALID_TRANSITION", (state, step)
            (error,) = told["userErrors"]
            assert (error["currentState"], error["allowed"]) == (state, list(STEPS[state]))
