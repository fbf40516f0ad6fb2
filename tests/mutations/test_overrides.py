"""A value beside the score: one at a time, with its author, for at most a quarter."""

from typing import Any

import pytest

from resolvers.context import Viewer
from tests.mutations.asking import CRM, Client, code_of

ACCOUNT = {"external": {"system": CRM, "key": "1"}}
SHOWN = """account { version health { value
  override { value band reason author { name } createdAt expiresAt } } }"""
NOVEMBER, DECEMBER = "2024-11-20T00:00:00Z", "2024-12-20T00:00:00Z"
WORSE = {"account": ACCOUNT, "value": 35, "reason": "Their CFO told me", "expiresAt": DECEMBER}


def override(told: dict[str, Any]) -> dict[str, Any] | None:
    return told["account"]["health"]["override"]


async def test_an_override_stands_beside_the_computed_value_with_its_author(
    client: Client,
) -> None:
    await client.account()

    told = await client.change("healthOverrideSet", SHOWN, **WORSE)

    found = override(told)
    assert found is not None
    assert told["outcome"] == "UPDATED"
    assert told["account"]["health"]["value"] == 70
    assert (found["value"], found["band"]) == (35, "CRITICAL")
    assert (found["reason"], found["expiresAt"]) == ("Their CFO told me", DECEMBER)
    assert found["author"] == {"name": "Anna Olsson"}


async def test_the_same_again_changes_nothing_and_another_takes_its_place(
    client: Client,
) -> None:
    await client.account()
    first = override(await client.change("healthOverrideSet", SHOWN, **WORSE))

    same = await client.change("healthOverrideSet", SHOWN, **WORSE)
    other = await client.change("healthOverrideSet", SHOWN, **{**WORSE, "value": 50})
    cleared = await client.change("healthOverrideClear", SHOWN, account=ACCOUNT)

    assert (same["outcome"], override(same)) == ("UNCHANGED", first)
    assert (override(other) or {})["value"] == 50
    assert (cleared["outcome"], override(cleared)) == ("UPDATED", None)


async def test_a_script_sets_one_without_an_author(client: Client) -> None:
    await client.account()
    client.viewer = Viewer(user_id=None)

    told = await client.change("healthOverrideSet", SHOWN, **WORSE)

    assert (override(told) or {})["author"] is None


async def test_what_was_set_and_cleared_is_still_told_of_its_time(client: Client) -> None:
    await client.account()
    await client.done("healthOverrideSet", SHOWN, **WORSE)
    then = client.now.isoformat()
    await client.done("healthOverrideClear", SHOWN, account=ACCOUNT)

    told = await client.ask(
        """query($at: DateTime!) { accounts { nodes {
          then: health(asOf: $at) { override { value } }
          now: health { override { value } } } } }""",
        at=then,
    )

    (account,) = told["accounts"]["nodes"]
    assert account == {"then": {"override": {"value": 35}}, "now": {"override": None}}


async def test_nothing_can_be_cleared_where_nothing_is_in_force(client: Client) -> None:
    await client.account()

    told = await client.change("healthOverrideClear", account=ACCOUNT)

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "account"])
    assert told["userErrors"][0]["currentState"] == "NONE"
    assert told["userErrors"][0]["allowed"] == ["SET"]


async def test_one_that_has_expired_is_in_force_no_more(client: Client) -> None:
    await client.account()
    await client.done("healthOverrideSet", SHOWN, **{**WORSE, "expiresAt": NOVEMBER})
    client.now = client.now.replace(month=12)

    told = await client.change("healthOverrideClear", account=ACCOUNT)

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "account"])


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"value": -0.5}, "value"),
        ({"value": 100.5}, "value"),
        ({"reason": ""}, "reason"),
        ({"expiresAt": "2024-10-25T12:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2025-01-24T00:00:00Z"}, "expiresAt"),
        ({"account": {"external": {"system": CRM, "key": "?"}}}, "account"),
    ],
)
async def test_what_cannot_be_is_told_with_its_place_and_nothing_is_written(
    client: Client, said: dict[str, Any], path: str
) -> None:
    await client.account()

    told = await client.change("healthOverrideSet", "", **{**WORSE, **said})

    code, place = code_of(told)
    assert (code, place) == ("NOT_FOUND" if path == "account" else "INVALID", ["input", path])
    found = await client.ask("{ accounts { nodes { health { override { value } } } } }")
    assert found["accounts"]["nodes"][0]["health"]["override"] is None
