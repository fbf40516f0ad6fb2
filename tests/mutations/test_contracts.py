"""Entering and changing contracts through the API."""

import json
from datetime import datetime, time, timedelta
from typing import Any

import msgspec
import pytest

from domain.working_time import Span
from models.directory import WorkingCalendar
from tests.mutations.asking import CRM, NOON, Client, code_of

ACME = {"account": {"external": {"system": CRM, "key": "1"}}}
CONTRACT = """contract { id version name annualValue { amount currencyCode } startsOn endsOn
  renewsOn noticePeriod noticeDeadline autoRenews firstRenewal penaltyTerms
  slaTerms { severity metric target basis calendar onReopen } }"""
DOLLARS = {"amount": "500000.00", "currencyCode": "USD"}
FOUR_HOURS = {"metric": "RESOLUTION", "target": "PT4H"}
TERM = {
    "severity": "SEV1",
    "metric": "FIRST_RESPONSE",
    "target": "PT30M",
    "basis": "REPORTED",
    "calendar": "office",
    "onReopen": "NEW_CYCLE",
}
ALL = {
    "name": "Platform",
    "annualValue": DOLLARS,
    "startsOn": "2024-01-01",
    "endsOn": "2024-12-31",
    "renewsOn": "2025-01-01",
    "noticePeriod": "P2M",
    "autoRenews": True,
    "firstRenewal": False,
    "penaltyTerms": "15 % of a monthly fee.\nAfter that, talks.",
    "slaTerms": [TERM],
}
KNOWN = """query($id: ID!, $known: DateTime) { node(id: $id) { ... on Contract {
  renewalRisk(knownAt: $known) { probability } } } }"""


async def keep_office_hours(client: Client) -> None:
    async with client.database.write(None, actor="test", now=NOON) as unit:
        unit.add(
            WorkingCalendar(
                key="office",
                version=1,
                time_zone="Europe/Berlin",
                spans=msgspec.json.encode(
                    [Span(day, time(9), time(17)) for day in range(5)]
                ).decode(),
                holidays="[]",
                source="test",
                created_at=NOON,
            )
        )


async def made(client: Client, **said: Any) -> dict[str, Any]:
    """A contract of a new account."""
    await client.account()
    return await client.done("contractCreate", CONTRACT, **ACME, **{"name": "Platform", **said})


async def log(client: Client) -> int:
    told = await client.ask("{ activity(first: 100) { nodes { id } } }")
    return len(told["activity"]["nodes"])


async def test_a_contract_is_kept_as_it_was_said(client: Client) -> None:
    await keep_office_hours(client)

    contract = await made(client, **ALL)

    derived = {"id": contract["id"], "version": 1, "noticeDeadline": "2024-11-01"}
    assert contract == {**ALL, **derived}


async def test_the_same_again_is_unchanged(client: Client) -> None:
    await keep_office_hours(client)
    contract = await made(client, **ALL)
    before = await log(client)

    told = await client.change("contractUpdate", CONTRACT, id=contract["id"], **ALL)

    assert (told["outcome"], told["contract"]) == ("UNCHANGED", contract)
    assert await log(client) == before


async def test_null_clears_and_what_is_left_out_stays(client: Client) -> None:
    contract = await made(client, annualValue=DOLLARS, renewsOn="2025-01-01", slaTerms=[FOUR_HOURS])

    changed = await client.done(
        "contractUpdate", CONTRACT, id=contract["id"], annualValue=None, slaTerms=None
    )

    assert (changed["annualValue"], changed["slaTerms"]) == (None, [])
    assert (changed["renewsOn"], changed["version"]) == ("2025-01-01", 2)


async def test_the_notice_deadline_follows_the_dates(client: Client) -> None:
    contract = await made(client, renewsOn="2025-03-31", noticePeriod="P1M")

    changed = await client.done("contractUpdate", CONTRACT, id=contract["id"], noticePeriod="P10D")

    assert (contract["noticeDeadline"], changed["noticeDeadline"]) == ("2025-02-28", "2025-03-21")


async def test_a_name_elsewhere_makes_a_contract_once(client: Client) -> None:
    name = {"external": {"system": CRM, "key": "k"}}
    await made(client, **name)

    again = await client.change("contractCreate", "", **ACME, **name, name="Platform")

    assert code_of(again) == ("DUPLICATE", ["input", "external"])


async def test_a_contract_brought_from_elsewhere_says_since_when_it_was_known(
    client: Client,
) -> None:
    known_at = NOON - timedelta(days=100)

    contract = await made(client, annualValue=DOLLARS, knownAt=known_at.isoformat())

    async def known(at: datetime) -> bool:
        told = await client.ask(KNOWN, id=contract["id"], known=at.isoformat())
        return told["node"]["renewalRisk"] is not None

    assert await known(known_at)
    assert not await known(known_at - timedelta(days=1))


