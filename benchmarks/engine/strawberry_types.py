"""Types of a schema like ours, made of entities; what is related comes through DataLoaders."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, Self, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from benchmarks.engine.loaders import Json, Listed, Loads, Promises, Scored, status_of
from domain.money import Money as Amount
from domain.verdicts import FactorKey, HealthBand, RiskDriverKey, RiskLevel, Trend
from domain.vocabulary import CommitmentStatus, IncidentStatus, RecordType, Severity
from models import account, commitment, contract, history, incident, meeting
from resolvers.ids import opaque
from schema.scalars import CurrencyCode, TimeZone

T = TypeVar("T")
MILLION = 1_000_000
for words in (FactorKey, HealthBand, RiskDriverKey, RiskLevel, Trend):
    strawberry.enum(words)
for words in (CommitmentStatus, IncidentStatus, Severity):
    strawberry.enum(words)


@dataclass(slots=True)
class Context:
    """One per request, with loaders of its own."""

    loads: Loads
    accounts: DataLoader[str, account.Account | None]
    users: DataLoader[str, account.User | None]
    scores: DataLoader[str, Scored | None]
    contracts: DataLoader[Listed, list[contract.Contract]]
    incidents: DataLoader[Listed, list[incident.Incident]]
    promises: DataLoader[Promises, list[commitment.Commitment]]
    next_reviews: DataLoader[str, meeting.Review | None]

    @classmethod
    def of(cls, loads: Loads) -> Self:
        return cls(
            loads=loads,
            accounts=DataLoader(loads.accounts),
            users=DataLoader(loads.users),
            scores=DataLoader(loads.scores),
            contracts=DataLoader(loads.contracts),
            incidents=DataLoader(loads.incidents),
            promises=DataLoader(loads.promises),
            next_reviews=DataLoader(loads.next_reviews),
        )


Info = strawberry.Info[Context, None]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Page(Generic[T]):
    nodes: list[T]


@strawberry.type
class Money:
    amount: Decimal
    currency_code: CurrencyCode

    @classmethod
    def of(cls, minor: int | None, currency: str | None) -> Self | None:
        if minor is None or currency is None:
            return None
        return cls(amount=Amount(minor, currency).amount, currency_code=CurrencyCode(currency))


@strawberry.type
class User:
    id: strawberry.ID
    name: str
    title: str | None

    @classmethod
    async def load(cls, info: Info, id_: str | None) -> Self | None:
        row = None if id_ is None else await info.context.users.load(id_)
        if row is None:
            return None
        return cls(
            id=strawberry.ID(opaque(RecordType.USER, row.id)), name=row.name, title=row.title
        )


@strawberry.type
class Contract:
    id: strawberry.ID
    name: str
    annual_value: Money | None
    starts_on: date | None
    renews_on: date | None
    notice_deadline: date | None
    auto_renews: bool | None

    @classmethod
    def of(cls, row: contract.Contract) -> Self:
        return cls(
            id=strawberry.ID(opaque(RecordType.CONTRACT, row.account_id, row.id)),
            name=row.name,
            annual_value=Money.of(row.annual_value_minor, row.currency_code),
            starts_on=row.starts_on,
            renews_on=row.renews_on,
            notice_deadline=row.notice_deadline,
            auto_renews=row.auto_renews,
        )


@strawberry.type
class Incident:
    id: strawberry.ID
    title: str
    severity: Severity
    status: IncidentStatus
    reported_at: datetime | None
    resolved_at: datetime | None
    users_affected: int | None

    @classmethod
    def of(cls, row: incident.Incident) -> Self:
        return cls(
            id=strawberry.ID(opaque(RecordType.INCIDENT, row.account_id, row.id)),
            title=row.title,
            severity=row.severity,
            status=row.status,
            reported_at=row.reported_at,
            resolved_at=row.resolved_at,
            users_affected=row.users_affected,
        )


@strawberry.type
class Commitment:
    id: strawberry.ID
    text: str
    status: CommitmentStatus
    due_on: date | None
    owner_id: strawberry.Private[str | None]

    @strawberry.field
    async def owner(self, info: Info) -> User | None:
        return await User.load(info, self.owner_id)

    @classmethod
    def of(cls, row: commitment.Commitment) -> Self:
        return cls(
            id=strawberry.ID(opaque(RecordType.COMMITMENT, row.account_id, row.id)),
            text=row.text,
            status=status_of(row, datetime.now(UTC)),
            due_on=row.due_on,
            owner_id=row.owner_id,
        )


@strawberry.type
class BusinessReview:
    id: strawberry.ID
    title: str
    starts_at: datetime | None
    time_zone: TimeZone | None

    @classmethod
    def of(cls, row: meeting.Review) -> Self:
        return cls(
            id=strawberry.ID(opaque(RecordType.BUSINESS_REVIEW, row.account_id, row.id)),
            title=row.title,
            starts_at=row.starts_at,
            time_zone=TimeZone(row.time_zone) if row.time_zone else None,
        )


@strawberry.type
class HealthFactor:
    key: FactorKey
    label: str
    weight: float
    score: float
    points: float
    confidence: float

    @classmethod
    def of(cls, found: Json) -> Self:
        return cls(
            key=FactorKey(found["key"]),
            label=found["label"],
            weight=found["weight"],
            score=found["score"],
            points=found["cents"] / 100,
            confidence=found["confidence"],
        )


@strawberry.type
class HealthScore:
    value: float
    band: HealthBand
    trend: Trend
    confidence: float
    computed_at: datetime
    weakest_factor: FactorKey
    factors: list[HealthFactor]

    @classmethod
    def of(cls, row: history.Score, held: Json) -> Self:
        health = held["health"]
        return cls(
            value=row.value,
            band=row.band,
            trend=row.trend,
            confidence=row.confidence,
            computed_at=row.computed_at,
            weakest_factor=FactorKey(health["weakest_factor"]),
            factors=[HealthFactor.of(factor) for factor in health["factors"]],
        )


@strawberry.type
class RiskDriver:
    key: RiskDriverKey
    points: float
    value: Money | None
    summary: str

    @classmethod
    def of(cls, found: Json) -> Self:
        value: Json = found["value"] or {}
        return cls(
            key=RiskDriverKey(found["key"]),
            points=found["millionths"] / MILLION,
            value=Money.of(value.get("minor"), value.get("currency_code")),
            summary=found["summary"],
        )


@strawberry.type
class RenewalRisk:
    probability: float
    low: float
    high: float
    level: RiskLevel
    decision_date: date | None
    base_rate: float
    contract_value_at_risk: Money | None
    shown: strawberry.Private[list[Any]]

    @strawberry.field
    def drivers(self, first: int = 4) -> list[RiskDriver]:
        return [RiskDriver.of(driver) for driver in self.shown[:first]]

    @classmethod
    def of(cls, row: history.Score, held: Json) -> Self | None:
        risk = held["risk"]
        if risk is None or row.risk_level is None:
            return None
        decision = risk["decision_date"]
        return cls(
            probability=risk["millionths"] / MILLION,
            low=risk["low"],
            high=risk["high"],
            level=row.risk_level,
            decision_date=date.fromisoformat(decision) if decision else None,
            base_rate=risk["base_millionths"] / MILLION,
            contract_value_at_risk=Money.of(row.at_risk_minor, row.currency_code),
            shown=risk["drivers"],
        )
