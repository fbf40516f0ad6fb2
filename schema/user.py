"""Our own people."""

from typing import Optional

import strawberry

from domain.access import UserRole
from domain.vocabulary import RecordType
from engine.fields import answered_by
from resolvers import records
from schema.node import Node, id_of

strawberry.enum(UserRole, description="Sees every account, those of a team, or the own book.")


@strawberry.type(description="One of our staff; the same person on every account.")
class User(Node):
    id: strawberry.ID = id_of(RecordType.USER)
    name: str
    title: str | None
    email: str | None
    active: bool
    role: UserRole
    lead: Optional["User"] = answered_by(
        records.users, key="lead_id", description="Whose team they are in."
    )
