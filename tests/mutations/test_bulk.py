"""Many rows in one call: each as if it came alone, all or only the good ones."""

import asyncio
from typing import Any

import pytest

from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import CRM, ERRORS, Client

ROWS = f"outcome results {{ row outcome record {{ id name version }} {ERRORS} }}"
BOOK = """{ accounts(first: 100) { totalCount nodes {
  name version health { value } externalRefs { key }
  contacts { totalCount nodes { name version } } activity(first: 100) { nodes { summary } } } } }"""
KEEP_GOOD = "REJECT_FAILED_ROWS"
Said = dict[str, Any]


def ref(key: str) -> Said:
    return {"external": {"system": CRM, "key": key}}


def company(key: str, **said: Any) -> Said:
    return {**ref(key), "name": f"Company {key}", **said}


def person(account: str, key: str, **said: Any) -> Said:
    return {"account": ref(account), **ref(key), "name": f"Person {key}", **said}


async def save(client: Client, mutation: str, rows: list[Said], **said: Any) -> Said:
    return await client.change(mutation, ROWS, rows=rows, **said)


async def companies(client: Client, *rows: Said, **said: Any) -> Said:
    return await save(client, "accountBulkSave", list(rows), **said)


async def people(client: Client, *rows: Said, **said: Any) -> Said:
    return await save(client, "contactBulkSave", list(rows), **said)


async def book(client: Client) -> Said:
    return (await client.ask(BOOK))["accounts"]


def outcomes(payload: Said) -> list[str]:
    return [payload["outcome"], *(result["outcome"] for result in payload["results"])]


def errors(told: Said) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in told["userErrors"]]


def refused_at(row: int, *path: str, code: str = "INVALID") -> tuple[str, list[str]]:
    return code, ["input", "rows", str(row), *path]


async def test_new_rows_are_added_and_read_back_in_their_order(client: Client) -> None:
    told = await companies(client, company("2", segment="Bank"), company("1"))

    assert outcomes(told) == ["CREATED", "CREATED", "CREATED"]
    assert [one["row"] for one in told["results"]] == [0, 1]
    assert [one["record"]["name"] for one in told["results"]] == ["Company 2", "Company 1"]
    assert told["userErrors"] == []


async def test_every_account_has_its_own_score_and_log(client: Client) -> None:
    await companies(client, company("1"), company("2"))

    for account in (await book(client))["nodes"]:
        assert account["health"]["value"] == 70
        assert len(account["activity"]["nodes"]) == 2  # the account and its name


async def test_rows_that_are_there_are_changed_and_what_is_left_out_stays(client: Client) -> None:
    first = await companies(client, company("1", segment="Bank"), company("2"))

    told = await companies(client, {**ref("1"), "name": "One"}, company("2"), company("3"))

    assert outcomes(told) == ["UPDATED", "UPDATED", "UNCHANGED", "CREATED"]
    one, two = told["results"][:2]
    assert (one["record"]["version"], two["record"]["version"]) == (2, 1)
    assert one["record"]["id"] == first["results"][0]["record"]["id"]


async def test_the_same_rows_again_write_nothing(client: Client) -> None:
    await client.account()
    rows = [person("1", "a", title="CTO"), person("1", "b", influence="EXECUTIVE")]
    await people(client, *rows)
    before = await book(client)

    told = await people(client, *rows)

    assert outcomes(told) == ["UNCHANGED", "UNCHANGED", "UNCHANGED"]
    assert await book(client) == before


async def test_people_of_one_account_and_of_several_come_in_one_call(client: Client) -> None:
    await companies(client, company("1"), company("2"))

    told = await people(
        client, person("1", "a"), person("2", "a"), person("1", "b"), person("1", "c")
    )

    assert outcomes(told) == ["CREATED"] * 5
    found = {
        account["name"]: sorted(contact["name"] for contact in account["contacts"]["nodes"])
        for account in (await book(client))["nodes"]
    }
    assert found == {
        "Company 1": ["Person a", "Person b", "Person c"],
        "Company 2": ["Person a"],
    }


async def test_one_bad_row_takes_all_back_and_every_error_is_told(client: Client) -> None:
    await companies(client, company("1"))
    before = await book(client)

    told = await companies(
        client,
        company("1", segment="Bank"),
        company("2", timeZone="Mars/Olympus"),
        company("3"),
        company("4", trackedFrom="2200-01-01T00:00:00Z"),
    )

    assert outcomes(told) == ["REFUSED"] * 5
    bad = [refused_at(1, "timeZone"), refused_at(3, "trackedFrom")]
    assert errors(told) == bad
    assert [errors(one) for one in told["results"]] == [[], bad[:1], [], bad[1:]]
    assert all(one["record"] is None for one in told["results"])
    assert await book(client) == before


