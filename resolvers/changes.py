"""What moved an account's health since an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.change import ChangeItem, change
from domain.errors import InvalidInput
from domain.health import Health, Scored, measure
from domain.verdicts import ChangeCause, FactorKey, HealthBand
from engine.reads import Ask, Key, Keys, Reads, batch
from models.outlines import health_of, whole
from resolvers.context import Context
from resolvers.evidence import Recorded, bounded, source_of
from resolvers.health import HealthAnswer, answer, replayed_health
from resolvers.replay import Moment
from resolvers.stored import StoredScore, evidence_behind

Answer = HealthAnswer | StoredScore
StoredEvidence = Mapping[Answer, Sequence[Scored]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Health at one instant."""

    at: datetime
    value: float
    band: HealthBand
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two healths of one account and what lies between them."""

    before: Point
    after: Point
    delta: float
    items: list["Item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Recorded):
    """One record's part in it, or what all the smaller ones did together."""

    cause: ChangeCause
    points: float
    summary: str
    factor: FactorKey | None


@batch()
def since_then(
    keys: Keys, _: Ask, context: Context, *, since: datetime, first: int = 20
) -> Reads[dict[Key, Change | InvalidInput]]:
    """From what was known and true then to each health; its items add up to the difference.

    A stored score may be older than `since`; then it has not changed since.
    """
    bounded(first)
    moment = Moment(since, since, is_hindsight=False)
    accounts = list(dict.fromkeys(key.account_id for key in keys if key.as_of > since))
    before = yield from replayed_health(accounts, moment, context)
    evidence = yield from evidence_behind(keys)
    found: dict[Key, Change | InvalidInput] = {}
    for key in keys:
        then = before.get(key.account_id) if key.as_of > since else key
        then = then or neutral(key.account_id, since, context)
        found[key] = (
            then if isinstance(then, InvalidInput) else compared(then, key, evidence, first)
        )
    return found


def neutral(account_id: str, at: datetime, context: Context) -> HealthAnswer:
    """Health while nothing was known."""
    return answer(account_id, measure((), at=at), {}, context)


def compared(before: Answer, after: Answer, evidence: StoredEvidence, first: int) -> Change:
    """The largest items first; the last one gathers what the others leave."""
    found = change(judged(before, evidence), judged(after, evidence))
    items = [shown(after.account_id, item) for item in found.items[:first]]
    left = found.items[first:]
    if left:
        items.append(gathered(after.account_id, left))
    return Change(before=point(before), after=point(after), delta=found.delta, items=items)


def judged(answer: Answer, evidence: StoredEvidence) -> Health:
    """The health that was answered, with its evidence."""
    if isinstance(answer, StoredScore):
        return whole(health_of(answer.stored_health), evidence[answer])
    return answer.health


def shown(account_id: str, item: ChangeItem) -> Item:
    return Item(
        cause=item.cause,
        points=item.points,
        summary=item.summary,
        factor=item.factor,
        record=source_of(account_id, item.source_kind, item.source_id, item.key),
    )


def gathered(account_id: str, items: tuple[ChangeItem, ...]) -> Item:
    """Many small items as one, so that those shown still add up to delta."""
    causes = {item.cause for item in items}
    return Item(
        cause=causes.pop() if len(causes) == 1 else ChangeCause.CHANGED,
        points=sum(item.cents for item in items) / 100,
        summary=f"{len(items)} smaller changes",
        factor=None,
        record=source_of(account_id, None, None, ""),
    )


def point(health: Answer) -> Point:
    return Point(
        at=health.as_of, value=health.value, band=health.band, confidence=health.confidence
    )
