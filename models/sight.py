"""Who sees what: for a viewer, a table is the rows of it they may see.

The rules of all tables stand here and nowhere else; reads and writes run under a Sight and say
nothing of it themselves. What no rule names is seen by nobody but those who see everything.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    Table,
    UnaryExpression,
    and_,
    bindparam,
    false,
    or_,
    select,
)
from sqlalchemy.sql.operators import custom_op

from domain.vocabulary import Audience
from engine.narrowing import Follows
from engine.sql import one_of
from models.account import Account
from models.base import table_of
from models.commitment import Commitment

ACCOUNT, COMMITMENT = table_of(Account), table_of(Commitment)
WHOM, ACTOR = "whom", "seen_by"


class SightKind(StrEnum):
    """How far somebody sees."""

    EVERYTHING = "EVERYTHING"
    BOOK = "BOOK"
    ACCOUNTS = "ACCOUNTS"
    CUSTOMER = "CUSTOMER"


class Cut(NamedTuple):
    """What the rules go by: they are written once for each, and people and accounts are given."""

    kind: SightKind
    is_one: bool = False
    "One person's book, or one account: SQLite takes 1 us less for it than for a list of one."
    is_small: bool = False
    "A book whose accounts are looked up by its people; in a large one those of others are passed."

    def whom(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether the column holds one of those."""
        if self.is_one:
            return column == bindparam(WHOM, type_=String())
        return one_of(column, name=WHOM)

    def looked_up(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The column; of a large book so that SQLite leaves its index alone."""
        return column if self.is_small else UnaryExpression(column, operator=custom_op[Any]("+"))


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see; by it and by the data of the moment it is decided, row by row."""

    kind: SightKind
    whom: tuple[str, ...] = ()
    "Ids of the people whose book it is, or of accounts."
    actor: str = ""
    "As logs name the viewer: what is of no account yet is seen by whoever made it."
    is_small: bool = field(default=False, kw_only=True, compare=False)
    "Of a book: few enough accounts to sort them all. It changes how they are found, not which."
    cut: Cut = field(init=False, repr=False, compare=False)
    given: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Statements ask for these again and again."""
        is_one = len(self.whom) == 1
        object.__setattr__(self, "cut", Cut(self.kind, is_one, self.is_small))
        whom = self.whom[0] if is_one else self.whom
        object.__setattr__(self, "given", {WHOM: whom, ACTOR: self.actor})

    @classmethod
    def everything(cls) -> Self:
        return cls(SightKind.EVERYTHING)

    @classmethod
    def book_of(cls, user_ids: Collection[str]) -> Self:
        """Accounts one of these people owns or cares for: oneself, of a lead the team as well."""
        return cls(SightKind.BOOK, tuple(user_ids))

    @classmethod
    def of_accounts(cls, account_ids: Collection[str]) -> Self:
        """These accounts; an id that was merged away leads nowhere."""
        return cls(SightKind.ACCOUNTS, tuple(account_ids))

    @classmethod
    def customer_of(cls, account_id: str) -> Self:
        """One account as its customer may see it."""
        return cls(SightKind.CUSTOMER, (account_id,))

    @property
    def is_everything(self) -> bool:
        return self.kind is SightKind.EVERYTHING

    def narrowing(self, actor: str) -> "Sight | None":
        """What its reads run under, for the viewer whom logs name so; None: under nothing."""
        return None if self.is_everything else replace(self, actor=actor)

    def seen(self, table: Table, these: FromClause) -> ColumnElement[bool] | None:
        """Which rows of a table there are; None: all."""
        return rule_of(table, self.kind)(these, self.cut)

    def follows(self, table: Table) -> Follows | None:
        """Rows of an account are seen with it."""
        return WITH_ACCOUNT if rule_of(table, self.kind) is of_account else None


WITH_ACCOUNT = Follows("account_id", ACCOUNT.c.id)
Rule = Callable[[FromClause, Cut], ColumnElement[bool] | None]
"Which of these rows are seen; None: all of them."


def every_row(_: FromClause, __: Cut) -> None:
    """Seen by all."""


def no_row(_: FromClause, __: Cut) -> ColumnElement[bool]:
    return false()


def accounts_seen(accounts: FromClause, cut: Cut) -> ColumnElement[bool]:
    """An account merged into another is that other, whoever looked after it."""
    is_merged_away = accounts.c.merged_into_id.is_not(None)
    if cut.kind is SightKind.BOOK:
        people = map(cut.looked_up, (accounts.c.owner_id, accounts.c.csm_id))
        return and_(or_(*map(cut.whom, people)), ~is_merged_away)
    return and_(cut.whom(accounts.c.id), ~is_merged_away)


def of_account(rows: FromClause, cut: Cut) -> ColumnElement[bool]:
    """Rows of an account are seen with it."""
    account = ACCOUNT.alias("whose")
    is_its = account.c.id == rows.c.account_id
    return select(account.c.id).where(is_its, accounts_seen(account, cut)).exists()


def of_account_or_maker(rows: FromClause, cut: Cut) -> ColumnElement[bool]:
    """What is of no account is its maker's."""
    is_mine = rows.c.created_by == bindparam(ACTOR, type_=String())
    return or_(of_account(rows, cut), and_(rows.c.account_id.is_(None), is_mine))


def of_feed(rows: FromClause, cut: Cut) -> ColumnElement[bool]:
    """A person's calendar is also that person's."""
    return or_(of_account_or_maker(rows, cut), rows.c.user_id == bindparam(ACTOR, type_=String()))


def for_customers(rows: FromClause, cut: Cut) -> ColumnElement[bool]:
    """What is marked as theirs."""
    return and_(of_account(rows, cut), rows.c.audience == Audience.CUSTOMER)


def of_promise_for_customers(rows: FromClause, cut: Cut) -> ColumnElement[bool]:
    """Due dates of promises marked as theirs."""
    promise = COMMITMENT.alias("promise")
    is_its = (promise.c.account_id == rows.c.account_id, promise.c.id == rows.c.commitment_id)
    return select(promise.c.id).where(*is_its, for_customers(promise, cut)).exists()


DIRECTORY: Mapping[str, Rule] = {
    "access_token": of_account,
    "account": accounts_seen,
    "account_alias": of_account,
    "account_ref": of_account,
    "feed_token": of_feed,
    "idempotency": no_row,
    "note": of_account_or_maker,
    "reference_rate": every_row,
    "secret": no_row,
    "user": every_row,
    "working_calendar": every_row,
}
"For our own people and scripts; a table whose key begins with an account's is seen with it."
CUSTOMERS: Mapping[str, Rule] = {
    "account": accounts_seen,
    "account_alias": of_account,
    "action_item": for_customers,
    "commitment": for_customers,
    "incident": of_account,
    "incident_event": of_account,
    "occurrence": of_promise_for_customers,
    "review": of_account,
    "review_series": of_account,
    "working_calendar": every_row,
}
"For customers: what is not here is not theirs to see."


def rule_of(table: Table, kind: SightKind) -> Rule:
    """The rule of a table for this kind of viewer."""
    if kind is SightKind.CUSTOMER:
        return CUSTOMERS.get(table.name, no_row)
    if is_owned(table):
        return of_account
    return DIRECTORY.get(table.name, no_row)


def is_owned(table: Table) -> bool:
    """Whether its rows are an account's by their key."""
    return next(iter(table.primary_key.columns)).name == "account_id"
