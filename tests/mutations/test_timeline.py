"""What happens to an incident is told event by event, in any order, as long as it can have been."""

from datetime import timedelta
from typing import Any

import pytest

from models.incident import IncidentEvent
from resolvers.ids import parsed
from tests.mutations.asking import CRM, NOON, Client, code_of

HOUR = timedelta(hours=1)
ACME = {"account": {"external": {"system": CRM, "key": "1"}}}
INCIDENT = """incident { id version status severity resolvedAt mitigatedAt escalatedAt
  clocks { state stoppedAt pausedFor elapsed } timeline { nodes { kind at summary precision } }
  account { health { value } } }"""
TERM = {"metric": "RESOLUTION", "target": "PT4H", "basis": "REPORTED"}


def ago(hours: float) -> str:
    return (NOON - hours * HOUR).isoformat().replace("+00:00", "Z")


async def log(client: Client) -> int:
    told = await client.ask("{ activity(first: 100) { nodes { id } } }")
    return len(told["activity"]["nodes"])


@pytest.fixture
async def incident(client: Client) -> str:
    """The id of one reported ten hours ago, to be resolved within four."""
    await client.account()
    await client.done("contractCreate", "contract { id }", **ACME, name="A", slaTerms=[TERM])
    made = await client.done(
        "incidentReport", INCIDENT, **ACME, title="Out", severity="SEV1", reportedAt=ago(10)
    )
    return made["id"]


async def tell(client: Client, incident: str, *told: tuple[str, float]) -> dict[str, Any]:
    """Record kinds, each so many hours ago; gives the incident after the last."""
    return [
        await client.done(
            "incidentRecordEvent", INCIDENT, incident=incident, kind=kind, at=ago(hours)
        )
        for kind, hours in told
    ][-1]


async def test_states_and_times_are_what_the_events_say(client: Client, incident: str) -> None:
    told = await tell(
        client, incident, ("RESOLVED", 4), ("ESCALATED", 9), ("PAUSED", 8), ("RESUMED", 5)
    )

    assert (told["status"], told["resolvedAt"], told["escalatedAt"]) == (
        "RESOLVED",
        ago(4),
        ago(9),
    )
    assert told["clocks"] == [
        {"state": "MET", "stoppedAt": ago(4), "pausedFor": "PT3H", "elapsed": "PT3H"}
    ]
    assert [event["kind"] for event in told["timeline"]["nodes"]] == [
        "REPORTED",
        "ESCALATED",
        "PAUSED",
        "RESUMED",
        "RESOLVED",
    ]


async def test_an_end_in_time_heals_and_a_reopening_hurts(client: Client, incident: str) -> None:
    resolved = await tell(client, incident, ("RESOLVED", 8))
    reopened = await tell(client, incident, ("REOPENED", 7))

    assert reopened["resolvedAt"] is None
    assert reopened["account"]["health"]["value"] < resolved["account"]["health"]["value"]


async def test_the_same_entry_again_is_unchanged(client: Client, incident: str) -> None:
    asked = {"incident": incident, "kind": "NOTE", "at": ago(3), "summary": "Called Sarah"}
    first = await client.done("incidentRecordEvent", INCIDENT, **asked)
    before = await log(client)

    again = await client.change("incidentRecordEvent", INCIDENT, **asked)
    other = await client.done("incidentRecordEvent", INCIDENT, **{**asked, "summary": "Called Li"})

    assert again["outcome"] == "UNCHANGED"
    assert again["incident"]["timeline"] == first["timeline"]
    assert await log(client) == before + 1
    assert len(other["timeline"]["nodes"]) == 3


