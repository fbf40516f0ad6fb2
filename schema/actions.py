"""What somebody is to do, plans to do, or has done."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.vocabulary import ActionOrigin, ActionStatus, Audience, Basis, Horizon, RecordType
from engine.fields import answered_by
from resolvers import alike, records, references
from schema.node import Node, SourceSpan, Versioned, id_of, sources_of
from schema.user import User

if TYPE_CHECKING:
    from schema.accounts import Account

strawberry.enum(ActionOrigin)
strawberry.enum(ActionStatus)


@strawberry.type
class ActionItem(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.ACTION_ITEM)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    origin: ActionOrigin
    text: str
    audience: Audience
    status: ActionStatus
    owner: User | None = answered_by(records.users, key="owner_id")
    due_on: date | None
    due_basis: Basis | None
    due_candidates: list[date] = strawberry.field(
        description="The days the words may mean, where they leave a choice."
    )
    event_on: date | None
    recurrence: str | None
    horizon: Horizon | None
    done_at: datetime | None = strawberry.field(description="Null with DONE: time not recorded.")
    same_as: list[Node] = answered_by(
        alike.of_records,
        key=("account_id", "id"),
        description="The same promise or task on record elsewhere; only one of them counts.",
    )
    depends_on: list[Node] = answered_by(
        references.promises_and_actions, key=("account_id", "depends_on")
    )
    source: Node | None = answered_by(records.named, key=("account_id", "source_type", "source_id"))
    sources: list[SourceSpan] = sources_of()
