"""What changes without a write: scores, as due dates pass and evidence ages; keys grow old."""

import logging
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, true

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


class Which(Enum):
    """Accounts to be judged."""

    EVERY = "every one"
    BEHIND = "whose score is out of date or missing"
    UNJUDGED = "whose score is missing: a migration drops what can be worked out again"


IS_OWN = account.c.merged_into_id.is_(None)  # a merged account is judged as its heir
IS_UNJUDGED = score.c.account_id.is_(None)
IS_OLD = score.c.model_version != MODEL.version
IS_DUE = score.c.next_change_at <= bindparam("now", type_=score.c.next_change_at.type)
TESTS: Mapping[Which, ColumnElement[bool]] = {
    Which.EVERY: true(),
    Which.BEHIND: or_(IS_DUE, IS_OLD, IS_UNJUDGED),
    Which.UNJUDGED: IS_UNJUDGED,
}


def next_by_id(_: tuple[str, ...], *, which: Which) -> Select[Any]:
    """The next accounts by id."""
    return (
        select(account.c.id)
        .join(score, score.c.account_id == account.c.id, isouter=True)
        .where(account.c.id > bindparam("seen"), IS_OWN, TESTS[which])
        .order_by(account.c.id)
        .limit(BATCH)
    )


NEXT = Statement(next_by_id)


def next_accounts(seen: str, *, now: datetime, which: Which) -> Reads[list[str]]:
    rows = yield Ask(()).values(NEXT, (("which", which),), seen=seen, now=now)
    return [row.id for row in rows]


async def accounts(database: Database, *, now: datetime, which: Which) -> AsyncGenerator[str]:
    """Ids batch by batch, so that a large book is never held at once."""
    found = await database.read(next_accounts("", now=now, which=which))
    while found:
        for one in found:
            yield one
        found = await database.read(next_accounts(found[-1], now=now, which=which))


async def sweep(database: Database, *, now: datetime, which: Which = Which.BEHIND) -> int:
    """Score these accounts again, usually those whose time has come; gives how many.

    An account that cannot be judged is logged and left as it was; the others are not held up.
    Raises Overloaded and StorageFull like any write.
    """
    await database.forget_retries(now=now)
    done = 0
    async for account_id in accounts(database, now=now, which=which):
        try:
            done += await database.rescore(account_id, now=now)
        except (Overloaded, StorageFull):
            raise
        except Exception:
            log.exception("Account %s cannot be scored", account_id)
    return done
