"""The SLA terms of a contract as they were at an instant, from the account's log."""

from datetime import datetime
from typing import Any

import msgspec

from domain.facts import SlaTerm
from models.contract import Contract
from models.history import Activity
from models.unit import Unit

Terms = tuple[SlaTerm, ...]
LOGGED = msgspec.json.Decoder(dict[str, tuple[Any, Any]])


async def terms_then(unit: Unit, contract: Contract, at: datetime) -> Terms:
    """Those in force at that instant; where none had been entered yet, the first that were.

    A contract entered after an incident promised what it promises nevertheless.
    """
    if contract in unit.work.added or contract.updated_at <= at:
        return contract.sla_terms
    its = (Activity.record_id == contract.id, Activity.change.contains('"sla_terms"'))
    entries = sorted(await unit.find(Activity, *its), key=lambda entry: entry.at)
    entered = [(entry.at, terms_in(entry)) for entry in entries]
    known = [terms for since, terms in entered if since <= at]
    if any(known):
        return known[-1]
    return next((terms for _, terms in entered if terms), ())


def terms_in(entry: Activity) -> Terms:
    """Those the contract has after it; a merge carries its log along."""
    _, after = LOGGED.decode(entry.change or "")["sla_terms"]
    return msgspec.convert(after or (), Terms)
