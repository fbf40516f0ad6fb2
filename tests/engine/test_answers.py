"""The engine's answers are graphql-core's, and the engine gave them."""

from traceback import walk_tb
from typing import Any

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLEnumValue, parse

from engine.execute import Counts, Engine
from engine.fields import Kept
from engine.leaves import Memo, of_value
from engine.run import Plan
from tests.engine.library import SCHEMA, Reader
from tests.engine.library_reads import BOUND

REGULAR = {
    "columns of every kind": "{ writers { id name mood joined tags rating motto left } }",
    "names and order of keys": "{ z: __typename writers { __typename b: name a: name id } }",
    "objects below objects": """{ writers { name novels(first: 3) { totalCount
        nodes { id pages title sequel { title sequel { title } writer { name } } } } } }""",
    "edges": "{ writers { novels { edges { node { title writer { name } } } } } }",
    "edges alone": "{ writers { novels { edges { node { title } } } } }",
    "nothing found": '{ writer(by: {id: "?"}) { name novels { nodes { title } } } }',
    "an interface": """{ writers { works { __typename id title
        ... on Novel { pages sequel { title } writer { name } } } } }""",
    "one of an interface": '{ work(kind: "Essay") { title ... on Essay { id } } }',
    "only the name of a type": '{ work(kind: "Essay") { __typename } }',
    "values": """{ writer(by: {id: "a"}) { stats { note moods grid at ratio works fine odd label
        best { title ... on Novel { writer { name } } } } } }""",
    "a value that is null": '{ writer(by: {id: "c"}) { stats { works best { id } } } }',
    "values in lists of lists": """{ writer(by: {id: "a"}) {
        stats { within { note label within { label } } } } }""",
    "rules for one writer and for another": """{ one: writer(by: {id: "a"}) { stats { works note } }
        two: writer(by: {name: "Ada"}) { stats { note } }
        three: writer(by: {id: "c"}) { stats { note } } }""",
    "a value without parts": '{ writer(by: {id: "a"}) { stats { best { __typename } } } }',
    "what is promised": """{ writers { printed { ...P best { ...P } again { ...P } parts } } }
        fragment P on Printed { text ratio sheets fine mood at remark seen }""",
    "arguments of a function": '{ writers { initials dotted: initials(separator: "-") } }',
    "the same field with other arguments": """{ writers { one: novels(first: 1) { nodes { id } }
        novels(first: 2, tags: ["x", "y"]) { totalCount nodes { id } } } }""",
    "merged fields": """{ writers { novels { nodes { id } } ...F novels { nodes { title } } } }
        fragment F on Writer { name novels { totalCount } }""",
    "fragments": """{ writers { ...A ... { id } ... on Writer { motto } } }
        fragment A on Writer { name ...B } fragment B on Writer { mood }""",
    "skipped and included": """{ writers { name @skip(if: true) id @include(if: true)
        motto @include(if: false) ... @skip(if: true) { tags } } }""",
    "a null at the end of a key": "{ writers { novels(first: 9) { nodes { sequel { id } } } } }",
    "literals in lists and objects": """{ writer(by: {name: "Bo"},
        size: {least: 1, most: 2, near: {most: 3}}) { id } }""",
}


@pytest.mark.parametrize("document", REGULAR.values(), ids=list(REGULAR))
async def test_the_engine_answers_as_graphql_core_does(document: str) -> None:
    ask, reference = Reader(), Reader(engine=None)

    expected = await reference(document)
    for _ in range(2):  # cold, then warm
        found = await ask(document)

        assert found.errors is None
        assert expected.errors is None
        assert orjson.dumps(found.data) == orjson.dumps(expected.data)

    assert ask.engine is not None
    assert ask.engine.counts == Counts(answered=2)
    assert len(ask.texts) <= len(reference.texts)


async def test_what_is_asked_of_a_list_is_worked_out_once_for_each_text() -> None:
    ask, before = Reader(), len(BOUND)
    for first in ("7", "8"):
        for _ in range(3):
            await ask("{ writers { novels(first: " + first + ") { totalCount } } }")
    assert BOUND[before:] == [7, 8]

    for first in (7, 8):
        document = "query($n: Int!) { writers { novels(first: $n) { totalCount } } }"
        assert (await ask(document, n=first)).errors is None
    assert BOUND[before + 2 :] == [7, 8], "a variable is another one each time"


