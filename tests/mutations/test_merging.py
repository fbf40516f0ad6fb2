"""Two accounts that are one: nothing is lost, old ids lead on, and history stays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.vocabulary import RecordType
from models.history import FactRow, Score
from models.merging import CARRIED, GOES, STAYS
from models.metadata import METADATA
from models.note import Note, SourceSpan
from models.sweep import Which, accounts
from models.voice import HealthOverride
from resolvers.ids import RecordKey, global_id, parsed
from resolvers.note_apply import apply_note
from tests.mutations.asking import CRM, Client, code_of
from tests.notes.applying import NOTES, drafted, sent, whole
from tests.storage.reads import every

ACME, TWIN = ({"external": {"system": CRM, "key": key}} for key in "12")
FAR = datetime(2024, 12, 2, 9, tzinfo=UTC)
MERGE: dict[str, Any] = {"from": TWIN, "into": ACME, "reason": "Entered twice"}
SHOWN = "account { id name externalRefs { key } health { value } }"
INVOICE = {"kind": "INVOICE_OVERDUE", "observedAt": "2024-10-20T08:00:00Z"}


async def both(client: Client) -> tuple[str, str]:
    """Two accounts with contacts; the second one has an invoice overdue and a feud."""
    first = await client.account("1", name="Acme")
    second = await client.account("2", name="Acme Ltd")
    for account, key in ((ACME, "a"), (TWIN, "b")):
        external = {"system": CRM, "key": key}
        await client.done(
            "contactSave", "contact { id }", account=account, external=external, name=f"Dana {key}"
        )
    await client.done("signalRecord", "signal { id }", account=TWIN, **INVOICE)
    return first["id"], second["id"]


async def test_all_that_was_known_of_one_goes_on_under_the_other(client: Client) -> None:
    first, second = await both(client)

    told = await client.change("accountMerge", SHOWN, **MERGE)

    found = await client.ask(
        """query($old: ID!) { accounts { totalCount } account(by: {id: $old}) {
          id contacts { nodes { name } } activity(first: 1) { nodes { summary } } }
          node(id: $old) { id } }""",
        old=second,
    )
    assert told["outcome"] == "UPDATED"
    assert [ref["key"] for ref in told["account"]["externalRefs"]] == ["1", "2"]
    assert told["account"]["health"]["value"] < 70
    assert found["accounts"]["totalCount"] == 1
    assert found["account"]["id"] == found["node"]["id"] == first
    assert [one["name"] for one in found["account"]["contacts"]["nodes"]] == ["Dana a", "Dana b"]
    (entry,) = found["account"]["activity"]["nodes"]
    assert entry["summary"].endswith("(Acme Ltd: Entered twice)")


async def test_the_log_of_an_account_is_found_by_the_id_it_had(client: Client) -> None:
    first, second = await both(client)
    await client.done("accountMerge", "account { id }", **MERGE)
    log = "query($ids: [ID!]) { activity(first: 100, accounts: $ids) { nodes { id } } }"

    by_id = [await client.ask(log, ids=ids) for ids in ([first], [second], [second, first])]

    assert by_id == [by_id[0]] * 3
    assert by_id[0]["activity"]["nodes"]


async def test_the_log_tells_which_names_moved_and_where_the_account_went(client: Client) -> None:
    first, second = await both(client)

    await client.done("accountMerge", "account { id }", **MERGE)

    log = """{ accounts { nodes { activity(first: 5) { nodes {
      changes { field before after } } } } } }"""
    entries = (await client.ask(log))["accounts"]["nodes"][0]["activity"]["nodes"]
    told = [
        (one["field"], one["before"], one["after"]) for entry in entries for one in entry["changes"]
    ]
    assert ("external", "crm: 2", None) in told
    assert ("external", None, "crm: 2") in told
    assert ("mergedInto", None, first) in told
    assert second != first


async def test_the_log_tells_that_overrides_and_feeds_went_over(client: Client) -> None:
    _, second = await both(client)
    soon = "2024-11-20T00:00:00Z"
    await client.done(
        "healthOverrideSet",
        "account { id }",
        account=TWIN,
        value=50.0,
        reason="Quiet",
        expiresAt=soon,
    )
    await client.done("feedTokenCreate", "token", account={"id": second}, expiresAt=soon)

    await client.done("accountMerge", "account { id }", **MERGE)

    log = """{ accounts { nodes { activity(first: 9) { nodes {
      changes { field before after } } } } } }"""
    entries = (await client.ask(log))["accounts"]["nodes"][0]["activity"]["nodes"]
    told = [
        (one["field"].split(".")[0], one["field"].split(".")[-1], one["before"], one["after"])
        for entry in entries
        for one in entry["changes"]
    ]
    for part in (("healthOverrides", "reason", "Quiet"), ("calendarFeeds", "expiresAt", soon)):
        assert (*part, None) in told
        assert (*part[:2], None, part[2]) in told


async def test_ids_given_before_lead_on_in_reads_and_in_writes(client: Client) -> None:
    _, second = await both(client)
    old = await client.done("contactSave", "contact { id }", account=TWIN, name="Paul")
    signal = await client.done("signalRecord", "signal { id }", account=TWIN, **INVOICE)
    await client.done("accountMerge", SHOWN, **MERGE)

    read = await client.ask("query($id: ID!) { node(id: $id) { ... on Contact { name } } }", **old)
    saved = await client.change(
        "contactSave", "contact { title }", account=ACME, id=old["id"], title="CTO"
    )
    under_old = await client.change(
        "contactSave", "contact { title }", account={"id": second}, id=old["id"], title="CEO"
    )
    cleared = await client.change(
        "signalClear", "signal { id }", signal=signal["id"], clearedAt="2024-10-21T08:00:00Z"
    )

    assert read["node"] == {"name": "Paul"}
    assert (saved["outcome"], under_old["outcome"], cleared["outcome"]) == ("UPDATED",) * 3


async def test_facts_begin_anew_with_the_merge_and_the_old_ones_stay(client: Client) -> None:
    first, second = (parsed(one).id for one in await both(client))
    before = client.now.isoformat()

    await client.done("accountMerge", SHOWN, **MERGE)

    facts = await client.database.read(every(FactRow))
    theirs = [row for row in facts if row.account_id == second]
    moved = [row for row in facts if row.source_id in {row.source_id for row in theirs}]
    assert theirs
    assert all(row.known_until is not None for row in theirs)
    assert {row.known_from for row in moved if row.account_id == first} == {client.now}
    assert [row.account_id for row in await client.database.read(every(Score))] == [first]
    asked = f'{{ accounts {{ nodes {{ health(asOf: "{before}") {{ value }} }} }} }}'
    (account,) = (await client.ask(asked))["accounts"]["nodes"]
    assert account["health"]["value"] == 70


BESIDE = "account { health { override { value } } }"


async def overridden(client: Client) -> dict[str, Any]:
    """Two accounts with a value beside each of their scores, merged; gives what is said of one."""
    await both(client)
    said = {"reason": "Their CFO told me", "expiresAt": "2024-12-20T00:00:00Z"}
    for account, value in ((TWIN, 35), (ACME, 50)):
        await client.done("healthOverrideSet", BESIDE, account=account, value=value, **said)
    merged = await client.done("accountMerge", BESIDE, **MERGE)
    assert merged["health"]["override"] == {"value": 50}
    return said


async def test_a_clear_ends_what_stood_beside_both_scores(client: Client) -> None:
    await overridden(client)

    cleared = await client.done("healthOverrideClear", BESIDE, account=ACME)

    assert cleared["health"]["override"] is None


@pytest.mark.parametrize("value", [20, 50])
async def test_a_value_set_after_a_merge_is_the_only_one_to_clear(
    client: Client, value: int
) -> None:
    said = await overridden(client)

    told = await client.done("healthOverrideSet", BESIDE, account=ACME, value=value, **said)

    assert told["health"]["override"] == {"value": value}
    rows = await client.database.read(every(HealthOverride))
    assert [row.value for row in rows if row.cleared_at is None] == [value]


@pytest.mark.parametrize("which", Which)
async def test_a_merged_account_is_judged_no_more(client: Client, which: Which) -> None:
    first, second = (parsed(one).id for one in await both(client))
    await client.done("accountMerge", SHOWN, **MERGE)

    listed = [one async for one in accounts(client.database, now=FAR, which=which)]
    is_judged = await client.database.rescore(second, now=FAR)  # listed just before it was merged

    assert second not in listed
    assert not is_judged
    assert [row.account_id for row in await client.database.read(every(Score))] == [first]


async def test_merging_again_changes_nothing(client: Client) -> None:
    await both(client)
    await client.done("accountMerge", SHOWN, **MERGE)

    again = await client.change("accountMerge", SHOWN, **MERGE)

    assert again["outcome"] == "UNCHANGED"


async def test_a_name_both_records_have_goes_on_leading_to_the_one_that_stays(
    client: Client,
) -> None:
    await both(client)
    same = {"system": CRM, "key": "a"}
    for account in (TWIN, ACME):
        said = {"account": account, "external": same, "name": "Dana"}
        await client.done("contactSave", "contact { id }", **said)

    await client.done("accountMerge", SHOWN, **MERGE)

    told = await client.change("contactSave", "contact { name }", account=ACME, external=same)
    assert told["outcome"] == "UNCHANGED"


async def test_a_retry_finds_what_was_written_before_the_merge(client: Client) -> None:
    await both(client)
    asked = {"account": TWIN, "name": "Paul", "idempotencyKey": "k"}
    made = await client.done("contactSave", "contact { name }", **asked)
    await client.done("accountMerge", SHOWN, **MERGE)

    again = await client.change("contactSave", "contact { name }", **asked)

    assert (again["outcome"], again["contact"]) == ("REPLAYED", made)


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"from": ACME}, "INVALID", "from"),
        ({"from": {"external": {"system": CRM, "key": "?"}}}, "NOT_FOUND", "from"),
        ({"into": {"external": {"system": CRM, "key": "?"}}}, "NOT_FOUND", "into"),
        ({"from": {"id": "nonsense"}}, "INVALID", "from"),
        ({"reason": " "}, "INVALID", "reason"),
    ],
)
async def test_what_cannot_be_merged_is_told_with_its_place(
    client: Client, said: dict[str, Any], code: str, path: str
) -> None:
    await both(client)

    told = await client.change("accountMerge", "", **{**MERGE, **said})

    assert code_of(told) == (code, ["input", path])
    assert (await client.ask("{ accounts { totalCount } }"))["accounts"]["totalCount"] == 2


async def test_a_plan_of_a_merge_writes_nothing(client: Client) -> None:
    await both(client)

    told = await client.change("accountMerge", SHOWN, **MERGE, dryRun=True)

    assert told["outcome"] == "PLANNED"
    assert (await client.ask("{ accounts { totalCount } }"))["accounts"]["totalCount"] == 2


def test_every_table_of_an_account_is_thought_of() -> None:
    owned = {name for name, table in METADATA.tables.items() if "account_id" in table.c}
    kept = {table.name for table in (*STAYS, *GOES, *CARRIED)}

    assert owned - kept == {
        "access_token",
        "account_alias",
        "account_ref",
        "activity",
        "feed_token",
        "idempotency",
        "note",
        "record_ref",
        "source_span",
    }


async def test_a_whole_book_moves_and_is_judged_the_same(client: Client) -> None:
    client.now = FAR
    done = await apply_note(
        client.database,
        drafted(NOTES["examples"]),
        sent(NOTES["examples"]),
        actor="import",
        now=client.now,
    )
    await client.account("1", name="Acme")
    (before,) = [row for row in await client.database.read(every(Score)) if row.contract_id]
    old = global_id(RecordKey(RecordType.ACCOUNT, None, done.account_id))

    told = await client.change(
        "accountMerge", SHOWN, **{**MERGE, "from": {"id": old}, "into": ACME}
    )

    tables = await whole(client.database)
    own = parsed(told["account"]["id"]).id
    assert told["userErrors"] == []
    assert told["account"]["health"]["value"] == pytest.approx(before.value, abs=0.1)
    for kind in CARRIED:
        assert all(row[0] == own for row in tables[kind.name]), kind
    assert len(tables["incident_event"]) > 0
    assert {row.account_id for row in await client.database.read(every(SourceSpan))} == {own}
    assert [row.account_id for row in await client.database.read(every(Note))] == [own]
