"""Incidents: lists of them, and what happened when."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, case, func

from domain.vocabulary import IncidentStatus, Severity
from models.base import table_of
from models.incident import Incident, IncidentEvent
from resolvers.days import on_days
from resolvers.filters import Asked, DateFilter, Source, Test, every
from resolvers.listing import children
from resolvers.lists import Lists, OrderDirection
from resolvers.paging import By

INCIDENT = table_of(Incident)


@dataclass(kw_only=True)
class IncidentFilter:
    """`breached`: the resolution clock that counts is past its target."""

    and_: list["IncidentFilter"] | None = None
    or_: list["IncidentFilter"] | None = None
    not_: "IncidentFilter | None" = None
    status: list[IncidentStatus] | None = None
    severity: list[Severity] | None = None
    breached: bool | None = None
    reported_at: DateFilter | None = None


class IncidentOrderField(StrEnum):
    REPORTED_AT = "REPORTED_AT"
    SEVERITY = "SEVERITY"
    UPDATED_AT = "UPDATED_AT"


@dataclass(kw_only=True)
class IncidentOrder:
    """Descending by severity: the gravest first."""

    field: IncidentOrderField
    direction: OrderDirection = OrderDirection.DESC


ASCENDING = {
    IncidentOrderField.REPORTED_AT: (By("reported_at"),),
    IncidentOrderField.SEVERITY: (By("severity", descending=True),),  # SEV1 is the gravest
    IncidentOrderField.UPDATED_AT: (By("updated_at"),),
}
LATEST = (By("reported_at", descending=True),)


def breached(rows: FromClause) -> ColumnElement[Any]:
    """1 once the target passed before the clock stopped; stopped exactly at it is in time."""
    now = bindparam("now", type_=INCIDENT.c.clock_due_at.type)
    past = rows.c.clock_due_at < func.coalesce(rows.c.clock_stopped_at, now)
    return case((past, 1), else_=0)


INCIDENTS = Source(table=INCIDENT, terms={"breached": breached})


def incident_test(asked: Asked, f: IncidentFilter) -> Test:
    """What a filter of incidents asks for."""
    return every(
        asked.nested(f, lambda inner: incident_test(asked, inner)),
        asked.among("status", f.status),
        asked.among("severity", f.severity),
        asked.equal("breached", f.breached),
        on_days(asked, "reported_at", f.reported_at),
    )


LISTS = Lists(source=INCIDENTS, test=incident_test, ascending=ASCENDING, usual=LATEST)
everywhere = LISTS.of()
of_accounts = LISTS.of("account_id")
timeline = children(IncidentEvent, by=("account_id", "incident_id"), order=(By("at"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """Why it happened, as far as anybody has said."""

    key: str | None
    summary: str
    category: str | None
    contributing_factors: tuple[str, ...]
    confirmed: bool


def root_cause(  # noqa: PLR0917 - columns of a row, in their order
    key: str | None,
    summary: str | None,
    category: str | None,
    factors: tuple[str, ...],
    confirmed: bool,  # noqa: FBT001 - the same
) -> RootCause | None:
    """None while nobody has named one."""
    if summary is None:
        return None
    return RootCause(
        key=key,
        summary=summary,
        category=category,
        contributing_factors=factors,
        confirmed=confirmed,
    )
