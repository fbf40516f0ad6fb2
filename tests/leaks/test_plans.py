"""What one viewer sees is read by the ways by which all is read: indexes and orders stay."""

import asyncio
import gc
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest

from engine.journeys import drive
from engine.prepared import Prepared
from engine.reads import Call, Reads, Shape
from models.sight import Sight
from resolvers.accounts import LISTING
from resolvers.context import Context
from resolvers.paging import By
from schema.root import schema
from tests.differential.asked import CORE
from tests.differential.choices import Choices
from tests.differential.compose import composed
from tests.differential.faults import UNAWAITED
from tests.differential.portfolios import Portfolio, link, portfolio

pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{UNAWAITED}:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
OPERATIONS = 150
"Drawn; nearly every statement there is is among theirs."
SLOW = re.compile(r"MATERIALIZE|CO-ROUTINE|USE TEMP B-TREE|SCAN (?!json_each|parent\b)")
"What reads more rows than it gives, or reads them twice."
RANKED: Shape = (
    ("order", (By("risk", True), By("id", True))),  # noqa: FBT003 - downwards
    ("where", ("null", "merged_into_id")),
    *((flag, False) for flag in ("backwards", "resumed", "placed")),
    ("known", True),
)
SORTED = "USE TEMP B-TREE"
SIGHTS = [
    *(Sight.book_of(whose) for whose in (["a"], ["a", "b"])),
    *(replace(Sight.book_of(whose), is_small=True) for whose in (["a"], ["a", "b"])),
    *(Sight.of_accounts(which) for which in (["a"], ["a", "b"])),
    Sight.customer_of("a"),
]


@dataclass(slots=True)
class Noting:
    """Runs batch reads, and keeps their statements with what they were given."""

    connection: sqlite3.Connection
    calls: dict[Prepared, Any] = field(default_factory=dict[Prepared, Any])

    async def __call__(self, road: Reads[Any]) -> Any:
        return drive(self.noted(road), self.connection)

    def noted(self, road: Reads[Any]) -> Reads[Any]:
        try:
            call = next(road)
            while True:
                if isinstance(call, Call):
                    self.calls.setdefault(call.prepared, call)
                try:
                    rows = yield call
                except Exception as error:  # noqa: BLE001 - the batch read decides what to make of it
                    call = road.throw(error)
                else:
                    call = road.send(rows)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def noting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Noting]:
    path = tmp_path_factory.mktemp("plans") / "linked.db"
    book = portfolio("linked", path, link(path))
    with closing(sqlite3.connect(path)) as connection:
        noting = Noting(connection)
        asyncio.run(ask(book, noting))
        yield noting
    gc.collect()  # what graphql-core left unawaited is gone before other modules run


async def ask(book: Portfolio, noting: Noting) -> None:
    source = Random(0)
    for _ in range(OPERATIONS):
        operation = composed(Choices(source=source), CORE, book.pool)
        context = Context(viewer=book.viewer, now=book.now, run=noting, cursor_secret=b"")
        await schema.execute(
            operation.text,
            dict(operation.variables),
            context_value=context,
            operation_name=operation.name,
        )


def slow(noting: Noting, prepared: Prepared, given: Any) -> Counter[str]:
    """What of its plan takes long."""
    found = map(SLOW.match, plan_of(noting, prepared, given).splitlines())
    return Counter(one[0] for one in found if one)


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: f"{sight.kind} of {len(sight.whom)}")
def test_no_plan_reads_a_table_that_it_would_not_read_for_all(noting: Noting, sight: Sight) -> None:
    assert len(noting.calls) > 100
    worse = {
        call.prepared.narrowed(sight).text: more
        for prepared, call in noting.calls.items()
        if (
            more := slow(noting, prepared.narrowed(sight), {**call.given, **sight.given})
            - slow(noting, prepared, call.given)
            - Counter({SORTED: sight.is_small})  # so few are found first, and then sorted
        )
    }
    assert worse == {}


def test_a_small_book_is_looked_up_and_a_large_one_is_not(noting: Noting) -> None:
    """What is ranked is found in the order of an index, or by the people of the book."""
    page = LISTING.page.prepared(("id",), RANKED)
    given = {"first": 50, "keys": [()]}

    for whose in (["a"], ["a", "b"]):
        small = replace(Sight.book_of(whose), is_small=True)
        plans = [
            plan_of(noting, page.narrowed(sight), given | dict(sight.given))
            for sight in (small, Sight.book_of(whose))
        ]
        assert "MULTI-INDEX OR" in plans[0]
        assert "ix_account_csm_id" in plans[0]
        assert "ix_score_probability" in plans[1]
        assert "ix_account" not in plans[1]


def plan_of(noting: Noting, prepared: Prepared, given: Mapping[str, Any]) -> str:
    text = f"EXPLAIN QUERY PLAN {prepared.text}"
    return "\n".join(
        step[-1] for step in noting.connection.execute(text, prepared.arguments(given))
    )


def test_a_plan_that_reads_everything_is_noticed(noting: Noting) -> None:
    plan = noting.connection.execute("EXPLAIN QUERY PLAN SELECT * FROM incident ORDER BY title")

    assert sum(bool(SLOW.match(step[-1])) for step in plan.fetchall()) == 2
