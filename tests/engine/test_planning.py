"""What the planner leaves to graphql-core, and what it makes of unusual schemas."""

from typing import Any, NewType

import pytest
import strawberry
from graphql import DirectiveLocation, GraphQLDirective
from strawberry.extensions import FieldExtension
from strawberry.relay import GlobalID
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import get_object_definition

from engine import plan
from engine.execute import Counts, Engine, attempted
from engine.executor import EngineExecutor, KnownDocuments
from engine.fields import ROOT, answered_by, worked_out
from engine.reads import Ask, Keys, Reads, Row, batch
from engine.run import Plan
from tests.engine.library import Reader
from tests.engine.library_reads import WRITER, all_writers
from tests.engine.tables import Operation

Nothing = NewType("Nothing", str)
SCALARS: dict[object, Any] = {
    Nothing: strawberry.scalar(name="Nothing", serialize=lambda _: None, parse_value=str)
}


@strawberry.input
class Made:
    text: str


get_object_definition(Made, strict=True).from_input = lambda _, value, __: Made(
    text=value["text"] + "!"
)


@strawberry.input(one_of=True)
class Either:
    one: str | None = strawberry.UNSET
    two: int | None = strawberry.UNSET


@strawberry.input
class Plain:
    text: str | None = None
    number: int = 3


@strawberry.input
class Odd:
    number: int
    score: float | None = strawberry.UNSET
    most: int = 5
    texts: list[int | None] | None = strawberry.UNSET


@batch(WRITER)
def writers(_: Keys, ask: Ask, __: Operation) -> Reads[dict[Any, list[Row]]]:
    return {(): (yield ask.rows(all_writers))}


@batch()
def said(
    _: Keys,
    __: Ask,
    ___: Operation,
    *,
    either: Either | None = None,
    plain: Plain | None = None,
    id: GlobalID | None = None,  # noqa: A002 - as clients say
    texts: list[Plain] | None = None,
    maybe: strawberry.Maybe[int] = None,
    made: Made | None = None,
    odd: Odd | None = None,
    often: int = 2,
) -> Reads[dict[Any, str]]:
    yield from ()
    return {(): repr((either, plain, id, texts, maybe, made, odd, often))}


