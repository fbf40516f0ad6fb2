"""What is not seen takes the statements of what is not there; what is seen is what all see."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from domain.vocabulary import RecordType
from models.sight import Sight
from resolvers.context import Viewer
from resolvers.ids import DIRECTORY, RecordKey, global_id, parsed
from tests.api import records
from tests.api.asking import Asker
from tests.api.book import NOW, filled
from tests.api.customers import customer
from tests.differential.portfolios import pool

NOBODY = "01900000-0000-7000-8000-ffffffffffff"
BY_ID = {
    "node": "query($id: ID!) { node(id: $id) { id } }",
    "nodes": "query($id: ID!) { nodes(ids: [$id, $id]) { id } }",
    "account": "query($id: ID!) { account(by: {id: $id}) { id name } }",
    "noteDraft": "query($id: ID!) { noteDraft(id: $id) { id } }",
}
BY_KEY = 'query($key: String!) { account(by: {external: {system: "crm", key: $key}}) { id } }'
JUDGED = """query($at: DateTime) { accounts(first: 100) { nodes { name
  health(asOf: $at) { value band confidence evidence { points summary } }
  renewalRisk(asOf: $at) { probability level drivers { key points } }
  incidents { nodes { clocks { state dueAt } } } } } }"""


def stranger() -> Viewer:
    return Viewer(user_id=NOBODY, sight=Sight.book_of([NOBODY]))


def unknown(known: str) -> str:
    key = parsed(known)
    return global_id(RecordKey(key.type, None if key.type in DIRECTORY else NOBODY, NOBODY))


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """A book of which the viewer sees nothing."""
    path = tmp_path_factory.mktemp("hidden") / "records.db"
    records.store(path, *customer(1))
    return Asker(path=path, viewer=stranger())


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    return filled(tmp_path_factory.mktemp("judged") / "book.db")


async def asked(ask: Asker, document: str, **given: Any) -> tuple[Any, list[str]]:
    result = await ask.result(document, **given)
    return (result.data, [error.message for error in result.errors or ()]), list(ask.texts)


@pytest.mark.parametrize("kind", [kind for kind in RecordType if kind is not RecordType.USER])
@pytest.mark.parametrize("field", BY_ID)
async def test_an_id_of_the_unseen_is_an_id_of_nothing(
    hidden: Asker, field: str, kind: RecordType
) -> None:
    for id_ in pool(hidden.path).ids[kind]:
        told, texts = await asked(hidden, BY_ID[field], id=id_)
        nothing, as_many = await asked(hidden, BY_ID[field], id=unknown(id_))

        assert texts == as_many
        assert told[0] == nothing[0]
        assert len(told[1]) == len(nothing[1])


async def test_neither_is_its_name_elsewhere(hidden: Asker) -> None:
    (key,) = pool(hidden.path).external

    assert await asked(hidden, BY_KEY, key=key) == await asked(hidden, BY_KEY, key="nobody's")


@pytest.mark.parametrize("at", [None, "2026-05-01T08:00:00Z"])
async def test_what_is_judged_of_an_account_is_the_same_for_all_who_see_it(
    ask: Asker, at: str | None
) -> None:
    with closing(sqlite3.connect(ask.path)) as raw:
        (owner,) = raw.execute("SELECT owner_id FROM account WHERE owner_id > ''").fetchone()
    every = {one["name"]: one for one in (await ask(JUDGED, at=at))["accounts"]["nodes"]}
    viewer = Viewer(user_id=owner, sight=Sight.book_of([owner]))

    seen = (await Asker(path=ask.path, now=NOW, viewer=viewer)(JUDGED, at=at))["accounts"]["nodes"]

    assert 0 < len(seen) < len(every)
    assert all(one == every[one["name"]] for one in seen)
