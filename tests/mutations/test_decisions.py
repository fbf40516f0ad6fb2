"""Notice, and what became of a contract."""

from typing import Any

import pytest

from domain.vocabulary import RecordType, RenewalOutcome
from models.contract import Contract
from resolvers.ids import RecordKey, global_id, parsed
from tests.mutations.asking import CRM, NOON, Client, code_of

ACME = {"account": {"external": {"system": CRM, "key": "1"}}}
CONTRACT = """contract { id version noticeGivenOn noticeGivenBy { name } outcome outcomeOn
  outcomeRecordedAt annualValue { amount } renewalRisk { probability } }"""


def dollars(amount: str) -> dict[str, Any]:
    return {"newAnnualValue": {"amount": amount, "currencyCode": "USD"}}


@pytest.fixture
async def contract(client: Client) -> str:
    """The id of one worth 100 dollars a year."""
    await client.account()
    value = {"amount": "100.00", "currencyCode": "USD"}
    made = await client.done(
        "contractCreate", CONTRACT, **ACME, name="A", annualValue=value, renewsOn="2024-12-31"
    )
    return made["id"]


async def log(client: Client) -> int:
    told = await client.ask("{ activity(first: 100) { nodes { id } } }")
    return len(told["activity"]["nodes"])


async def test_notice_moves_the_risk_and_says_who_gave_it(client: Client, contract: str) -> None:
    sarah = await client.done("contactSave", "contact { id }", **ACME, name="Sarah")
    asked = {"contract": contract, "givenOn": "2024-10-20", "by": sarah["id"]}

    given = await client.done("contractRecordNotice", CONTRACT, **asked)
    again = await client.change("contractRecordNotice", CONTRACT, **asked)

    assert (given["noticeGivenOn"], given["noticeGivenBy"]) == ("2024-10-20", {"name": "Sarah"})
    assert given["renewalRisk"]["probability"] == 0.97
    assert (again["outcome"], again["contract"]) == ("UNCHANGED", given)


async def test_notice_is_given_once_until_it_is_taken_back(client: Client, contract: str) -> None:
    asked = {"contract": contract}
    await client.done("contractRecordNotice", CONTRACT, **asked, givenOn="2024-10-20")
    before = await log(client)

    told = await client.change("contractRecordNotice", "", **asked, givenOn="2024-10-21")

    (error,) = told["userErrors"]
    assert code_of(told) == ("INVALID_TRANSITION", ["input", "givenOn"])
    assert (error["currentState"], error["allowed"]) == ("NOTICE_GIVEN", ["DECIDE"])
    assert await log(client) == before
    back = await client.done("contractUpdate", CONTRACT, id=contract, takeBack=["NOTICE"])
    assert (back["noticeGivenOn"], back["noticeGivenBy"]) == (None, None)
    assert back["renewalRisk"]["probability"] < 0.97
    await client.done("contractRecordNotice", CONTRACT, **asked, givenOn="2024-10-21")


async def test_an_outcome_ends_the_renewal_and_sets_the_value(
    client: Client, contract: str
) -> None:
    asked = {"contract": contract, "outcome": "EXPANDED", "decidedOn": "2024-10-24"}

    told = await client.done("contractRecordOutcome", CONTRACT, **asked, **dollars("120.00"))
    again = await client.change("contractRecordOutcome", CONTRACT, **asked, **dollars("120.00"))

    assert (told["outcome"], told["outcomeOn"]) == ("EXPANDED", "2024-10-24")
    assert told["outcomeRecordedAt"] is not None
    assert told["annualValue"] == {"amount": "120.00"}
    assert told["renewalRisk"] is None
    assert (again["outcome"], again["contract"]) == ("UNCHANGED", told)


async def test_a_contract_is_decided_once_until_that_is_taken_back(
    client: Client, contract: str
) -> None:
    asked = {"contract": contract, "decidedOn": "2024-10-24"}
    await client.done("contractRecordOutcome", CONTRACT, **asked, outcome="CHURNED")

    told = await client.change("contractRecordOutcome", "", **asked, outcome="RENEWED")
    notice = await client.change(
        "contractRecordNotice", "", contract=contract, givenOn="2024-10-25"
    )
    earlier = await client.change(
        "contractRecordNotice", "", contract=contract, givenOn="2024-10-24"
    )
    back = await client.done("contractUpdate", CONTRACT, id=contract, takeBack=["OUTCOME"])
    right = await client.done("contractRecordOutcome", CONTRACT, **asked, outcome="RENEWED")

    assert code_of(told) == ("INVALID_TRANSITION", ["input", "outcome"])
    assert code_of(notice) == ("INVALID_TRANSITION", ["input", "givenOn"])
    assert notice["userErrors"][0]["currentState"] == "DECIDED"
    assert earlier["outcome"] == "UPDATED"
    assert (back["outcome"], back["outcomeOn"], back["outcomeRecordedAt"]) == (None, None, None)
    assert right["outcome"] == "RENEWED"


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"outcome": "CHURNED", **dollars("1")}, ["newAnnualValue"]),
        ({"outcome": "EXPANDED", **dollars("100")}, ["newAnnualValue"]),
        ({"outcome": "CONTRACTED", **dollars("100")}, ["newAnnualValue"]),
        ({"outcome": "RENEWED", **dollars("-1")}, ["newAnnualValue", "amount"]),
        (
            {"outcome": "RENEWED", "newAnnualValue": {"amount": "1", "currencyCode": "EUR"}},
            ["newAnnualValue", "currencyCode"],
        ),
        ({"outcome": "RENEWED", "decidedOn": "2024-10-26"}, ["decidedOn"]),
    ],
)
async def test_an_outcome_that_contradicts_itself_is_refused(
    client: Client, contract: str, said: dict[str, Any], path: list[str]
) -> None:
    before = await log(client)

    told = await client.change(
        "contractRecordOutcome", "", **{"contract": contract, "decidedOn": "2024-10-24", **said}
    )

    assert code_of(told) == ("INVALID", ["input", *path])
    assert await log(client) == before


