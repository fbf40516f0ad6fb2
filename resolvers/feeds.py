"""Reviews as a calendar shows them: those of one account, or of one of our people."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)

from domain.vocabulary import ReviewStatus
from engine.reads import Ask, Columns, Reads, Row, Statement
from models.account import Account, AccountAlias, User
from models.base import table_of
from models.feeds import FeedToken
from models.readers import Run
from models.sight import Sight
from resolvers.principals import sight_now
from resolvers.reviews import REVIEW, status_now

ADDRESS = "/calendar/{token}.ics"
SHOWN_BACK = timedelta(days=2 * 365)
"Two years: last year's reviews can still be compared with those of the year before."
CANCELLED_KEPT = timedelta(days=90)
"So that a calendar fetched once a quarter still learns what does not take place."
MOST = 2_000
"Reviews in one calendar, the earliest left out: monthly ones of fifty accounts over three years."
ASK = Ask(())
ACCOUNT, ALIAS, USER = table_of(Account), table_of(AccountAlias), table_of(User)
FEED = table_of(FeedToken)


class Appointment(NamedTuple):
    """One review that has a time."""

    id: str
    account: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    time_zone: str | None
    local_date: date | None
    original_date: date | None
    shifted_because: str | None
    moved_by_hand: bool
    is_cancelled: bool
    sequence: int
    updated_at: datetime


class Feed(NamedTuple):
    """What an address is of, and as whose eyes see it."""

    account_id: str | None
    user_id: str | None
    name: str
    sight: Sight
    reader: str
    "As logs name them: the person, or who made the address of an account."


class Calendar(NamedTuple):
    """What one address shows; equal ones are written alike."""

    name: str
    appointments: tuple[Appointment, ...]


def instant(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=REVIEW.c.starts_at.type)


@Statement
def feed_by_hash(_: Columns) -> Select[Any]:
    """Whose calendar an address shows, while it does; what was merged leads to its heir."""
    heir = select(ALIAS.c.account_id).where(ALIAS.c.alias_id == FEED.c.account_id)
    account_id = func.coalesce(heir.scalar_subquery(), FEED.c.account_id)
    columns: list[ColumnElement[Any]] = [
        ACCOUNT.c.id.label("account_id"),
        USER.c.id.label("user_id"),
        func.coalesce(ACCOUNT.c.name, USER.c.name, type_=String()).label("name"),
        func.coalesce(USER.c.id, FEED.c.created_by, type_=String()).label("reader"),
    ]
    return (
        select(*columns)
        .select_from(FEED)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == account_id)
        .outerjoin(USER, USER.c.id == FEED.c.user_id)
        .where(FEED.c.token_hash == bindparam("hash", type_=String()))
        .where(FEED.c.revoked_at.is_(None), FEED.c.expires_at > instant("now"))
        .where(or_(FEED.c.user_id.is_(None), USER.c.active))
    )


@Statement
def appointments(_: Columns, *, of_person: bool) -> Select[Any]:
    """Reviews with a time, the latest first."""
    columns = [REVIEW.c[name] for name in Appointment._fields if name in REVIEW.c]
    return (
        select(*columns, ACCOUNT.c.name.label("account"), status_now(REVIEW).label("status"))
        .join(ACCOUNT, ACCOUNT.c.id == REVIEW.c.account_id)
        .where(of_this_person() if of_person else REVIEW.c.account_id == owner())
        .where(REVIEW.c.starts_at >= instant("since"))
        .where(func.coalesce(REVIEW.c.cancelled_at, instant("now")) > instant("cancelled_since"))
        .order_by(REVIEW.c.starts_at.desc(), REVIEW.c.id)
        .limit(bindparam("most", type_=Integer()))
    )


def owner() -> ColumnElement[Any]:
    return bindparam("owner", type_=String())


def of_this_person() -> ColumnElement[bool]:
    """Of the accounts they own or care for, and those they are invited to; an id is unique."""
    is_invited = type_coerce(REVIEW.c.attendance, String()).contains(owner())
    return or_(ACCOUNT.c.owner_id == owner(), ACCOUNT.c.csm_id == owner(), is_invited)


def feed_called(token_hash: str, *, now: datetime, is_open: bool) -> Reads[Feed | None]:
    """What the address with this token is of; None when it shows nothing, or no more."""
    feeds = yield ASK.values(feed_by_hash, hash=token_hash, now=now)
    if not feeds:
        return None
    account_id, user_id, name, reader = feeds[0]
    sight = yield from sight_now(reader, now=now, is_open=is_open)
    return sight and Feed(account_id, user_id, name, sight, reader)


async def calendar_of(
    run: Run, token_hash: str, *, now: datetime, is_open: bool
) -> Calendar | None:
    """What the address shows: the reviews its reader may see by now.

    One where somebody is invited without seeing its account is a busy time. An account the
    reader sees no more has no calendar. `is_open`: nobody needs a token.
    """
    feed = await run(feed_called(token_hash, now=now, is_open=is_open))
    if feed is None:
        return None
    narrowing = feed.sight.narrowing(feed.reader)
    seen = await run(appointments_of(feed, now=now), narrowing)
    if narrowing is not None and feed.user_id is not None:
        ids = {one.id for one in seen}
        found = await run(appointments_of(feed, now=now))
        return Calendar(feed.name, tuple(one if one.id in ids else busy(one) for one in found))
    if narrowing is not None and not (await run(is_there(feed), narrowing)):
        return None
    return Calendar(feed.name, seen)


def appointments_of(feed: Feed, *, now: datetime) -> Reads[tuple[Appointment, ...]]:
    rows = yield ASK.values(
        appointments,
        (("of_person", feed.user_id is not None),),
        owner=feed.user_id or feed.account_id,
        now=now,
        since=now - SHOWN_BACK,
        cancelled_since=now - CANCELLED_KEPT,
        most=MOST,
    )
    return tuple(map(appointment, reversed(rows)))


@Statement
def account_itself(_: Columns) -> Select[Any]:
    return select(ACCOUNT.c.id).where(ACCOUNT.c.id == owner())


def is_there(feed: Feed) -> Reads[bool]:
    return bool((yield ASK.values(account_itself, owner=feed.account_id)))


def busy(one: Appointment) -> Appointment:
    """When it is, and nothing else."""
    return one._replace(account="Busy", title="Business review", original_date=None)


def appointment(row: Row) -> Appointment:
    own = {name: getattr(row, name) for name in Appointment._fields if name != "is_cancelled"}
    return Appointment(is_cancelled=row.status == ReviewStatus.CANCELLED, **own)
