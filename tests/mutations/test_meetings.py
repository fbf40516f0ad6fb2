"""Meetings: when they are, who was there, and what they say about engagement."""

from typing import Any

import pytest

from tests.mutations.asking import CRM, Client, code_of

ACCOUNT = {"external": {"system": CRM, "key": "1"}}
MEETING = """meeting { id version title kind status heldOn startsAt plannedEndAt endedAt timeZone
  location attendance { person { ... on Contact { name } ... on User { name } } role attended }
  incidents { id } }"""
YESTERDAY = "2024-10-24T14:00:00Z"
TALK: dict[str, Any] = {
    "account": ACCOUNT,
    "external": {"system": CRM, "key": "m1"},
    "title": "Escalation",
}
HELD = {**TALK, "status": "HELD", "startsAt": YESTERDAY}


async def dana_of(client: Client, account: Any = ACCOUNT) -> str:
    said = {"account": account, "name": "Dana", "influence": "EXECUTIVE"}
    return (await client.done("contactSave", "contact { id }", **said))["id"]


async def anna_of(client: Client) -> str:
    return (await client.ask("{ viewer { user { id } } }"))["viewer"]["user"]["id"]


async def health(client: Client) -> float:
    found = await client.ask("{ accounts { nodes { health { value } } } }")
    return found["accounts"]["nodes"][0]["health"]["value"]


async def meetings(client: Client) -> int:
    found = await client.ask("{ accounts { nodes { meetings { totalCount } } } }")
    return sum(node["meetings"]["totalCount"] for node in found["accounts"]["nodes"])


async def test_a_meeting_an_executive_came_to_speaks_for_us(client: Client) -> None:
    await client.account()
    attendance = [
        {"person": await dana_of(client), "role": "PARTICIPANT", "attended": True},
        {"person": await anna_of(client), "role": "FACILITATOR"},
    ]

    told = await client.change(
        "meetingSave",
        MEETING,
        **HELD,
        kind="ESCALATION",
        location="Video",
        plannedEndAt="2024-10-24T15:30:00Z",
        endedAt="2024-10-24T15:45:00Z",
        attendance=attendance,
    )

    found = told["meeting"]
    assert told["outcome"] == "CREATED"
    assert (found["status"], found["heldOn"], found["kind"]) == ("HELD", "2024-10-24", "ESCALATION")
    assert [(one["person"]["name"], one["attended"]) for one in found["attendance"]] == [
        ("Dana", True),
        ("Anna Olsson", None),
    ]
    assert await health(client) > 70


async def test_the_same_meeting_sent_again_is_there_once_and_changes_nothing(
    client: Client,
) -> None:
    await client.account()
    asked = {**HELD, "attendance": [{"person": await dana_of(client), "attended": True}]}
    made = await client.done("meetingSave", MEETING, **asked)

    again = await client.change("meetingSave", MEETING, **asked)
    other = await client.change("meetingSave", MEETING, **TALK, id=made["id"], location="Oslo")

    assert (again["outcome"], again["meeting"]) == ("UNCHANGED", made)
    assert (other["outcome"], other["meeting"]["location"]) == ("UPDATED", "Oslo")
    assert other["meeting"]["attendance"] == made["attendance"]
    assert await meetings(client) == 1


async def test_unless_said_a_meeting_is_to_come_and_counts_nothing(client: Client) -> None:
    await client.account()

    made = await client.done("meetingSave", MEETING, **TALK, startsAt="2024-11-05T14:00:00Z")

    assert (made["status"], made["heldOn"]) == ("SCHEDULED", "2024-11-05")
    assert await health(client) == 70


async def test_the_day_is_that_of_the_place_it_is_held_at(client: Client) -> None:
    await client.account(timeZone="Asia/Tokyo")
    late = {"startsAt": "2024-10-23T20:00:00Z"}

    ours = await client.done("meetingSave", MEETING, **TALK, **late)
    theirs = await client.done("meetingSave", MEETING, **TALK, timeZone="America/New_York")
    day = await client.done(
        "meetingSave", MEETING, account=ACCOUNT, title="Lunch", heldOn="2024-10-22"
    )

    assert (ours["heldOn"], theirs["heldOn"]) == ("2024-10-24", "2024-10-23")
    assert (day["heldOn"], day["startsAt"]) == ("2024-10-22", None)


async def test_null_clears_who_was_invited_and_what_it_was_about(client: Client) -> None:
    await client.account()
    asked = {**TALK, "heldOn": "2024-11-05", "attendance": [{"person": await dana_of(client)}]}
    await client.done("meetingSave", MEETING, **asked)

    told = await client.done("meetingSave", MEETING, **TALK, attendance=None, incidents=None)

    assert (told["attendance"], told["incidents"]) == ([], [])


