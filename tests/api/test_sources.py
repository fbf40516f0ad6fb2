"""Every record a note made says where its words stand."""

import asyncio
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType

from cli.demo.known import staff
from cli.demo.tell import import_techcorp
from models.database import Database
from schema.build import core_of
from schema.root import schema
from tests.api.asking import Asker
from tests.api.book import NOW

LINES = "__typename sources { firstLine lastLine quote }"
RECORDS = f"""{{ accounts {{ nodes {{ {LINES}
    contacts {{ nodes {{ {LINES} }} }} contracts {{ nodes {{ {LINES} }} }}
    incidents {{ nodes {{ {LINES} timeline {{ nodes {{ {LINES} }} }} }} }}
    commitments {{ nodes {{ {LINES} }} }} actionItems {{ nodes {{ {LINES} }} }}
    reviews {{ nodes {{ {LINES} }} }} reviewSeries {{ nodes {{ {LINES} }} }}
    meetings {{ nodes {{ {LINES} }} }} feedback {{ nodes {{ {LINES} }} }}
    concerns {{ nodes {{ {LINES} }} }} }} }} }}"""
SPANS = "sources { field firstLine quote }"
SERIES = f"""{{ accounts {{ nodes {{ reviewSeries {{ nodes {{ {SPANS}
    reviews {{ nodes {{ {SPANS} }} }} }} }} }} }} }}"""
OUR_OWN = {"User"}
"A user is one of us, in the directory of all accounts."
NEVER_IN_NOTES = {"Signal"}
"Observed by systems, and by people who enter them; no note becomes one."


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    path = tmp_path_factory.mktemp("sources") / "note.db"

    async def imported() -> None:
        database = await Database.open(path)
        try:
            async with database.write(None, actor="test", now=NOW) as unit:
                for person in staff():
                    unit.add(person)
            await import_techcorp(database, now=NOW)
        finally:
            await database.close()

    asyncio.run(imported())
    return Asker(path=path, now=NOW)


def records() -> dict[str, GraphQLObjectType]:
    """The types that implement Node, by name."""
    core = core_of(schema)
    node = core.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return {kind.name: kind for kind in core.get_possible_types(node)}


def found(part: Any) -> list[Any]:
    """Every record of an answer, however deep."""
    below: Any = part.values() if hasattr(part, "values") else part
    own = [part] if "sources" in part else []
    return own + [record for one in below if isinstance(one, dict | list) for record in found(one)]


@pytest.mark.parametrize("name", sorted(records().keys() - OUR_OWN))
def test_every_record_has_sources(name: str) -> None:
    field = records()[name].fields.get("sources")

    assert str(field and field.type) == "[SourceSpan!]!"


async def test_every_record_of_the_note_answers_with_lines(ask: Asker) -> None:
    told = found(await ask(RECORDS))

    assert {r["__typename"] for r in told} == records().keys() - OUR_OWN - NEVER_IN_NOTES
    for record in told:
        assert record["sources"], record
        assert all(1 <= s["firstLine"] <= s["lastLine"] for s in record["sources"])


async def test_a_proposed_review_stands_where_its_series_does(ask: Asker) -> None:
    (account,) = (await ask(SERIES))["accounts"]["nodes"]
    (series,) = account["reviewSeries"]["nodes"]

    reviews = series["reviews"]["nodes"]

    assert len(reviews) == 6
    assert all(review["sources"] == series["sources"] for review in reviews)