async def test_a_value_moves_to_another_currency_only_by_being_cleared(client: Client) -> None:
    contract = await made(client, annualValue=DOLLARS)
    euros = {"amount": "1.00", "currencyCode": "EUR"}

    refused = await client.change("contractUpdate", "", id=contract["id"], annualValue=euros)
    await client.done("contractUpdate", CONTRACT, id=contract["id"], annualValue=None)
    changed = await client.done("contractUpdate", CONTRACT, id=contract["id"], annualValue=euros)

    assert code_of(refused) == ("INVALID", ["input", "annualValue", "currencyCode"])
    assert changed["annualValue"] == euros


IMPOSSIBLE: list[tuple[dict[str, Any], list[str]]] = [
    ({"annualValue": {"amount": "-1", "currencyCode": "USD"}}, ["annualValue", "amount"]),
    ({"annualValue": {"amount": "1.001", "currencyCode": "USD"}}, ["annualValue", "amount"]),
    ({"annualValue": {"amount": "1.5", "currencyCode": "JPY"}}, ["annualValue", "amount"]),
    ({"annualValue": {"amount": "1e15", "currencyCode": "USD"}}, ["annualValue", "amount"]),
    ({"annualValue": {"amount": "1e99", "currencyCode": "USD"}}, ["annualValue", "amount"]),
    ({"annualValue": {"amount": "1", "currencyCode": "EUX"}}, ["annualValue", "currencyCode"]),
    ({"startsOn": "2024-01-02", "endsOn": "2024-01-01"}, ["endsOn"]),
    ({"startsOn": "2024-01-02", "renewsOn": "2024-01-01"}, ["renewsOn"]),
    ({"noticePeriod": "PT24H"}, ["noticePeriod"]),
    ({"noticePeriod": "P9999Y"}, ["noticePeriod"]),
    ({"noticePeriod": "P99999D"}, ["noticePeriod"]),
    ({"name": "x" * 10_000}, ["name"]),
    ({"penaltyTerms": "x\0"}, ["penaltyTerms"]),
    ({"slaTerms": [{**FOUR_HOURS, "target": "PT0S"}]}, ["slaTerms", "0", "target"]),
    ({"slaTerms": [FOUR_HOURS, {**TERM, "target": "P3651D"}]}, ["slaTerms", "1", "target"]),
    ({"slaTerms": [{**FOUR_HOURS, "target": "P1M"}]}, ["slaTerms", "0", "target"]),
    ({"slaTerms": [{**TERM, "target": "P1000D"}]}, ["slaTerms", "0", "target"]),
    ({"slaTerms": [{**FOUR_HOURS, "calendar": "c" * 301}]}, ["slaTerms", "0", "calendar"]),
    ({"slaTerms": [FOUR_HOURS, {**FOUR_HOURS, "target": "PT8H"}]}, ["slaTerms", "1"]),
    ({"slaTerms": [FOUR_HOURS] * 51}, ["slaTerms"]),
]


@pytest.mark.parametrize(
    ("said", "path"), IMPOSSIBLE, ids=lambda v: json.dumps(v)[:60] if isinstance(v, dict) else ""
)
async def test_an_impossible_contract_is_refused_whole(
    client: Client, said: dict[str, Any], path: list[str]
) -> None:
    await keep_office_hours(client)
    contract = await made(client)
    before = await log(client)

    new = await client.change("contractCreate", "", **ACME, **{"name": "Another", **said})
    old = await client.change("contractUpdate", "", id=contract["id"], **said)

    assert code_of(new) == code_of(old) == ("INVALID", ["input", *path])
    assert await log(client) == before


async def test_a_calendar_nobody_keeps_and_a_time_ahead_are_refused(client: Client) -> None:
    await client.account()
    ahead = (NOON + timedelta(days=1)).isoformat()
    asked = {**ACME, "name": "Platform"}

    nowhere = await client.change("contractCreate", "", **asked, slaTerms=[TERM])
    early = await client.change("contractCreate", "", **asked, knownAt=ahead)

    assert code_of(nowhere) == ("NOT_FOUND", ["input", "slaTerms", "0", "calendar"])
    assert code_of(early) == ("INVALID", ["input", "knownAt"])


async def test_what_is_no_contract_is_refused(client: Client) -> None:
    contract = await made(client)
    account = await client.account("2")

    other = await client.change("contractUpdate", "", id=account["id"], name="x")
    nameless = await client.change("contractUpdate", "", id=contract["id"], name=None)

    assert code_of(other) == ("INVALID", ["input", "id"])
    assert code_of(nameless) == ("INVALID", ["input", "name"])


async def test_the_risk_follows_the_contract_at_once(client: Client) -> None:
    risk = "contract { id account { renewalRisk { contractValueAtRisk { amount } } } }"
    await client.account()

    made = await client.done("contractCreate", risk, **ACME, name="A", annualValue=DOLLARS)

    worth = made["account"]["renewalRisk"]["contractValueAtRisk"]
    assert worth == {"amount": "35000.00"}  # the base rate of .07, nothing else being known
