"""The same questions on Ariadne, schema first, over our own contract, with aiodataloader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from aiodataloader import DataLoader
from ariadne import ObjectType, QueryType, ScalarType, make_executable_schema
from ariadne.asgi import GraphQL
from graphql import GraphQLResolveInfo
from starlette.applications import Starlette
from starlette.routing import Route

from benchmarks.engine.cursors import cursor_at, position
from benchmarks.engine.loaders import Json, Listed, Loads, Promises, Scored, sessions, status_of
from domain.money import Money
from domain.vocabulary import CommitmentStatus, RecordType
from models.account import Account, User
from models.commitment import Commitment
from models.contract import Contract
from models.incident import Incident
from models.meeting import Review
from resolvers.ids import opaque, parsed
from schema.scalars import write_decimal, write_instant

CONTRACT = Path("schema/schema.graphql")
PAGE = 20
DRIVERS = 4
MILLION = 1_000_000
COLUMNS = {
    "value": "value",
    "band": "band",
    "trend": "trend",
    "confidence": "confidence",
    "computedAt": "computed_at",
    "probability": "probability",
    "level": "risk_level",
}


@dataclass(slots=True)
class Context:
    """One per request, with loaders of its own."""

    loads: Loads
    accounts: DataLoader[str, Account | None]
    users: DataLoader[str, User | None]
    scores: DataLoader[str, Scored | None]
    contracts: DataLoader[Listed, list[Contract]]
    incidents: DataLoader[Listed, list[Incident]]
    promises: DataLoader[Promises, list[Commitment]]
    next_reviews: DataLoader[str, Review | None]

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


Info = GraphQLResolveInfo[Context]
query = QueryType()
account, user, contract = ObjectType("Account"), ObjectType("User"), ObjectType("Contract")
commitment, incident, review = (
    ObjectType(name) for name in ("Commitment", "Incident", "BusinessReview")
)
health, factor = ObjectType("HealthScore"), ObjectType("HealthFactor")
risk, driver, money = ObjectType("RenewalRisk"), ObjectType("RiskDriver"), ObjectType("Money")
SCALARS = (
    ScalarType("DateTime", serializer=write_instant),
    ScalarType("Date", serializer=str),
    ScalarType("Decimal", serializer=write_decimal),
)


def amount(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


@query.field("account")
async def resolve_account(_: None, info: Info, *, by: Json) -> Account | None:
    return await info.context.accounts.load(parsed(by["id"], RecordType.ACCOUNT).id)


@query.field("accounts")
async def resolve_accounts(
    _: None,
    info: Info,
    *,
    first: int = PAGE,
    after: str | None = None,
    order_by: Sequence[Json] = (),
) -> Json:
    """By name, or by risk."""
    if order_by:
        return page(await info.context.loads.page_by_risk(first), first)
    at = position(after) if after else None
    return page(await info.context.loads.page_by_name(first, at), first)


def page(rows: Sequence[Account], first: int) -> Json:
    """What these rows, read one further than it is long, make."""
    shown = rows[:first]
    end = cursor_at(shown[-1].name, shown[-1].id) if shown else None
    return {"nodes": shown, "page_info": {"has_next_page": len(rows) > first, "end_cursor": end}}


@account.field("id")
def resolve_account_id(of: Account, _: Info) -> str:
    return opaque(RecordType.ACCOUNT, of.id)


@user.field("id")
def resolve_user_id(of: User, _: Info) -> str:
    return opaque(RecordType.USER, of.id)


@contract.field("id")
def resolve_contract_id(of: Contract, _: Info) -> str:
    return opaque(RecordType.CONTRACT, of.account_id, of.id)


@incident.field("id")
def resolve_incident_id(of: Incident, _: Info) -> str:
    return opaque(RecordType.INCIDENT, of.account_id, of.id)


@commitment.field("id")
def resolve_commitment_id(of: Commitment, _: Info) -> str:
    return opaque(RecordType.COMMITMENT, of.account_id, of.id)


@review.field("id")
def resolve_review_id(of: Review, _: Info) -> str:
    return opaque(RecordType.BUSINESS_REVIEW, of.account_id, of.id)


@account.field("owner")
@commitment.field("owner")
async def resolve_owner(of: Account | Commitment, info: Info) -> User | None:
    return None if of.owner_id is None else await info.context.users.load(of.owner_id)


@account.field("contracts")
async def resolve_contracts(of: Account, info: Info, *, first: int = PAGE) -> Json:
    return {"nodes": await info.context.contracts.load((of.id, first))}


@account.field("commitments")
async def resolve_commitments(
    of: Account,
    info: Info,
    *,
    filter: Json,  # noqa: A002 - the contract's own word
    first: int = PAGE,
) -> Json:
    statuses = tuple(CommitmentStatus(word) for word in filter["status"])
    return {"nodes": await info.context.promises.load((of.id, first, statuses))}


@account.field("incidents")
async def resolve_incidents(of: Account, info: Info, *, first: int = PAGE) -> Json:
    return {"nodes": await info.context.incidents.load((of.id, first))}


@account.field("nextReview")
async def resolve_next_review(of: Account, info: Info) -> Review | None:
    return await info.context.next_reviews.load(of.id)


@account.field("health")
@account.field("renewalRisk")
async def resolve_score(of: Account, info: Info) -> Scored | None:
    return await info.context.scores.load(of.id)


@contract.field("annualValue")
def resolve_annual_value(of: Contract, _: Info) -> Money | None:
    return amount(of.annual_value_minor, of.currency_code)


@commitment.field("status")
def resolve_status(of: Commitment, _: Info) -> CommitmentStatus:
    return status_of(of, datetime.now(UTC))


@health.field("factors")
def resolve_factors(of: Scored, _: Info) -> Sequence[Json]:
    return of[1]["health"]["factors"]


@health.field("weakestFactor")
def resolve_weakest_factor(of: Scored, _: Info) -> str:
    return of[1]["health"]["weakest_factor"]


@factor.field("points")
def resolve_factor_points(of: Json, _: Info) -> float:
    return of["cents"] / 100


@risk.field("drivers")
def resolve_drivers(of: Scored, _: Info, *, first: int = DRIVERS) -> Sequence[Json]:
    return of[1]["risk"]["drivers"][:first]


@risk.field("baseRate")
def resolve_base_rate(of: Scored, _: Info) -> float:
    return of[1]["risk"]["base_millionths"] / MILLION


@risk.field("contractValueAtRisk")
def resolve_at_risk(of: Scored, _: Info) -> Money | None:
    return amount(of[0].at_risk_minor, of[0].currency_code)


@driver.field("points")
def resolve_driver_points(of: Json, _: Info) -> float:
    return of["millionths"] / MILLION


@driver.field("value")
def resolve_driver_value(of: Json, _: Info) -> Money | None:
    value: Json = of["value"] or {}
    return amount(value.get("minor"), value.get("currency_code"))


@health.field("value")
@health.field("band")
@health.field("trend")
@health.field("confidence")
@health.field("computedAt")
@risk.field("probability")
@risk.field("level")
def resolve_stored(of: Scored, info: Info) -> object:
    return getattr(of[0], COLUMNS[info.field_name])


@risk.field("low")
@risk.field("high")
def resolve_interval(of: Scored, info: Info) -> float:
    return of[1]["risk"][info.field_name]


@risk.field("decisionDate")
def resolve_decision_date(of: Scored, _: Info) -> str | None:
    return of[1]["risk"]["decision_date"]


def application(data: Path) -> Starlette:
    """The application over the file in that directory."""
    bound = (query, account, user, contract, commitment, incident, review)
    judged = (health, factor, risk, driver, money)
    schema = make_executable_schema(
        CONTRACT.read_text(), *bound, *judged, *SCALARS, convert_names_case=True
    )
    loads = Loads(sessions(data))

    def context(_: object, __: Json) -> Context:
        return Context.of(loads)

    view = GraphQL(schema, context_value=context, explorer=None)
    return Starlette(routes=[Route("/graphql", view.handle_request, methods=["POST"])])
