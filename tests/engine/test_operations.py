"""Variables, mutations, events: what surrounds an answer."""

from typing import Any

import orjson
import pytest
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from engine.execute import Counts, Engine
from engine.executor import KnownDocuments
from engine.explain import explain
from engine.run import Plan
from tests.engine.library import SCHEMA, Reader, built
from tests.engine.library_reads import shelves
from tests.engine.tables import Counted, Operation

BY = "query($by: Ref!) { writer(by: $by) { name } }"
PARTS = """query($id: ID, $least: Int!, $most: Int = 3) {
    writer(by: {id: $id}, size: {least: $least, most: $most}) { name } }"""
VARIABLES: list[tuple[str, dict[str, Any]]] = [
    (BY, {"by": {"id": "a"}}),
    (BY, {"by": {"name": "Bo"}}),
    (PARTS, {"id": "a", "least": 1}),
    (PARTS, {"id": "a", "least": 10, "most": None}),
    (PARTS, {"least": 1}),
    ("query($n: Int) { writers { novels(first: $n) { totalCount } } }", {}),
    ("query($n: Int!) { writers { novels(first: $n) { totalCount } } }", {"n": 1}),
    ("query($t: [String!]) { writers { novels(tags: $t) { nodes { id } } } }", {"t": ["x"]}),
    ('query($t: String!) { writers { novels(tags: ["y", $t]) { nodes { id } } } }', {"t": "x"}),
    ("query($s: String!) { writers { initials(separator: $s) } }", {"s": "!"}),
    ("query($s: String = 1) { writers { id } }", {}),
    ("query($n: Int!) { writers { novels(first: $n) { totalCount } } }", {"n": "one"}),
    ("query($n: Int!) { writers { novels(first: $n) { totalCount } } }", {"n": 2**40}),
    ("query($n: Int!) { writers { novels(first: $n) { totalCount } } }", {"n": True}),
    ("query($n: Int!) { writers { novels(first: $n) { totalCount } } }", {}),
    (
        """query($id: ID!, $m: Int) {
            writer(by: {id: $id}, size: {most: $m, near: {most: $m}}) { id } }""",
        {"id": "a", "m": 1},
    ),
    ("query($id: ID!) { writer(by: {id: $id, name: null}) { id } }", {"id": "b"}),
]


@pytest.mark.parametrize(("document", "given"), VARIABLES)
async def test_variables_mean_what_they_mean_to_graphql_core(
    document: str, given: dict[str, Any]
) -> None:
    ask, reference = Reader(), Reader(engine=None)

    for _ in range(2):
        found, expected = await ask(document, **given), await reference(document, **given)

        assert orjson.dumps(found.data) == orjson.dumps(expected.data)
        assert [e.message for e in found.errors or ()] == [e.message for e in expected.errors or ()]


@pytest.mark.parametrize(("document", "given"), VARIABLES)
async def test_a_query_known_to_be_valid_is_run_at_once(
    document: str, given: dict[str, Any]
) -> None:
    ask = Reader()
    expected = await ask(document, **given)
    engine, context = ask.engine, Operation(Counted(shelves()))
    assert engine is not None

    ready = engine.ready(document, None, given)

    if ready is None:
        assert expected.errors
        assert expected.data is None
    else:
        run = await engine.run(ready, context, orjson.dumps)
        assert run.failure or run.answer == orjson.dumps(expected.data)
        assert (run.failure is None) == (expected.errors is None)


@pytest.mark.parametrize("is_shown", [True, False])
async def test_variables_that_steer_a_selection_have_a_plan_each(*, is_shown: bool) -> None:
    ask, reference = Reader(), Reader(engine=None)
    document = "query($is: Boolean!) { writers { id name @include(if: $is) motto @skip(if: $is) } }"

    for shown in (is_shown, not is_shown, is_shown):
        found = await ask(document, **{"is": shown})

        assert found.data == (await reference(document, **{"is": shown})).data

    assert ask.engine is not None
    assert ask.engine.counts.answered == 3


async def test_each_variable_that_steers_counts() -> None:
    ask, reference = Reader(), Reader(engine=None)
    document = """query($a: Boolean!, $b: Boolean!) { writers { id novels(first: 1) @include(if: $a)
        { totalCount } ... @skip(if: $b) { name } initials(separator: "-") @include(if: $b) } }"""

    for given in [{"a": a, "b": b} for a in (True, False) for b in (True, False)] * 2:
        found, expected = await ask(document, **given), await reference(document, **given)

        assert found.errors is None
        assert orjson.dumps(found.data) == orjson.dumps(expected.data)


