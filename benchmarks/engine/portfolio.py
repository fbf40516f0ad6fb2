"""A large portfolio in a file: the same rows every time, written through the tables.

5,000 accounts with a contact, 3 contracts, 10 incidents with 3 events each, 6 commitments, 6
reviews and the stored score the model gives them: 500 stories, each lived ten times. The past ends
at NOW; the only thing ahead is one review for each account, so far that the answers are the same
whenever this runs. Facts, the inputs of replays, are left out: none of the questions reads them.
"""

import asyncio
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from api.settings import DATABASE_FILE
from benchmarks.engine.customer import (
    AHEAD,
    DAY,
    NOW,
    STAFF,
    STORIES,
    Customer,
    end_of_id,
    staff_id,
)
from domain.assessment import judge
from domain.facts import Fact
from models.account import User
from models.base import Base
from models.changes import fill
from models.database import Database
from models.here import Here
from models.history import Score, ScoreDetail
from models.inputs import inputs_of
from models.outlines import parts_of_detail
from models.rows import insert_rows
from models.scores import score_of

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "data" / "benchmarks"
ACCOUNTS = 5_000
CHUNK = 250  # accounts in one transaction: some thousand rows a statement


def facts_of(account_id: str, rows: Iterable[Base]) -> Iterator[Fact]:
    """What the model judges of these rows."""
    for row in rows:
        said = inputs_of(row)
        if said is not None and said[1] is not None:
            yield Fact(
                account_id=account_id,
                source_id=getattr(row, "id"),  # noqa: B009 - every record the model judges has one
                kind=said[0],
                version=1,
                known_from=NOW - 500 * DAY,
                inputs=said[1],
            )


@cache
def score_of_story(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The score of the story's first account and its detail, as the model gives them."""
    customer = Customer(number)
    rows = filled(customer.rows())
    facts = list(facts_of(customer.account_id, rows))
    judged = judge(facts, at=NOW)
    score = {**score_of(customer.account_id, judged, facts=facts), "next_change_at": AHEAD}
    return score, {"account_id": customer.account_id, **parts_of_detail(judged)}


def score_rows(number: int) -> tuple[Score, ScoreDetail]:
    """The same for any account of the story: only the end of every id is another."""
    story = number % STORIES
    ours, its = (end_of_id(one) for one in (number, story))
    score, detail = (
        {k: v.replace(its, ours) if type(v) is str else v for k, v in values.items()}
        for values in score_of_story(story)
    )
    return Score(**score), ScoreDetail(**detail)


def filled(rows: list[Base]) -> list[Base]:
    for row in rows:
        fill(row)
    return rows


def chunk(first: int) -> Iterator[Base]:
    for number in range(first, first + CHUNK):
        yield from filled(Customer(number).rows())
        yield from score_rows(number)


def write(path: Path) -> None:
    """Make the file, with its tables, and fill it."""
    asyncio.run(made(path))
    engine = create_engine(f"sqlite:///{path}")
    insert(engine, filled([colleague(number) for number in range(STAFF)]))
    for first in range(0, ACCOUNTS, CHUNK):
        insert(engine, chunk(first))
    engine.dispose()


def insert(engine: Engine, rows: Iterable[Base]) -> None:
    with Session(engine) as session, session.begin():
        insert_rows(Here(session), rows)


def colleague(number: int) -> User:
    return User(
        id=staff_id(number), name=f"Colleague {number}", title="Account Executive", active=True
    )


async def made(path: Path) -> None:
    await (await Database.open(path)).close()


def fingerprint() -> str:
    """Of this generator and of the rules and tables it is made with."""
    made_of = ("benchmarks/engine/customer.py", "domain/**/*.py", "models/migrations/**/*.py")
    kept = (ROOT / f"models/{name}.py" for name in ("columns", "outlines", "scores"))
    stored = (Path(__file__), *kept)
    sources = [*stored, *(path for of in made_of for path in ROOT.glob(of))]
    return sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:12]


def portfolio() -> Path:
    """The directory with the file; generated when this generator has not done so before."""
    place = KEPT / fingerprint()
    if not place.exists():
        started, half = perf_counter(), place.with_suffix(".half")
        rmtree(KEPT, ignore_errors=True)  # half a gigabyte each, and of no more use
        half.mkdir(parents=True)
        write(half / DATABASE_FILE)
        half.rename(place)
        print(f"Generated {ACCOUNTS:,} accounts in {perf_counter() - started:.0f} s: {place}")
    return place
