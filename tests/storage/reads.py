"""Batch reads and shortcuts that storage tests share."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, Table, select

from domain.assessment import Assessment
from domain.evidence.item import Unscored
from engine.reads import Ask, Reads, Row, Statement
from models.account import Account
from models.base import Base, new_id, table_of
from models.database import Database
from models.history import Score, ScoreDetail
from models.metadata import METADATA
from models.outlines import evidence_of, health_of, risk_of, risks_of
from models.outlines import whole as entire

NOW = datetime(2025, 6, 4, 12, tzinfo=UTC)
UNSCORED = msgspec.json.Decoder(tuple[Unscored, ...])
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def whole(_: Sequence[str], *, table: str) -> Select[Any]:
    found: Table = METADATA.tables[table]
    return select(found).order_by(*found.primary_key.columns)


WHOLE = Statement(whole)


def every(kind: type[Base]) -> Reads[list[Row]]:
    """All rows of a table."""
    return (yield Ask(()).values(WHOLE, (("table", table_of(kind).name),)))


async def assessments(database: Database) -> dict[str, Assessment]:
    """What is stored of each account's assessment, put together again."""
    details = {row.account_id: row for row in await database.read(every(ScoreDetail))}
    rows = await database.read(every(Score))
    return {row.account_id: assessment_of(row, details.pop(row.account_id)) for row in rows}


async def new_account(database: Database, *, now: datetime = NOW, **given: Any) -> str:
    """An account by that name, alone in its own unit of work."""
    async with database.write(new_id(), actor="test", now=now) as unit:
        account = unit.add(Account(**{"name": "TechCorp", "tracked_from": now} | given))
    return account.id


def assessment_of(score: Any, detail: Any) -> Assessment:  # noqa: ANN401 - rows of two tables
    """The whole answer, as `judge` gave it."""
    risk = score.risk and risk_of(score.risk)
    risks = (*((risk,) if risk else ()), *risks_of(detail.other_risks))
    return Assessment(
        health=entire(health_of(score.health), evidence_of(detail.evidence)),
        risks={one.contract_id: one for one in risks if one.contract_id is not None},
        risk=risk,
        next_change_at=score.judged_until,
        unscored=UNSCORED.decode(detail.unscored),
    )
