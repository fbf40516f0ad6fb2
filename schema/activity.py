"""Who changed what and when."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from engine.fields import answered_by, worked_out
from resolvers import activity, records
from schema.node import Node, PageInfo
from schema.spelling import spelt_place
from schema.user import User

if TYPE_CHECKING:
    from schema.accounts import Account


@strawberry.type(
    description="A field of a record, or of a part of it: occurrences.2024-11.keptAt. Names in"
    " other systems are the field `external`, each added or removed by itself."
)
class FieldChange:
    field: str = worked_out(spelt_place, "column")
    before: str | None = strawberry.field(
        description="Texts, dates and amounts as they are, anything else as JSON; null: nothing."
    )
    after: str | None


@strawberry.type
class Activity:
    id: strawberry.ID = worked_out(activity.id_of, "account_id", "id")
    at: datetime
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    actor: str
    actor_user: User | None = answered_by(
        records.users, key="actor", description="Null where no user of ours did it, but a program."
    )
    summary: str
    changes: list[FieldChange] = worked_out(
        activity.changes_of,
        "account_id",
        "record_type",
        "change",
        description="From the first entry on they add up to the record as it is; a record taken"
        " back has every field null again.",
    )
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
