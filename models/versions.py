"""Facts, written: a correction ends one version and opens the next; none is changed or deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from domain.facts import FactKind, Inputs
from models.facts import fact_of
from models.history import FactRow

Later = aliased(FactRow)
IS_NEWEST = FactRow.version == (
    select(func.max(Later.version))
    .where(Later.account_id == FactRow.account_id, Later.source_id == FactRow.source_id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What holds of one record from now on; no inputs: nothing any more, it was retracted."""

    source_id: str
    kind: FactKind
    inputs: Inputs | None
    claimed_from: datetime | None = None
    "When it was known already; only a record's first version may claim it."


def record_facts(
    session: Session, account_id: str, said: Sequence[Said], *, at: datetime, actor: str
) -> None:
    """End the versions that no longer hold at `at` and open the next; unchanged ones go on."""
    last = last_versions(session, account_id, said)
    for one in said:
        before = last.get(one.source_id)
        is_open = before is not None and before.known_until is None
        if (fact_of(before).inputs if before and is_open else None) == one.inputs:
            continue
        if before and is_open:
            before.known_until = at
        if one.inputs is not None:
            claimed = one.claimed_from if before is None else None
            version = before.version + 1 if before else 1
            session.add(
                FactRow(
                    account_id=account_id,
                    source_id=one.source_id,
                    version=version,
                    kind=one.kind,
                    known_from=claimed or at,
                    recorded_at=at,
                    actor=actor,
                    inputs=msgspec.json.encode(one.inputs).decode(),
                )
            )


def last_versions(session: Session, account_id: str, said: Iterable[Said]) -> dict[str, FactRow]:
    """The newest version of each of these records that has one."""
    ids = [one.source_id for one in said]
    of_these = (FactRow.account_id == account_id, FactRow.source_id.in_(ids))
    found = session.scalars(select(FactRow).where(*of_these, IS_NEWEST))
    return {row.source_id: row for row in found}
