"""Which contracts an account pays for today: the rule of `domain.running`, in SQL."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, func, or_

from models.base import table_of
from models.contract import Contract

CONTRACT = table_of(Contract)


def is_running(contract: FromClause) -> ColumnElement[bool]:
    """Begun by `:today`, and not ended: by its last day, or, once decided, its renewal day."""
    today: Any = bindparam("today", type_=CONTRACT.c.renews_on.type)
    is_decided = contract.c.outcome.is_not(None) & contract.c.ends_on.is_(None)
    has_ended = or_(contract.c.ends_on < today, is_decided & (contract.c.renews_on <= today))
    return (func.coalesce(contract.c.starts_on <= today, 1) == 1) & (
        func.coalesce(has_ended, 0) == 0
    )
