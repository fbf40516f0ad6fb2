"""The stored scores of accounts, read back."""

import msgspec
from sqlalchemy import select

from domain.assessment import Assessment
from engine.reads import Row, Statement
from engine.sql import one_of
from models.base import table_of
from models.history import Score

SCORE = table_of(Score)
SCORES = Statement(lambda _: select(*SCORE.c).where(one_of(SCORE.c.account_id)))
ASSESSMENT = msgspec.json.Decoder(Assessment)


def assessment_of(row: Row) -> Assessment:
    """The whole answer, as it was judged when the score was stored."""
    return ASSESSMENT.decode(row.assessment)
