"""Promises: lists of them, and where each stands now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from domain.vocabulary import Audience, CommitmentGap, CommitmentKind, CommitmentStatus
from engine.reads import Statement
from engine.sql import one_of
from models.account import Account
from models.base import table_of
from models.commitment import Commitment
from resolvers.context import Context
from resolvers.filters import EVERY, Asked, DateFilter, Source, Term, Test, either, every
from resolvers.listing import children
from resolvers.lists import Lists, OrderDirection
from resolvers.paging import By

ACCOUNT, COMMITMENT = table_of(Account), table_of(Commitment)


@dataclass(kw_only=True)
class CommitmentFilter:
    """`mine`: I own the promise. `hasGap`: at least one of these is missing."""

    mine: bool | None = None
    status: list[CommitmentStatus] | None = None
    audience: Audience | None = None
    kind: list[CommitmentKind] | None = None
    due_on: DateFilter | None = None
    has_gap: list[CommitmentGap] | None = None


class DueOrderField(StrEnum):
    DUE_ON = "DUE_ON"
    UPDATED_AT = "UPDATED_AT"


@dataclass(kw_only=True)
class DueOrder:
    """What has no due date comes last either way."""

    field: DueOrderField
    direction: OrderDirection = OrderDirection.ASC


ASCENDING = {
    DueOrderField.DUE_ON: (By("due_on"),),
    DueOrderField.UPDATED_AT: (By("updated_at"),),
}
DUE_FIRST = (By("due_on"),)


def status_now(rows: FromClause) -> ColumnElement[Any]:
    """Its settled status, else what the day says; the same rule as `status_at`."""
    now = bindparam("now", type_=COMMITMENT.c.overdue_after.type)
    word = COMMITMENT.c.settled_status.type
    return case(
        (rows.c.settled_status.is_not(None), rows.c.settled_status),
        (rows.c.overdue_after < now, literal(CommitmentStatus.OVERDUE, word)),
        else_=literal(CommitmentStatus.OPEN, word),
    )


def status_at(
    settled: CommitmentStatus | None, overdue_after: datetime | None, at: datetime
) -> CommitmentStatus:
    """Its settled status; until there is one it is open up to its due instant, then overdue."""
    if settled is not None:
        return settled
    is_late = overdue_after is not None and overdue_after < at
    return CommitmentStatus.OVERDUE if is_late else CommitmentStatus.OPEN


def lacks(gap: CommitmentGap) -> Term:
    """1 where that gap is among those listed."""

    def term(rows: FromClause) -> ColumnElement[Any]:
        listed = type_coerce(rows.c.gaps, Text())
        return case((func.instr(listed, literal(f'"{gap}"', Text())) > 0, 1), else_=0)

    return term


COMMITMENTS = Source(
    table=COMMITMENT,
    terms={"status": status_now, **{gap.value: lacks(gap) for gap in CommitmentGap}},
)


def commitment_test(asked: Asked, f: CommitmentFilter) -> Test:
    """What a filter of commitments asks for."""
    gaps = [asked.equal(gap.value, value=True) for gap in f.has_gap or ()]
    return every(
        asked.mine(f.mine, "owner_id"),
        asked.among("status", f.status),
        asked.equal("audience", f.audience),
        asked.among("kind", f.kind),
        asked.day("due_on", f.due_on),
        EVERY if f.has_gap is None else either(gaps),
    )


LISTS = Lists(source=COMMITMENTS, test=commitment_test, ascending=ASCENDING, usual=DUE_FIRST)
everywhere = LISTS.of()
of_accounts = LISTS.of("account_id")
of_incidents = children(Commitment, by=("account_id", "incident_id"), order=DUE_FIRST)
of_sources = children(Commitment, by=("account_id", "source_id"), order=DUE_FIRST)


def with_zone(_: tuple[str, ...]) -> Select[Any]:
    """Promises, each with the zone in which its days and months end."""
    zone = ACCOUNT.c.time_zone.label("zone")
    return (
        select(COMMITMENT, zone)
        .join(ACCOUNT, ACCOUNT.c.id == COMMITMENT.c.account_id)
        .where(one_of(COMMITMENT.c.account_id, COMMITMENT.c.id))
    )


WITH_ZONE = Statement(with_zone)


def status(
    settled: CommitmentStatus | None, overdue_after: datetime | None, context: Context
) -> CommitmentStatus:
    """Where it stands at the instant of the operation."""
    return status_at(settled, overdue_after, context.now)
