"""What was known about one account: its facts as of one moment, read for another.

Facts are taken as known at `known_at`; statuses are judged at the earlier of the two instants, so
that nothing is concluded from days nobody had seen yet; decay runs to `at`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from domain.facts import AccountInputs, ContactInputs, Fact, Inputs
from domain.vocabulary import Influence
from domain.wall_time import end_of_day, start_of_day, utc, zone_of
from domain.working_time import Calendars

I = TypeVar("I", bound=Inputs)  # noqa: E741 - reads as "inputs" here and nowhere else


@dataclass(frozen=True, slots=True)
class Known(Generic[I]):
    """One record as it was known: its inputs and since when."""

    source_id: str
    inputs: I
    known_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One account's records, in the order of their ids."""

    at: datetime
    known_at: datetime
    zone: ZoneInfo
    facts: tuple[Fact, ...]
    by_inputs: Mapping[type[Inputs], Sequence[Known[Any]]]
    "Made once: the rules ask for each kind many times."
    calendars: Calendars

    @classmethod
    def of(
        cls,
        facts: Iterable[Fact],
        *,
        at: datetime,
        known_at: datetime | None = None,
        calendars: Calendars,
    ) -> "History":
        """Of any versions those in force at `known_at`; raises InvalidInput for a naive instant."""
        known = utc(known_at or at)
        found = sorted((f for f in facts if f.is_known(known)), key=lambda f: (f.source_id, f.kind))
        zones = [f.inputs.time_zone for f in found if isinstance(f.inputs, AccountInputs)]
        by_inputs: dict[type[Inputs], list[Known[Inputs]]] = {}
        for fact in found:
            known_record = Known(fact.source_id, fact.inputs, fact.known_from)
            by_inputs.setdefault(type(fact.inputs), []).append(known_record)
        return cls(
            at=utc(at),
            known_at=known,
            zone=zone_of(zones[0] if zones else "UTC"),
            facts=tuple(found),
            by_inputs=by_inputs,
            calendars=calendars,
        )

    @property
    def judged_at(self) -> datetime:
        return min(self.at, self.known_at)

    @property
    def today(self) -> date:
        """The account's own calendar day of the judging instant."""
        return self.day_of(self.judged_at)

    def every(self, inputs: type[I]) -> Sequence[Known[I]]:
        """All known records of one kind."""
        return self.by_inputs.get(inputs, ())

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The account's midnight at which the day begins, in UTC."""
        return start_of_day(day, self.zone)

    def end_of(self, day: date) -> datetime:
        """The account's midnight at which the day is over, in UTC."""
        return end_of_day(day, self.zone)

    def influence(self, person_id: str | None) -> Influence | None:
        """How much somebody at the customer decides; None for everybody else."""
        return next(
            (c.inputs.influence for c in self.every(ContactInputs) if c.source_id == person_id),
            None,
        )
