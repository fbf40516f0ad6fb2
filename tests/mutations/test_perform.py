"""What holds for every mutation, tried on contacts and accounts."""

import asyncio
from typing import Any

import pytest

from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import CRM, Client, code_of

EXTERNAL = {"system": CRM, "key": "1"}
SARAH = {"account": {"external": EXTERNAL}, "external": {"system": CRM, "key": "c1"}}
CONTACT = "contact { id name title version }"


async def counts(client: Client) -> tuple[int, int]:
    """Entries of the log, and contacts."""
    told = await client.ask(
        "{ accounts { nodes { activity(first: 100) { nodes { id } } contacts { totalCount } } } }"
    )
    nodes = told["accounts"]["nodes"]
    return (
        sum(len(node["activity"]["nodes"]) for node in nodes),
        sum(node["contacts"]["totalCount"] for node in nodes),
    )


async def test_what_is_new_is_created_and_read_back(client: Client) -> None:
    await client.account()

    told = await client.change("contactSave", CONTACT, **SARAH, name="Sarah Chen", title="CTO")

    assert told["outcome"] == "CREATED"
    assert told["contact"]["name"] == "Sarah Chen"
    assert told["contact"]["version"] == 1


async def test_the_same_again_changes_nothing_and_writes_nothing(client: Client) -> None:
    await client.account()
    await client.done("contactSave", CONTACT, **SARAH, name="Sarah Chen")
    before = await counts(client)

    told = await client.change("contactSave", CONTACT, **SARAH, name="Sarah Chen")

    assert told["outcome"] == "UNCHANGED"
    assert told["contact"]["version"] == 1
    assert await counts(client) == before


async def test_a_field_left_out_stays_and_null_clears_it(client: Client) -> None:
    await client.account()
    await client.done("contactSave", CONTACT, **SARAH, name="Sarah Chen", title="CTO")

    stays = await client.done("contactSave", CONTACT, **SARAH, name="Sarah Chen-Li")
    cleared = await client.done("contactSave", CONTACT, **SARAH, title=None)

    assert stays["title"] == "CTO"
    assert cleared["title"] is None
    assert cleared["name"] == "Sarah Chen-Li"


async def test_a_version_somebody_has_changed_is_a_conflict_that_names_what_differs(
    client: Client,
) -> None:
    await client.account()
    made = await client.done("contactSave", CONTACT, **SARAH, name="Sarah Chen", title="CTO")
    await client.done("contactSave", CONTACT, **SARAH, title="CEO", expectedVersion=1)

    told = await client.change(
        "contactSave", CONTACT, **SARAH, name="Sarah", title="COO", expectedVersion=1
    )

    (error,) = told["userErrors"]
    assert code_of(told) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    assert (error["expectedVersion"], error["currentVersion"]) == (1, 2)
    assert sorted(error["conflictingFields"]) == ["name", "title"]
    assert error["current"] == {"id": made["id"]}
    assert told["contact"] is None


async def test_a_key_carries_a_request_out_once(client: Client) -> None:
    await client.account()
    asked = {**SARAH, "name": "Sarah Chen", "idempotencyKey": "k1"}

    first = await client.change("contactSave", CONTACT, **asked)
    before = await counts(client)
    again = await asyncio.gather(
        *(client.change("contactSave", CONTACT, **asked) for _ in range(100))
    )

    assert first["outcome"] == "CREATED"
    assert {told["outcome"] for told in again} == {"REPLAYED"}
    assert all(told["contact"] == first["contact"] for told in again)
    assert await counts(client) == before


