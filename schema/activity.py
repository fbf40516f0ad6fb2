"""Who changed what and when."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from engine.fields import answered_by, worked_out
from resolvers import activity, records
from schema.node import Node, PageInfo

if TYPE_CHECKING:
    from schema.accounts import Account


@strawberry.type
class Activity:
    id: strawberry.ID = worked_out(activity.id_of, "account_id", "id")
    at: datetime
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    actor: str
    summary: str
    record: Node | None = answered_by(records.named, key=("account_id", "record_type", "record_id"))


@strawberry.type
class ActivityEdge:
    cursor: str
    node: Activity


@strawberry.type
class ActivityConnection:
    edges: list[ActivityEdge]
    nodes: list[Activity]
    page_info: PageInfo
