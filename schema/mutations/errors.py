"""Why a change was refused, so that a client can act on it."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from engine.fields import answered_by, worked_out
from resolvers import records
from resolvers.mutations.payload import UserErrorCode, WriteOutcome
from schema.mutations.reviews import ReviewConflict
from schema.node import Node
from schema.spelling import spelt

strawberry.enum(UserErrorCode)
strawberry.enum(WriteOutcome)


def path_of(at: Sequence[str]) -> list[str]:
    return ["input", *map(spelt, at)]


def spelt_fields(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(map(spelt, names)))


PATH = "Path from the arguments: [input, slaTerms, 0, target]."


@strawberry.interface
class UserError:
    code: UserErrorCode
    message: str
    path: list[str] = worked_out(path_of, "at", description=PATH)


@strawberry.type(description="Any error a client only shows.")
class PlainError(UserError):
    pass


@strawberry.type
class VersionConflict(UserError):
    expected_version: int
    current_version: int
    conflicting_fields: list[str] = worked_out(spelt_fields, "conflicting_fields")
    current: Node | None = answered_by(
        records.named, key=("account_id", "record_type", "record_id")
    )


@strawberry.type
class InvalidTransition(UserError):
    current_state: str
    allowed: list[str]


@strawberry.type
class ScheduleConflict(UserError):
    conflicts: list[ReviewConflict]


@strawberry.type
class IdempotencyKeyReused(UserError):
    first_seen_at: datetime


ERRORS = (PlainError, VersionConflict, InvalidTransition, IdempotencyKeyReused, ScheduleConflict)
"Only an interface leads to them."
