"""Whoever plans one review is told who of those invited is in another one then."""

from datetime import UTC, datetime
from typing import Any

from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import ANNA, CRM, Client, code_of

USER = global_id(RecordKey(RecordType.USER, None, ANNA))
SHOWN = """businessReview { id startsAt }
  conflicts { slot busyFrom busyTo person { ... on User { name } } review { id } }"""
AT_NINE = {
    "title": "Quarterly review",
    "localDate": "2024-11-05",
    "startTime": "09:00",
    "timeZone": "America/New_York",
    "attendees": [USER],
}


def of(key: str) -> dict[str, Any]:
    return {"account": {"external": {"system": CRM, "key": key}}}


async def planned(client: Client, **said: Any) -> dict[str, Any]:
    return await client.change("reviewCreate", SHOWN, **{**AT_NINE, **said})


async def moved(client: Client, review: str, **said: Any) -> dict[str, Any]:
    return await client.change("reviewMove", SHOWN, review=review, **said)


async def two_accounts(client: Client) -> str:
    """Of the first one there is a review at nine; gives its id."""
    await client.account("1")
    await client.account("2")
    first = await planned(client, **of("1"))
    assert first["conflicts"] == []
    return first["businessReview"]["id"]


async def test_a_review_made_while_somebody_is_elsewhere_tells_whom_and_when(
    client: Client,
) -> None:
    first = await two_accounts(client)

    told = await planned(client, **of("2"), startTime="09:59")

    assert told["outcome"] == "CREATED"
    assert told["conflicts"] == [
        {
            "slot": "2024-11-05",
            "busyFrom": "2024-11-05T14:00:00Z",
            "busyTo": "2024-11-05T15:00:00Z",
            "person": {"name": "Anna Olsson"},
            "review": {"id": first},
        }
    ]


async def test_nobody_is_elsewhere_before_after_or_when_not_invited(client: Client) -> None:
    await two_accounts(client)

    before = await planned(client, **of("2"), startTime="08:00")
    after = await planned(client, **of("2"), startTime="10:00")
    without = await planned(client, **of("2"), attendees=[])

    assert before["conflicts"] == after["conflicts"] == without["conflicts"] == []


async def test_who_wants_none_has_nothing_written(client: Client) -> None:
    first = await two_accounts(client)
    free = (await planned(client, **of("2"), startTime="12:00"))["businessReview"]

    made = await planned(client, **of("2"), onConflict="REJECT")
    went = await moved(
        client, free["id"], localDate="2024-11-05", startTime="09:30", onConflict="REJECT"
    )
    stays = await moved(client, first, localDate="2024-11-05", onConflict="REJECT")

    assert code_of(made) == code_of(went) == ("SCHEDULE_CONFLICT", ["input", "attendees"])
    assert (made["conflicts"], went["conflicts"]) == ([], [])
    assert stays["outcome"] == "UNCHANGED"
    shown = await client.ask("{ accounts { nodes { reviews { nodes { startsAt } } } } }")
    assert sorted(
        one["startsAt"] for a in shown["accounts"]["nodes"] for one in a["reviews"]["nodes"]
    ) == ["2024-11-05T14:00:00Z", free["startsAt"]]


async def test_a_review_moved_onto_another_tells_it_and_is_not_in_its_own_way(
    client: Client,
) -> None:
    first = await two_accounts(client)
    other = (await planned(client, **of("2"), startTime="12:00"))["businessReview"]["id"]

    onto = await moved(client, other, localDate="2024-11-05", startTime="09:30")
    a_little = await moved(client, other, localDate="2024-11-05", startTime="10:15")

    assert [one["review"]["id"] for one in onto["conflicts"]] == [first]
    assert (onto["outcome"], a_little["outcome"], a_little["conflicts"]) == (
        *("UPDATED", "UPDATED"),
        [],
    )


async def test_of_what_is_over_nobody_is_told(client: Client) -> None:
    await two_accounts(client)
    client.now = datetime(2024, 12, 1, tzinfo=UTC)

    assert (await planned(client, **of("2")))["conflicts"] == []
