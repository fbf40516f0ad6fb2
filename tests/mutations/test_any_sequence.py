"""Whatever is sent, in whatever order: an answer, and a book that is whole."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.assessment import judge
from models.calendars import calendars_named, needed_by
from models.facts import known_facts
from models.metadata import METADATA
from models.rates import rates_at
from tests.mutations.asking import Client, client_of
from tests.mutations.drawn import Drawer, shown_of
from tests.storage.reads import assessments

STEPS = 60
BESIDE = {"idempotency", "alembic_version"}
"Tables that a refused or repeated request may write to, or nobody does."
OF_NO_ACCOUNT = {"note", "feed_token", "access_token", "user"}
"Tables whose rows may belong to no account, and then to nobody's log."
WROTE = {"CREATED", "UPDATED"}


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored."""
    with closing(sqlite3.connect(path)) as raw:
        return {
            table: sorted(raw.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608 - our own names
            for table in METADATA.tables
            if table not in BESIDE
        }


@pytest.mark.parametrize("seed", range(8))
async def test_any_sequence_of_mutations_leaves_a_book_that_is_whole(
    tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "book.db"
    async with client_of(path) as client:
        drawer = Drawer(Random(seed), path, client.now)  # noqa: S311 - the same draw for the same seed
        await client.account("1")
        written = [await one_step(client, drawer) for _ in range(STEPS)]
        await scores_are_those_of_the_facts(client)

    assert any(written)


async def one_step(client: Client, drawer: Drawer) -> bool:
    """One mutation, answered, and written whole or not at all: whether it was."""
    before = rows_of(drawer.path)
    drawer.now = client.now
    name, said = drawer.mutation()
    kind = f"{name[0].upper()}{name[1:]}Input!"
    result = await client.result(
        f"mutation($input: {kind}) {{ {name}(input: $input) "
        f"{{ __typename outcome {shown_of(name)} userErrors {{ code message path }} }} }}",
        input=said,
    )
    after = rows_of(drawer.path)
    told = (result.data or {}).get(name)
    if told is None:
        # Refused before it began: a scalar that is none. The message says which value.
        assert result.errors, (name, said)
        assert all("Variable '$input'" in str(error) for error in result.errors), result.errors
        assert after == before
        return False
    assert result.errors is None, (name, said, result.errors)
    if told["outcome"] == "REFUSED" or said.get("errorPolicy") != "REJECT_FAILED_ROWS":
        assert (told["outcome"] == "REFUSED") == bool(told["userErrors"]), (name, said, told)
    wrote = told["outcome"] in WROTE
    changed = {table for table in after if after[table] != before[table]}
    assert bool(changed) == wrote, (name, said, told)
    is_told = wrote and not changed <= OF_NO_ACCOUNT
    assert (len(after["activity"]) > len(before["activity"])) == is_told, (name, said, told)
    assert all(row in after["activity"] for row in before["activity"])
    for error in told["userErrors"]:
        assert error["path"][0] == "input"
    return wrote


async def scores_are_those_of_the_facts(client: Client) -> None:
    """What is stored is what the model says of what was known at that instant."""
    database = client.database
    for account_id, stored in (await assessments(database)).items():
        at = stored.health.as_of
        facts = (await database.read(known_facts([account_id], at)))[account_id]
        calendars = await database.read(calendars_named(needed_by(facts)))
        rates = await database.read(rates_at(at))
        assert stored == judge(facts, at=at, known_at=at, calendars=calendars, rates=rates)
