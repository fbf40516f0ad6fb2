"""What was known about one account: its facts as of one moment, read for another.

Facts are taken as known at `known_at`; statuses are judged at the earlier of the two instants, so
that nothing is concluded from days nobody had seen yet; decay runs to `at`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from domain.facts import AccountInputs, ContactInputs, Fact, Inputs
from domain.known import Known
from domain.vocabulary import Influence
from domain.wall_time import Moment, utc, zone_of
from domain.working_time import Calendars

I = TypeVar("I", bound=Inputs)  # noqa: E741 - reads as "inputs" here and nowhere else

BY_ID = attrgetter("source_id", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One account's records, in the order of their ids."""

    at: datetime
    known_at: datetime
    moment: Moment
    "The judging instant, by the account's own calendar."
    facts: Sequence[Fact]
    by_inputs: Mapping[type[Inputs], Sequence[Known[Any]]]
    "Made once: the rules ask for each kind many times."
    influences: Mapping[str, Influence | None]
    "How much each person at the customer decides, by id."
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
        at, known = utc(at), utc(known_at or at)
        found = sorted([f for f in facts if f.is_known(known)], key=BY_ID)
        by_inputs: dict[type[Inputs], list[Known[Any]]] = {}
        for fact in found:
            by_inputs.setdefault(type(fact.inputs), []).append(fact)
        accounts = by_inputs.get(AccountInputs, ())
        contacts = by_inputs.get(ContactInputs, ())
        zone = zone_of(accounts[0].inputs.time_zone if accounts else "UTC")
        return cls(
            at=at,
            known_at=known,
            moment=Moment(min(at, known), zone),
            facts=found,
            by_inputs=by_inputs,
            influences={c.source_id: c.inputs.influence for c in contacts},
            calendars=calendars,
        )

    @property
    def judged_at(self) -> datetime:
        return self.moment.at

    @property
    def today(self) -> date:
        """The account's own calendar day of the judging instant."""
        return self.moment.today

    def every(self, inputs: type[I]) -> Sequence[Known[I]]:
        """All known records of one kind."""
        return self.by_inputs.get(inputs, ())
