"""One operation asked of one portfolio: of graphql-core alone, or through the engine."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from graphql import ExecutionResult
from strawberry.schema import Schema

from engine.execute import Counts, Engine
from engine.executor import EngineExecutor, KnownDocuments
from engine.journeys import drive
from engine.narrowing import Narrowing
from engine.reads import Reads
from resolvers.context import Context
from schema.build import core_of
from schema.root import schema
from tests.api.asking import Counting
from tests.differential.answers import Answer, answered
from tests.differential.portfolios import Portfolio

T = TypeVar("T")
CORE = core_of(schema)


class Door(StrEnum):
    """The ways to an answer."""

    REFERENCE = "graphql-core over DataLoaders"
    TRANSPORT = "graphql-core's executor with the engine in it"
    STRAIGHT = "the engine at once, for a document it knows"


class By(StrEnum):
    """Who answered."""

    ENGINE = "the engine alone"
    HANDED_OVER = "begun by the engine, completed by graphql-core"
    REFERENCE = "graphql-core alone"


class Request(NamedTuple):
    """What a client sends."""

    text: str
    name: str | None
    variables: Mapping[str, Any]


@dataclass(slots=True)
class Asking:
    """Asks; knows who answered how often."""

    runner: asyncio.Runner
    schema: Schema = field(default_factory=lambda: with_engine(schema))
    by: Counter[By] = field(default_factory=Counter[By])
    texts: list[str] = field(default_factory=list[str])
    "The statements of the last request."
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = Engine(self.schema)

    def __call__(self, request: Request, portfolio: Portfolio, door: Door) -> Answer:
        return self.runner.run(self.answer(request, portfolio, door))

    async def answer(self, request: Request, portfolio: Portfolio, door: Door) -> Answer:
        self.texts.clear()
        with closing(sqlite3.connect(portfolio.path)) as connection:
            counting = Counting(connection, self.texts)

            async def run(road: Reads[T], narrowing: Narrowing | None = None) -> T:
                return drive(road, counting, narrowing)

            context = Context(
                viewer=portfolio.viewer,
                now=portfolio.now,
                run=run,
                cursor_secret=b"of the tests",
                engine=None if door is Door.REFERENCE else self.engine,
            )
            if door is Door.REFERENCE:
                return answered(await asked(schema, request, context))
            before = copy(self.engine.counts)
            result = await self.through(request, context, door)
            self.by[self.who(before)] += 1
            return answered(result)

    async def through(self, request: Request, context: Context, door: Door) -> ExecutionResult:
        """What the engine makes of it."""
        if door is Door.STRAIGHT:
            ready = self.engine.ready(request.text, request.name, request.variables)
            if ready is not None:
                run = await self.engine.run(ready, context, lambda data: data)
                if run.failure is None:
                    return ExecutionResult(run.answer, None)
        return await asked(self.schema, request, context)

    def who(self, before: Counts) -> By:
        now = self.engine.counts
        if now.answered > before.answered:
            return By.ENGINE
        return By.HANDED_OVER if now.handed_over > before.handed_over else By.REFERENCE


def with_engine(plain: Schema) -> Schema:
    """The same schema with the engine in its executor."""
    found = copy(plain)
    found.execution_context_class = EngineExecutor
    found.extensions = (*plain.extensions, KnownDocuments)
    return found


async def asked(of: Schema, request: Request, context: Context) -> ExecutionResult:
    """The answer of a schema, as every transport asks it."""
    result = await of.execute(
        request.text,
        dict(request.variables),
        context_value=context,
        operation_name=request.name,
    )
    return ExecutionResult(result.data, result.errors)