async def test_the_good_rows_are_kept_when_that_is_asked_for(client: Client) -> None:
    told = await companies(
        client,
        company("1"),
        company("2", currencyCode="XXZ"),
        company("3"),
        errorPolicy=KEEP_GOOD,
    )

    assert outcomes(told) == ["CREATED", "CREATED", "REFUSED", "CREATED"]
    assert errors(told) == [refused_at(1, "currencyCode")]
    assert [a["name"] for a in (await book(client))["nodes"]] == ["Company 1", "Company 3"]


async def test_a_refused_row_leaves_nothing_of_itself_behind(client: Client) -> None:
    """It is refused by its name, when the account's other fields are set already."""
    other = await client.account("1")
    await people(client, person("1", "a"))
    before = (await book(client))["nodes"][0]["contacts"]

    told = await people(
        client,
        person("1", "a", title="CTO", leftOn="2200-01-01"),
        person("1", "b", champion=None),
        {**person("1", "c"), "account": {"id": other["id"]}},
        errorPolicy=KEEP_GOOD,
    )

    assert outcomes(told) == ["CREATED", "REFUSED", "REFUSED", "CREATED"]
    after = (await book(client))["nodes"][0]["contacts"]
    assert [c for c in after["nodes"] if c["name"] == "Person a"] == before["nodes"]
    assert after["totalCount"] == 2


@pytest.mark.parametrize(
    ("row", "path", "code"),
    [
        (person("?", "x"), ["account"], "NOT_FOUND"),
        ({**person("1", "x"), "account": {"id": "nonsense"}}, ["account"], "INVALID"),
        (person("1", "x", name="a" * 10_000), ["name"], "INVALID"),
        (person("1", "x", name="nul\0"), ["name"], "INVALID"),
        (person("1", "x", name=None), ["name"], "INVALID"),
        ({"account": ref("1"), **ref("x")}, ["name"], "INVALID"),
        (person("1", "x", leftOn="2024-10-27"), ["leftOn"], "INVALID"),
        (person("1", "k\0"), ["external", "key"], "INVALID"),
        (person("1", "good"), ["external"], "DUPLICATE"),
    ],
)
async def test_what_cannot_be_is_told_with_row_and_field(
    client: Client, row: Said, path: list[str], code: str
) -> None:
    await client.account()

    told = await people(client, person("1", "good"), row)

    assert errors(told) == [refused_at(1, *path, code=code)]
    assert (await book(client))["nodes"][0]["contacts"]["totalCount"] == 0


async def test_a_new_account_without_a_name_is_refused(client: Client) -> None:
    assert errors(await companies(client, ref("1"))) == [refused_at(0, "name")]


async def test_a_name_twice_is_the_error_of_the_second_also_when_the_first_is_bad(
    client: Client,
) -> None:
    told = await companies(
        client, company("1", timeZone="x"), company("1"), company("2"), errorPolicy=KEEP_GOOD
    )

    assert errors(told) == [
        refused_at(0, "timeZone"),
        refused_at(1, "external", code="DUPLICATE"),
    ]
    assert (await book(client))["totalCount"] == 1


async def test_the_same_name_may_stand_on_two_accounts_but_not_twice_on_one(
    client: Client,
) -> None:
    one = await client.account("1")
    await client.account("2")

    told = await people(
        client,
        person("1", "a"),
        person("2", "a"),
        {**person("1", "a"), "account": {"id": one["id"]}},
        errorPolicy=KEEP_GOOD,
    )

    assert errors(told) == [refused_at(2, "external", code="DUPLICATE")]


async def test_a_call_has_500_rows_at_most(client: Client) -> None:
    told = await companies(client, *(company(str(n)) for n in range(501)))

    assert errors(told) == [("INVALID", ["input", "rows"])]
    assert told["results"] == []
    assert (await book(client))["totalCount"] == 0


async def test_no_rows_change_nothing(client: Client) -> None:
    assert outcomes(await companies(client)) == ["UNCHANGED"]


@pytest.mark.parametrize("policy", ["REJECT_ALL", KEEP_GOOD])
async def test_a_plan_says_what_would_be_and_writes_nothing(client: Client, policy: str) -> None:
    await companies(client, company("1"))
    before = await book(client)

    told = await companies(
        client, company("1", segment="Bank"), company("2"), dryRun=True, errorPolicy=policy
    )
    bad = await companies(client, company("3"), ref("4"), dryRun=True, errorPolicy=policy)

    assert outcomes(told) == ["PLANNED"] * 3
    assert [one["record"] is None for one in told["results"]] == [False, True]
    assert errors(bad) == [refused_at(1, "name")]
    planned = "PLANNED" if policy == KEEP_GOOD else "REFUSED"
    assert outcomes(bad) == [planned, planned, "REFUSED"]
    assert await book(client) == before