IRREGULAR = {
    "an error for one parent": "{ writers { name length } }",
    "a null where none may be": "{ writers { name say } }",
    "an error where no null may be": "{ writers { name needed } }",
    "nothing where no null may be": '{ writer(by: {id: "c"}) { name needed } }',
    "nobody where somebody must be": '{ known(by: {id: "?"}) { name } }',
    "a batch that fails": "{ writers { name broken novels { nodes { id } } } }",
    "an error of a page": "{ writers { name novels(first: 0) { nodes { id } } } }",
    "refused arguments": "{ writers { id novels(first: -1) { nodes { id } } } }",
    "an error in the middle": """{ writers { novels(first: 0) { nodes { sequel { writer {
        stats { label } } } } } } }""",
    "a number JSON does not know": "{ writers { stats { works odd } } }",
    "a number GraphQL does not know": "{ writers { books } }",
    "null in a value": "{ writers { stats { works note } } }",
    "a truth nobody told": "{ writers { id active } }",
    "an unknown type": '{ work(kind: "Poem") { title } }',
    "a type of another kind": '{ work(kind: "Writer") { __typename } }',
    "a promised number that is too long": "{ writers { misprinted { sheets } } }",
    "two errors": "{ writers { length broken } }",
    "an argument that cannot be": """query($n: Int = 2) {
        writers { novels(first: $n) { totalCount } } }""",
}


@pytest.mark.parametrize("document", IRREGULAR.values(), ids=list(IRREGULAR))
async def test_what_is_irregular_is_completed_by_graphql_core(document: str) -> None:
    ask, reference = Reader(), Reader(engine=None)
    given: dict[str, Any] = {"n": None} if "$n" in document else {}

    found, expected = await ask(document, **given), await reference(document, **given)

    assert expected.errors
    assert found.data == expected.data
    assert told(found) == told(expected)
    assert ask.engine is not None
    assert ask.engine.counts == Counts(handed_over=1)
    assert len(ask.texts) <= len(reference.texts)


async def test_reads_of_one_name_below_two_types_are_told_apart() -> None:
    document = """{ writers { works {
      ... on Novel { followed { title } } ... on Essay { followed { title } }
    } } }"""

    found, expected = await Reader()(document), await Reader(engine=None)(document)

    assert expected.errors
    assert "followed': {" in repr(found.data), "those of novels are there"
    assert found.data == expected.data
    assert told(found) == told(expected)


def test_what_is_promised_is_not_looked_at_again() -> None:
    promised = plan_of("{ writers { printed { text ratio fine remark parts } } }")
    checked = plan_of("{ writers { stats { note ratio fine } } }")

    assert "type(" not in promised
    assert checked.count("type(") == 3


def plan_of(document: str) -> str:
    engine = Engine(SCHEMA)
    engine.documents.add(document, parse(document))
    ready = engine.ready(document, None, {})
    assert ready is not None
    assert isinstance(ready.plan, Plan)
    return ready.plan.python


def test_each_enum_remembers_its_own_words() -> None:
    first, second = (
        of_value(GraphQLEnumType(name, {word: GraphQLEnumValue("x")}), is_needed=False)
        for name, word in (("First", "ONE"), ("Second", "TWO"))
    )

    assert isinstance(first, Memo)
    assert isinstance(second, Memo)
    assert (first["x"], second["x"]) == ("ONE", "TWO")


def test_an_error_for_many_parents_keeps_the_traceback_of_one() -> None:
    error = ValueError("no such table")
    kept = Kept(["a"], error)
    lengths: set[int] = set()
    for _ in range(20):
        with pytest.raises(ValueError, match="no such table") as caught:
            kept.of("a")
        lengths.add(len(list(walk_tb(caught.value.__traceback__))))

    assert lengths == {2}, "the test, and Kept.of"


def told(result: Any) -> list[tuple[str, Any, Any]]:
    return sorted((e.message, str(e.path), e.locations) for e in result.errors)


async def test_an_error_for_one_parent_leaves_the_others_their_answer() -> None:
    found = await Reader()("{ writers { name length } }")

    assert found.data == {
        "writers": [
            {"name": "Ada", "length": 3},
            {"name": "Bo", "length": None},
            {"name": "Cy", "length": None},
        ]
    }
    assert [(e.message, e.path) for e in found.errors or ()] == [
        ("b cannot be counted", ["writers", 1, "length"])
    ]


async def test_what_the_planner_does_not_know_is_left_to_graphql_core() -> None:
    ask = Reader()

    assert (await ask("{ own }")).data == {"own": "mine"}
    assert (await ask("{ __schema { queryType { name } } }")).data

    assert ask.engine is not None
    assert ask.engine.counts == Counts(unplanned=2)


async def test_nothing_is_read_for_a_key_that_is_null() -> None:
    ask = Reader()

    await ask('{ writer(by: {id: "b"}) { novels { nodes { sequel { id } } } } }')

    assert len(ask.texts) == 2
    assert ask.engine is not None
    assert ask.engine.counts == Counts(answered=1)


async def test_the_statements_do_not_grow_with_the_rows_and_ask_for_what_is_selected() -> None:
    ask = Reader()

    await ask("{ writers { name novels { nodes { title } } } }")

    writers, novels = ask.texts
    assert writers.split("\n")[0] == "SELECT writer.name, writer.id "
    assert novels.split("\n")[0].startswith('SELECT outer_row.title, parent."key" AS parent ')
