"""Facts, written: a correction ends one version and opens the next; none is changed or deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, select

from domain.facts import Fact, FactKind, Inputs
from engine.reads import Ask, Reads, Statement
from engine.sql import one_of
from models.base import table_of
from models.facts import fact_of
from models.here import Here
from models.history import FactRow
from models.rows import Values, inserting, updating

fact = table_of(FactRow)
ENDING = updating(FactRow, frozenset({"known_until"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What holds of one record from now on; no inputs: nothing any more, it was retracted."""

    source_id: str
    kind: FactKind
    inputs: Inputs | None
    claimed_from: datetime | None = None
    "When it was known already; only a record's first version may claim it."


def record_facts(
    here: Here,
    held: Mapping[str, Fact],
    said: Iterable[Said],
    *,
    account_id: str,
    at: datetime,
    actor: str,
) -> dict[str, Fact]:
    """End the versions that no longer hold at `at` and open the next; unchanged ones go on.

    `held` are those that held until now, by source id; gives those that hold from now on.
    """
    new = [one for one in said if one.inputs != inputs_of(held.get(one.source_id))]
    ended = [held[one.source_id] for one in new if one.source_id in held]
    last = here.read(last_versions(account_id, [one.source_id for one in new])) if new else {}
    rows: list[Values] = [
        {
            "account_id": account_id,
            "source_id": one.source_id,
            "version": last.get(one.source_id, 0) + 1,
            "kind": one.kind,
            "known_from": at if one.source_id in last else one.claimed_from or at,
            "known_until": None,
            "recorded_at": at,
            "actor": actor,
            "inputs": msgspec.json.encode(one.inputs).decode(),
        }
        for one in new
        if one.inputs is not None
    ]
    ENDING.run(here, [ending(one, at) for one in ended])
    inserting(FactRow).run(here, rows)
    still = dict(held)
    for one in ended:
        del still[one.source_id]
    return still | {row["source_id"]: fact_of(SimpleNamespace(**row)) for row in rows}


def ending(held: Fact, at: datetime) -> Values:
    """The row of this version, which holds no longer."""
    return {
        "account_id": held.account_id,
        "source_id": held.source_id,
        "version": held.version,
        "known_until": at,
    }


def inputs_of(held: Fact | None) -> Inputs | None:
    return held and held.inputs


def newest_versions(_: tuple[str, ...]) -> Select[Any]:
    is_its = fact.c.account_id == bindparam("account_id")
    columns: list[ColumnElement[Any]] = [
        fact.c.source_id,
        func.max(fact.c.version).label("version"),
    ]
    which = (is_its, one_of(fact.c.source_id))
    return select(*columns).where(*which).group_by(fact.c.source_id)


NEWEST = Statement(newest_versions)


def last_versions(account_id: str, source_ids: Sequence[str]) -> Reads[dict[str, int]]:
    """The number of the newest version of each of these records that has one."""
    rows = yield Ask(()).values(NEWEST, account_id=account_id, keys=source_ids)
    return {row.source_id: row.version for row in rows}
