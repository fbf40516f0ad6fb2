"""The short way of HTTP and graphql-core alone: the same bytes for any mutation."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx
import orjson
import pytest
from graphql import parse
from starlette.responses import Response
from starlette.routing import Router

from api.edge import Edge
from api.exchange import Exchange
from api.graphql import GraphQLEdge
from api.operation import Operate
from domain.errors import DomainError
from engine.execute import Engine
from models.database import Database
from resolvers.context import Context, Viewer
from resolvers.ids import parsed
from schema.root import schema
from tests.mutations.asking import ANNA, CRM, ERRORS, client_of
from tests.mutations.drawn import Drawer, shown_of

HERE = "http://127.0.0.1"
STEPS = 40
MOST_FIELDS = 3
IRREGULAR = "incidents(first: -1) { totalCount }"
COST = re.compile(r',"extensions":\{"cost":\{[^{}]*\}\}\}$')
"What is left of a budget, which each way has for itself."
TEXT = re.compile(r'"([^"\\]+)"')
Body = dict[str, Any]


@dataclass(slots=True)
class Book:
    """A file whose copies are asked in different ways, always at the same instant."""

    path: Path
    now: datetime
    engine: Engine = field(default_factory=lambda: Engine(schema))
    copies: "count[int]" = field(default_factory=count)

    async def ask(self, path: Path, engine: Engine | None, body: Body) -> httpx.Response:
        """Over HTTP, less the wire."""
        database = await Database.open(path)

        async def begin(_: Exchange, operate: Operate) -> Response:
            async with database.snapshot() as run:
                context = Context(
                    viewer=Viewer(user_id=ANNA),
                    now=self.now,
                    run=run,
                    write=database.write,
                    renew=run.renew,
                    cursor_secret=b"of the tests",
                    engine=engine,
                )
                return await operate(context)

        try:
            app = Edge(GraphQLEdge(schema, begin), Router())
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
                return await client.post("/graphql", json=body)
        finally:
            await database.close()

    async def both(self, body: Body) -> tuple[httpx.Response, httpx.Response]:
        """By the short way, and of a copy without an engine."""
        copy = self.path.with_name(f"{next(self.copies)}.db")
        with closing(sqlite3.connect(self.path)) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)
        self.engine.documents.add(body["query"], parse(body["query"]))
        expected = await self.ask(copy, None, body)
        return await self.ask(self.path, self.engine, body), expected


def same(answer: httpx.Response) -> Any:
    """Less what is new in each file: ids are told apart by where they come first."""
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        try:
            parsed(found[1])
        except DomainError:
            return found[0]
        return names.setdefault(found[1], f'"id{len(names)}"')

    return answer.status_code, TEXT.sub(name, COST.sub("}", answer.text))


def drawn(drawer: Drawer) -> Body:
    """One to three mutations in one document."""
    fields: list[str] = []
    variables: dict[str, Any] = {}
    declared: list[str] = []
    for place in range(drawer.random.randint(1, MOST_FIELDS)):
        name, said = drawer.mutation()
        more = shown_of(name).replace("__typename", "__typename id")
        if drawer.random.random() < 0.5:
            more = more.replace("account { ", f"account {{ {IRREGULAR} ")
        fields.append(f"a{place}: {name}(input: $i{place}) {{ outcome {more} {ERRORS} }}")
        declared.append(f"$i{place}: {name[0].upper()}{name[1:]}Input!")
        variables[f"i{place}"] = said
    text = f"mutation({', '.join(declared)}) {{ {' '.join(fields)} }}"
    return {"query": text, "variables": variables}


async def begun(tmp_path: Path) -> Book:
    path = tmp_path / "book.db"
    async with client_of(path) as client:
        await client.account("1")
        return Book(path, client.now)


@pytest.mark.parametrize("seed", range(3))
async def test_both_ways_send_the_same_of_any_mutations(tmp_path: Path, seed: int) -> None:
    book = await begun(tmp_path)
    drawer = Drawer(Random(seed), book.path, book.now)  # noqa: S311 - the same draw for the same seed
    for _ in range(STEPS):
        body = drawn(drawer)

        found, expected = await book.both(body)

        assert same(found) == same(expected), body

    assert book.engine.counts.answered > STEPS / 2


TWO = f"""mutation($input: AccountCreateInput!, $same: AccountCreateInput!) {{
    a: accountCreate(input: $input) {{ outcome account {{ name {IRREGULAR} }} {ERRORS} }}
    b: accountCreate(input: $same) {{ outcome account {{ name }} {ERRORS} }} }}"""


async def test_what_is_irregular_is_written_once(tmp_path: Path) -> None:
    book = await begun(tmp_path)
    names = [{"name": "New", "external": {"system": CRM, "key": key}} for key in ("2", "3")]
    body = {"query": TWO, "variables": dict(zip(("input", "same"), names, strict=True))}

    found, expected = await book.both(body)

    told: Mapping[str, Any] = orjson.loads(found.content)
    assert same(found) == same(expected)
    assert [error["path"] for error in told["errors"]] == [["a", "account", "incidents"]]
    assert [told["data"][key]["outcome"] for key in "ab"] == ["CREATED", "CREATED"]
    with closing(sqlite3.connect(book.path)) as raw:
        assert raw.execute("SELECT count(*) FROM account").fetchone() == (3,)