async def test_notice_ahead_or_by_nobody_we_know_is_refused(client: Client, contract: str) -> None:
    asked = {"contract": contract}

    ahead = await client.change("contractRecordNotice", "", **asked, givenOn="2024-10-26")
    nobody = await client.change(
        "contractRecordNotice", "", **asked, givenOn="2024-10-20", by=contract
    )

    assert code_of(ahead) == ("INVALID", ["input", "givenOn"])
    assert code_of(nobody) == ("INVALID", ["input", "by"])


async def test_the_day_of_an_outcome_nobody_dated_is_filled_in(
    client: Client, contract: str
) -> None:
    key = parsed(contract)
    async with client.database.write(key.account_id, actor="test", now=NOON) as unit:
        stored = await unit.get_or_raise(Contract, key.id)
        stored.outcome = RenewalOutcome.RENEWED
    asked = {"contract": contract, "decidedOn": "2024-10-24"}

    other = await client.change("contractRecordOutcome", "", **asked, outcome="CHURNED")
    same = await client.done("contractRecordOutcome", CONTRACT, **asked, outcome="RENEWED")

    assert code_of(other) == ("INVALID_TRANSITION", ["input", "outcome"])
    assert same["outcomeOn"] == "2024-10-24"


async def test_the_value_of_an_outcome_may_be_settled_later(client: Client, contract: str) -> None:
    asked = {"contract": contract, "outcome": "EXPANDED", "decidedOn": "2024-10-24"}
    await client.done("contractRecordOutcome", CONTRACT, **asked)

    told = await client.done("contractRecordOutcome", CONTRACT, **asked, **dollars("150.00"))

    assert told["annualValue"] == {"amount": "150.00"}


async def test_a_value_goes_with_the_outcome_that_set_it(client: Client, contract: str) -> None:
    asked = {"contract": contract, "outcome": "EXPANDED", "decidedOn": "2024-10-24"}
    back: dict[str, Any] = {"id": contract, "takeBack": ["OUTCOME"]}
    await client.done("contractRecordOutcome", CONTRACT, **asked)
    await client.done("contractRecordOutcome", CONTRACT, **asked, **dollars("150.00"))

    undone = await client.done("contractUpdate", CONTRACT, **back)
    again = await client.change("contractUpdate", CONTRACT, **back)
    await client.done("contractRecordOutcome", CONTRACT, **asked, **dollars("150.00"))
    told = {"annualValue": {"amount": "90.00", "currencyCode": "USD"}}
    corrected = await client.done("contractUpdate", CONTRACT, **back, **told)

    assert (undone["outcome"], undone["annualValue"]) == (None, {"amount": "100.00"})
    assert again["outcome"] == "UNCHANGED"
    assert (corrected["outcome"], corrected["annualValue"]) == (None, {"amount": "90.00"})


async def test_a_value_nobody_knew_before_the_outcome_is_unknown_again(client: Client) -> None:
    await client.account()
    made = await client.done("contractCreate", CONTRACT, **ACME, name="A")
    asked = {"contract": made["id"], "outcome": "RENEWED", "decidedOn": "2024-10-24"}
    await client.done("contractRecordOutcome", CONTRACT, **asked, **dollars("150.00"))

    undone = await client.done("contractUpdate", CONTRACT, id=made["id"], takeBack=["OUTCOME"])

    assert undone["annualValue"] is None


async def test_the_value_of_a_contract_that_came_decided_stays(client: Client) -> None:
    account = parsed((await client.account())["id"]).id
    worth = {"annual_value_minor": 9_000, "currency_code": "USD"}
    async with client.database.write(account, actor="test", now=NOON) as unit:
        stored = unit.add(Contract(name="A", outcome=RenewalOutcome.RENEWED, **worth))
    id_ = global_id(RecordKey(RecordType.CONTRACT, account, stored.id))

    undone = await client.done("contractUpdate", CONTRACT, id=id_, takeBack=["OUTCOME"])

    assert (undone["outcome"], undone["annualValue"]) == (None, {"amount": "90.00"})


async def test_the_value_before_is_known_of_an_account_merged_since(client: Client) -> None:
    await client.account("2")
    twin = {"external": {"system": CRM, "key": "2"}}
    value = {"amount": "100.00", "currencyCode": "USD"}
    made = await client.done("contractCreate", CONTRACT, account=twin, name="A", annualValue=value)
    asked = {"contract": made["id"], "outcome": "RENEWED", "decidedOn": "2024-10-24"}
    await client.done("contractRecordOutcome", CONTRACT, **asked, **dollars("150.00"))
    await client.account("1")
    merge = {"from": twin, "into": ACME["account"], "reason": "Entered twice"}
    await client.done("accountMerge", "account { id }", **merge)

    undone = await client.done("contractUpdate", CONTRACT, id=made["id"], takeBack=["OUTCOME"])

    assert undone["annualValue"] == {"amount": "100.00"}
