"""Mutations: each root field is carried out once and in order, whoever completes what it gave."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest
from strawberry.types import ExecutionResult

from engine.execute import Counts, Engine
from engine.reads import Reads
from engine.run import as_it_is
from tests.engine.library import DONE, SCHEMA, Reader
from tests.engine.library_reads import shelves
from tests.engine.tables import Counted, Operation

Way = Callable[..., Awaitable[ExecutionResult]]
RENAME = """mutation { one: rename(id: "a", name: "X") { __typename before
    writer { name novels { nodes { title } } } }
    two: rename(id: "a", name: "Y") { before writer { name } } count }"""


def told(result: ExecutionResult) -> tuple[bytes, list[Any]]:
    """The answer as it is sent."""
    return orjson.dumps(result.data), [error.formatted for error in result.errors or ()]


async def carried_out(way: Way, document: str, **given: Any) -> tuple[ExecutionResult, list[str]]:
    """Its answer, and what was done."""
    DONE.clear()
    return await way(document, **given), DONE.copy()


async def known(ask: Reader, document: str, **given: Any) -> None:
    """Let the engine know the document."""
    await ask(document, **given)
    assert ask.engine
    ask.engine.counts = Counts()


async def agree(document: str, **given: Any) -> Counts:
    """All ways give one answer and do the same; how the engine fared at once."""
    ask = Reader()
    expected, to_do = await carried_out(Reader(engine=None), document, **given)
    for way in (ask, ask, ask.at_once):
        await known(ask, document, **given)
        found, done = await carried_out(way, document, **given)

        assert told(found) == told(expected)
        assert done == to_do
    assert ask.engine
    return ask.engine.counts


async def test_each_field_of_a_mutation_runs_once_and_its_payload_shows_what_it_left() -> None:
    assert await agree(RENAME) == Counts(answered=1)

    found, done = await carried_out(Reader(), RENAME)

    assert done == ["X", "Y"]
    assert found.data is not None
    assert [found.data[key]["writer"]["name"] for key in ("one", "two")] == ["X", "Y"]
    assert found.data["count"] == 2


A_WRITER = "writer { name length broken needed }"
IRREGULAR = [
    """{ rename(id: "a", name: "null") { before writer { name } } }""",
    """{ rename(id: "a", name: "?") { before } }""",
    """{ rename(id: "a", name: "nothing") { before } }""",
    """{ count rename(id: "a", name: "x") { writer { name length broken needed } } }""",
    """{ rename(id: "b", name: "x") { writer { novels(first: 0) { nodes { id } } } } }""",
    """{ a: mayRename(id: "a", name: "?") { before }
        b: rename(id: "a", name: "X") { before writer { name } } count }""",
    """{ a: rename(id: "a", name: "?") { before } b: rename(id: "a", name: "X") { before } }""",
    """{ a: rename(id: "a", name: "X") { writer { name stats { note } } }
        b: mayRename(id: "b", name: "Y") { writer { name length broken needed } }
        c: rename(id: "a", name: "Z") { before writer { name stats { note } } } count }""",
    """{ a: mayRename(id: "a", name: "X") { before } b: mayRename(id: "z", name: "Y") { before }
        c: mayRename(id: "a", name: "?") { before } count }""",
]


@pytest.mark.parametrize("document", IRREGULAR)
async def test_what_is_irregular_is_completed_and_nothing_is_done_again(document: str) -> None:
    assert await agree(f"mutation {document}") == Counts(handed_over=1)


async def test_a_field_that_gives_nothing_is_null() -> None:
    assert await agree('mutation { mayRename(id: "a", name: "nothing") { before } }') == Counts(
        answered=1
    )


SAID = """mutation($id: ID!, $name: String! = "new") {
    count mayRename(id: $id, name: $name) { before } }"""


@pytest.mark.parametrize(
    "given", [{"id": "a", "name": "X"}, {"id": "b"}, {"id": "a", "name": "?"}, {"id": "z"}]
)
async def test_a_mutation_is_told_by_variables(given: dict[str, Any]) -> None:
    await agree(SAID, **given)


@pytest.mark.parametrize("is_two", [True, False])
async def test_what_is_left_out_is_not_done(*, is_two: bool) -> None:
    document = """mutation($two: Boolean!) { one: rename(id: "a", name: "X") { before }
        two: rename(id: "a", name: "Y") @include(if: $two) { before } }"""

    assert await agree(document, two=is_two) == Counts(answered=1)


async def test_arguments_that_do_not_fit_do_nothing_but_what_came_before() -> None:
    """A variable that may be null stands where none may be, as a default allows it to."""
    document = """mutation($n: String = "Y") { count
        mayRename(id: "a", name: $n) { before } two: mayRename(id: "a", name: "Z") { before } }"""

    assert await agree(document) == Counts(answered=1)
    assert await agree(document, n=None) == Counts(handed_over=1)


UNPLANNED = [
    'mutation { sign(id: "a", name: "x") { own before } }',
    'mutation { rename(id: "a", name: "x") { before } own }',
    'mutation { __typename rename(id: "a", name: "x") { before writer { name } } }',
]


@pytest.mark.parametrize("document", UNPLANNED)
async def test_what_the_engine_does_not_know_graphql_core_does(document: str) -> None:
    ask, reference = Reader(), Reader(engine=None)
    expected, to_do = await carried_out(reference, document)

    found, done = await carried_out(ask, document)

    assert (told(found), done) == (told(expected), to_do)
    assert ask.engine
    assert ask.engine.counts == Counts(unplanned=1)
    assert ask.engine.ready(document, None, {}) is None


class Refusing(Operation):
    """No read begins."""

    async def run(self, road: Reads[Any]) -> Any:
        road.close()
        raise OSError("no connection")


async def test_what_cannot_be_read_back_was_done_all_the_same() -> None:
    engine, text = Engine(SCHEMA), 'mutation { mayRename(id: "a", name: "X") { writer { name } } }'
    await Reader(engine=engine)(text)
    context = Refusing(Counted(shelves()), engine)
    ready = engine.ready(text, None, {})
    assert ready
    DONE.clear()

    run = await engine.run(ready, context, as_it_is)
    found = await SCHEMA.execute(text, context_value=context)

    assert isinstance(run.failure, OSError)
    assert told(found)[0] == b'{"mayRename":null}'
    assert DONE == ["X"]


async def test_what_cannot_be_written_as_json_is_handed_over_whole() -> None:
    engine, text = Engine(SCHEMA), "mutation { count }"
    await Reader(engine=engine)(text)
    context = Operation(Counted(shelves()), engine)
    ready = engine.ready(text, None, {})
    assert ready

    run = await engine.run(ready, context, lambda _: orjson.dumps(object()))
    found = await SCHEMA.execute(text, context_value=context)

    assert run.failure is not None
    assert found.errors is None
