"""Who asks."""

from datetime import date
from enum import StrEnum

import strawberry

from domain.texts import TimeZone
from engine.fields import answered_by
from resolvers import records
from schema.user import User


@strawberry.enum
class Scope(StrEnum):
    READ = "READ"
    WRITE = "WRITE"
    REVIEWS_WRITE = "REVIEWS_WRITE"
    NOTES_WRITE = "NOTES_WRITE"
    ADMIN = "ADMIN"


@strawberry.type
class Viewer:
    user: User | None = answered_by(records.users, key="user_id")
    token: str
    scopes: list[Scope]
    time_zone: TimeZone
    today: date
