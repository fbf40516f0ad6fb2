"""Series of reviews: scheduled again and again, adopted, moved by another rule, called off."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import ANNA, CRM, Client, code_of

MBR: dict[str, Any] = {
    "account": {"external": {"system": CRM, "key": "1"}},
    "externalKey": "mbr",
    "rule": {"rrule": "FREQ=MONTHLY;BYDAY=1TU;COUNT=6"},
    "startsOn": "2024-11-01",
    "startTime": "09:30",
    "timeZone": "America/New_York",
}
SHOWN = """reviewSeries { id version externalKey rule reviews { nodes {
    id slot status startsAt sequence } } }
  slots { slot action localDate startsAt shiftedBecause note review { id } }
  conflicts { slot busyFrom busyTo person { ... on User { name } } review { id } }"""

SERIES = "reviewSeries { cancelledFrom reviews { nodes { status } } }"


async def scheduled(client: Client, **said: Any) -> dict[str, Any]:
    return await client.change("reviewSeriesSchedule", SHOWN, **{**MBR, **said})


def actions(payload: dict[str, Any]) -> dict[str, str]:
    return {one["slot"]: one["action"] for one in payload["slots"]}


async def test_a_series_scheduled_twice_by_a_script_is_there_once(client: Client) -> None:
    await client.account()

    first, again = await scheduled(client), await scheduled(client)

    assert (first["outcome"], again["outcome"]) == ("CREATED", "UNCHANGED")
    assert set(actions(first).values()) == {"CREATED"}
    assert set(actions(again).values()) == {"KEPT"}
    assert again["reviewSeries"] == first["reviewSeries"]
    assert [one["startsAt"] for one in first["slots"]] == [
        *("2024-11-05T14:30:00Z", "2024-12-03T14:30:00Z", "2025-01-07T14:30:00Z"),
        *("2025-02-04T14:30:00Z", "2025-03-04T14:30:00Z", "2025-04-01T13:30:00Z"),
    ]
    assert {one["status"] for one in first["reviewSeries"]["reviews"]["nodes"]} == {"SCHEDULED"}


async def test_an_edited_rule_moves_rows_by_slot_and_tells_calendars(client: Client) -> None:
    await client.account()
    first = await scheduled(client)

    moved = await scheduled(client, rule={"rrule": "FREQ=MONTHLY;BYDAY=2TU;COUNT=7"})

    before = {one["slot"]: one for one in first["reviewSeries"]["reviews"]["nodes"]}
    after = {one["slot"]: one for one in moved["reviewSeries"]["reviews"]["nodes"]}
    assert actions(moved) == dict.fromkeys(before, "MOVED") | {"2025-05": "CREATED"}
    assert {slot: after[slot]["id"] for slot in before} == {s: r["id"] for s, r in before.items()}
    assert [after[slot]["sequence"] for slot in before] == [1] * 6
    assert after["2024-11"]["startsAt"] == "2024-11-12T14:30:00Z"


async def test_what_the_rule_no_longer_gives_is_cancelled_and_comes_back_with_it(
    client: Client,
) -> None:
    await client.account()
    first = await scheduled(client)

    shorter = await scheduled(client, rule={"rrule": "FREQ=MONTHLY;BYDAY=1TU;COUNT=5"})
    again = await scheduled(client, rule={"rrule": "FREQ=MONTHLY;BYDAY=1TU;COUNT=5"})
    back = await scheduled(client)

    assert actions(shorter)["2025-04"] == "CANCELLED"
    assert (again["outcome"], "2025-04" in actions(again)) == ("UNCHANGED", False)
    assert actions(back)["2025-04"] == "MOVED"
    last = back["reviewSeries"]["reviews"]["nodes"][-1]
    assert last == first["reviewSeries"]["reviews"]["nodes"][-1] | {"sequence": 2}


async def test_a_plan_shows_slots_without_ids_and_writes_nothing(client: Client) -> None:
    await client.account()

    new = await scheduled(client, dryRun=True)
    await scheduled(client)
    other = await scheduled(client, startTime="10:00", dryRun=True)
    same = await scheduled(client)

    assert (new["outcome"], new["reviewSeries"]) == ("PLANNED", None)
    assert [(one["action"], one["review"]) for one in new["slots"]] == [("CREATED", None)] * 6
    assert new["slots"][0]["startsAt"] == "2024-11-05T14:30:00Z"
    assert set(actions(other).values()) == {"MOVED"}
    assert same["outcome"] == "UNCHANGED"


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"rule": {"rrule": "FREQ=MONTHLY;BYDAY=1TU"}}, ["rule", "rrule"]),
        ({"rule": {"rrule": "FREQ=DAILY;COUNT=61"}}, ["rule", "rrule"]),
        (
            {"rule": {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"}},
            ["rule", "rrule"],
        ),
        ({"rule": {"rrule": "FREQ=HOURLY;COUNT=3"}}, ["rule", "rrule"]),
        ({"rule": {"rrule": "FREQ=DAILY;UNTIL=99991231"}}, ["rule", "rrule"]),
        ({"rule": {"monthlyOnDay": {"day": 32, "count": 3}}}, ["rule", "monthlyOnDay"]),
        ({"rule": {"monthlyOnDay": {"day": 3, "count": 61}}}, ["rule", "monthlyOnDay"]),
        (
            {"rule": {"rrule": "FREQ=WEEKLY;BYDAY=SU;COUNT=3"}, "shift": "SKIP"},
            ["rule", "rrule"],
        ),
        ({"startTime": "25:00"}, ["startTime"]),
        ({"startTime": "9:30"}, ["startTime"]),
        ({"timeZone": "Mars/Olympus"}, ["timeZone"]),
        ({"duration": "PT25H"}, ["duration"]),
        ({"duration": "P1M"}, ["duration"]),
        ({"holidays": ["XX"]}, ["holidays"]),
        ({"holidays": ["US"] * 11}, ["holidays"]),
        ({"attendees": ["nonsense"]}, ["attendees", "0"]),
        ({"attendees": ["x"] * 101}, ["attendees"]),
        ({"commitment": "nonsense"}, ["commitment"]),
        ({"externalKey": " "}, ["externalKey"]),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await client.account()

    told = await scheduled(client, **said)

    assert code_of(told) == ("INVALID", ["input", *path])
    assert (told["reviewSeries"], told["slots"], told["conflicts"]) == (None, [], [])
    assert (await client.ask("{ accounts { nodes { reviewSeries { totalCount } } } }")) == {
        "accounts": {"nodes": [{"reviewSeries": {"totalCount": 0}}]}
    }


async def test_somebody_invited_twice_at_once_is_told_across_accounts(client: Client) -> None:
    anna = global_id(RecordKey(RecordType.USER, None, ANNA))
    await client.account("1")
    await client.account("2")
    theirs = {"account": {"external": {"system": CRM, "key": "2"}}, "attendees": [anna]}
    first = await scheduled(client, attendees=[anna])

    warned = await scheduled(client, **theirs, startTime="10:29")
    next_door = await scheduled(client, **theirs, startTime="10:30", dryRun=True)
    refused = await scheduled(
        client, **theirs, startTime="09:00", onConflict="REJECT", externalKey="strict"
    )
    stays = await scheduled(client, **theirs, startTime="10:29", onConflict="REJECT")

    assert (first["conflicts"], next_door["conflicts"]) == ([], [])
    assert [one["slot"] for one in warned["conflicts"]] == [one["slot"] for one in first["slots"]]
    assert warned["conflicts"][0] == {
        "slot": "2024-11",
        "busyFrom": "2024-11-05T14:30:00Z",
        "busyTo": "2024-11-05T15:30:00Z",
        "person": {"name": "Anna Olsson"},
        "review": first["slots"][0]["review"],
    }
    assert code_of(refused) == ("SCHEDULE_CONFLICT", ["input", "attendees"])
    assert (stays["outcome"], len(stays["conflicts"])) == ("UNCHANGED", 6)


async def test_a_series_called_off_stays_off_whatever_a_script_asks(client: Client) -> None:
    await client.account()
    first = await scheduled(client)
    series = first["reviewSeries"]["id"]
    client.now = datetime(2024, 12, 5, 12, tzinfo=UTC)

    told = {"series": series, "reason": "They leave"}
    off = await client.change("reviewSeriesCancel", SERIES, **told)
    again = await client.change("reviewSeriesCancel", SERIES, **told)
    same = await scheduled(client)
    longer = await scheduled(client, rule={"rrule": "FREQ=MONTHLY;BYDAY=1TU;COUNT=9"})

    assert (off["outcome"], again["outcome"], same["outcome"]) == (
        *("UPDATED", "UNCHANGED", "UNCHANGED"),
    )
    assert off["reviewSeries"]["cancelledFrom"] == "2024-12-05"
    statuses = [one["status"] for one in off["reviewSeries"]["reviews"]["nodes"]]
    assert statuses == ["MISSED", "AWAITING_OUTCOME", *["CANCELLED"] * 4]
    assert actions(longer) == {
        **dict.fromkeys(["2024-11", "2024-12"], "KEPT"),
        **dict.fromkeys(["2025-01", "2025-02", "2025-03", "2025-04"], "KEPT_CANCELLED"),
    }


async def test_a_series_called_off_by_mistake_stands_again_as_it_was(client: Client) -> None:
    await client.account()
    first = await scheduled(client)
    series = first["reviewSeries"]["id"]
    november, december, january = (one["review"]["id"] for one in first["slots"][:3])
    await client.done("reviewMove", "businessReview { id }", review=january, localDate="2025-01-15")
    cancelled = {"review": december, "reason": "Holidays"}
    await client.done("reviewCancel", "businessReview { id }", **cancelled)
    off = await client.change("reviewSeriesCancel", SERIES, series=series)
    client.now = datetime(2024, 11, 20, tzinfo=UTC)

    back = await client.change("reviewSeriesCancel", SERIES, series=series, **{"from": None})
    again = await client.change("reviewSeriesCancel", SERIES, series=series, **{"from": None})
    longer = await scheduled(client, rule={"rrule": "FREQ=MONTHLY;BYDAY=1TU;COUNT=7"})

    assert {one["status"] for one in off["reviewSeries"]["reviews"]["nodes"]} == {"CANCELLED"}
    assert (back["outcome"], again["outcome"]) == ("UPDATED", "UNCHANGED")
    assert back["reviewSeries"]["cancelledFrom"] is None
    rows = {one["id"]: one for one in longer["reviewSeries"]["reviews"]["nodes"]}
    assert (rows[november]["status"], rows[december]["status"]) == ("CANCELLED", "CANCELLED")
    assert (rows[january]["startsAt"], rows[january]["sequence"]) == ("2025-01-15T14:30:00Z", 3)
    assert actions(longer) == {
        **dict.fromkeys(["2024-11", "2024-12"], "KEPT_CANCELLED"),
        "2025-01": "KEPT_MOVED_BY_HAND",
        **dict.fromkeys(["2025-02", "2025-03", "2025-04"], "KEPT"),
        "2025-05": "CREATED",
    }


async def test_what_is_called_off_again_by_itself_stays_off_without_its_series(
    client: Client,
) -> None:
    await client.account()
    first = await scheduled(client)
    series, review = first["reviewSeries"]["id"], first["slots"][0]["review"]["id"]
    await client.change("reviewSeriesCancel", SERIES, series=series)
    told = {"review": review, "reason": "Merger"}
    await client.done("reviewCancel", "businessReview { id }", **told)

    back = await client.change("reviewSeriesCancel", SERIES, series=series, **{"from": None})

    statuses = [one["status"] for one in back["reviewSeries"]["reviews"]["nodes"]]
    assert statuses == ["CANCELLED", *["SCHEDULED"] * 5]


async def test_a_series_is_called_off_from_a_day_on(client: Client) -> None:
    await client.account()
    series = (await scheduled(client))["reviewSeries"]["id"]

    far = await client.change("reviewSeriesCancel", SERIES, series=series, **{"from": "2025-03-04"})
    later = await client.change(
        "reviewSeriesCancel", SERIES, series=series, **{"from": "2025-04-01"}
    )

    statuses = [one["status"] for one in far["reviewSeries"]["reviews"]["nodes"]]
    assert statuses == [*["SCHEDULED"] * 4, *["CANCELLED"] * 2]
    assert (later["outcome"], later["reviewSeries"]["cancelledFrom"]) == (
        *("UNCHANGED", "2025-03-04"),
    )
