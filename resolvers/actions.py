"""Action items: lists of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, case

from domain.vocabulary import ActionStatus
from models.base import table_of
from models.commitment import ActionItem
from resolvers import owners
from resolvers.commitments import ASCENDING, DUE_FIRST
from resolvers.filters import Asked, DateFilter, IdFilter, Source, Test, every
from resolvers.listing import children
from resolvers.lists import Lists

ACTION_ITEM = table_of(ActionItem)


@dataclass(kw_only=True)
class ActionItemFilter:
    """`mine`: I own the item. `overdue`: still open when its due day was over."""

    mine: bool | None = None
    status: list[ActionStatus] | None = None
    overdue: bool | None = None
    owner: IdFilter | None = None
    due_on: DateFilter | None = None


def overdue(rows: FromClause) -> ColumnElement[Any]:
    """1 while it is open past the end of its due day."""
    now = bindparam("now", type_=ACTION_ITEM.c.overdue_after.type)
    late = (rows.c.status == ActionStatus.OPEN) & (rows.c.overdue_after < now)
    return case((late, 1), else_=0)


ACTION_ITEMS = Source(table=ACTION_ITEM, terms={"overdue": overdue})


def action_item_test(asked: Asked, f: ActionItemFilter) -> Test:
    """What a filter of action items asks for."""
    return every(
        asked.mine(f.mine, "owner_id"),
        asked.among("status", f.status),
        asked.equal("overdue", f.overdue),
        owners.owned_by(asked, f.owner),
        asked.day("due_on", f.due_on),
    )


LISTS = Lists(source=ACTION_ITEMS, test=action_item_test, ascending=ASCENDING, usual=DUE_FIRST)
everywhere = LISTS.of()
of_accounts = LISTS.of("account_id")
of_incidents = children(ActionItem, by=("account_id", "incident_id"), order=DUE_FIRST)
of_sources = children(ActionItem, by=("account_id", "source_id"), order=DUE_FIRST)
