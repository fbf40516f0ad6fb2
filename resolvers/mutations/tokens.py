"""Tokens: made, shown once, and taken back."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe
from typing import Any, Protocol

from domain.access import Scope, UserRole, counted
from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from engine.given import ID
from models.access import AccessToken, AccountsSeen, secret_hash
from models.account import Account, User
from resolvers.ids import parsed
from resolvers.mutations.inputs import MutationInput
from resolvers.mutations.perform import NO_ACCOUNT, Mutation
from resolvers.mutations.users import user_known
from resolvers.mutations.writing import Writing, change, told_at

log = logging.getLogger("bellwether.tokens")
ID_BYTES = 6  # twelve digits: short enough to type, and no two alike in a lifetime
SECRET_BYTES = 32  # 256 bits: nobody guesses them, however fast we answer
LONGEST_LIFE = timedelta(days=366)
"A year: a token is looked at again before nobody knows who has it."
MOST_ACCOUNTS = 500  # in a list: more is a book, or all
LONGEST_NAME = 60  # characters of a script's name: it stands in every line of the log


@dataclass(kw_only=True)
class AccountsSeenInput:
    """Exactly one: all accounts, the book of one of our people, or these."""

    all: bool | None = None
    book_of: str | None = None
    ids: list[ID] | None = None


@dataclass(kw_only=True)
class AccessTokenCreateInput(MutationInput):
    """`user`: the email address of one of our people; else `script` and `accounts`."""

    label: str
    user: str | None = None
    script: str | None = None
    accounts: AccountsSeenInput | None = None
    scopes: list[Scope]
    expires_at: datetime


@dataclass(kw_only=True)
class AccessTokenRevokeInput(MutationInput):
    token: ID


async def create(writing: Writing, asked: AccessTokenCreateInput) -> str | None:
    """The token, which is known here and nowhere else."""
    if not asked.scopes:
        raise InvalidInput("Say what it is good for", at=("scopes",))
    holder, sees_all = await holder_of(writing, asked)
    if Scope.ADMIN in asked.scopes and not sees_all:
        message = "ADMIN is for who sees every account: a user of role ADMIN, or a script with all"
        raise InvalidInput(message, at=("scopes",))
    return issued(writing, asked, "bw", scopes=counted(asked.scopes, sees_all=sees_all), **holder)


class Wanted(Protocol):
    """What whoever asks for a token says of it."""

    label: str
    expires_at: datetime
    dry_run: bool


def issued(writing: Writing, asked: Wanted, start: str, **holder: Any) -> str | None:
    """A new token, and whose it is; raises InvalidInput where it would hold for too long."""
    if not writing.now < asked.expires_at <= writing.now + LONGEST_LIFE:
        message = f"It is good for up to {LONGEST_LIFE.days} days from now"
        raise InvalidInput(message, at=("expires_at",))
    id_, secret = token_hex(ID_BYTES), token_urlsafe(SECRET_BYTES)
    writing.add(
        AccessToken(
            id=id_,
            secret_hash=secret_hash(secret),
            label=asked.label,
            created_at=writing.now,
            created_by=writing.context.viewer.actor,
            expires_at=asked.expires_at,
            **holder,
        )
    )
    if asked.dry_run:
        return None
    tell_operator(writing, id_, "created")
    return f"{start}_{id_}_{secret}"


async def holder_of(writing: Writing, asked: AccessTokenCreateInput) -> tuple[dict[str, Any], bool]:
    """Columns that say whose it is, and whether they see every account."""
    if (asked.user is None) == (asked.script is None):
        raise InvalidInput("It is of a user or of a script, and not of both", at=("user",))
    if asked.user is not None:
        if asked.accounts is not None:
            raise InvalidInput("A person sees what the role says", at=("accounts",))
        user = await user_active(writing, asked.user, at="user")
        return {"user_id": user.id}, user.role is UserRole.ADMIN
    if asked.accounts is None:
        raise InvalidInput("Say which accounts the script reaches", at=("accounts",))
    with told_at("accounts"):
        reach = await reach_of(writing, asked.accounts)
    sees_all = reach["accounts_seen"] is AccountsSeen.ALL
    return {"script": named(asked.script or ""), **reach}, sees_all


def named(script: str) -> str:
    """The name of a script stands in logs, and keeps its retries apart from others'."""
    if len(script) > LONGEST_NAME:
        raise InvalidInput(f"At most {LONGEST_NAME} characters", at=("script",))
    return script


async def user_active(writing: Writing, email: str, *, at: str) -> User:
    """Raises NotFound, and InvalidInput for who has left: tokens of theirs are good for nothing."""
    user = await user_known(writing, email, at=at)
    if not user.active:
        raise InvalidInput("This person is no longer active", at=(at,))
    return user


async def reach_of(writing: Writing, asked: AccountsSeenInput) -> dict[str, Any]:
    if asked.all:
        return {"accounts_seen": AccountsSeen.ALL}
    if asked.book_of is not None:
        user = await user_active(writing, asked.book_of, at="book_of")
        return {"accounts_seen": AccountsSeen.BOOK, "book_of_id": user.id}
    ids = asked.ids or []
    if not 0 < len(ids) <= MOST_ACCOUNTS:
        raise InvalidInput(f"Name 1 to {MOST_ACCOUNTS} accounts, or say all", at=("ids",))
    found = [parsed(one, RecordType.ACCOUNT).id for one in ids]
    there = await writing.unit.find(Account, Account.id.in_(found))
    if missing := set(found) - {account.id for account in there}:
        raise InvalidInput(f"There is no account for {len(missing)} of these", at=("ids",))
    return {"accounts_seen": AccountsSeen.LIST, "account_ids": tuple(dict.fromkeys(found))}


async def revoke(writing: Writing, asked: AccessTokenRevokeInput) -> None:
    """From this moment on it is unknown; again changes nothing."""
    token = await writing.about(AccessToken, asked.token, at="token")
    if token.account_id is not None:  # whose log then tells it
        raise InvalidInput("It is a customer's link: shareLinkRevoke ends it", at=("token",))
    end(writing, token, dry_run=asked.dry_run)


def end(writing: Writing, token: AccessToken, *, dry_run: bool) -> None:
    """It is good no more; once more changes nothing."""
    if token.revoked_at is None:
        by = writing.context.viewer.actor
        change(token, {"revoked_at": writing.now, "revoked_by": by})
        if not dry_run:
            tell_operator(writing, token.id, "revoked")


def tell_operator(writing: Writing, id_: str, done: str) -> None:
    """A line of the server's log, for most tokens are in no account's; never the secret."""
    log.info("token=%s by=%s done=%s", id_, writing.context.viewer.actor, done)


CREATE = Mutation(
    name="accessTokenCreate",
    asked=AccessTokenCreateInput,
    of=NO_ACCOUNT,
    about=RecordType.ACCESS_TOKEN,
    body=create,
    told="Makes a token for one of our people, who sees what the role says, or for a script. From"
    " the first token on nobody is answered without one. A retry with the same key is REPLAYED"
    " without the secret.",
)
REVOKE = Mutation(
    name="accessTokenRevoke",
    asked=AccessTokenRevokeInput,
    of=NO_ACCOUNT,
    about=RecordType.ACCESS_TOKEN,
    body=revoke,
    told="The token is good no more, at once.",
)
ALL = (CREATE, REVOKE)
