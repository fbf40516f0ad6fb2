"""The price of whatever is asked is an upper bound of what comes, however it is spelt."""

from typing import Any, cast

import orjson
import pytest
from graphql import (
    ArgumentNode,
    IntValueNode,
    SelectionSetNode,
    Visitor,
    VisitorAction,
    parse,
    print_ast,
    visit,
)

from engine.execute import Engine
from engine.price import Price
from schema.root import schema
from tests.differential.asked import Door, Request
from tests.differential.cases import Comparing, Drawn

pytestmark = pytest.mark.timeout(400)
DRAWN, SEED = 150, 71


def price(engine: Engine, request: Request) -> Price | None:
    """None where the variables do not fit, and nothing is run."""
    if engine.documents.find(request.text) is None:
        engine.documents.add(request.text, parse(request.text))
    known = engine.documents.find(request.text)
    operation = known and known.document.operation(request.name)
    read = operation and operation.variables.read(request.variables)
    return known.price(operation, read) if known and operation and read else None


def objects_in(data: Any) -> int:
    if isinstance(data, list):
        return sum(objects_in(one) for one in cast("list[Any]", data))
    if isinstance(data, dict):
        return 1 + sum(objects_in(one) for one in cast("dict[str, Any]", data).values())
    return 0


def test_no_answer_has_more_objects_than_its_price(drawn: Drawn, compare: Comparing) -> None:
    tight = 0
    for _, case in drawn.many(DRAWN, seed=SEED):
        request = Request(case.operation.text, case.operation.name, case.operation.variables)
        most = price(compare.ask.engine, request)
        if most is None:
            continue
        answer = compare.ask(request, case.portfolio, Door.TRANSPORT)
        data = orjson.loads(answer.data)
        found = objects_in(data and {**data, "__type": None}) - 1  # the answer itself
        assert found <= most.objects, f"{found} > {most} in\n{case}\n{answer.data.decode()[:3000]}"
        assert most.of(max(0, found)) <= most.whole
        tight += 0 < most.objects <= 20 * found

    assert tight > DRAWN / 10


class Fragmented(Visitor):
    """Puts every selection set into a fragment of its own."""

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> VisitorAction:
        found = parse(f"{{ ... {print_ast(node)} }}").definitions[0]
        return cast("Any", found).selection_set


class Longer(Visitor):
    """Asks for one row more on every page that says how long it is."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = 0

    def leave_argument(self, node: ArgumentNode, *_: object) -> ArgumentNode:
        if node.name.value not in {"first", "last"} or not isinstance(node.value, IntValueNode):
            return node
        self.pages += 1
        return ArgumentNode(
            name=node.name, value=IntValueNode(value=str(int(node.value.value) + 1))
        )


def test_the_price_does_not_depend_on_the_spelling(drawn: Drawn) -> None:
    engine, seen = Engine(schema), 0
    for _, case in drawn.many(DRAWN, seed=SEED):
        request = Request(case.operation.text, case.operation.name, case.operation.variables)
        other = print_ast(visit(parse(request.text), Fragmented()))
        seen += other != request.text

        assert price(engine, request._replace(text=other)) == price(engine, request), other

    assert seen == DRAWN


def test_longer_pages_never_cost_less(drawn: Drawn) -> None:
    engine, pages = Engine(schema), 0
    for _, case in drawn.many(DRAWN, seed=SEED):
        request = Request(case.operation.text, case.operation.name, case.operation.variables)
        longer = Longer()
        text = print_ast(visit(parse(request.text), longer))
        before, after = price(engine, request), price(engine, request._replace(text=text))
        pages += longer.pages

        if before is not None:
            assert after is not None
            assert all(more >= less for more, less in zip(after, before, strict=True)), text

    assert pages > DRAWN / 3
