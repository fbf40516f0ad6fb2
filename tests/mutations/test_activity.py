"""The log says what was changed, from what to what, and adds up to what there is."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from domain.vocabulary import RecordType
from models.activity import TOLD
from models.changes import Change
from models.names import RecordRef
from models.note import Note
from models.told import told_of
from resolvers.ids import RecordKey, global_id
from tests.mutations.asking import ANNA, CRM, Client, client_of
from tests.mutations.drawn import Drawer

WRITES = 15
TRIES = 400  # at most: much of what is drawn cannot be
OWNER = global_id(RecordKey(RecordType.USER, None, ANNA))
ACCOUNT = {"account": {"external": {"system": CRM, "key": "1"}}}
SARAH = {**ACCOUNT, "external": {"system": CRM, "key": "c1"}}
LOG = """{ accounts { nodes { activity(first: 100) { nodes {
    summary actor actorUser { name } record { id } changes { field before after }
} } } } }"""
Changes = dict[str, tuple[str | None, str | None]]
State = dict[tuple[str, str], dict[str, Any]]


async def log(client: Client) -> list[dict[str, Any]]:
    """The entries of the only account, the latest first."""
    told = await client.ask(LOG)
    return told["accounts"]["nodes"][0]["activity"]["nodes"]


def changes(entry: dict[str, Any]) -> Changes:
    return {one["field"]: (one["before"], one["after"]) for one in entry["changes"]}


async def last(client: Client) -> Changes:
    """What the latest entry says."""
    return changes((await log(client))[0])


async def test_an_entry_says_who_changed_which_field_from_what_to_what(client: Client) -> None:
    await client.account()
    sarah = await client.done(
        "contactSave", "contact { id }", **ACCOUNT, name="Sarah", title="CTO", champion=False
    )
    await client.done(
        "contactSave", "contact { id }", **ACCOUNT, id=sarah["id"], title="CEO", champion=True
    )

    changed, added, *_ = await log(client)

    assert changed["record"] == added["record"] == sarah
    assert changed["actorUser"] == {"name": "Anna Olsson"}
    assert changes(added)["name"] == (None, "Sarah")
    assert changes(changed) == {"title": ("CTO", "CEO"), "champion": ("false", "true")}


async def test_what_refers_to_a_record_is_told_by_the_id_clients_know(client: Client) -> None:
    await client.account(owner=OWNER)
    sarah = await client.done("contactSave", "contact { id }", **ACCOUNT, name="Sarah")
    await client.done("accountUpdate", "account { id }", **ACCOUNT, sponsor=sarah["id"], owner=None)

    assert await last(client) == {"owner": (OWNER, None), "sponsor": (None, sarah["id"])}


async def test_an_amount_is_told_with_its_currency(client: Client) -> None:
    await client.account()
    value = {"amount": "500000", "currencyCode": "USD"}
    contract = await client.done(
        "contractCreate", "contract { id }", **ACCOUNT, name="Support", annualValue=value
    )
    await client.done(
        "contractUpdate", "contract { id }", id=contract["id"],
        annualValue={"amount": "1250.5", "currencyCode": "USD"},
    )  # fmt: skip

    assert await last(client) == {"annualValue": ("500000.00 USD", "1250.50 USD")}


async def test_a_name_in_another_system_is_a_change_of_the_record_it_names(client: Client) -> None:
    account = await client.account()
    sarah = await client.done("contactSave", "contact { id }", **SARAH, name="Sarah")
    added = [one for one in await log(client) if "external" in changes(one)]
    old, new = {"system": CRM, "key": "1"}, {"system": CRM, "key": "2"}
    await client.done(
        "accountUpdate", "account { id }", **ACCOUNT, addExternal=[new], removeExternal=[old]
    )
    entries = [one for one in await log(client) if "external" in changes(one)][: -len(added)]

    assert [one["record"]["id"] for one in added] == [sarah["id"], account["id"]]
    assert [changes(one) for one in added] == [
        {"external": (None, "crm: c1")},
        {"external": (None, "crm: 1")},
    ]
    assert {changes(one)["external"] for one in entries} == {(None, "crm: 2"), ("crm: 1", None)}


async def test_a_value_beside_the_score_is_told_as_a_part_of_the_account(client: Client) -> None:
    account = await client.account()
    await client.done(
        "healthOverrideSet", "account { id }", **ACCOUNT,
        value=50.0, reason="They told us", expiresAt="2024-11-20T00:00:00Z",
    )  # fmt: skip
    entry = (await log(client))[0]

    ((place, number, _), *others) = (one.split(".") for one in changes(entry))

    assert entry["record"] == {"id": account["id"]}
    assert place == "healthOverrides"
    assert {tuple(parts[:2]) for parts in others} == {(place, number)}
    assert changes(entry)[f"{place}.{number}.value"] == (None, "50.0")


async def test_what_is_taken_back_ends_with_nothing_and_says_why(client: Client) -> None:
    await client.account()
    sarah = await client.done("contactSave", "contact { id }", **ACCOUNT, name="Sarah")
    await client.change("recordRetract", "", id=sarah["id"], reason="Another Sarah")

    gone = await last(client)

    assert gone["name"] == ("Sarah", None)
    assert gone["reason"] == (None, "Another Sarah")


@pytest.mark.parametrize("seed", range(6))
async def test_the_log_of_any_sequence_adds_up_to_the_records_as_they_are(
    tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "book.db"
    async with client_of(path) as client:
        drawer = Drawer(Random(seed), path, client.now)  # noqa: S311 - the same draw for the same seed
        await client.account("1", owner=OWNER)
        written = 0
        for _ in range(TRIES):
            written += written < WRITES and await one_step(client, drawer)

        assert written == WRITES
        assert replayed(path) == stored(path)


async def one_step(client: Client, drawer: Drawer) -> bool:
    """Whether a mutation that was drawn wrote anything."""
    drawer.now = client.now
    name, said = drawer.mutation()
    kind = f"{name[0].upper()}{name[1:]}Input!"
    result = await client.result(
        f"mutation($input: {kind}) {{ {name}(input: $input) {{ outcome }} }}", input=said
    )
    told: Any = (result.data or {}).get(name)
    return told is not None and told["outcome"] in {"CREATED", "UPDATED"}


def replayed(path: Path) -> State:
    """The records the log speaks of, from its entries alone; a draft is of no account at first."""
    found: State = defaultdict(dict)
    with closing(sqlite3.connect(path)) as raw:
        entries = raw.execute(
            "SELECT record_type, record_id, change FROM activity ORDER BY account_id, at, id"
        ).fetchall()
    for kind, record_id, change in entries:
        if kind == RecordType.NOTE_DRAFT:
            continue
        record = found[kind, record_id]
        for field, (before, after) in msgspec.json.decode(change).items():
            put(record, field, before, after)
    return {key: fields for key, record in found.items() if (fields := said_of(record))}


def put(record: dict[str, Any], field: str, before: Any, after: Any) -> None:
    """One change; it begins where the one before it ended."""
    if field == "external":
        record[field] = (record.get(field, frozenset()) - {before}) | {after} - {None}
    elif field != "reason":
        assert record.get(field) == before, field
        record[field] = after


def stored(path: Path) -> State:
    """The same records as they are on file, each as if it had been added so."""
    found: State = defaultdict(dict)
    engine = create_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        for kind, (told, key, _, _) in TOLD.items():
            if kind is Note:
                continue
            for row in session.scalars(select(kind)):
                name = row.record_type if isinstance(row, RecordRef) else told
                record_id = getattr(row, key)
                if record_id is not None:  # the calendar of a person is in no account's log
                    change = Change(record=row, is_new=True)
                    raw = msgspec.json.encode(told_of(change), enc_hook=str)
                    for field, (before, after) in msgspec.json.decode(raw).items():
                        put(found[name, record_id], field, before, after)
    engine.dispose()
    return {key: fields for key, record in found.items() if (fields := said_of(record))}


def said_of(record: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in record.items() if value not in (None, frozenset())}
