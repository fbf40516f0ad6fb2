"""The stored scores of accounts."""

from typing import Any

from sqlalchemy import Select, select

from domain.assessment import Assessment
from engine.reads import Columns, Row, Statement
from engine.sql import one_of
from models import scores
from models.base import table_of
from models.history import Score

SCORE = table_of(Score)


SUMMARY = tuple(name for name in SCORE.c.keys() if name != "assessment")  # noqa: SIM118 - no dict


@Statement
def stored_scores(_: Columns, *, summary: bool = False) -> Select[Any]:
    """Of accounts: whole, or in summary, without the long assessment."""
    columns = [SCORE.c[name] for name in SUMMARY] if summary else list(SCORE.c)
    return select(*columns).where(one_of(SCORE.c.account_id))


def assessment_of(row: Row) -> Assessment:
    """The whole answer, as it was judged when the score was stored."""
    return scores.assessment_of(row.assessment)