async def test_what_was_held_is_not_cancelled(client: Client) -> None:
    await client.account()
    await client.done("meetingSave", MEETING, **HELD)

    told = await client.change("meetingSave", MEETING, **TALK, status="CANCELLED")

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "status"])
    assert told["userErrors"][0]["currentState"] == "HELD"
    assert told["userErrors"][0]["allowed"] == []


async def test_what_was_cancelled_may_be_planned_again(client: Client) -> None:
    await client.account()
    await client.done("meetingSave", MEETING, **TALK, heldOn="2024-10-24", status="CANCELLED")

    held = await client.change("meetingSave", MEETING, **TALK, status="HELD")
    again = await client.change("meetingSave", MEETING, **TALK, status="SCHEDULED")

    assert held["userErrors"][0]["allowed"] == ["PROPOSED", "SCHEDULED"]
    assert again["outcome"] == "UPDATED"


async def test_an_import_may_say_since_when_a_new_meeting_was_known(client: Client) -> None:
    await client.account()
    asked = {**HELD, "knownAt": "2024-10-24T16:00:00Z"}
    planned = {"title": "Planned", "startsAt": YESTERDAY, "knownAt": "2024-10-01T00:00:00Z"}

    made = await client.change("meetingSave", MEETING, **asked)
    again = await client.change("meetingSave", MEETING, **asked)
    ahead = await client.change("meetingSave", MEETING, account=ACCOUNT, **planned)

    assert made["outcome"] == ahead["outcome"] == "CREATED"
    assert code_of(again) == ("INVALID", ["input", "knownAt"])


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"title": None}, ["title"]),
        ({"title": "two\nlines"}, ["title"]),
        ({"status": None}, ["status"]),
        ({"startsAt": None}, ["heldOn"]),
        ({"heldOn": None}, ["heldOn"]),
        ({"heldOn": "2024-10-23"}, ["heldOn"]),
        ({"startsAt": "2024-10-26T14:00:00Z"}, ["status"]),
        ({"startsAt": None, "heldOn": "2024-10-26"}, ["status"]),
        ({"endedAt": "2024-10-24T13:59:00Z"}, ["endedAt"]),
        ({"endedAt": "2024-10-26T14:00:00Z"}, ["endedAt"]),
        ({"plannedEndAt": "2024-11-24T14:00:00Z"}, ["plannedEndAt"]),
        ({"timeZone": "Mars/Olympus"}, ["timeZone"]),
        ({"knownAt": "2024-10-26T14:00:00Z"}, ["knownAt"]),
        ({"knownAt": "2024-10-24T13:59:00Z"}, ["knownAt"]),
        ({"endedAt": "2024-10-24T15:00:00Z", "knownAt": "2024-10-24T14:30:00Z"}, ["knownAt"]),
        (
            {"startsAt": None, "heldOn": "2024-10-24", "knownAt": "2024-10-23T22:00:00Z"},
            ["knownAt"],
        ),
        ({"attendance": [{"person": "nonsense"}]}, ["attendance", "0", "person"]),
        ({"incidents": ["nonsense"]}, ["incidents", "0"]),
        ({"attendance": [{"person": "x"}] * 101}, ["attendance"]),
        ({"incidents": ["x"] * 101}, ["incidents"]),
    ],
)
async def test_what_cannot_be_is_told_with_its_place_and_nothing_is_written(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await client.account()

    told = await client.change("meetingSave", "", **{**HELD, **said})

    assert code_of(told) == ("INVALID", ["input", *path])
    assert await meetings(client) == 0


async def test_a_new_meeting_has_a_title(client: Client) -> None:
    await client.account()

    told = await client.change("meetingSave", account=ACCOUNT, heldOn="2024-10-24")

    assert code_of(told) == ("INVALID", ["input", "title"])


async def test_nobody_attends_what_was_not_held_or_twice(client: Client) -> None:
    await client.account()
    dana = {"person": await dana_of(client), "attended": True}

    early = await client.change("meetingSave", **TALK, heldOn="2024-10-24", attendance=[dana])
    twice = await client.change("meetingSave", "", **HELD, attendance=[dana, dana])

    assert code_of(early) == ("INVALID", ["input", "attendance"])
    assert code_of(twice) == ("INVALID", ["input", "attendance", "1", "person"])


async def test_people_of_others_are_refused(client: Client) -> None:
    await client.account()
    theirs = {"external": {"system": CRM, "key": "2"}}
    await client.account("2")
    dana = await dana_of(client, theirs)

    told = await client.change("meetingSave", "", **HELD, attendance=[{"person": dana}])

    assert code_of(told) == ("NOT_FOUND", ["input", "attendance", "0", "person"])
