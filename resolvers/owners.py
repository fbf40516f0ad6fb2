"""Whose a record is: of the account it belongs to, who owns it and who cares for it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from domain.vocabulary import RecordType
from models.account import Account
from models.base import table_of
from resolvers.filters import EVERY, Asked, IdFilter, Term, Test, every
from resolvers.ids import parsed

ACCOUNT = table_of(Account)


def of_account(name: str) -> Term:
    """A column of the account a row belongs to."""

    def term(rows: FromClause) -> ColumnElement[Any]:
        account = ACCOUNT.alias()
        return select(account.c[name]).where(account.c.id == rows.c.account_id).scalar_subquery()

    return term


MINE = ("account_owner", "account_csm")
TERMS: Mapping[str, Term] = {
    "account_owner": of_account("owner_id"),
    "account_csm": of_account("csm_id"),
}
"The terms of MINE: a record is mine when the account is mine to look after."


def owned_by(asked: Asked, f: IdFilter | None) -> Test:
    """One of these users owns it; raises InvalidId for what is no user's id."""
    if f is None:
        return EVERY
    users = None if f.in_ is None else [parsed(one, RecordType.USER).id for one in f.in_]
    user = None if f.eq is None else parsed(f.eq, RecordType.USER).id
    return every(asked.equal("owner_id", user), asked.among("owner_id", users))
