"""Calendars others may read: addresses that are made, shown once, and taken back."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from domain.errors import InvalidInput, NotFound, Reserved
from domain.vocabulary import RecordType
from engine.given import ID
from models.account import Account, User
from models.base import new_id
from models.feeds import FeedToken, hash_of
from resolvers.accounts import AccountRefInput
from resolvers.mutations.inputs import MutationInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change

log = logging.getLogger("bellwether.feeds")
TOKEN_BYTES = 32  # 256 bits: nobody guesses it, however fast we answer
LONGEST_LIFE = timedelta(days=366)
"A year: an address handed around is looked at again before nobody knows who has it."


@dataclass(kw_only=True)
class FeedTokenCreateInput(MutationInput):
    """Of an account, or of one of our people: exactly one of them."""

    account: AccountRefInput | None = None
    user: ID | None = None
    expires_at: datetime


@dataclass(kw_only=True)
class FeedTokenRevokeInput(MutationInput):
    """`token`: that one alone; left out: every one of the account, or of this person."""

    account: AccountRefInput | None = None
    user: ID | None = None
    token: str | None = None


async def create(writing: Writing, asked: FeedTokenCreateInput) -> str | None:
    """The token, which is known here and nowhere else."""
    owner = await owner_of(writing, asked)
    viewer = writing.context.viewer
    if isinstance(owner, User) and owner.id != viewer.user_id and not viewer.sight.is_everything:
        raise Reserved("It is theirs to make, or of those who see all accounts", at=("user",))
    if isinstance(owner, User) and not owner.active:
        raise InvalidInput("This person is no longer active", at=("user",))
    if not writing.now < asked.expires_at <= writing.now + LONGEST_LIFE:
        message = f"A calendar is shown for up to {LONGEST_LIFE.days} days from now"
        raise InvalidInput(message, at=("expires_at",))
    token = token_urlsafe(TOKEN_BYTES)
    feed = writing.add(
        FeedToken(
            id=new_id(),
            token_hash=hash_of(token),
            account_id=owner.id if isinstance(owner, Account) else None,
            user_id=owner.id if isinstance(owner, User) else None,
            created_at=writing.now,
            created_by=writing.context.viewer.actor,
            expires_at=asked.expires_at,
        )
    )
    if asked.dry_run:
        return None
    tell_operator(writing, feed, "created")
    return token


async def revoke(writing: Writing, asked: FeedTokenRevokeInput) -> None:
    """Nobody reads a calendar at these addresses from now on."""
    owner = await owner_of(writing, asked)
    is_its_own = (
        FeedToken.account_id.in_({owner.id, writing.unit.asked_for})
        if isinstance(owner, Account)
        else FeedToken.user_id == owner.id
    )
    found = await writing.unit.find(FeedToken, is_its_own, FeedToken.revoked_at.is_(None))
    if asked.token is not None:
        found = [one for one in found if one.token_hash == hash_of(asked.token)]
        if not found:
            raise NotFound("It has no such calendar, or no more", at=("token",))
    for one in found:
        change(one, {"revoked_at": writing.now, "revoked_by": writing.context.viewer.actor})
        if not asked.dry_run:
            tell_operator(writing, one, "revoked")


def tell_operator(writing: Writing, feed: FeedToken, done: str) -> None:
    """A line of the server's log on a person's calendar, which is in no account's log."""
    if feed.user_id is not None:
        said = (feed.id, feed.user_id, writing.context.viewer.actor, done)
        log.info("calendar=%s user=%s by=%s done=%s", *said)


async def owner_of(
    writing: Writing, asked: FeedTokenCreateInput | FeedTokenRevokeInput
) -> Account | User:
    """Whose calendar is meant; raises InvalidInput for nobody's or two, InvalidId or NotFound."""
    if (asked.account is None) == (asked.user is None):
        raise InvalidInput("Name an account or a user, and not both", at=("account",))
    if asked.user is None:
        return writing.account
    return await writing.one(User, asked.user, at="user")


CREATE = Mutation(
    name="feedTokenCreate",
    asked=FeedTokenCreateInput,
    of="account",
    about=RecordType.ACCOUNT,
    body=create,
    told="Makes an address where a calendar program finds the business reviews of an account, or"
    " those of one of our people: of the accounts they own or care for, and where they are"
    " invited. The address is shown once; a retry with the same key is REPLAYED without it.",
)
REVOKE = Mutation(
    name="feedTokenRevoke",
    asked=FeedTokenRevokeInput,
    of="account",
    about=RecordType.ACCOUNT,
    body=revoke,
    told="Ends calendars: their addresses are unknown from now on, as expired ones are.",
)
ALL = (CREATE, REVOKE)
