"""Whatever is sent by who sees some accounts: of the others nothing changes, nothing is told."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from models.account import User
from models.sight import Sight
from resolvers.context import Viewer
from tests.mutations.asking import ANNA, Client, client_of
from tests.mutations.drawn import Drawer, shown_of
from tests.mutations.test_any_sequence import rows_of

BERT = "0190a0a0-0000-7000-8000-00000000be27"
HIDDEN = "Hidden"
TOLD, TRIED = 25, 60
"Mutations drawn for the book, and then by somebody who sees one account of three."


async def send(client: Client, drawer: Drawer) -> tuple[dict[str, Any], Any]:
    """One drawn mutation: what was said, and the whole answer."""
    drawer.now = client.now
    name, said = drawer.mutation()
    kind = f"{name[0].upper()}{name[1:]}Input!"
    result = await client.result(
        f"mutation($input: {kind}) {{ {name}(input: $input) "
        f"{{ outcome {shown_of(name)} userErrors {{ code message path }} }} }}",
        input=said,
    )
    errors = [error.message for error in result.errors or ()]
    return said, [result.data, errors]


def of_others(path: Path, accounts: set[str]) -> dict[str, list[Any]]:
    """All rows that hold the id of one of these accounts."""
    return {
        table: [row for row in rows if accounts.intersection(map(str, row))]
        for table, rows in rows_of(path).items()
    }


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_is_changed_or_told_of_what_is_not_seen(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "book.db"
    async with client_of(path) as client:
        drawer = Drawer(Random(seed), path, client.now)
        async with client.database.write(None, actor="test", now=client.now) as unit:
            unit.add(User(id=BERT, name="Bert Berg", email="bert@example.test"))
        for key in "123":
            await client.account(key, name=f"{HIDDEN} {key}")
        for _ in range(TOLD):
            await send(client, drawer)
        with closing(sqlite3.connect(path)) as raw, raw:
            ids = [id_ for (id_,) in raw.execute("SELECT id FROM account ORDER BY id")]
            raw.execute("UPDATE account SET owner_id = ?, csm_id = NULL", (BERT,))
            raw.execute(
                "UPDATE account SET name = 'Mine', owner_id = ? WHERE id = ?", (ANNA, ids[0])
            )
            raw.execute("UPDATE account SET name = ? WHERE id <> ?", (HIDDEN, ids[0]))
        sight = Sight.book_of([ANNA])
        client.viewer = Viewer(user_id=ANNA, sight=sight, may_hand_over=False)
        before = of_others(path, set(ids[1:]))
        for _ in range(TRIED):
            said, told = await send(client, drawer)
            assert HIDDEN not in orjson.dumps(told).decode(), said
            assert of_others(path, set(ids[1:])) == before, said
