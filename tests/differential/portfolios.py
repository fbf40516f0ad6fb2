"""The databases operations are asked of: believable, strange, and empty."""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.access import Scope
from domain.vocabulary import RecordType
from models.account import AccountAlias
from models.base import table_of
from models.database import Database
from models.note import Note
from resolvers.context import Viewer
from resolvers.ids import DIRECTORY, RecordKey, global_id
from resolvers.records import NODES
from tests.api import records
from tests.api.book import NOW, filled
from tests.api.customers import customer
from tests.differential.values import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A file, who asks about it and when, and what is in it."""

    name: str
    path: Path
    viewer: Viewer
    now: datetime
    pool: Pool


def portfolios(folder: Path) -> Mapping[str, Portfolio]:
    """All of them, made anew."""
    book = filled(folder / "book.db")
    linked, empty = folder / "linked.db", folder / "empty.db"
    records.store(empty)
    return {
        "book": portfolio("book", book.path, book.viewer),
        "linked": portfolio("linked", linked, link(linked)),
        "empty": portfolio("empty", empty, Viewer()),
    }


def link(path: Path) -> Viewer:
    """Records of every type that name each other, a merged account, one of which nothing is known.

    Those with links are written past the product: their scores are judged from no facts.
    """
    made = [row for rows in (1, 3) for row in customer(rows)]
    bare = records.account(name='Bare "é" %', time_zone="Asia/Tokyo", currency_code="JPY")
    merged = records.account(name="Merged", merged_into_id=bare.id)
    alias = AccountAlias(alias_id=merged.id, account_id=bare.id)
    asyncio.run(judge(path))  # nobody yet, but the file is there
    records.store(path, *made, bare, merged, records.signal(bare))
    records.store(path, alias)
    asyncio.run(judge(path))
    with closing(sqlite3.connect(path)) as connection:
        (owner,) = connection.execute("SELECT id FROM user ORDER BY id").fetchone()
    return Viewer(user_id=owner, time_zone="Asia/Tokyo", token="other", scopes=(Scope.READ,))  # noqa: S106 - a name


async def judge(path: Path) -> None:
    """Scores for all accounts but the first."""
    database = await Database.open(path)
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("SELECT id FROM account ORDER BY id").fetchall()
        for (id_,) in found[1:]:
            await database.rescore(id_, now=NOW)
    finally:
        await database.close()


def portfolio(name: str, path: Path, viewer: Viewer) -> Portfolio:
    return Portfolio(name=name, path=path, viewer=viewer, now=NOW, pool=pool(path))


def pool(path: Path) -> Pool:
    """The ids and external keys of what is in the file."""
    ids: dict[RecordType, list[str]] = defaultdict(list)
    tables = {kind: read.table for kind, read in NODES.items()}
    with closing(sqlite3.connect(path)) as connection:
        for kind, table in {**tables, RecordType.NOTE_DRAFT: table_of(Note)}.items():
            assert table is not None
            owner = "NULL" if kind in DIRECTORY else "account_id"
            rows = connection.execute(f"SELECT {owner}, id FROM {table.name} ORDER BY id")  # noqa: S608 - our own tables
            ids[kind] += [global_id(RecordKey(kind, *row)) for row in rows]
        refs = connection.execute("SELECT key FROM account_ref ORDER BY key").fetchall()
    return Pool(ids=ids, external=[key for (key,) in refs])