async def test_a_key_of_another_request_is_refused(client: Client) -> None:
    await client.account()
    await client.done("contactSave", CONTACT, **SARAH, name="Sarah", idempotencyKey="k1")

    told = await client.change("contactSave", CONTACT, **SARAH, name="Mia", idempotencyKey="k1")

    assert code_of(told) == ("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])
    assert told["userErrors"][0]["firstSeenAt"]


async def test_a_key_holds_for_what_changed_nothing(client: Client) -> None:
    await client.account()
    await client.done("contactSave", CONTACT, **SARAH, name="Sarah")
    asked = {**SARAH, "name": "Sarah", "idempotencyKey": "k1"}

    first = await client.change("contactSave", CONTACT, **asked)
    again = await client.change("contactSave", CONTACT, **asked)

    assert (first["outcome"], again["outcome"]) == ("UNCHANGED", "REPLAYED")
    assert again["contact"] == first["contact"]


async def test_a_new_account_is_made_once_for_one_key(client: Client) -> None:
    asked = {"external": EXTERNAL, "name": "Acme", "idempotencyKey": "a"}

    made = await client.done("accountCreate", "account { id }", **asked)
    again = await client.change("accountCreate", "account { id }", **asked)
    other = await client.change("accountCreate", "", external=EXTERNAL, name="Acme")

    assert (again["outcome"], again["account"]) == ("REPLAYED", made)
    assert code_of(other) == ("DUPLICATE", ["input", "external"])


async def test_a_plan_says_what_would_be_and_writes_nothing(client: Client) -> None:
    await client.account()
    before = await counts(client)

    new = await client.change("contactSave", CONTACT, **SARAH, name="Sarah", dryRun=True)
    wrong = await client.change("contactSave", CONTACT, **SARAH, name=None, dryRun=True)

    assert (new["outcome"], new["contact"]) == ("PLANNED", None)
    assert code_of(wrong) == ("INVALID", ["input", "name"])
    assert await counts(client) == before


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"name": "a" * 10_000}, ["name"]),
        ({"name": "nul\0"}, ["name"]),
        ({"name": "bell\x07"}, ["name"]),
        ({"name": "two\nlines"}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"name": " \u2003"}, ["name"]),
        ({"name": None}, ["name"]),
        ({"name": "  "}, ["name"]),
        ({}, ["name"]),
        ({"name": "x", "leftOn": "2024-10-27"}, ["leftOn"]),
        ({"name": "x", "id": "nonsense"}, ["id"]),
        ({"name": "x", "idempotencyKey": ""}, ["idempotencyKey"]),
        ({"name": "x", "external": {"system": "s", "key": "k\0"}}, ["external", "key"]),
    ],
)
async def test_what_cannot_be_is_told_with_its_place(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await client.account()
    before = await counts(client)

    told = await client.change("contactSave", CONTACT, **{**SARAH, **said})

    assert code_of(told) == ("INVALID", ["input", *path])
    assert told["contact"] is None
    assert await counts(client) == before


async def test_ids_of_other_types_and_accounts_are_refused(client: Client) -> None:
    ours = await client.account("1")
    theirs = await client.account("2")
    by_id = {"account": {"id": theirs["id"]}}
    sarah = await client.done("contactSave", CONTACT, **by_id, name="Sarah")

    other_type = await client.change("contactSave", CONTACT, **by_id, id=ours["id"], name="x")
    other_account = await client.change(
        "contactSave", CONTACT, account={"id": ours["id"]}, id=sarah["id"], name="x"
    )
    nowhere = await client.change(
        "contactSave", CONTACT, account={"external": {"system": "s", "key": "?"}}, name="x"
    )

    assert code_of(other_type) == ("INVALID", ["input", "id"])
    assert code_of(other_account) == ("NOT_FOUND", ["input", "id"])
    assert code_of(nowhere) == ("NOT_FOUND", ["input", "account"])


async def test_mutations_of_one_operation_see_one_another(client: Client) -> None:
    await client.account()
    document = """mutation($a: ContactSaveInput!, $b: ContactSaveInput!) {
      a: contactSave(input: $a) { outcome contact { account { contacts { totalCount } } } }
      b: contactSave(input: $b) { outcome contact { account { contacts { totalCount } } } }
    }"""
    account = {"account": {"external": EXTERNAL}}

    told = await client.ask(document, a={**account, "name": "A"}, b={**account, "name": "B"})

    assert [told[k]["contact"]["account"]["contacts"]["totalCount"] for k in "ab"] == [1, 2]


async def test_a_name_that_is_said_twice_is_taken_once(client: Client) -> None:
    account = await client.account()
    other = {"system": CRM, "key": "2"}

    told = await client.change(
        "accountUpdate",
        "account { externalRefs { key } }",
        account={"id": account["id"]},
        addExternal=[other, other, EXTERNAL],
    )

    assert told["outcome"] == "UPDATED"
    assert told["account"]["externalRefs"] == [{"key": "1"}, {"key": "2"}]


async def test_names_as_people_paste_and_write_them_are_taken(client: Client) -> None:
    await client.account()
    for name in ("Zoë\u00a0Müller", "ab\u200ccd", "陳 大文"):
        told = await client.done("contactSave", CONTACT, **SARAH, name=name)
        assert told["name"] == name


async def test_a_retry_of_a_change_of_the_accounts_name_is_a_retry(client: Client) -> None:
    await client.account()
    asked = {
        "account": {"external": EXTERNAL},
        "removeExternal": [EXTERNAL],
        "addExternal": [{"system": CRM, "key": "9"}],
        "idempotencyKey": "k1",
    }

    first = await client.change("accountUpdate", "account { id }", **asked)
    again = await client.change("accountUpdate", "account { id }", **asked)

    assert (first["outcome"], again["outcome"]) == ("UPDATED", "REPLAYED")
    assert again["account"] == first["account"]


async def test_a_field_left_out_is_unlike_any_text(client: Client) -> None:
    await client.account()
    asked = {"account": {"external": EXTERNAL}, "idempotencyKey": "k1"}

    await client.change("accountUpdate", "", **asked)
    told = await client.change("accountUpdate", "", **asked, segment="UNSET")

    assert code_of(told)[0] == "IDEMPOTENCY_KEY_REUSED"


async def test_a_part_that_changes_makes_another_version_of_the_whole(client: Client) -> None:
    account = await client.account()
    by_id = {"account": {"id": account["id"]}, "expectedVersion": 1}

    first = await client.change(
        "accountUpdate", "account { version }", **by_id, addExternal=[{"system": "b", "key": "1"}]
    )
    second = await client.change(
        "accountUpdate", "", **by_id, addExternal=[{"system": "b", "key": "2"}]
    )

    assert first["account"]["version"] == 2
    assert code_of(second) == ("VERSION_CONFLICT", ["input", "expectedVersion"])


async def test_a_record_that_is_gone_is_not_made_again_by_who_knew_it(client: Client) -> None:
    await client.account()
    sarah = await client.done("contactSave", CONTACT, **SARAH, name="Sarah")
    await client.change("recordRetract", "", id=sarah["id"], reason="A mistake")

    told = await client.change("contactSave", CONTACT, **SARAH, name="Sarah", expectedVersion=1)

    assert code_of(told) == ("NOT_FOUND", ["input", "expectedVersion"])


async def test_an_account_that_is_not_there_is_told_at_its_field(client: Client) -> None:
    nobody = {"id": global_id(RecordKey(RecordType.ACCOUNT, None, "nobody"))}

    told = await client.change("contactSave", CONTACT, account=nobody, name="Sarah")

    assert code_of(told) == ("NOT_FOUND", ["input", "account"])
    assert "nobody" not in told["userErrors"][0]["message"]


async def test_a_record_that_is_not_there_is_not_called_an_account(client: Client) -> None:
    gone = global_id(RecordKey(RecordType.INCIDENT, "a", "b"))

    told = await client.change("incidentUpdate", id=gone, title="Outage")

    (error,) = told["userErrors"]
    assert (error["path"], error["message"]) == (
        ["input", "id"],
        f"There is no Incident {gone!r} here",
    )
