"""What a schedule makes of a series: one review for each slot, and what a person did stays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from domain.reviews import Occurrence
from domain.vocabulary import SlotAction


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A review of the series as it stands; without a start it is only proposed."""

    slot: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    has_outcome: bool = False
    moved_by_hand: bool = False
    is_cancelled: bool = False
    is_cancelled_by_rule: bool = False
    "Nobody called it off: the rule no longer gave it, and may give it again."

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPlan:
    """What is to become of one slot."""

    slot: str
    action: SlotAction
    occurrence: Occurrence | None = None
    "Where its review is to be; None: where it is, or with CANCELLED on no calendar any more."


def planned(
    occurrences: Iterable[Occurrence],
    on_file: Iterable[OnFile],
    *,
    now: datetime,
    called_off_from: date | None = None,
) -> tuple[SlotPlan, ...]:
    """The slots the rule gives and those it leaves, in order.

    `called_off_from`: since a person called the series off, it has no reviews from that day on.
    """
    given = {
        o.slot: o for o in occurrences if called_off_from is None or o.local_date < called_off_from
    }
    there = {review.slot: review for review in on_file}
    found = [*of_given(given.values(), there, now), *of_left(there.values(), given.keys(), now)]
    return tuple(sorted(found, key=lambda plan: plan.slot))


def of_given(
    occurrences: Iterable[Occurrence], there: dict[str, OnFile], now: datetime
) -> Iterator[SlotPlan]:
    """A review is made only where the slot has none; what is over is history."""
    for occurrence in occurrences:
        review = there.get(occurrence.slot)
        stays = review and (by_hand(review) or (SlotAction.KEPT if review.is_over(now) else None))
        if stays:
            yield SlotPlan(slot=occurrence.slot, action=stays)
        else:
            action = SlotAction.CREATED if review is None else kept_or_moved(review, occurrence)
            yield SlotPlan(slot=occurrence.slot, action=action, occurrence=occurrence)


def of_left(there: Iterable[OnFile], given: Iterable[str], now: datetime) -> Iterator[SlotPlan]:
    """The rule gives these no longer: what was to come is cancelled, what is over is history.

    What was only proposed stays so: the promise behind it did not change.
    """
    for review in there:
        if review.slot in given or review.is_over(now) or review.is_cancelled_by_rule:
            continue
        untouched = SlotAction.KEPT if review.starts_at is None else SlotAction.CANCELLED
        yield SlotPlan(slot=review.slot, action=by_hand(review) or untouched)


def by_hand(review: OnFile) -> SlotAction | None:
    """What a person has done with it, which no rule undoes."""
    if review.has_outcome:
        return SlotAction.KEPT_HELD
    if review.is_cancelled and not review.is_cancelled_by_rule:
        return SlotAction.KEPT_CANCELLED
    return SlotAction.KEPT_MOVED_BY_HAND if review.moved_by_hand else None


def kept_or_moved(review: OnFile, occurrence: Occurrence) -> SlotAction:
    """To another time, from a proposal to its first, or back onto the calendar."""
    is_there = (review.starts_at, review.ends_at) == (occurrence.starts_at, occurrence.ends_at)
    return SlotAction.KEPT if is_there and not review.is_cancelled else SlotAction.MOVED
