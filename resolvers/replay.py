"""Judging accounts as of an earlier instant, from the facts known then."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.assessment import Assessment, judge
from domain.errors import InvalidInput
from domain.facts import Fact
from domain.rates import Rates
from domain.working_time import Calendars
from engine.reads import Keys, Reads
from models.calendars import calendars_named, needed_by
from models.facts import known_facts
from models.rates import EVER, rates_at
from resolvers.context import Context

Judged = dict[str, Assessment | InvalidInput]


class Moment(NamedTuple):
    """Which instant is judged, and from what was known when."""

    at: datetime
    known_at: datetime
    is_hindsight: bool
    "The client named `known_at`, so the bands of earlier days are no part of the answer."

    @classmethod
    def of(
        cls, as_of: datetime | None, known_at: datetime | None, context: Context
    ) -> "Moment | None":
        """None when neither is given: the stored score answers. Nothing is known of the future."""
        if as_of is None and known_at is None:
            return None
        at = as_of or context.now
        return cls(at, min(known_at or at, context.now), known_at is not None)


def replayed(accounts: Keys, moment: Moment) -> Reads[Judged]:
    """Each account as it stood; one of which nothing was known yet is left out."""
    facts = yield from known_facts(list(dict.fromkeys(accounts)), moment.known_at)
    return (yield from judged(facts, moment))


def judged(facts: Mapping[str, Sequence[Fact]], moment: Moment) -> Reads[Judged]:
    """Judge accounts from facts that were read already; an error fails its account alone."""
    named = {name for found in facts.values() for name in needed_by(found)}
    calendars = yield from calendars_named(named)
    # A rate is public from its day on, whenever we wrote it down; unless it is asked what we had.
    on_file = moment.known_at if moment.is_hindsight else EVER
    rates = yield from rates_at(moment.at, recorded_by=on_file)
    return {
        account: assessed(found, moment, calendars, rates)
        for account, found in facts.items()
        if found
    }


def assessed(
    facts: Sequence[Fact], moment: Moment, calendars: Calendars, rates: Rates
) -> Assessment | InvalidInput:
    try:
        return judge(
            facts, at=moment.at, known_at=moment.known_at, calendars=calendars, rates=rates
        )
    except InvalidInput as unreadable:  # a term names a calendar nobody keeps
        return unreadable
