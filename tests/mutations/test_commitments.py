"""Making promises, and changing what they say."""

from typing import Any

import pytest

from tests.mutations.asking import CRM, Client, code_of
from tests.mutations.promising import (
    ACME,
    COMMITMENT,
    DASHBOARD,
    MONTHLY,
    OTHER,
    contact,
    customer,
    health,
    promised,
    task,
    written,
)

EXTERNAL = {"external": {"system": CRM, "key": "p1"}}


async def test_a_promise_is_made_and_read_back(client: Client) -> None:
    sarah = (await customer(client))["sarah"]
    said_in = await promised(client)

    told = await client.change(
        "commitmentMake",
        COMMITMENT,
        **ACME,
        **{**DASHBOARD, "dueOn": "2024-11-10", "promisedTo": [sarah, sarah]},
    )

    commitment = told["commitment"]
    assert told["outcome"] == "CREATED"
    assert commitment["id"] != said_in["id"]
    assert commitment | DASHBOARD == commitment
    assert (commitment["dueOn"], commitment["dueBasis"]) == ("2024-11-10", "ENTERED")
    assert commitment["countsFrom"] == "2024-11-10"
    assert commitment["promisedTo"] == [{"name": "Sarah Chen"}]
    assert commitment["gaps"] == ["NO_OWNER"]
    assert said_in["gaps"] == ["NO_OWNER", "NO_DATE"]


async def test_a_recurring_promise_has_a_due_date_for_each_month_it_names(client: Client) -> None:
    await customer(client)

    made = await promised(client, **{**MONTHLY, "promisedOn": "2024-10-02"})

    dates = [(o["slot"], o["dueOn"], o["status"]) for o in made["occurrences"]["nodes"]]
    assert dates == [
        ("2024-11", "2024-11-30", "OPEN"),
        ("2024-12", "2024-12-31", "OPEN"),
        ("2025-01", "2025-01-31", "OPEN"),
    ]
    assert made["recurrence"] == MONTHLY["recurrence"]


async def test_a_date_that_has_passed_is_overdue_from_the_start(client: Client) -> None:
    await customer(client)
    before = await health(client)

    made = await promised(client, dueOn="2024-10-20")

    assert made["status"] == "OVERDUE"
    assert await health(client) < before


async def test_the_same_name_is_the_same_promise(client: Client) -> None:
    await customer(client)
    made = await promised(client, **EXTERNAL, dueOn="2024-11-10")
    before = await written(client)

    again = await client.change(
        "commitmentMake", COMMITMENT, **ACME, **EXTERNAL, **DASHBOARD, dueOn="2024-11-10"
    )
    another = await client.change(
        "commitmentMake", COMMITMENT, **ACME, **EXTERNAL, **{**DASHBOARD, "text": "Another"}
    )

    assert (again["outcome"], again["commitment"]) == ("UNCHANGED", made)
    assert code_of(another) == ("DUPLICATE", ["input", "external"])
    assert await written(client) == before


