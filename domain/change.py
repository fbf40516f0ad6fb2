"""What changed between two healths of one account, record by record, to the cent."""

from dataclasses import dataclass

from domain.apportion import apportioned
from domain.attribution import fitted, rates
from domain.evidence.item import Evidence
from domain.facts import FactKind
from domain.health import Health
from domain.mass import Mass, Masses, shares_left, summed
from domain.model import MODEL, Model
from domain.verdicts import ChangeCause, FactorKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeItem:
    cause: ChangeCause
    key: str
    cents: int
    summary: str
    "As it reads after the change; of what is gone, as it read before."
    factor: FactorKey
    source_kind: FactKind | None
    source_id: str | None

    @property
    def points(self) -> float:
        return self.cents / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChange:
    """Items add up to delta, exactly."""

    before: Health
    after: Health
    items: tuple[ChangeItem, ...]
    "Largest first."

    @property
    def cents(self) -> int:
        return self.after.cents - self.before.cents

    @property
    def delta(self) -> float:
        return self.cents / 100


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence with the share of its mass that was left when it was judged."""

    evidence: Evidence
    share: float

    @property
    def mass(self) -> Mass:
        return Mass(self.evidence.good * self.share, self.evidence.bad * self.share)


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one piece of evidence: its mass after less its mass before."""

    cause: ChangeCause
    evidence: Evidence
    gained: Mass


def change(before: Health, after: Health, *, model: Model = MODEL) -> HealthChange:
    """Attribute the difference along the straight line between the two states."""
    old, new = weighed_by_key(before, model), weighed_by_key(after, model)
    rate = rates(totals(old, model), totals(new, model), model)
    moves = [move(key, old, new) for key in sorted(old.keys() | new.keys())]
    points = [rate[m.evidence.factor].of(*m.gained) for m in moves]
    exact = fitted(points, after.exact - before.exact)
    cents = apportioned([100 * point for point in exact], after.cents - before.cents)
    items = (item_of(m, own) for m, own in zip(moves, cents, strict=True))
    shown = [item for item in items if item.cents or item.cause is not ChangeCause.TIME]
    return HealthChange(
        before=before,
        after=after,
        items=tuple(sorted(shown, key=lambda item: (-abs(item.cents), item.key))),
    )


def weighed_by_key(health: Health, model: Model) -> dict[str, Weighed]:
    evidence = [scored.evidence for scored in health.evidence]
    shares = shares_left(evidence, at=health.as_of, model=model)
    return {e.key: Weighed(e, share) for e, share in zip(evidence, shares, strict=True)}


def totals(weighed: dict[str, Weighed], model: Model) -> Masses:
    each = weighed.values()
    return summed((w.evidence for w in each), (w.share for w in each), model)


def move(key: str, old: dict[str, Weighed], new: dict[str, Weighed]) -> Move:
    """What became of the evidence of that key, which one of the two states at least has."""
    if key not in old:
        return Move(ChangeCause.NEW, new[key].evidence, new[key].mass)
    before = old[key].mass
    if key not in new:
        return Move(ChangeCause.GONE, old[key].evidence, Mass(-before.good, -before.bad))
    after = new[key].mass
    aged = only_aged(old[key].evidence, new[key].evidence)
    return Move(
        ChangeCause.TIME if aged else ChangeCause.CHANGED,
        new[key].evidence,
        Mass(after.good - before.good, after.bad - before.bad),
    )


def only_aged(old: Evidence, new: Evidence) -> bool:
    """Nothing became known in between: it decayed, or grew by itself as what is open does."""
    if old.known_at != new.known_at or old.is_open != new.is_open:
        return False
    grows = new.is_open or new.spread
    return bool(grows) or (old.good, old.bad, old.anchor) == (new.good, new.bad, new.anchor)


def item_of(moved: Move, cents: int) -> ChangeItem:
    return ChangeItem(
        cause=moved.cause,
        key=moved.evidence.key,
        cents=cents,
        summary=moved.evidence.summary,
        factor=moved.evidence.factor,
        source_kind=moved.evidence.source_kind,
        source_id=moved.evidence.source_id,
    )
