"""Service credits: what they come to, and their way to an invoice."""

from typing import Any

import pytest

from tests.mutations.asking import Client, code_of
from tests.mutations.promising import (
    ACME,
    COMMITMENT,
    DASHBOARD,
    OTHER,
    customer,
    health,
    promised,
    written,
)

SHARE = {"base": "MONTHLY_FEE", "percent": "15", "period": "2024-11", "periodRole": "INVOICE"}
DOLLARS = {"amount": "6250.00", "currencyCode": "USD"}
CREDIT = {**DASHBOARD, "kind": "CREDIT", "text": "15 % of the fee"}


async def contracted(client: Client, amount: str | None = "500000.00", **said: Any) -> str:
    """A contract of that annual value."""
    value = None if amount is None else {"amount": amount, "currencyCode": "USD"}
    asked = {**ACME, "name": "Platform", "annualValue": value, **said}
    return (await client.done("contractCreate", "contract { id }", **asked))["id"]


async def credited(client: Client, credit: dict[str, Any], **said: Any) -> dict[str, Any]:
    return await promised(client, **{**CREDIT, "credit": credit, **said})


async def advanced(client: Client, credit: dict[str, Any], to: str, on: str, **said: Any) -> Any:
    return await client.change(
        "serviceCreditAdvance", COMMITMENT, commitment=credit["id"], to=to, on=on, **said
    )


async def test_a_share_of_the_fee_is_worked_out_and_says_how(client: Client) -> None:
    await customer(client)
    await contracted(client)

    made = await credited(client, SHARE)

    assert made["credit"] == {
        **SHARE,
        "amount": DOLLARS,
        "state": "PROMISED",
        "formula": "500,000.00 USD / 12 x 15 %",
        **dict.fromkeys(("invoice", "approvedAt", "issuedAt", "appliedAt")),
    }
    assert (made["dueOn"], made["dueBasis"]) == ("2024-11-30", "DERIVED")
    assert made["gaps"] == ["NO_OWNER"]


async def test_of_several_contracts_the_one_meant_is_named(client: Client) -> None:
    await customer(client)
    await contracted(client)
    second = await contracted(client, "100.00")
    await contracted(client, "7.00", endsOn="2024-09-30")

    unsaid = await client.change("commitmentMake", "", **ACME, **CREDIT, credit=SHARE)
    said = await credited(client, {**SHARE, "contract": second, "base": "ANNUAL_VALUE"})
    fixed = await credited(client, {"base": "FIXED", "amount": DOLLARS})

    assert code_of(unsaid) == ("INVALID", ["input", "credit", "contract"])
    assert said["credit"]["formula"] == "100.00 USD x 15 %"
    assert said["credit"]["amount"]["amount"] == "15.00"
    assert (fixed["credit"]["amount"], fixed["credit"]["formula"]) == (DOLLARS, None)


async def test_without_a_fee_on_file_what_was_said_is_what_it_comes_to(client: Client) -> None:
    await customer(client)
    await contracted(client, None)

    said = await credited(client, {**SHARE, "amount": DOLLARS})
    unsaid = await credited(client, SHARE)

    assert (said["credit"]["amount"], said["credit"]["formula"]) == (DOLLARS, None)
    assert unsaid["credit"]["amount"] is None
    assert unsaid["gaps"] == ["NO_OWNER", "NO_AMOUNT"]


