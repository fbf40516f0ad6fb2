"""Tokens, as who administers sees them; share links, as who looks after the account does."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.access import Scope
from domain.vocabulary import RecordType
from engine.fields import answered_by, worked_out
from models.access import AccountsSeen
from resolvers import records
from resolvers.ids import ids_of
from schema.node import id_of
from schema.user import User

if TYPE_CHECKING:
    from schema.accounts import Account

ACCOUNT_ID = ids_of(RecordType.ACCOUNT)
strawberry.enum(
    Scope, description="What a token is good for: ADMIN for all, WRITE for REVIEWS_WRITE as well."
)
strawberry.enum(AccountsSeen)


def key_of(id_: str) -> str:
    return id_


def account_ids(ids: Sequence[str]) -> list[str]:
    return [ACCOUNT_ID(one) for one in ids]


@strawberry.type(
    description="Of one of our people, of a script, or of the customer of an account: a share link."
    " Its secret is kept nowhere."
)
class AccessToken:
    id: strawberry.ID = id_of(RecordType.ACCESS_TOKEN)
    key: str = worked_out(
        key_of, "id", description="It begins with bw_<key>_, a share link with bws_<key>_."
    )
    label: str
    user: User | None = answered_by(records.users, key="user_id")
    script: str | None
    account: Annotated["Account", strawberry.lazy("schema.accounts")] | None = answered_by(
        records.accounts, key="account_id", description="Whose customer has it, of a share link."
    )
    scopes: list[Scope]
    accounts_seen: AccountsSeen | None = strawberry.field(
        description="Which accounts a script reaches; a person's role decides."
    )
    book_of: User | None = answered_by(records.users, key="book_of_id")
    account_ids: list[strawberry.ID] = worked_out(account_ids, "account_ids")
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None = strawberry.field(description="To within ten minutes.")
    revoked_at: datetime | None
