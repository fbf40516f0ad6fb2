"""What the GraphQL servers compared with load: SQLAlchemy entities, many keys at a time.

Each function is the body of a DataLoader as the libraries teach it: one statement for all keys, in
a session of its own, and a value for every key in its place.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import aliased

from api.settings import DATABASE_FILE
from domain.vocabulary import CommitmentStatus
from models.account import Account, User
from models.commitment import Commitment
from models.contract import Contract
from models.history import Score
from models.incident import Incident
from models.meeting import Review

T = TypeVar("T")
Listed = tuple[str, int]
"An account's id, and how many of its records at most."
Promises = tuple[str, int, tuple[CommitmentStatus, ...]]
Json = dict[str, Any]
Scored = tuple[Score, Json]
"A score, and what its texts hold."
FACTOR = ("key", "label", "weight", "score", "cents", "confidence")
Sessions = async_sessionmaker[AsyncSession]


def sessions(data: Path) -> Sessions:
    """Sessions on the file in that directory."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{data / DATABASE_FILE}")
    return async_sessionmaker(engine, expire_on_commit=False)


def status_of(promise: Commitment, at: datetime) -> CommitmentStatus:
    if promise.settled_status is not None:
        return promise.settled_status
    is_late = promise.overdue_after is not None and promise.overdue_after < at
    return CommitmentStatus.OVERDUE if is_late else CommitmentStatus.OPEN


def held(row: Score) -> Json:
    """Health and risk as a score keeps them; a factor is stored as a row of values."""
    health = orjson.loads(row.health)
    factors = [dict(zip(FACTOR, values, strict=True)) for values in health["factors"]]
    risk = None if row.risk is None else orjson.loads(row.risk)
    return {"health": {**health, "factors": factors}, "risk": risk}


def grouped(keys: Sequence[Any], rows: Iterable[T], by: Callable[[T], str]) -> list[list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return [groups[key[0]][: key[1]] for key in keys]


class Loads:
    """The loaders' bodies, on one pool of connections."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions

    async def all(self, statement: Select[T]) -> Sequence[T]:
        async with self.sessions() as session:
            return (await session.scalars(statement)).all()

    async def page_by_name(self, first: int, after: Sequence[str] | None) -> Sequence[Account]:
        """One more than asked for, to know whether there are more."""
        statement = select(Account).where(Account.merged_into_id.is_(None))
        if after is not None:
            statement = statement.where(tuple_(Account.name, Account.id) > tuple(after))
        return await self.all(statement.order_by(Account.name, Account.id).limit(first + 1))

    async def page_by_risk(self, first: int) -> Sequence[Account]:
        """The same, by the probability stored with the score."""
        statement = (
            select(Account)
            .join(Score, Score.account_id == Account.id)
            .where(Account.merged_into_id.is_(None))
            .order_by(Score.probability.desc(), Account.id.desc())
        )
        return await self.all(statement.limit(first + 1))

    async def accounts(self, keys: list[str]) -> list[Account | None]:
        found = {row.id: row for row in await self.all(select(Account).where(Account.id.in_(keys)))}
        return [found.get(key) for key in keys]

    async def users(self, keys: list[str]) -> list[User | None]:
        found = {row.id: row for row in await self.all(select(User).where(User.id.in_(keys)))}
        return [found.get(key) for key in keys]

    async def scores(self, keys: list[str]) -> list[Scored | None]:
        """Each with what its texts hold, decoded once for the whole operation."""
        rows = await self.all(select(Score).where(Score.account_id.in_(keys)))
        found = {row.account_id: (row, held(row)) for row in rows}
        return [found.get(key) for key in keys]

    async def contracts(self, keys: list[Listed]) -> list[list[Contract]]:
        accounts = [account for account, _ in keys]
        statement = select(Contract).where(Contract.account_id.in_(accounts))
        rows = await self.all(statement.order_by(Contract.renews_on.nulls_last(), Contract.id))
        return grouped(keys, rows, lambda row: row.account_id)

    async def incidents(self, keys: list[Listed]) -> list[list[Incident]]:
        """The latest of each account, ranked by a window."""
        order = (Incident.reported_at.desc().nulls_last(), Incident.id.desc())
        place = func.row_number().over(partition_by=Incident.account_id, order_by=order)
        of_these = Incident.account_id.in_([account for account, _ in keys])
        ranked = select(Incident, place.label("place")).where(of_these).subquery()
        latest = aliased(Incident, ranked)
        statement = select(latest).where(ranked.c.place <= max(first for _, first in keys))
        rows = await self.all(statement.order_by(ranked.c.place))
        return grouped(keys, rows, lambda row: row.account_id)

    async def promises(self, keys: list[Promises]) -> list[list[Commitment]]:
        """Those that stand as asked; what is not settled is open until it is overdue."""
        accounts, statuses = [key[0] for key in keys], keys[0][2]
        settled = or_(Commitment.settled_status.is_(None), Commitment.settled_status.in_(statuses))
        statement = select(Commitment).where(and_(Commitment.account_id.in_(accounts), settled))
        rows = await self.all(statement.order_by(Commitment.due_on.nulls_last(), Commitment.id))
        now = datetime.now(UTC)
        kept = [row for row in rows if status_of(row, now) in statuses]
        return grouped(keys, kept, lambda row: row.account_id)

    async def next_reviews(self, keys: list[str]) -> list[Review | None]:
        now = datetime.now(UTC)
        is_ahead = and_(
            Review.cancelled_at.is_(None),
            Review.outcome.is_(None),
            func.coalesce(Review.ends_at, Review.starts_at) > now,
        )
        statement = select(Review).where(Review.account_id.in_(keys), is_ahead)
        rows = await self.all(statement.order_by(Review.starts_at.desc(), Review.id.desc()))
        found = {row.account_id: row for row in rows}  # the earliest comes last
        return [found.get(key) for key in keys]
