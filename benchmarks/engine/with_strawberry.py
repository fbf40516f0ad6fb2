"""The same questions on Strawberry's own executor, as its guides teach: types and DataLoaders."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import orjson
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from benchmarks.engine.cursors import cursor_at, position
from benchmarks.engine.loaders import Loads, sessions
from benchmarks.engine.strawberry_types import (
    BusinessReview,
    Commitment,
    Context,
    Contract,
    HealthScore,
    Incident,
    Info,
    Page,
    PageInfo,
    RenewalRisk,
    User,
)
from domain.vocabulary import CommitmentStatus, RecordType
from models import account
from resolvers.accounts import AccountOrderField
from resolvers.ids import opaque, parsed
from resolvers.lists import OrderDirection
from schema.scalars import SCALARS, CurrencyCode, TimeZone

PAGE = 20
strawberry.enum(AccountOrderField)
strawberry.enum(OrderDirection)


@strawberry.input
class AccountRefInput:
    id: strawberry.ID


@strawberry.input
class AccountOrder:
    field: AccountOrderField
    direction: OrderDirection = OrderDirection.ASC


@strawberry.input
class CommitmentFilter:
    status: list[CommitmentStatus]


@strawberry.type
class Account:
    id: strawberry.ID
    name: str
    segment: str | None
    time_zone: TimeZone | None
    currency_code: CurrencyCode | None
    key: strawberry.Private[str]
    owner_id: strawberry.Private[str | None]

    @classmethod
    def of(cls, row: account.Account) -> Self:
        return cls(
            id=strawberry.ID(opaque(RecordType.ACCOUNT, row.id)),
            name=row.name,
            segment=row.segment,
            time_zone=TimeZone(row.time_zone) if row.time_zone else None,
            currency_code=CurrencyCode(row.currency_code) if row.currency_code else None,
            key=row.id,
            owner_id=row.owner_id,
        )

    @strawberry.field
    async def owner(self, info: Info) -> User | None:
        return await User.load(info, self.owner_id)

    @strawberry.field
    async def contracts(self, info: Info, first: int = PAGE) -> Page[Contract]:
        rows = await info.context.contracts.load((self.key, first))
        return Page(nodes=[Contract.of(row) for row in rows])

    @strawberry.field
    async def commitments(
        self,
        info: Info,
        filter: CommitmentFilter,  # noqa: A002 - the contract's own word
        first: int = PAGE,
    ) -> Page[Commitment]:
        rows = await info.context.promises.load((self.key, first, tuple(filter.status)))
        return Page(nodes=[Commitment.of(row) for row in rows])

    @strawberry.field
    async def incidents(self, info: Info, first: int = PAGE) -> Page[Incident]:
        rows = await info.context.incidents.load((self.key, first))
        return Page(nodes=[Incident.of(row) for row in rows])

    @strawberry.field
    async def next_review(self, info: Info) -> BusinessReview | None:
        row = await info.context.next_reviews.load(self.key)
        return row and BusinessReview.of(row)

    @strawberry.field
    async def health(self, info: Info) -> HealthScore | None:
        found = await info.context.scores.load(self.key)
        return found and HealthScore.of(*found)

    @strawberry.field
    async def renewal_risk(self, info: Info) -> RenewalRisk | None:
        found = await info.context.scores.load(self.key)
        return found and RenewalRisk.of(*found)


@strawberry.type
class Accounts:
    nodes: list[Account]
    page_info: PageInfo

    @classmethod
    def of(cls, rows: Sequence[account.Account], first: int) -> Self:
        """The page that these rows, read one further than it is long, make."""
        shown = rows[:first]
        end = cursor_at(shown[-1].name, shown[-1].id) if shown else None
        info = PageInfo(has_next_page=len(rows) > first, end_cursor=end)
        return cls(nodes=[Account.of(row) for row in shown], page_info=info)


@strawberry.type
class Query:
    @strawberry.field
    async def account(self, info: Info, by: AccountRefInput) -> Account | None:
        row = await info.context.accounts.load(parsed(by.id, RecordType.ACCOUNT).id)
        return row and Account.of(row)

    @strawberry.field
    async def accounts(
        self,
        info: Info,
        first: int = PAGE,
        after: str | None = None,
        order_by: list[AccountOrder] | None = None,
    ) -> Accounts:
        """By name, or by risk."""
        loads = info.context.loads
        if order_by:
            return Accounts.of(await loads.page_by_risk(first), first)
        at = position(after) if after else None
        return Accounts.of(await loads.page_by_name(first, at), first)


class View(GraphQL[Context, None]):
    """Strawberry's own view; its answer written by orjson, as ours is."""

    def __init__(self, schema: strawberry.Schema, loads: Loads) -> None:
        super().__init__(schema, graphql_ide=None)
        self.loads = loads

    async def get_context(
        self,
        request: Request | WebSocket,  # noqa: ARG002 - the view's own signature
        response: Response | WebSocket,  # noqa: ARG002 - the same
    ) -> Context:
        return Context.of(self.loads)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def application(data: Path, *, extensions: Sequence[type[SchemaExtension]] = ()) -> Starlette:
    """The application over the file in that directory."""
    config = StrawberryConfig(scalar_map=SCALARS)
    schema = strawberry.Schema(Query, extensions=extensions, config=config)
    return Starlette(routes=[Route("/graphql", View(schema, Loads(sessions(data))))])
