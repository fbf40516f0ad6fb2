"""What somebody is to do: noted, changed, done."""

from typing import Any

import pytest

from domain.actions import STEPS
from domain.vocabulary import ActionStatus, RecordType
from models.commitment import ActionItem, Commitment
from resolvers.ids import RecordKey, global_id, parsed
from tests.mutations.asking import ANNA, Client, code_of
from tests.mutations.promising import (
    ACME,
    ITEM,
    OTHER,
    customer,
    health,
    promised,
    task,
    written,
)

DONE_AT = "2024-10-20T09:00:00Z"


async def changed(client: Client, item: dict[str, Any], **said: Any) -> dict[str, Any]:
    return await client.change("actionItemUpdate", ITEM, id=item["id"], **said)


async def test_a_task_is_noted_and_read_back(client: Client) -> None:
    await customer(client)
    promise = await promised(client)
    first = await task(client)
    asked = {
        "text": "Send the report",
        "origin": "PLAN",
        "audience": "CUSTOMER",
        "dueOn": "2024-11-10",
        "eventOn": "2024-11-12",
        "horizon": "SHORT_TERM",
    }

    told = await client.change(
        "actionItemCreate",
        ITEM,
        **ACME,
        **asked,
        owner=global_id(RecordKey(RecordType.USER, None, ANNA)),
        dependsOn=[first["id"], promise["id"], first["id"]],
        source=promise["id"],
    )

    item = told["actionItem"]
    assert told["outcome"] == "CREATED"
    assert item | asked == item
    assert (item["status"], item["dueBasis"]) == ("OPEN", "ENTERED")
    assert item["owner"] == {"name": "Anna Olsson"}
    assert item["dependsOn"] == [{"id": first["id"]}, {"id": promise["id"]}]
    assert item["source"] == {"id": promise["id"]}
    assert (first["audience"], first["doneAt"]) == ("INTERNAL", None)


async def test_done_in_time_is_worth_more_than_overdue(client: Client) -> None:
    await customer(client)
    item = await task(client, dueOn="2024-10-20")
    overdue = await health(client)

    done = await changed(client, item, status="DONE", doneAt=DONE_AT)

    assert (done["actionItem"]["status"], done["actionItem"]["doneAt"]) == ("DONE", DONE_AT)
    assert overdue < 70 < await health(client)


async def test_done_nobody_knows_when_counts_from_when_that_was_said(client: Client) -> None:
    await customer(client)
    item = await task(client, dueOn="2024-10-20")

    done = await changed(client, item, status="DONE")
    again = await changed(client, item, status="DONE")
    imported = await task(client, dueOn="2024-10-20", status="DONE", knownAt="2024-10-19T00:00:00Z")

    assert (done["actionItem"]["status"], done["actionItem"]["doneAt"]) == ("DONE", None)
    assert again["outcome"] == "UNCHANGED"
    stated = [await stated_at(client, one) for one in (item, imported)]
    assert stated == ["2024-10-25T12:04:00+00:00", "2024-10-19T00:00:00+00:00"]


async def stated_at(client: Client, item: dict[str, Any]) -> str:
    key = parsed(item["id"])
    async with client.database.write(key.account_id, actor="test", now=client.now) as unit:
        return str((await unit.get_or_raise(ActionItem, key.id)).stated_at).replace(" ", "T")


async def test_what_is_taken_up_again_is_not_done_any_more(client: Client) -> None:
    await customer(client)
    item = await task(client, status="DONE", doneAt=DONE_AT)

    again = await changed(client, item, status="OPEN")
    cancelled = await changed(client, item, status="CANCELLED")

    assert item["doneAt"] == DONE_AT
    assert (again["actionItem"]["status"], again["actionItem"]["doneAt"]) == ("OPEN", None)
    assert cancelled["actionItem"]["status"] == "CANCELLED"


@pytest.mark.parametrize("state", ActionStatus)
@pytest.mark.parametrize("step", ActionStatus)
async def test_each_state_allows_through_the_api_what_its_table_says(
    client: Client, state: ActionStatus, step: ActionStatus
) -> None:
    await customer(client)
    item = await task(client, status=state)

    told = await changed(client, item, status=step)

    if step is state:
        assert told["outcome"] == "UNCHANGED"
    elif step in STEPS[state]:
        assert told["actionItem"]["status"] == step
    else:
        assert code_of(told) == ("INVALID_TRANSITION", ["input", "status"])
        assert told["userErrors"][0]["allowed"] == list(STEPS[state])