async def test_an_import_says_since_when_a_promise_was_known(client: Client) -> None:
    await customer(client)
    await promised(client, dueOn="2024-10-05", knownAt="2024-10-02T00:00:00Z")

    told = await client.ask(
        """query($by: AccountRef!) { account(by: $by) {
          then: health(asOf: "2024-10-20T00:00:00Z") { value }
          before: health(asOf: "2024-10-01T12:00:00Z") { value } } }""",
        by=ACME["account"],
    )

    assert told["account"]["then"]["value"] < 70
    assert told["account"]["before"] is None


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"text": " "}, ["text"]),
        ({"text": "nul\0"}, ["text"]),
        ({"text": "a" * 20_001}, ["text"]),
        ({"promisedOn": "2024-10-27"}, ["promisedOn"]),
        ({"knownAt": "2024-10-27T00:00:00Z"}, ["knownAt"]),
        ({"promisedOn": "2024-10-02", "knownAt": "2024-10-01T12:00:00Z"}, ["knownAt"]),
        ({"dueOn": "2024-09-30"}, ["dueOn"]),
        ({"owner": "nobody"}, ["owner"]),
        ({"source": "nonsense"}, ["source"]),
        ({"promisedTo": ["nonsense"]}, ["promisedTo", "0"]),
        ({"promisedTo": ["nonsense"] * 101}, ["promisedTo"]),
        ({"condition": "until all is well"}, ["condition"]),
        ({"recurrence": "FREQ=DAILY;COUNT=2"}, ["recurrence"]),
        ({"credit": {"base": "FIXED"}}, ["credit"]),
        ({"kind": "CREDIT"}, ["credit"]),
        ({"kind": "RECURRING"}, ["recurrence"]),
        ({**MONTHLY, "dueOn": "2024-11-10"}, ["dueOn"]),
        ({"kind": "STANDING", "dueOn": "2024-11-10"}, ["dueOn"]),
        *(
            ({**MONTHLY, "recurrence": rule}, ["recurrence"])
            for rule in (
                "every month",
                "FREQ=MONTHLY",
                "FREQ=HOURLY;COUNT=3",
                "FREQ=DAILY;COUNT=61",
                "FREQ=DAILY;UNTIL=20250101",
                "FREQ=DAILY;UNTIL=20240101",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
                "FREQ=DAILY;COUNT=2;UNTIL=20250101",
            )
        ),
    ],
)
async def test_what_is_no_promise_is_told_with_its_place(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await customer(client)
    before = await written(client)

    told = await client.change("commitmentMake", COMMITMENT, **ACME, **{**DASHBOARD, **said})

    assert code_of(told) == ("INVALID", ["input", *path])
    assert await written(client) == before


async def test_people_and_records_of_another_account_are_not_found(client: Client) -> None:
    await customer(client)
    await client.account("2")
    mia = await contact(client, of=OTHER, name="Mia")
    theirs = await client.done("commitmentMake", COMMITMENT, **OTHER, **DASHBOARD)
    ours = await promised(client)

    to_mia = await client.change("commitmentMake", "", **ACME, **DASHBOARD, promisedTo=[mia])
    agreed = await client.change(
        "commitmentUpdate", "", id=ours["id"], dueOn="2024-11-10", agreedWith=mia
    )
    waits = await client.change(
        "actionItemCreate",
        "",
        **ACME,
        text="Call",
        origin="PLAN",
        dependsOn=[ours["id"], theirs["id"]],
    )
    said_by = await client.change("commitmentMake", "", **ACME, **DASHBOARD, source=mia)
    no_promise = await client.change("commitmentUpdate", "", id=(await task(client))["id"])

    assert code_of(to_mia) == ("NOT_FOUND", ["input", "promisedTo", "0"])
    assert code_of(agreed) == ("NOT_FOUND", ["input", "agreedWith"])
    assert code_of(waits) == ("NOT_FOUND", ["input", "dependsOn", "1"])
    assert code_of(said_by) == ("INVALID", ["input", "source"])
    assert code_of(no_promise) == ("INVALID", ["input", "id"])


async def test_lateness_counts_from_the_first_due_date(client: Client) -> None:
    await customer(client)
    made = await promised(client, dueOn="2024-10-20")
    late = await health(client)

    moved = await client.done("commitmentUpdate", COMMITMENT, id=made["id"], dueOn="2024-11-10")
    cleared = await client.done("commitmentUpdate", COMMITMENT, id=made["id"], dueOn=None)

    assert (moved["dueOn"], moved["countsFrom"]) == ("2024-11-10", "2024-10-20")
    assert (cleared["dueOn"], cleared["dueBasis"]) == (None, None)
    assert cleared["countsFrom"] == "2024-10-20"
    assert {moved["status"], cleared["status"]} == {"OVERDUE"}
    assert await health(client) == pytest.approx(late, abs=0.01)


async def test_a_date_agreed_with_a_named_contact_is_the_one_that_counts(client: Client) -> None:
    sarah = (await customer(client))["sarah"]
    made = await promised(client, dueOn="2024-10-20")
    asked = {"id": made["id"], "dueOn": "2024-11-10", "agreedWith": sarah}

    moved = await client.done("commitmentUpdate", COMMITMENT, **asked)
    again = await client.change("commitmentUpdate", COMMITMENT, **asked)

    assert moved["status"] == "OPEN"
    assert moved["countsFrom"] == "2024-11-10"
    assert moved["agreedWith"] == {"name": "Sarah Chen"}
    assert await health(client) == 70
    assert (again["outcome"], again["commitment"]["version"]) == ("UNCHANGED", moved["version"])


async def test_a_date_moved_before_is_agreed_to_afterwards(client: Client) -> None:
    sarah = (await customer(client))["sarah"]
    made = await promised(client, dueOn="2024-10-20")
    await client.done("commitmentUpdate", COMMITMENT, id=made["id"], dueOn="2024-11-10")

    agreed = await client.done("commitmentUpdate", COMMITMENT, id=made["id"], agreedWith=sarah)

    assert (agreed["countsFrom"], agreed["status"]) == ("2024-11-10", "OPEN")


async def test_words_and_owner_change_and_the_same_again_changes_nothing(client: Client) -> None:
    await customer(client)
    made = await promised(client, kind="UNTIL_CONDITION", condition="until it is well")
    asked = {"id": made["id"], "text": "An engineer, day and night", "condition": "3 calm days"}

    changed = await client.done("commitmentUpdate", COMMITMENT, **asked, expectedVersion=1)
    again = await client.change("commitmentUpdate", COMMITMENT, **asked)
    stale = await client.change("commitmentUpdate", "", id=made["id"], text="x", expectedVersion=1)

    assert made["gaps"] == ["NO_OWNER", "NO_EXIT_TEST"]
    assert changed["gaps"] == ["NO_OWNER"]
    assert (changed["text"], changed["condition"]) == (asked["text"], asked["condition"])
    assert (again["outcome"], again["commitment"]["version"]) == ("UNCHANGED", 2)
    assert code_of(stale)[0] == "VERSION_CONFLICT"


@pytest.mark.parametrize(
    ("made", "said", "path"),
    [
        (DASHBOARD, {"text": None}, ["text"]),
        (DASHBOARD, {"condition": "until all is well"}, ["condition"]),
        (DASHBOARD, {"dueOn": "2024-09-30"}, ["dueOn"]),
        (DASHBOARD, {"owner": "nobody"}, ["owner"]),
        (MONTHLY, {"dueOn": "2024-11-10"}, ["dueOn"]),
    ],
)
async def test_a_change_that_cannot_be_is_told_with_its_place(
    client: Client, made: dict[str, Any], said: dict[str, Any], path: list[str]
) -> None:
    await customer(client)
    commitment = await promised(client, **made)
    before = await written(client)

    told = await client.change("commitmentUpdate", COMMITMENT, id=commitment["id"], **said)

    assert code_of(told) == ("INVALID", ["input", *path])
    assert await written(client) == before


async def test_a_credit_without_a_day_of_its_own_is_due_when_its_month_ends(
    client: Client,
) -> None:
    sarah = (await customer(client))["sarah"]
    credit = {"base": "FIXED", "period": "2024-11"}
    made = await promised(client, kind="CREDIT", credit=credit, dueOn="2024-11-10")

    moved = await client.done(
        "commitmentUpdate", COMMITMENT, id=made["id"], dueOn=None, agreedWith=sarah
    )
    again = await client.change("commitmentUpdate", COMMITMENT, id=made["id"], dueOn=None)

    assert (made["dueOn"], made["dueBasis"]) == ("2024-11-10", "ENTERED")
    assert (moved["dueOn"], moved["dueBasis"]) == ("2024-11-30", "DERIVED")
    assert moved["countsFrom"] == "2024-11-30"
    assert again["outcome"] == "UNCHANGED"
