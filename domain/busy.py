"""Who is somewhere else already: reviews that overlap, person by person."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain.vocabulary import RecordType

MOST_CONFLICTS = 100
"Nobody reads on; with that many, another time is found faster than a gap in this one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When one slot of a series takes place."""

    slot: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """One person in one review on a calendar."""

    account_id: str
    review_id: str
    person_id: str
    is_contact: bool
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewConflict:
    """A slot during which somebody invited is in another review."""

    slot: str
    busy: Engagement

    @property
    def busy_from(self) -> datetime:
        return self.busy.starts_at

    @property
    def busy_to(self) -> datetime:
        return self.busy.ends_at

    @property
    def account_id(self) -> str:
        return self.busy.account_id

    @property
    def review_id(self) -> str:
        return self.busy.review_id

    @property
    def person_type(self) -> RecordType:
        return RecordType.CONTACT if self.busy.is_contact else RecordType.USER

    @property
    def person_id(self) -> str:
        return self.busy.person_id


def conflicts(
    spans: Iterable[Span], engagements: Collection[Engagement]
) -> tuple[ReviewConflict, ...]:
    """Where they overlap, in the order of both; one that begins as the other ends does not."""
    return tuple(islice(overlapping(spans, engagements), MOST_CONFLICTS))


def overlapping(
    spans: Iterable[Span], engagements: Collection[Engagement]
) -> Iterator[ReviewConflict]:
    for span in spans:
        for one in engagements:
            if span.starts_at < one.ends_at and one.starts_at < span.ends_at:
                yield ReviewConflict(slot=span.slot, busy=one)
