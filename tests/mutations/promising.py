"""An account to which things are promised, and short ways to say so."""

from typing import Any

from tests.mutations.asking import CRM, Client

ACME = {"account": {"external": {"system": CRM, "key": "1"}}}
OTHER = {"account": {"external": {"system": CRM, "key": "2"}}}
COMMITMENT = """commitment { id version text audience kind status promisedOn dueOn countsFrom
  dueBasis keptAt endedReason condition conditionMetAt recurrence gaps occurrencesDue
  occurrencesKept owner { name } agreedWith { name } waivedBy { name } promisedTo { name }
  source { id } fulfilledBy { id } occurrences(first: 60) { nodes { slot dueOn status keptAt
  fulfilledBy { id } } } credit { percent base period periodRole amount { amount currencyCode }
  state formula invoice approvedAt issuedAt appliedAt } }"""
ITEM = """actionItem { id version text origin audience status owner { name } dueOn dueBasis eventOn
  horizon doneAt dependsOn { id } source { id } }"""
DASHBOARD = {
    "text": "A status dashboard",
    "audience": "CUSTOMER",
    "kind": "ONE_OFF",
    "promisedOn": "2024-10-01",
}
MONTHLY = {**DASHBOARD, "kind": "RECURRING", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=3"}


async def customer(client: Client, **said: Any) -> dict[str, Any]:
    """The account, and Sarah of it."""
    account = await client.account("1", **said)
    account["sarah"] = await contact(client)
    return account


async def contact(client: Client, *, of: dict[str, Any] = ACME, name: str = "Sarah Chen") -> str:
    return (await client.done("contactSave", "contact { id }", **of, name=name))["id"]


async def promised(client: Client, **said: Any) -> dict[str, Any]:
    """A promise to the customer, a one-off one unless said."""
    return await client.done("commitmentMake", COMMITMENT, **ACME, **{**DASHBOARD, **said})


async def task(client: Client, **said: Any) -> dict[str, Any]:
    asked = {"text": "Call Sarah", "origin": "ACTION_ITEM", **said}
    return await client.done("actionItemCreate", ITEM, **ACME, **asked)


async def written(client: Client) -> tuple[int, int, int]:
    """Entries of the log, promises and tasks of all accounts."""
    told = await client.ask(
        """{ activity(first: 100) { nodes { id } } commitments { totalCount }
        actionItems { totalCount } }"""
    )
    return (
        len(told["activity"]["nodes"]),
        told["commitments"]["totalCount"],
        told["actionItems"]["totalCount"],
    )


async def health(client: Client) -> float:
    told = await client.ask(
        "query($by: AccountRef!) { account(by: $by) { health { value } } }", by=ACME["account"]
    )
    return told["account"]["health"]["value"]