class Loud(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        return next_(source, info, **given).upper()


def as_it_is(one: str) -> str:
    return one


def nothing() -> str:
    return "nothing"


@strawberry.type
class Strange:
    name: str
    nobody: str | None
    nothing: Nothing | None = worked_out(nothing)
    lost: str | None = worked_out(as_it_is, "nobody")
    loud: str = worked_out(as_it_is, "name", extensions=[Loud()])


@strawberry.type
class Query:
    writers: list[Strange] = answered_by(writers, key=ROOT)
    said: str = answered_by(said, key=ROOT)
    plain: str | None = None


SCHEMA = strawberry.Schema(
    Query,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[KnownDocuments],
    execution_context_class=EngineExecutor,
)
CORE: Any = SCHEMA._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way
CORE.type_map["Strange"].is_type_of = None
CORE.directives = (*CORE.directives, GraphQLDirective("loud", [DirectiveLocation.FIELD]))


CORE.type_map["Either"].is_one_of = True
CORE.type_map["Odd"].fields["score"].default_value = None


def reader() -> Reader:
    return Reader(engine=Engine(SCHEMA), schema=SCHEMA)


def reference() -> Reader:
    return Reader(engine=None, schema=SCHEMA)


@pytest.mark.parametrize(
    ("document", "counts"),
    [
        ("{ writers { name @loud } }", Counts(unplanned=1)),
        ("{ plain }", Counts(unplanned=1)),
        ("{ writers { nobody } }", Counts(unplanned=1)),
        ("{ writers { lost } }", Counts(unplanned=1)),
        ("{ writers { loud } }", Counts(unplanned=1)),
        ("{ writers { nothing } }", Counts(handed_over=1)),
    ],
)
async def test_what_graphql_core_must_do_it_does(document: str, counts: Counts) -> None:
    ask, other = reader(), reference()

    found, expected = await ask(document), await other(document)

    assert found.data == expected.data
    assert [e.message for e in found.errors or ()] == [e.message for e in expected.errors or ()]
    assert ask.engine is not None
    assert ask.engine.counts == counts


GIVEN: list[tuple[str, dict[str, Any]]] = [
    ("query($v: String!) { said(either: {one: $v}) }", {"v": "x"}),
    ("query($v: String) { said(either: {one: $v}) }", {"v": None}),
    ("query($v: Either) { said(either: $v) }", {"v": {"two": 2}}),
    ("query($v: String) { said(plain: {text: $v}) }", {"v": "x"}),
    ("query($v: String) { said(plain: {text: $v, number: 4}) }", {"v": "x"}),
    ("query($v: String) { said(plain: {text: $v, number: 4}) }", {}),
    ("query($v: Int = 1) { said(plain: {number: $v, text: null}) }", {"v": None}),
    ("query($v: ID) { said(id: $v) }", {"v": "VXNlcjoxMjM="}),
    ("query($v: Int) { said(maybe: $v) }", {"v": 1}),
    ("query($v: Int) { said(maybe: $v) }", {}),
    ("query($v: String) { said(texts: [{text: $v}, {number: 1}]) }", {"v": "x"}),
    ("query($v: [Plain!]) { said(texts: $v) }", {"v": [{"text": "x"}]}),
    ("query($v: String!) { said(made: {text: $v}) }", {"v": "x"}),
    ("query($v: [Int]) { said(odd: {texts: $v, number: 1, most: 1}) }", {"v": [1]}),
    ("query($v: Int) { said(odd: {number: $v}) }", {"v": 1}),
    ("query($v: Int!) { said(odd: {number: $v, score: 2, most: 1}) }", {"v": 1}),
    ("query($v: Int!) { said(odd: {number: $v, most: 2}) }", {"v": 1}),
    ("query($v: Int!) { said(often: $v) }", {"v": 1}),
    ("query($v: Int! = 3) { said(often: $v) }", {}),
    ("query($v: Int = 3) { said(often: $v) }", {}),
    ("query($v: Int = 3) { said(often: $v) }", {"v": None}),
    ("query($v: Float) { said(odd: {number: 1, score: $v}) }", {"v": 1.5}),
    ('{ said(plain: {text: "x"}, texts: [{text: "y"}, {number: 4}]) }', {}),
]


@pytest.mark.parametrize(("document", "given"), GIVEN)
async def test_inputs_arrive_as_strawberry_makes_them(document: str, given: dict[str, Any]) -> None:
    ask, other = reader(), reference()

    for _ in range(2):
        found, expected = await ask(document, **given), await other(document, **given)

        assert found.data == expected.data
        assert [e.message for e in found.errors or ()] == [e.message for e in expected.errors or ()]


async def test_literals_in_lists_and_objects_may_differ() -> None:
    ask = reader()
    text = 'query($v: String) { said(plain: {text: $v, number: 4}, texts: [{text: "y"}]) }'
    await ask(text, v="a")
    other = text.replace('"y"', '"z"').replace("4", "5")

    found = await ask(other, v="b")

    assert found.data == (await reference()(other, v="b")).data
    assert ask.engine is not None
    assert len(ask.engine.documents._known) == 1  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - one plan for both


async def test_a_plan_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MOST_FIELDS", 2)
    ask = reader()

    assert (await ask("{ writers { a: name b: name c: name } }")).data
    assert ask.engine is not None
    assert ask.engine.counts == Counts(unplanned=1)


@pytest.mark.parametrize("error", [RecursionError, SyntaxError])
def test_what_python_cannot_hold_is_no_plan(error: type[Exception]) -> None:
    def make() -> Plan:
        raise error

    assert attempted(make) == "nested too deeply for Python"
