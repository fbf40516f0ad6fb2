"""Reporting incidents and changing them through the API."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.asking import CRM, NOON, Client, code_of

HOUR = timedelta(hours=1)
ACME = {"account": {"external": {"system": CRM, "key": "1"}}}
INCIDENT = """incident { id version title severity status severityText impact usersAffected
  statedDuration contract { name } reportedAt resolvedAt
  rootCause { key summary category contributingFactors confirmed }
  clocks { metric target basis state dueAt }
  timeline { nodes { kind at severity summary knownAt } } account { health { value } } }"""
CAUSE = {
    "key": "db-pool",
    "summary": "The pool ran dry.\nNobody looked.",
    "category": "Database",
    "factors": ["No alert", "A deploy"],
    "confirmed": True,
}
TERM = {"severity": "SEV1", "metric": "RESOLUTION", "target": "PT4H", "basis": "REPORTED"}


def ago(hours: float) -> str:
    return (NOON - hours * HOUR).isoformat().replace("+00:00", "Z")


def report(**said: Any) -> dict[str, Any]:
    return {**ACME, "title": "Outage", "severity": "SEV1", "reportedAt": ago(10), **said}


async def reported(client: Client, **said: Any) -> dict[str, Any]:
    await client.account()
    return await client.done("incidentReport", INCIDENT, **report(**said))


async def log(client: Client) -> int:
    told = await client.ask("{ activity(first: 100) { nodes { id } } }")
    return len(told["activity"]["nodes"])


async def test_an_incident_is_kept_as_it_was_said(client: Client) -> None:
    said = {
        "severityText": "Sev 1, all down",
        "impact": "Nobody can log in.\nAt all.",
        "usersAffected": 10_000,
        "statedDuration": "PT7H30M",
        "rootCause": CAUSE,
    }

    incident = await reported(client, **said)

    assert {name: incident[name] for name in ("severityText", "impact", "usersAffected")} == {
        name: said[name] for name in ("severityText", "impact", "usersAffected")
    }
    assert (incident["statedDuration"], incident["status"]) == ("PT7H30M", "OPEN")
    assert incident["rootCause"]["contributingFactors"] == CAUSE["factors"]
    assert incident["rootCause"]["summary"] == CAUSE["summary"]
    assert incident["reportedAt"] == ago(10)
    assert [event["kind"] for event in incident["timeline"]["nodes"]] == ["REPORTED"]


async def test_the_terms_of_that_day_count_whatever_becomes_of_the_contract(
    client: Client,
) -> None:
    await client.account()
    contract = await client.done(
        "contractCreate", "contract { id }", **ACME, name="A", slaTerms=[TERM]
    )
    made = await client.done("incidentReport", INCIDENT, **report())

    later = [{**TERM, "target": "PT24H"}]
    await client.done("contractUpdate", "contract { id }", id=contract["id"], slaTerms=later)
    again = await client.done("incidentUpdate", INCIDENT, id=made["id"], title="The outage")

    assert made["contract"] == {"name": "A"}
    assert made["clocks"] == again["clocks"]
    assert [(c["target"], c["dueAt"], c["state"]) for c in made["clocks"]] == [
        ("PT4H", ago(6), "BREACHED")
    ]


async def test_what_is_told_late_is_held_against_the_terms_of_its_day(client: Client) -> None:
    """Two hours were promised first, then four; before the contract was entered, nobody knew."""
    await client.account()
    early = ago(0)
    contract = await client.done("contractCreate", "contract { id }", **ACME, name="A")
    targets: dict[str, str] = {}
    for promised in ("PT2H", "PT4H"):
        terms = [{**TERM, "target": promised}]
        await client.done("contractUpdate", "contract { id }", id=contract["id"], slaTerms=terms)
        targets[client.now.isoformat()] = promised
        client.now += HOUR
    await client.done("contractUpdate", "contract { id }", id=contract["id"], slaTerms=[])

    for when, target in {early: "PT2H", **targets}.items():
        told = await client.done("incidentReport", INCIDENT, **report(reportedAt=when))
        assert [clock["target"] for clock in told["clocks"]] == [target], when
    now = client.now.isoformat()
    told = await client.done("incidentReport", INCIDENT, **report(reportedAt=now))
    assert told["clocks"] == []


async def test_of_several_contracts_one_is_named_and_null_is_none(client: Client) -> None:
    await client.account()
    first = await client.done(
        "contractCreate", "contract { id }", **ACME, name="A", slaTerms=[TERM]
    )
    alone = await client.done("incidentReport", INCIDENT, **report(contract=None))
    await client.done("contractCreate", "contract { id }", **ACME, name="B")

    open_which = await client.done("incidentReport", INCIDENT, **report())
    named = await client.done("incidentReport", INCIDENT, **report(contract=first["id"]))
    later = await client.done("incidentUpdate", INCIDENT, id=open_which["id"], contract=first["id"])

    assert (alone["contract"], alone["clocks"]) == (None, [])
    assert (open_which["contract"], open_which["clocks"]) == (None, [])
    assert named["contract"] == later["contract"] == {"name": "A"}
    assert named["clocks"] == later["clocks"] != []


async def test_a_code_in_the_words_says_how_grave_it_is(client: Client) -> None:
    incident = await reported(client, severity=None, severityText="P2: login is slow")

    vague = await client.change(
        "incidentReport", "", **report(severity=None, severityText="quite bad")
    )

    assert incident["severity"] == "SEV2"
    assert code_of(vague) == ("INVALID", ["input", "severity"])


async def test_an_incident_moves_the_score_at_once(client: Client) -> None:
    incident = await reported(client, usersAffected=10_000)

    assert incident["account"]["health"]["value"] < 60


async def test_what_was_known_before_is_claimed_only_for_what_had_happened(client: Client) -> None:
    incident = await reported(client, knownAt=ago(9))

    early = await client.change("incidentReport", "", **report(knownAt=ago(11)))
    ahead = await client.change("incidentReport", "", **report(knownAt=ago(-1)))

    assert incident["timeline"]["nodes"][0]["knownAt"] == ago(9)
    assert code_of(early) == code_of(ahead) == ("INVALID", ["input", "knownAt"])


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"title": "x" * 10_000}, ["title"]),
        ({"usersAffected": -1}, ["usersAffected"]),
        ({"statedDuration": "PT0S"}, ["statedDuration"]),
        ({"statedDuration": "P1M"}, ["statedDuration"]),
        ({"impact": "bell\x07"}, ["impact"]),
        ({"rootCause": {"key": "k"}}, ["rootCause", "summary"]),
        ({"rootCause": {"summary": "s", "confirmed": None}}, ["rootCause", "confirmed"]),
        ({"rootCause": {"summary": "s", "factors": ["a", "b\0"]}}, ["rootCause", "factors", "1"]),
        ({"rootCause": {"summary": "s", "factors": ["f"] * 51}}, ["rootCause", "factors"]),
        ({"contract": "nonsense"}, ["contract"]),
    ],
)
async def test_an_impossible_incident_is_refused_whole(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    incident = await reported(client)
    before = await log(client)

    new = await client.change("incidentReport", "", **report(**said))
    old = await client.change("incidentUpdate", "", id=incident["id"], **said)

    assert code_of(new) == code_of(old) == ("INVALID", ["input", *path])
    assert await log(client) == before


async def test_an_incident_ahead_or_with_a_name_another_has_is_refused(client: Client) -> None:
    name = {"external": {"system": "pager", "key": "7"}}
    await reported(client, **name)

    ahead = await client.change("incidentReport", "", **report(reportedAt=ago(-2)))
    again = await client.change("incidentReport", "", **report(**name))

    assert code_of(ahead) == ("INVALID", ["input", "reportedAt"])
    assert re.search(r"\dT[\d:]{8}Z lies ahead", str(ahead)), "as the contract writes instants"
    assert code_of(again) == ("DUPLICATE", ["input", "external"])


async def test_a_contract_of_somebody_else_is_refused(client: Client) -> None:
    incident = await reported(client)
    other = await client.account("2")
    theirs = await client.done(
        "contractCreate", "contract { id }", account={"id": other["id"]}, name="B"
    )

    new = await client.change("incidentReport", "", **report(contract=theirs["id"]))
    old = await client.change("incidentUpdate", "", id=incident["id"], contract=theirs["id"])

    assert code_of(new) == code_of(old) == ("NOT_FOUND", ["input", "contract"])


async def test_what_is_left_out_stays_and_null_clears(client: Client) -> None:
    incident = await reported(client, usersAffected=5, impact="Slow", rootCause=CAUSE)
    asked = {"id": incident["id"]}

    changed = await client.done(
        "incidentUpdate", INCIDENT, **asked, usersAffected=None, rootCause={"category": "Network"}
    )
    cleared = await client.done("incidentUpdate", INCIDENT, **asked, rootCause=None)
    same = await client.change("incidentUpdate", INCIDENT, **asked, rootCause=None, impact="Slow")
    untitled = await client.change("incidentUpdate", "", **asked, title=None)

    assert (changed["usersAffected"], changed["impact"], changed["version"]) == (None, "Slow", 2)
    assert changed["rootCause"] == {
        "key": "db-pool",
        "summary": CAUSE["summary"],
        "category": "Network",
        "contributingFactors": CAUSE["factors"],
        "confirmed": True,
    }
    assert cleared["rootCause"] is None
    assert (same["outcome"], same["incident"]) == ("UNCHANGED", cleared)
    assert code_of(untitled) == ("INVALID", ["input", "title"])


async def test_a_severity_changes_by_an_entry_of_the_timeline(client: Client) -> None:
    incident = await reported(client)
    asked = {"id": incident["id"], "severity": "SEV2"}

    since = await client.done("incidentUpdate", INCIDENT, **asked, effectiveFrom=ago(5))
    again = await client.change("incidentUpdate", INCIDENT, **asked, effectiveFrom=ago(4))
    now = await client.change("incidentUpdate", INCIDENT, **asked)
    graver = await client.done("incidentUpdate", INCIDENT, id=incident["id"], severity="SEV1")

    kinds = [(e["kind"], e["at"], e["severity"]) for e in since["timeline"]["nodes"]]
    assert (since["severity"], since["version"]) == ("SEV2", 2)
    assert kinds == [("REPORTED", ago(10), None), ("SEVERITY_CHANGED", ago(5), "SEV2")]
    assert again["outcome"] == now["outcome"] == "UNCHANGED"
    assert (graver["severity"], len(graver["timeline"]["nodes"])) == ("SEV1", 3)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"severity": None}, ["severity"]),
        ({"effectiveFrom": ago(1)}, ["effectiveFrom"]),
        ({"severity": "SEV2", "effectiveFrom": ago(11)}, ["effectiveFrom"]),
        ({"severity": "SEV2", "effectiveFrom": ago(-2)}, ["effectiveFrom"]),
        ({"severity": "SEV4", "effectiveFrom": ago(5)}, ["effectiveFrom"]),
    ],
)
async def test_a_severity_that_cannot_be_is_refused(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    incident = await reported(client)
    await client.done(
        "incidentUpdate", INCIDENT, id=incident["id"], severity="SEV3", effectiveFrom=ago(5)
    )

    told = await client.change("incidentUpdate", "", id=incident["id"], **said)

    assert code_of(told) == ("INVALID", ["input", *path])


async def test_two_who_change_one_incident_at_once_are_told(client: Client) -> None:
    incident = await reported(client)
    asked = {"id": incident["id"], "expectedVersion": 1}
    await client.done("incidentUpdate", INCIDENT, **asked, severity="SEV2")

    told = await client.change("incidentUpdate", "", **asked, title="Another")

    assert code_of(told) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