@pytest.mark.parametrize(
    ("road", "step", "current"),
    [
        ([], "RESUMED", "OPEN"),
        ([], "REOPENED", "OPEN"),
        ([("PAUSED", 8.0)], "PAUSED", "PAUSED"),
        ([("RESOLVED", 8.0)], "RESOLVED", "RESOLVED"),
        ([("RESOLVED", 8.0)], "PAUSED", "RESOLVED"),
        ([("CLOSED", 8.0)], "RESOLVED", "CLOSED"),
        ([("CLOSED", 8.0)], "MITIGATED", "CLOSED"),
    ],
)
async def test_a_step_its_state_does_not_allow_is_refused_and_the_others_are_named(
    client: Client, incident: str, road: list[tuple[str, float]], step: str, current: str
) -> None:
    if road:
        await tell(client, incident, *road)
    before = await log(client)

    told = await client.change(
        "incidentRecordEvent", INCIDENT, incident=incident, kind=step, at=ago(2)
    )

    (error,) = told["userErrors"]
    assert code_of(told) == ("INVALID_TRANSITION", ["input", "kind"])
    assert error["currentState"] == current
    assert "NOTE" in error["allowed"]
    assert step not in error["allowed"]
    assert await log(client) == before


async def test_a_severity_is_not_changed_once_it_is_closed(client: Client, incident: str) -> None:
    await tell(client, incident, ("CLOSED", 5))

    late = await client.change("incidentUpdate", "", id=incident, severity="SEV2")
    in_time = await client.done(
        "incidentUpdate", INCIDENT, id=incident, severity="SEV2", effectiveFrom=ago(6)
    )

    assert code_of(late) == ("INVALID_TRANSITION", ["input", "severity"])
    assert in_time["severity"] == "SEV2"


async def test_a_back_dated_end_that_later_events_contradict_is_refused(
    client: Client, incident: str
) -> None:
    await tell(client, incident, ("PAUSED", 8), ("RESUMED", 6))

    told = await client.change(
        "incidentRecordEvent", "", incident=incident, kind="RESOLVED", at=ago(7)
    )

    (error,) = told["userErrors"]
    assert code_of(told) == ("INVALID_TRANSITION", ["input", "kind"])
    assert error["currentState"] == "PAUSED"


async def test_an_entry_that_was_taken_back_stands_in_nobodys_way(
    client: Client, incident: str
) -> None:
    await tell(client, incident, ("RESOLVED", 8))
    key = parsed(incident)
    async with client.database.write(key.account_id, actor="test", now=client.now) as unit:
        (resolved,) = await unit.find(IncidentEvent, IncidentEvent.kind == "RESOLVED")
        unit.retract(resolved)

    told = await tell(client, incident, ("RESOLVED", 6))

    assert told["resolvedAt"] == ago(6)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"at": ago(-2)}, ["at"]),
        ({"knownAt": ago(-2)}, ["knownAt"]),
        ({"knownAt": ago(4)}, ["knownAt"]),
        ({"kind": "SEVERITY_CHANGED"}, ["severity"]),
        ({"severity": "SEV2"}, ["severity"]),
        ({"summary": "x\0"}, ["summary"]),
        ({"incident": "nonsense"}, ["incident"]),
    ],
)
async def test_an_entry_that_cannot_be_is_refused_with_its_place(
    client: Client, incident: str, said: dict[str, Any], path: list[str]
) -> None:
    before = await log(client)

    told = await client.change(
        "incidentRecordEvent", "", **{"incident": incident, "kind": "NOTE", "at": ago(3), **said}
    )

    assert code_of(told) == ("INVALID", ["input", *path])
    assert await log(client) == before


async def test_of_two_severities_at_one_instant_the_graver_holds(
    client: Client, incident: str
) -> None:
    asked = {"incident": incident, "kind": "SEVERITY_CHANGED", "at": ago(5)}
    await client.done("incidentRecordEvent", INCIDENT, **asked, severity="SEV2")

    told = await client.change("incidentRecordEvent", "", **asked, severity="SEV3")

    assert code_of(told) == ("INVALID", ["input", "at"])


async def test_an_entry_says_what_it_is_how_exact_and_since_when_known(
    client: Client, incident: str
) -> None:
    asked = {"incident": incident, "kind": "UPDATE_SENT", "at": ago(3), "precision": "HOUR"}

    told = await client.done("incidentRecordEvent", INCIDENT, **asked, knownAt=ago(2))

    entry = told["timeline"]["nodes"][-1]
    assert (entry["summary"], entry["precision"]) == ("Update sent", "HOUR")
