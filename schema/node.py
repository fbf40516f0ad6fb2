"""What many types share: identity, versions, pages, money, sources."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import strawberry

from domain.money import money_of
from domain.texts import CurrencyCode
from domain.vocabulary import Basis, RecordType
from engine.fields import answered_by, promised, worked_out
from resolvers import sources
from resolvers.ids import DIRECTORY, ids_of

T = TypeVar("T")

strawberry.enum(Basis)


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.interface(description="Anything a client may edit concurrently.")
class Versioned:
    version: int
    updated_at: datetime


@promised
@strawberry.type
class Money:
    amount: Decimal
    currency_code: CurrencyCode


@promised
@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@promised
@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@promised
@strawberry.type
class Connection(Generic[T]):
    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo
    total_count: int


@strawberry.type(description="Where a record's words stand.")
class SourceSpan:
    note_id: strawberry.ID = worked_out(ids_of(RecordType.NOTE_DRAFT), "note_id")
    field: str
    quote: str
    first_line: int
    last_line: int
    basis: Basis
    rule: str
    assumption: str | None


def id_of(kind: RecordType) -> Any:
    """The global id, from the row's keys."""
    return worked_out(ids_of(kind), *(("id",) if kind in DIRECTORY else ("account_id", "id")))


def money(minor: str, currency: str) -> Any:
    """Money kept as two columns; null where either is."""
    return worked_out(money_of, minor, currency)


def sources_of() -> Any:
    """Where the words of this record stand."""
    return answered_by(sources.of_records, key=("account_id", "id"))