@pytest.mark.parametrize(
    ("credit", "path"),
    [
        ({**SHARE, "percent": None}, ["percent"]),
        ({**SHARE, "percent": "0"}, ["percent"]),
        ({**SHARE, "percent": "100.01"}, ["percent"]),
        ({**SHARE, "percent": "1e-99"}, ["percent"]),
        ({**SHARE, "base": "FIXED"}, ["percent"]),
        ({**SHARE, "period": "2024-13"}, ["period"]),
        ({**SHARE, "period": "2024-W45"}, ["period"]),
        ({**SHARE, "period": "2124-11"}, ["period"]),
        ({**SHARE, "contract": "nonsense"}, ["contract"]),
        ({**SHARE, "amount": {**DOLLARS, "amount": "6249.99"}}, ["amount"]),
        ({**SHARE, "amount": {**DOLLARS, "currencyCode": "EUR"}}, ["amount", "currencyCode"]),
        *(
            (
                {"base": "FIXED", "amount": {"amount": amount, "currencyCode": code}},
                ["amount", place],
            )
            for amount, code, place in (
                ("-1", "USD", "amount"),
                ("0", "USD", "amount"),
                ("0.001", "USD", "amount"),
                ("1e30", "USD", "amount"),
                ("1", "EUR", "currencyCode"),
                ("1", "XXX", "currencyCode"),
            )
        ),
    ],
)
async def test_what_is_no_credit_is_told_with_its_place(
    client: Client, credit: dict[str, Any], path: list[str]
) -> None:
    await customer(client)
    await contracted(client)
    before = await written(client)

    told = await client.change("commitmentMake", COMMITMENT, **ACME, **CREDIT, credit=credit)

    assert code_of(told) == ("INVALID", ["input", "credit", *path])
    assert await written(client) == before


async def test_a_credit_goes_its_way_and_is_kept_when_issued(client: Client) -> None:
    await customer(client, timeZone="America/New_York")
    await contracted(client)
    made = await credited(client, SHARE)

    approved = await advanced(client, made, "APPROVED", "2024-10-02")
    issued = await advanced(client, made, "ISSUED", "2024-10-25", invoice="R-1")
    again = await advanced(client, made, "ISSUED", "2024-10-25", invoice="R-1", amount=DOLLARS)
    applied = await advanced(client, made, "APPLIED", "2024-10-25")

    assert approved["commitment"]["credit"]["state"] == "APPROVED"
    assert approved["commitment"]["credit"]["approvedAt"] == "2024-10-02T16:00:00Z"
    assert approved["commitment"]["status"] == "OPEN"
    credit = issued["commitment"]["credit"]
    assert (credit["state"], credit["invoice"]) == ("ISSUED", "R-1")
    assert credit["issuedAt"] < "2024-10-25T16:00:00Z"  # noon in New York has not come yet
    assert issued["commitment"]["status"] == "KEPT"
    assert (again["outcome"], again["commitment"]) == ("UNCHANGED", issued["commitment"])
    assert applied["commitment"]["credit"]["state"] == "APPLIED"
    assert applied["commitment"]["credit"]["invoice"] == "R-1"
    assert await health(client) > 70


async def test_a_credit_lapses_with_its_month_and_may_be_issued_late(client: Client) -> None:
    await customer(client)
    await contracted(client)
    lapsed = await credited(client, {**SHARE, "period": "2024-09"}, promisedOn="2024-09-02")
    in_time = await credited(client, {**SHARE, "period": "2024-09"}, promisedOn="2024-09-02")
    for credit in (lapsed, in_time):
        await advanced(client, credit, "APPROVED", "2024-09-10")

    applied = await advanced(client, lapsed, "APPLIED", "2024-10-01")
    late = await advanced(client, lapsed, "ISSUED", "2024-10-01")
    told_late = await advanced(client, in_time, "ISSUED", "2024-09-30")

    assert lapsed["credit"]["state"] == "LAPSED"
    assert code_of(applied) == ("INVALID_TRANSITION", ["input", "to"])
    (error,) = applied["userErrors"]
    assert (error["currentState"], error["allowed"]) == ("LAPSED", ["ISSUED"])
    assert late["commitment"]["credit"]["state"] == "ISSUED"
    assert late["commitment"]["status"] == "KEPT_LATE"
    assert told_late["commitment"]["status"] == "KEPT"


async def test_an_amount_told_later_replaces_the_formula_s(client: Client) -> None:
    await customer(client)
    await contracted(client)
    made = await credited(client, SHARE)
    rounded = {"amount": "6000.00", "currencyCode": "USD"}

    told = await advanced(client, made, "APPROVED", "2024-10-02", amount=rounded)
    again = await advanced(client, made, "APPROVED", "2024-10-02", amount=rounded)

    assert told["commitment"]["credit"]["amount"] == rounded
    assert told["commitment"]["credit"]["formula"] is None
    assert again["outcome"] == "UNCHANGED"


