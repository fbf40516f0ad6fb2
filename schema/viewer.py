"""Who asks."""

from datetime import date

import strawberry

from domain.access import Scope
from domain.texts import TimeZone
from engine.fields import answered_by
from resolvers import records
from schema.accounts import Account
from schema.user import User


@strawberry.type
class Viewer:
    user: User | None = answered_by(records.users, key="user_id")
    account: Account | None = answered_by(
        records.accounts,
        key="account_id",
        description="The account a share link is of; null for our own people and scripts.",
    )
    token: str = strawberry.field(
        description="Who asks, by a name that stays the same with another token."
    )
    scopes: list[Scope]
    time_zone: TimeZone
    today: date
