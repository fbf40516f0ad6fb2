"""Health: a value, its band, and every point of it accounted for."""

from datetime import datetime

import strawberry

from domain.verdicts import BandReason, ChangeCause, FactorKey, HealthBand, Trend
from engine.fields import answered_by, promised
from resolvers import changes, health, past_health, records, sources
from schema.node import Node, SourceSpan
from schema.user import User

for words in (BandReason, ChangeCause, FactorKey, HealthBand, Trend, past_health.HistoryStep):
    strawberry.enum(words)

SOURCE = ("account_id", "source_type", "source_id")
SPANS = ("account_id", "span_id")


@strawberry.type
class HealthPoint:
    at: datetime
    value: float
    band: HealthBand
    confidence: float


@promised
@strawberry.type
class HealthFactor:
    key: FactorKey
    label: str
    weight: float
    score: float
    points: float
    confidence: float


@strawberry.type(description="points of all evidence + 70 = value.")
class Evidence:
    key: str
    factor: FactorKey
    points: float
    summary: str
    occurred_at: datetime
    known_at: datetime
    source: Node | None = answered_by(
        records.named, key=SOURCE, description="Null for service time."
    )
    sources: list[SourceSpan] = answered_by(sources.of_records, key=SPANS)


@strawberry.type
class Remainder:
    count: int
    points: float


@strawberry.type
class HealthChangeItem:
    cause: ChangeCause
    points: float
    summary: str
    factor: FactorKey | None
    source: Node | None = answered_by(records.named, key=SOURCE)


@strawberry.type
class HealthChange:
    before: HealthPoint
    after: HealthPoint
    delta: float
    items: list[HealthChangeItem] = strawberry.field(description="Items add up to delta exactly.")


@strawberry.type
class HealthOverride:
    value: float
    band: HealthBand
    reason: str
    author: User | None = answered_by(
        records.users, key="author_id", description="Null when a script set it."
    )
    created_at: datetime
    expires_at: datetime


@promised
@strawberry.type
class HealthScore:
    value: float = strawberry.field(
        description="0-100, always the computed one; 70 = nothing known. Sorting, filtering, risk"
        " and history use it; an override stands beside."
    )
    band: HealthBand
    band_reason: BandReason = strawberry.field(description="Why the band is not the value's own.")
    trend: Trend
    confidence: float
    as_of: datetime
    known_at: datetime
    computed_at: datetime
    model_version: str
    factors: list[HealthFactor]
    weakest_link_points: float = strawberry.field(
        description="0 or less: factor points + weakestLinkPoints = value."
    )
    weakest_factor: FactorKey
    evidence: list[Evidence] = answered_by(
        health.evidence, key="itself", description="Largest first; evidence + rest + 70 = value."
    )
    rest: Remainder = answered_by(health.rest, key="itself")
    changes_since: HealthChange = answered_by(changes.since_then, key="itself")
    override: HealthOverride | None
