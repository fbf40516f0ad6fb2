"""Scores that change without a write: due dates pass, evidence ages, a new model comes."""

import logging
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from domain.errors import Overloaded, StorageFull
from domain.model import MODEL
from engine.reads import Ask, Reads, Statement
from models.account import Account
from models.base import table_of
from models.database import Database
from models.history import Score

BATCH = 200  # accounts listed at once; each is then scored in a transaction of its own

score, account = table_of(Score), table_of(Account)
log = logging.getLogger("bellwether.sweep")


def accounts_behind(_: tuple[str, ...], *, every: bool) -> Select[Any]:
    """The next accounts by id; only those whose score is out of date, or every one."""
    is_due = score.c.next_change_at <= bindparam("now", type_=score.c.next_change_at.type)
    is_old = score.c.model_version != MODEL.version
    return (
        select(account.c.id)
        .join(score, score.c.account_id == account.c.id, isouter=every)
        .where(account.c.id > bindparam("seen"), *(() if every else (or_(is_due, is_old),)))
        .order_by(account.c.id)
        .limit(BATCH)
    )


BEHIND = Statement(accounts_behind)


def next_accounts(seen: str, *, now: datetime, every: bool) -> Reads[list[str]]:
    rows = yield Ask(()).values(BEHIND, (("every", every),), seen=seen, now=now)
    return [row.id for row in rows]


async def accounts(database: Database, *, now: datetime, every: bool) -> AsyncGenerator[str]:
    """Ids batch by batch, so that a large book is never held at once."""
    found = await database.read(next_accounts("", now=now, every=every))
    while found:
        for one in found:
            yield one
        found = await database.read(next_accounts(found[-1], now=now, every=every))


async def sweep(database: Database, *, now: datetime, every: bool = False) -> int:
    """Score again every account whose time has come (`every`: all); gives how many.

    An account that cannot be judged is logged and left as it was; the others are not held up.
    Raises Overloaded and StorageFull like any write.
    """
    done = 0
    async for account_id in accounts(database, now=now, every=every):
        try:
            await database.rescore(account_id, now=now)
        except (Overloaded, StorageFull):
            raise
        except Exception:
            log.exception("Account %s cannot be scored", account_id)
        else:
            done += 1
    return done
