"""Notes before anybody has agreed to what they say, and what became of them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.vocabulary import FlagLevel, NoteDraftState, RecordType
from engine.fields import answered_by
from resolvers import records
from schema.node import Node, SourceSpan, id_of

if TYPE_CHECKING:
    from schema.accounts import Account

strawberry.enum(FlagLevel)
strawberry.enum(NoteDraftState)


@strawberry.type(description="Something to decide (HIGH: before the note is applied) or to know.")
class NoteFlag:
    key: str
    level: FlagLevel
    statement: str
    lines: list[int]
    candidates: list[str]
    answer: str | None


@strawberry.type
class DraftRecord:
    key: str
    kind: str
    fields: list[SourceSpan]
    target: Node | None = answered_by(
        records.named,
        key=("account_id", "target_type", "target_id"),
        description="What it became; null until the note is applied.",
    )


@strawberry.type(
    description="What was read from a note. Records, structure and unclaimed lines are all of it."
)
class NoteDraft:
    id: strawberry.ID = id_of(RecordType.NOTE_DRAFT)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] | None = answered_by(
        records.accounts, key="account_id"
    )
    sha256: str
    state: NoteDraftState
    flags: list[NoteFlag]
    records: list[DraftRecord]
    unclaimed_lines: list[int]
    version: int
