"""Links by which a customer sees what is theirs: made, shown once, and taken back."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Scope
from domain.errors import NotFound
from domain.vocabulary import RecordType
from engine.given import ID
from models.access import AccessToken
from resolvers.accounts import AccountRefInput
from resolvers.ids import parsed
from resolvers.mutations.inputs import MutationInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.tokens import end, issued
from resolvers.mutations.writing import Writing, told_at


@dataclass(kw_only=True)
class ShareLinkCreateInput(MutationInput):
    account: AccountRefInput
    label: str
    expires_at: datetime


@dataclass(kw_only=True)
class ShareLinkRevokeInput(MutationInput):
    account: AccountRefInput
    link: ID | None = None


async def create(writing: Writing, asked: ShareLinkCreateInput) -> str | None:
    """The token of the link, which is known here and nowhere else."""
    return issued(writing, asked, "bws", scopes=(Scope.READ,), account_id=writing.account.id)


async def revoke(writing: Writing, asked: ShareLinkRevokeInput) -> None:
    """Whoever has one of these links is unknown from now on."""
    found = await writing.unit.find(AccessToken, AccessToken.account_id == writing.account.id)
    if asked.link is not None:
        with told_at("link"):
            named = parsed(asked.link, RecordType.ACCESS_TOKEN)
            found = [link for link in found if link.id == named.id]
            if not found:
                raise NotFound("The account has no such link")
    for link in found:
        end(writing, link, dry_run=asked.dry_run)


CREATE = Mutation(
    name="shareLinkCreate",
    asked=ShareLinkCreateInput,
    of="account",
    about=RecordType.ACCESS_TOKEN,
    body=create,
    told="Makes a token by which a customer sees what is theirs of the account: what the"
    " contract marks so. It is shown once; a retry with the same key is REPLAYED without it.",
)
REVOKE = Mutation(
    name="shareLinkRevoke",
    asked=ShareLinkRevokeInput,
    of="account",
    about=RecordType.ACCOUNT,
    body=revoke,
    told="The link shows nothing any more, at once.",
)
ALL = (CREATE, REVOKE)
