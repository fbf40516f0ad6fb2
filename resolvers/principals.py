"""Who a token or an address speaks for, and what they may see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, func, or_, select

from domain.access import Scope, UserRole, counted
from engine.reads import Ask, Columns, Reads, Row, Statement
from engine.sql import one_of
from models.access import TOKEN, AccountsSeen
from models.account import Account, User
from models.base import table_of
from models.sight import Sight, SightKind
from resolvers.context import LOCAL, Viewer

ASK = Ask(())
ACCOUNT, USER = table_of(Account), table_of(User)
SCRIPT = "script:"
"Before a script's name, where logs name it."
SMALL_BOOK = 300  # accounts
"""At 3 us for each, finding and sorting so many takes as long as passing over those of others, of
5,000 in all, until 50 are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenHeld:
    """A token on file, whoever holds it, and whom it speaks for while it is good."""

    secret_hash: str
    expires_at: datetime
    viewer: Viewer | None
    "None: it was revoked, or its user left."


@Statement
def a_token(_: Columns) -> Select[Any]:
    """Whether there was ever any that is no share link: those keep nobody of ours out."""
    return select(TOKEN.c.id).where(TOKEN.c.account_id.is_(None)).limit(1)


@Statement
def token_by_id(_: Columns) -> Select[Any]:
    return select(TOKEN).where(TOKEN.c.id == bindparam("id", type_=String()))


@Statement
def user_by_id(_: Columns) -> Select[Any]:
    return select(USER).where(USER.c.id == bindparam("id", type_=String()))


@Statement
def user_by_email(_: Columns) -> Select[Any]:
    """Providers spell addresses their own way."""
    return select(USER).where(func.lower(USER.c.email) == bindparam("email", type_=String()))


@Statement
def team(_: Columns) -> Select[Any]:
    return select(USER.c.id).where(USER.c.lead_id == bindparam("lead", type_=String()))


@Statement
def tokens_of_script(_: Columns) -> Select[Any]:
    """Those that are good, the newest first."""
    return (
        select(TOKEN)
        .where(TOKEN.c.script == bindparam("script", type_=String()))
        .where(TOKEN.c.revoked_at.is_(None))
        .where(TOKEN.c.expires_at > bindparam("now", type_=TOKEN.c.expires_at.type))
        .order_by(TOKEN.c.created_at.desc(), TOKEN.c.id.desc())
        .limit(1)
    )


@Statement
def some_of_book(_: Columns) -> Select[Any]:
    """Its accounts, as far as they are few."""
    people = (ACCOUNT.c.owner_id, ACCOUNT.c.csm_id)
    found = select(ACCOUNT.c.id).where(or_(*(one_of(person) for person in people)))
    return found.limit(SMALL_BOOK + 1)


def any_token() -> Reads[bool]:
    """Whether there was ever a token: from then on everybody needs one."""
    return bool((yield ASK.values(a_token)))


def token_held(id_: str, *, time_zone: str) -> Reads[TokenHeld | None]:
    """The token of this id; None when there never was one."""
    found = yield ASK.values(token_by_id, id=id_)
    if not found:
        return None
    token = found[0]
    viewer = None if token.revoked_at else (yield from speaks_for(token, time_zone))
    viewer = viewer and (yield from measured(viewer))
    return TokenHeld(secret_hash=token.secret_hash, expires_at=token.expires_at, viewer=viewer)


def speaks_for(token: Row, time_zone: str) -> Reads[Viewer | None]:
    """One of our people, a customer, or the script."""
    if token.account_id is not None:
        return customer(token, time_zone)
    if token.user_id is None:
        return (yield from script(token, time_zone))
    users = yield ASK.values(user_by_id, id=token.user_id)
    return (yield from person(users[0], token.scopes, time_zone=time_zone))


def user_called(email: str, scopes: Iterable[Scope], *, time_zone: str) -> Reads[Viewer | None]:
    """Our user with this address; None while there is none."""
    users = yield ASK.values(user_by_email, email=email.lower())
    viewer = (yield from person(users[0], scopes, time_zone=time_zone)) if users else None
    return viewer and (yield from measured(viewer))


def measured(viewer: Viewer) -> Reads[Viewer]:
    """The same, knowing whether their book is small; it is right enough while they are known."""
    sight = viewer.sight
    if sight.kind is not SightKind.BOOK:
        return viewer
    found = yield ASK.values(some_of_book, keys=sight.whom)
    return replace(viewer, sight=replace(sight, is_small=len(found) <= SMALL_BOOK))


def sight_now(actor: str, *, now: datetime, is_open: bool) -> Reads[Sight | None]:
    """What somebody sees by now whom logs name so; None for who sees nothing any more.

    While nobody needs a token everybody sees everything, and so does who wrote in that time.
    """
    if is_open or actor == LOCAL:
        return Sight.everything()
    if actor.startswith(SCRIPT):
        tokens = yield ASK.values(tokens_of_script, script=actor.removeprefix(SCRIPT), now=now)
        return (yield from sight_of(tokens[0])) if tokens else None
    users = yield ASK.values(user_by_id, id=actor)
    viewer = (yield from person(users[0], (), time_zone="UTC")) if users else None
    return viewer and viewer.sight


def person(user: Row, scopes: Iterable[Scope], *, time_zone: str) -> Reads[Viewer | None]:
    """One of our people, seeing what their role says; None for who has left."""
    if not user.active:
        return None
    sees_all = user.role is UserRole.ADMIN
    of_team = (yield ASK.values(team, lead=user.id)) if user.role is UserRole.LEAD else ()
    book = (user.id, *(member.id for member in of_team))
    return Viewer(
        user_id=user.id,
        token=f"user:{user.id}",
        scopes=counted(scopes, sees_all=sees_all),
        time_zone=time_zone,
        sight=Sight.everything() if sees_all else Sight.book_of(book),
        may_hand_over=user.role is not UserRole.MEMBER,
    )


def script(token: Row, time_zone: str) -> Reads[Viewer | None]:
    """A script, by its name: another token of that name goes on where this one ended.

    None for one of the book of somebody who has left: as good as their own token.
    """
    sight = yield from sight_of(token)
    if sight is None:
        return None
    sees_all = token.accounts_seen is AccountsSeen.ALL
    return Viewer(
        token=f"{SCRIPT}{token.script}",
        scopes=counted(token.scopes, sees_all=sees_all),
        time_zone=time_zone,
        sight=sight,
        may_hand_over=sees_all,
    )


def customer(token: Row, time_zone: str) -> Viewer:
    """Whoever has a share link."""
    return Viewer(
        account_id=token.account_id,
        token=f"share:{token.id}",
        scopes=(Scope.READ,),
        time_zone=time_zone,
        sight=Sight.customer_of(token.account_id),
        may_hand_over=False,
    )


def sight_of(token: Row) -> Reads[Sight | None]:
    """What a script sees; None where it is of a book, and whose it is has left."""
    match token.accounts_seen:
        case AccountsSeen.ALL:
            return Sight.everything()
        case AccountsSeen.BOOK:
            (user,) = yield ASK.values(user_by_id, id=token.book_of_id)
            return Sight.book_of((user.id,)) if user.active else None
        case _:
            return Sight.of_accounts(token.account_ids)