async def test_a_key_carries_a_call_out_once_and_tells_again_what_became_of_it(
    client: Client,
) -> None:
    asked = {"idempotencyKey": "k1", "errorPolicy": KEEP_GOOD}
    rows = [company("1"), company("2", timeZone="x"), company("3")]

    first = await companies(client, *rows, **asked)
    await client.done(
        "accountUpdate", "account { id }", account=ref("1"), name="Named by hand since"
    )
    again = await asyncio.gather(*(companies(client, *rows, **asked) for _ in range(10)))

    assert outcomes(first) == ["CREATED", "CREATED", "REFUSED", "CREATED"]
    for told in again:
        assert outcomes(told) == ["REPLAYED", "REPLAYED", "REFUSED", "REPLAYED"]
        assert told["userErrors"] == first["userErrors"]
    names = [one["record"] and one["record"]["name"] for one in again[0]["results"]]
    assert names == ["Named by hand since", None, "Company 3"]


async def test_a_key_of_other_rows_is_refused_and_one_of_a_refused_call_is_free(
    client: Client,
) -> None:
    bad = await companies(client, ref("1"), idempotencyKey="k1")
    good = await companies(client, company("1"), idempotencyKey="k1")
    other = await companies(client, company("2"), idempotencyKey="k1")

    assert (bad["outcome"], good["outcome"]) == ("REFUSED", "CREATED")
    assert errors(other) == [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]


async def test_calls_at_once_with_the_same_rows_add_each_account_once(client: Client) -> None:
    """Each looks a name up when it is its turn to write, not before."""
    rows = [company(str(n)) for n in range(20)]

    told = await asyncio.gather(*(companies(client, *rows) for _ in range(5)))

    assert sorted(one["outcome"] for one in told) == ["CREATED", *["UNCHANGED"] * 4]
    assert (await book(client))["totalCount"] == 20


async def test_a_row_may_name_an_account_by_any_of_its_names(client: Client) -> None:
    await client.account("1")
    await client.done(
        "accountUpdate",
        "account { id }",
        account=ref("1"),
        addExternal=[{"system": "erp", "key": "9"}],
    )

    told = await companies(
        client, company("1"), {"external": {"system": "erp", "key": "9"}, "segment": "Bank"}
    )

    assert outcomes(told) == ["UPDATED", "UPDATED", "UPDATED"]
    assert [one["record"]["version"] for one in told["results"]] == [4, 4]


async def test_contracts_are_added_and_changed_by_the_rules_of_single_ones(
    client: Client,
) -> None:
    await client.account("1")
    row = {"account": ref("1"), **ref("k"), "name": "Licence", "renewsOn": "2025-03-31"}
    value = {"annualValue": {"amount": "120000.00", "currencyCode": "EUR"}}
    other = {"annualValue": {"amount": "1.00", "currencyCode": "USD"}}

    added = await save(client, "contractBulkSave", [{**row, **value, "noticePeriod": "P3M"}])
    changed = await save(client, "contractBulkSave", [{**row, "autoRenews": True}])
    bad = await save(
        client,
        "contractBulkSave",
        [
            {**row, **other},
            {**row, **ref("m"), "startsOn": "2026-01-01"},
            {"account": ref("1"), **ref("n")},
        ],
    )

    assert outcomes(added) == ["CREATED", "CREATED"]
    assert outcomes(changed) == ["UPDATED", "UPDATED"]
    assert errors(bad) == [
        refused_at(0, "annualValue", "currencyCode"),
        refused_at(1, "renewsOn"),
        refused_at(2, "name"),
    ]
    told = await client.ask(
        "{ accounts { nodes { contracts { nodes { name autoRenews noticeDeadline"
        " annualValue { amount currencyCode } } } } } }"
    )
    assert told["accounts"]["nodes"][0]["contracts"]["nodes"] == [
        {
            "name": "Licence",
            "autoRenews": True,
            "noticeDeadline": "2024-12-31",
            "annualValue": value["annualValue"],
        }
    ]


async def test_every_error_of_a_row_is_told_at_once(client: Client) -> None:
    await companies(client, company("1"))

    told = await save(
        client,
        "contractBulkSave",
        [
            person("1", "a"),
            person(
                "1",
                "b",
                name=" ",
                annualValue={"amount": "1.234", "currencyCode": "USD"},
                noticePeriod="P900M",
                startsOn="2025-01-01",
                endsOn="2024-01-01",
            ),
        ],
    )

    assert sorted(path[-1] for _, path in errors(told)) == [
        "amount",
        "endsOn",
        "name",
        "noticePeriod",
    ], told["userErrors"]
    assert errors(told["results"][0]) == []


async def test_an_account_that_is_not_there_is_named_as_the_caller_did(client: Client) -> None:
    gone = global_id(RecordKey(RecordType.ACCOUNT, None, "0190a0a0"))
    rows = [person("9", "a"), {**person("9", "b"), "account": {"id": gone}}]

    told = await people(client, *rows)

    assert errors(told) == [refused_at(row, "account", code="NOT_FOUND") for row in (0, 1)]
    assert [error["message"] for error in told["userErrors"]] == [
        "There is no account 'crm:9'",
        f"There is no account {gone!r}",
    ]