async def test_nobody_issues_a_credit_of_an_amount_nobody_has_said(client: Client) -> None:
    await customer(client, currencyCode="USD")
    made = await credited(client, {"base": "FIXED"})
    await advanced(client, made, "APPROVED", "2024-10-02")
    euros = {"amount": "100", "currencyCode": "EUR"}

    unsaid = await advanced(client, made, "ISSUED", "2024-10-03")
    foreign = await advanced(client, made, "ISSUED", "2024-10-03", amount=euros)
    nothing = await advanced(
        client, made, "ISSUED", "2024-10-03", amount={"amount": "0", "currencyCode": "USD"}
    )
    told = await advanced(client, made, "ISSUED", "2024-10-03", amount=DOLLARS)

    assert code_of(unsaid) == ("INVALID", ["input", "amount"])
    assert code_of(foreign) == ("INVALID", ["input", "amount", "currencyCode"])
    assert code_of(nothing) == ("INVALID", ["input", "amount", "amount"])
    assert told["commitment"]["credit"]["amount"] == DOLLARS


async def test_steps_out_of_turn_are_refused_and_nothing_is_written(client: Client) -> None:
    sarah = (await customer(client))["sarah"]
    await contracted(client)
    made = await credited(client, SHARE)
    waived = await credited(client, SHARE)
    plain = await promised(client)
    await advanced(client, made, "APPROVED", "2024-10-10")
    await client.done(
        "commitmentEnd",
        COMMITMENT,
        commitment=waived["id"],
        how="WAIVED",
        reason="Not needed",
        waivedBy=sarah,
    )
    before = await written(client)

    refused = [
        await advanced(client, plain, "APPROVED", "2024-10-10"),
        await advanced(client, made, "APPROVED", "2024-10-11"),
        await advanced(client, made, "APPLIED", "2024-10-11"),
        await advanced(client, made, "ISSUED", "2024-10-09"),
        await advanced(client, made, "ISSUED", "2024-10-26"),
        await advanced(client, made, "ISSUED", "2024-09-30"),
        await advanced(client, waived, "APPROVED", "2024-10-10"),
    ]

    assert [code_of(told) for told in refused] == [
        ("INVALID", ["input", "commitment"]),
        ("INVALID_TRANSITION", ["input", "to"]),
        ("INVALID_TRANSITION", ["input", "to"]),
        ("INVALID", ["input", "on"]),
        ("INVALID", ["input", "on"]),
        ("INVALID", ["input", "on"]),
        ("INVALID_TRANSITION", ["input", "to"]),
    ]
    assert refused[-1]["userErrors"][0]["currentState"] == "WAIVED"
    assert await written(client) == before


async def test_a_contract_of_another_account_is_not_found(client: Client) -> None:
    await customer(client)
    await client.account("2")
    theirs = await contracted(client, account=OTHER["account"])

    told = await client.change(
        "commitmentMake", "", **ACME, **CREDIT, credit={**SHARE, "contract": theirs}
    )

    assert code_of(told) == ("NOT_FOUND", ["input", "credit", "contract"])


async def test_another_amount_under_the_same_name_is_another_promise(client: Client) -> None:
    await customer(client)
    name = {"external": {"system": "crm", "key": "cr1"}}
    fixed = {"base": "FIXED", "amount": DOLLARS, "period": "2024-11", "periodRole": "INVOICE"}
    made = await credited(client, fixed, **name)
    asked = {**ACME, **CREDIT, **name}

    same = await client.change("commitmentMake", COMMITMENT, **asked, credit=fixed)
    more = {**fixed, "amount": {**DOLLARS, "amount": "6500"}}
    other = await client.change("commitmentMake", COMMITMENT, **asked, credit=more)
    euros = {**fixed, "amount": {**DOLLARS, "currencyCode": "EUR"}}
    foreign = await client.change("commitmentMake", COMMITMENT, **asked, credit=euros)
    nothing = {**fixed, "amount": {**DOLLARS, "amount": "0"}}
    none = await client.change("commitmentMake", COMMITMENT, **asked, credit=nothing)

    assert (same["outcome"], same["commitment"]) == ("UNCHANGED", made)
    assert code_of(other) == code_of(foreign) == ("DUPLICATE", ["input", "external"])
    assert code_of(none) == ("INVALID", ["input", "credit", "amount", "amount"])
