"""Every question a client may ask."""

from functools import cache
from typing import Annotated

import strawberry

from domain.access import Scope
from engine.fields import ROOT, answered_by
from resolvers import access, accounts, activity, nodes, portfolio, viewer
from schema import account_inputs
from schema.access import AccessToken
from schema.accounts import Account
from schema.activity import ActivityConnection
from schema.audience import audience, for_customers, marked_fields
from schema.build import built, core_of
from schema.costs import priced
from schema.mutations.errors import ERRORS
from schema.mutations.root import MUTATION
from schema.mutations.root import SCOPES as MUTATION_SCOPES
from schema.node import Connection, Node
from schema.portfolio import Portfolio
from schema.printed import printed
from schema.queries import RecordQueries
from schema.scopes import required_scopes, requires_scope
from schema.user import User
from schema.viewer import Viewer
from schema.voices import Signal

IDS = list[strawberry.ID]


@strawberry.type
class Query(RecordQueries):
    node: Node | None = answered_by(
        nodes.one,
        key=ROOT,
        arguments={"id_": Annotated[strawberry.ID, strawberry.argument(name="id")]},
        description="Null where there is none.",
    )
    nodes: list[Node | None] = answered_by(
        nodes.many, key=ROOT, arguments={"ids": IDS}, description="In the order of the ids."
    )
    account: Account | None = answered_by(accounts.one, key=ROOT)
    accounts: Connection[Account] = answered_by(
        accounts.listed, key=ROOT, arguments=account_inputs.ACCOUNTS
    )
    viewer: Viewer = answered_by(viewer.current, key=ROOT)
    users: Connection[User] = answered_by(access.users, key=ROOT, description="Our own people.")
    access_tokens: Connection[AccessToken] = answered_by(
        access.tokens, key=ROOT, description="The newest first; of those revoked, too."
    )
    activity: ActivityConnection = answered_by(
        activity.everywhere, key=ROOT, arguments={"accounts": IDS | None}
    )
    portfolio: Portfolio = answered_by(
        portfolio.whole,
        key=ROOT,
        description="Of the accounts that pass the filter today. With asOf their figures are"
        " replayed from the facts known then; owners are today's.",
    )


OTHERS = {
    "Query.viewer": None,
    "Viewer.user": Scope.READ,
    "Viewer.account": Scope.READ,
    "Query.accessTokens": Scope.ADMIN,
    "FeedTokenCreatePayload.token": Scope.READ,
    "FeedTokenCreatePayload.url": Scope.READ,
    "ShareLinkCreatePayload.secret": Scope.READ,
}
"""Fields beside the rule: whoever asks may ask what the token is good for, and nobody who may only
write is told what others read with."""
schema = built(Query, [Signal, *ERRORS], mutation=MUTATION)
CORE = core_of(schema)
CORE.directives += (requires_scope(CORE), audience(CORE))
SCOPES = required_scopes(CORE, MUTATION_SCOPES, others=OTHERS)
"Schema coordinate -> the scope a token needs for it."
FOR_CUSTOMERS = for_customers(CORE)
"Schema coordinates of all that a customer's share link may ask for."
COSTS = priced(CORE)


@cache
def sdl() -> str:
    """The contract as text, as it is committed and served: 70 kB that take 80 ms to write."""
    said = {at: [f"@requiresScope(scope: {scope})"] for at, scope in SCOPES.items()}
    for at, _ in marked_fields(CORE):
        said.setdefault(at, []).append("@audience(audience: CUSTOMER)")
    for at, cost in COSTS.items():
        said.setdefault(at, []).append(cost)
    return printed(CORE, {at: " ".join(parts) for at, parts in said.items()})
