"""Which contracts an account pays for: in SQL on the day, in Python for days past."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, func, or_

from domain.facts import ContractInputs
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


def was_running(contract: ContractInputs, day: date) -> bool:
    """The same rule, for a contract as it was known."""
    if contract.starts_on is not None and contract.starts_on > day:
        return False
    if contract.ends_on is not None:
        return contract.ends_on >= day
    is_decided = contract.outcome is not None and contract.renews_on is not None
    return not is_decided or contract.renews_on is None or contract.renews_on > day
