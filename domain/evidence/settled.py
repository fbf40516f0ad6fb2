"""What time changes no more: found for many records at once, and again only when they change."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from domain.evidence.item import Evidence
from domain.known import Known, once

K = TypeVar("K", bound=Known[Any])
ALWAYS = datetime.min.replace(tzinfo=UTC)


class Settled(NamedTuple):
    """What is said of a record from an instant on."""

    at: datetime
    evidence: Evidence | None


class Parted(NamedTuple, Generic[K]):
    """Of many records what is settled from an instant on, and those of which nothing is."""

    at: datetime
    evidence: Sequence[Evidence]
    others: Sequence[K]


Rule = Callable[..., Sequence[Settled | None]]
"Of records and what else it rests on, the one or None for each."


def parted(
    records: Sequence[K], at: datetime, rule: Rule, *given: object
) -> tuple[Sequence[Evidence], Sequence[K]]:
    """The evidence of those that are settled by then, and the others, still to be judged."""
    if not records:
        return (), ()
    found = together(records[0], rule, records, *given)
    return (found.evidence, found.others) if found.at <= at else ((), records)


@once
def together(_: K, rule: Rule, records: Sequence[K], *given: object) -> Parted[K]:
    """Remembered with the first of them: looking at each takes longer than seeing them the same."""
    settled = rule(records, *given)
    said = [one for one in settled if one is not None]
    return Parted(
        at=max((one.at for one in said), default=ALWAYS),
        evidence=[one.evidence for one in said if one.evidence is not None],
        others=[record for record, one in zip(records, settled, strict=True) if one is None],
    )