TWO = "query A { writers { name } } query B { writers { id } }"


async def test_of_several_operations_the_named_one_is_run() -> None:
    ask = Reader()
    for name, key in (("A", "name"), ("B", "id"), ("A", "name")):
        result = await ask(TWO, name)
        assert result.data is not None
        assert list(result.data["writers"][0]) == [key]

    assert ask.engine is not None
    assert ask.engine.counts.answered == 3
    assert ask.engine.ready(TWO, None, {}) is None
    assert ask.engine.ready(TWO, "C", {}) is None
    assert ask.engine.ready(TWO, "B", {}) is not None


def shown(result: ExecutionResult) -> list[tuple[str, Any]]:
    return [(error.message, error.path) for error in result.errors or ()]


async def test_each_event_of_a_subscription_is_completed_by_the_engine() -> None:
    ask = Reader()
    await ask("{ own }")
    document = "subscription { renamed { before writer { name length } } }"

    events = [one async for one in await ask.stream(document)]

    assert [one.data["renamed"]["writer"]["name"] for one in events if one.data] == ["Ada", "Bo"]
    assert [shown(one) for one in events] == [
        [],
        [("b cannot be counted", ["renamed", "writer", "length"])],
    ]
    assert ask.engine is not None
    assert (ask.engine.counts.answered, ask.engine.counts.handed_over) == (1, 1)


async def test_what_an_event_brings_may_be_unplannable() -> None:
    ask = Reader()

    events = [one async for one in await ask.stream("subscription { signed { own before } }")]

    assert [one.data for one in events] == [{"signed": {"own": "mine", "before": "x"}}]
    assert ask.engine is not None
    assert ask.engine.counts == Counts(unplanned=1)


class Watching(SchemaExtension):
    seen = 0

    def resolve(self, next_: Any, root: Any, info: Any, *args: Any, **given: Any) -> Any:
        Watching.seen += 1
        return next_(root, info, *args, **given)


async def test_an_extension_that_watches_every_field_sees_them_all() -> None:
    schema = built(extensions=[KnownDocuments, Watching])
    ask = Reader(engine=Engine(schema), schema=schema)

    assert (await ask("{ writers { name } }")).data
    assert Watching.seen > 0
    assert ask.engine is not None
    assert ask.engine.counts == Counts()


async def test_without_the_memory_of_documents_graphql_core_answers() -> None:
    schema = built(extensions=[])
    ask = Reader(engine=Engine(schema), schema=schema)

    assert (await ask("{ writers { name } }")).data
    assert ask.engine is not None
    assert ask.engine.counts == Counts()


async def test_invalid_documents_are_not_remembered() -> None:
    ask = Reader()

    for _ in range(2):
        assert (await ask("{ nobody }")).errors
        assert (await ask("{ writers { name }")).errors

    assert ask.engine is not None
    assert ask.engine.documents.find("{ nobody }") is None


async def test_a_plan_can_be_read() -> None:
    engine = Engine(SCHEMA)
    await Reader(engine=engine)("{ writers { name stats { note } } }")

    ready = engine.ready("{ writers { name stats { note } } }", None, {})

    assert ready is not None
    assert isinstance(ready.plan, Plan)
    assert [fetch.path for fetch in ready.plan.fetches] == [("writers",), ("writers", "stats")]
    assert "def code(run, root):" in ready.plan.python


async def test_a_plan_is_explained_with_the_statements_it_came_to() -> None:
    text = """{ writers { name works { title ... on Novel { sequel { title } } }
        novels(first: 0) { nodes { sequel { id } } } } }"""
    engine, context = Engine(SCHEMA), Operation(Counted(shelves()))
    fine = text.replace("first: 0", "first: 1")
    await Reader(engine=engine)(fine)
    ready, failing = engine.ready(fine, None, {}), engine.ready(text, None, {})
    assert ready is not None
    assert failing is not None

    steps = explain(ready, context, context.counted)

    assert [(step.level, step.path, [ran.rows for ran in step.ran]) for step in steps] == [
        (1, "writers", [3]),
        (2, "writers.works", [2, 1]),
        (3, "writers.works.sequel", [1]),
        (2, "writers.novels", [2]),
        (3, "writers.novels.nodes.sequel", [1]),
    ]
    assert steps[1].columns == ["Novel.title", "Novel.writer_id", "Novel.sequel_id", "Essay.title"]
    assert steps[1].read == "tests.engine.library_reads.works"
    assert steps[1].ran[1].text.startswith("SELECT essay.title")
    with pytest.raises(ValueError, match="b is out of order"):
        explain(failing, context, context.counted)
