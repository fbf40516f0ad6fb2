"""Where a record's words stand."""

from typing import Any

from sqlalchemy import Select, select

from engine.reads import Ask, Columns, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.note import SourceSpan
from resolvers.context import Context

SPAN = table_of(SourceSpan)


@Statement
def spans(columns: Columns) -> Select[Any]:
    """Of records, in the order their words were read; ends with the keys."""
    return (
        select(*(SPAN.c[name] for name in columns), SPAN.c.account_id, SPAN.c.record_id)
        .where(one_of(SPAN.c.account_id, SPAN.c.record_id))
        .order_by(SPAN.c.account_id, SPAN.c.record_id, SPAN.c.note_id, SPAN.c.place)
    )


@batch(SPAN)
def of_records(keys: Keys, ask: Ask, _: Context) -> Reads[dict[Key, list[Row]]]:
    """The spans of each record, by (account id, record id), in the order they were read."""
    rows = yield ask.rows(spans, keys=keys)
    return grouped(rows, keys, lambda row: (row[-2], row[-1]))