async def test_a_time_that_was_wrong_is_set_right(client: Client) -> None:
    await customer(client)
    item = await task(client, status="DONE", doneAt=DONE_AT)

    told = await changed(client, item, doneAt="2024-10-19T09:00:00Z")

    assert told["actionItem"]["doneAt"] == "2024-10-19T09:00:00Z"


async def test_doing_a_task_keeps_no_promise_it_is_linked_to(client: Client) -> None:
    await customer(client)
    promise = await promised(client, dueOn="2024-10-20")
    item = await task(client, dueOn="2024-10-20")
    key = parsed(promise["id"])
    async with client.database.write(key.account_id, actor="test", now=client.now) as unit:
        commitment = await unit.get_or_raise(Commitment, key.id)
        commitment.same_as = (parsed(item["id"]).id,)

    await changed(client, item, status="DONE", doneAt=DONE_AT)

    told = await client.ask(
        "query($id: ID!) { node(id: $id) { ... on Commitment { status sameAs { id } } } }",
        id=promise["id"],
    )
    assert told["node"] == {"status": "OVERDUE", "sameAs": [{"id": item["id"]}]}


async def test_tasks_never_wait_for_one_another_in_a_circle(client: Client) -> None:
    await customer(client)
    first = await task(client)
    second = await task(client, dependsOn=[first["id"]])
    third = await task(client, dependsOn=[second["id"]])
    before = await written(client)

    circle = await changed(client, first, dependsOn=[third["id"]])
    itself = await changed(client, first, dependsOn=[first["id"]])
    freed = await changed(client, second, dependsOn=None)
    now_possible = await changed(client, first, dependsOn=[third["id"]])

    for told in (circle, itself):
        assert code_of(told) == ("INVALID", ["input", "dependsOn"])
    assert freed["actionItem"]["dependsOn"] == []
    assert now_possible["outcome"] == "UPDATED"
    assert (await written(client))[0] == before[0] + 2


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"text": None}, ["text"]),
        ({"text": "bell\x07"}, ["text"]),
        ({"origin": None}, ["origin"]),
        ({"audience": None}, ["audience"]),
        ({"status": None}, ["status"]),
        ({"doneAt": DONE_AT}, ["doneAt"]),
        ({"status": "DONE", "doneAt": "2024-10-27T00:00:00Z"}, ["doneAt"]),
        ({"status": "CANCELLED", "doneAt": DONE_AT}, ["doneAt"]),
        ({"owner": "nonsense"}, ["owner"]),
        ({"incident": "nonsense"}, ["incident"]),
        ({"source": "nonsense"}, ["source"]),
        ({"dependsOn": ["nonsense"]}, ["dependsOn", "0"]),
    ],
)
async def test_a_change_that_cannot_be_is_told_with_its_place(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await customer(client)
    item = await task(client)
    before = await written(client)

    told = await changed(client, item, **said)

    assert code_of(told) == ("INVALID", ["input", *path])
    assert await written(client) == before


async def test_fields_left_out_stay_and_null_clears(client: Client) -> None:
    await customer(client)
    promise = await promised(client)
    item = await task(client, dueOn="2024-11-10", source=promise["id"], horizon="IMMEDIATE")

    same = await changed(client, item, dueOn="2024-11-10")
    cleared = await changed(client, item, dueOn=None, source=None, horizon=None)

    assert (same["outcome"], same["actionItem"]) == ("UNCHANGED", item)
    empty = {
        name: cleared["actionItem"][name] for name in ("dueOn", "dueBasis", "source", "horizon")
    }
    assert set(empty.values()) == {None}
    assert cleared["actionItem"]["text"] == item["text"]


async def test_tasks_of_another_account_are_not_found(client: Client) -> None:
    await customer(client)
    await client.account("2")
    theirs = await client.done("actionItemCreate", ITEM, **OTHER, text="Call", origin="PLAN")
    ours = await task(client)

    waits = await changed(client, ours, dependsOn=[theirs["id"]])
    planned = await client.change(
        "actionItemCreate", ITEM, **ACME, text="Call", origin="PLAN", dryRun=True
    )

    assert code_of(waits) == ("NOT_FOUND", ["input", "dependsOn", "0"])
    assert (planned["outcome"], planned["actionItem"]) == ("PLANNED", None)
