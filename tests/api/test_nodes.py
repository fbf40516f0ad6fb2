from pathlib import Path

from domain.vocabulary import IncidentEventKind, RecordType
from models.base import Base
from resolvers.context import Viewer
from resolvers.ids import DIRECTORY, RecordKey, global_id
from resolvers.records import NODES
from tests.api import records
from tests.api.asking import Asker, asker
from tests.api.records import NOON

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
MANY = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


def one_of_each() -> tuple[list[Base], dict[RecordType, str]]:
    """A record of every type with an id, and these ids."""
    user, account = records.user(), records.account()
    incident = records.incident(account)
    rows = {
        RecordType.USER: user,
        RecordType.ACCOUNT: account,
        RecordType.CONTACT: records.contact(account),
        RecordType.CONTRACT: records.contract(account),
        RecordType.INCIDENT: incident,
        RecordType.TIMELINE_ENTRY: records.event(incident, IncidentEventKind.NOTE, NOON),
        RecordType.COMMITMENT: records.commitment(account),
        RecordType.ACTION_ITEM: records.action_item(account),
        RecordType.REVIEW_SERIES: records.review_series(account),
        RecordType.BUSINESS_REVIEW: records.review(account),
        RecordType.MEETING: records.meeting(account),
        RecordType.FEEDBACK: records.feedback(account),
        RecordType.CONCERN: records.concern(account),
        RecordType.SIGNAL: records.signal(account),
    }
    ids = {
        kind: global_id(RecordKey(kind, None if kind in DIRECTORY else account.id, row.id))
        for kind, row in rows.items()
    }
    return list(rows.values()), ids


async def test_every_type_answers_to_its_id(tmp_path: Path) -> None:
    rows, ids = one_of_each()
    ask = asker(tmp_path, *rows)

    assert ids.keys() == NODES.keys()
    for kind, id_ in ids.items():
        assert await ask(NODE, id=id_) == {"node": {"__typename": kind, "id": id_}}


async def test_nodes_come_in_the_order_asked_null_where_there_is_none(tmp_path: Path) -> None:
    rows, ids = one_of_each()
    ask = asker(tmp_path, *rows)
    unknown = global_id(RecordKey(RecordType.SIGNAL, "nobody", "nothing"))
    asked = [ids[RecordType.SIGNAL], unknown, ids[RecordType.USER], ids[RecordType.SIGNAL]]

    found = (await ask(MANY, ids=asked))["nodes"]

    assert [node and node["id"] for node in found] == [asked[0], None, asked[2], asked[0]]


async def test_many_nodes_of_one_type_are_one_statement(tmp_path: Path) -> None:
    accounts = [records.account() for _ in range(30)]
    ask = asker(tmp_path, *accounts)
    ids = [global_id(RecordKey(RecordType.ACCOUNT, None, account.id)) for account in accounts]

    await ask(MANY, ids=ids[:1])
    few = len(ask.texts)
    await ask(MANY, ids=ids)

    assert len(ask.texts) == few == 2


async def test_an_id_that_is_none_of_ours_is_an_error(tmp_path: Path) -> None:
    ask = asker(tmp_path, records.account())

    assert await ask.code(NODE, id="nonsense") == "INVALID_ID"
    assert await ask.code(MANY, ids=["nonsense"]) == "INVALID_ID"
    assert await ask.code(MANY, ids=["x"] * 101) == "INVALID"


async def test_a_note_draft_is_no_node(tmp_path: Path) -> None:
    ask = asker(tmp_path, records.account())

    draft = global_id(RecordKey(RecordType.NOTE_DRAFT, None, "n"))
    assert await ask(NODE, id=draft) == {"node": None}


ACTIVITY = """query($accounts: [ID!], $mine: Boolean, $after: String) {
    activity(first: 2, accounts: $accounts, mine: $mine, after: $after) { edges { cursor }
    nodes { id summary actor at account { name } record { __typename } }
    pageInfo { hasNextPage endCursor } } accounts { nodes { activity { nodes { summary } } } } }"""


def busy(path: Path) -> tuple[Asker, str]:
    """Two accounts, the first of which is ours; three things happened at the same instant."""
    user = records.user()
    ours = records.account(name="a", csm_id=user.id)
    theirs = records.account(name="b")
    contract = records.contract(ours)
    done = [
        records.activity(ours, summary="one"),
        records.activity(
            ours, summary="two", record_type=RecordType.CONTRACT, record_id=contract.id
        ),
        records.activity(theirs, summary="three"),
    ]
    ask = asker(path, user, ours, theirs, contract, *done, viewer=Viewer(user_id=user.id))
    return ask, global_id(RecordKey(RecordType.ACCOUNT, None, ours.id))


async def test_what_happened_last_comes_first_and_pages_on(tmp_path: Path) -> None:
    ask, _ = busy(tmp_path)

    first = (await ask(ACTIVITY))["activity"]
    second = (await ask(ACTIVITY, after=first["pageInfo"]["endCursor"]))["activity"]

    assert [n["summary"] for n in first["nodes"]] == ["three", "two"]
    assert first["nodes"][1]["record"] == {"__typename": "Contract"}
    assert first["nodes"][0]["account"] == {"name": "b"}
    assert [n["summary"] for n in second["nodes"]] == ["one"]
    assert not second["pageInfo"]["hasNextPage"]


async def test_activity_is_shown_under_its_account(tmp_path: Path) -> None:
    ask, _ = busy(tmp_path)

    found = (await ask(ACTIVITY))["accounts"]["nodes"]

    summaries = [[n["summary"] for n in account["activity"]["nodes"]] for account in found]
    assert summaries == [["two", "one"], ["three"]]


async def test_activity_of_some_accounts_or_of_mine_is_only_theirs(tmp_path: Path) -> None:
    ask, ours = busy(tmp_path)

    for given in ({"accounts": [ours]}, {"mine": True}):
        found = (await ask(ACTIVITY, **given))["activity"]
        assert [n["summary"] for n in found["nodes"]] == ["two", "one"]
    none = (await ask(ACTIVITY, accounts=[]))["activity"]
    assert none["nodes"] == []
    assert await ask.code(ACTIVITY, accounts=["nonsense"]) == "INVALID_ID"


async def test_the_viewer_is_who_asks_on_their_own_day(tmp_path: Path) -> None:
    user = records.user(name="Ines")
    ask = asker(tmp_path, user, viewer=Viewer(user_id=user.id, time_zone="Pacific/Auckland"))

    viewer = (await ask("{ viewer { user { name } token scopes timeZone today } }"))["viewer"]

    assert viewer == {
        "user": {"name": "Ines"},
        "token": "local",
        "scopes": ["READ", "WRITE", "REVIEWS_WRITE", "NOTES_WRITE", "ADMIN"],
        "timeZone": "Pacific/Auckland",
        "today": "2024-10-26",
    }
