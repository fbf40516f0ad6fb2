"""What earlier reviews left open: the next one begins with it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from domain.vocabulary import ActionStatus
from engine.reads import Ask, Batch, Columns, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.commitment import ActionItem, Commitment
from models.meeting import Review
from resolvers.context import Context

EARLIER, LATER = table_of(Review).alias("earlier"), table_of(Review).alias("later")
COMMITMENT, ACTION_ITEM = table_of(Commitment), table_of(ActionItem)


def carried_over(table: Table, is_open: ColumnElement[bool]) -> Batch:
    """Of each review (account id, id): what came of those before it in its series and is open.

    Reviews of their own, in no series, follow one another likewise.
    """

    @Statement
    def statement(columns: Columns) -> Select[Any]:
        source = and_(EARLIER.c.account_id == table.c.account_id, EARLIER.c.id == table.c.source_id)
        follows = and_(
            LATER.c.account_id == EARLIER.c.account_id,
            LATER.c.series_id.is_not_distinct_from(EARLIER.c.series_id),
            or_(LATER.c.starts_at.is_(None), EARLIER.c.starts_at < LATER.c.starts_at),
        )
        return (
            select(*(table.c[name] for name in columns), LATER.c.account_id, LATER.c.id)
            .join(EARLIER, source)
            .join(LATER, follows)
            .where(one_of(LATER.c.account_id, LATER.c.id), is_open)
            .order_by(EARLIER.c.starts_at, table.c.id)
        )

    @batch(table)
    def read(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, list[Row]]]:
        rows = yield ask.rows(statement, keys=keys)
        return grouped(rows, keys, lambda row: (row[-2], row[-1]))

    return read


commitments = carried_over(COMMITMENT, COMMITMENT.c.settled_status.is_(None))
action_items = carried_over(ACTION_ITEM, ACTION_ITEM.c.status == ActionStatus.OPEN)
