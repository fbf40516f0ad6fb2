"""What the writer knows of the accounts it wrote last: the next write need not read it again.

It is what held when an account's log had its latest entry, and is used only while that entry is
still the latest. So a transaction that was taken back leaves nothing behind here: its entry is not
there, and the next one takes its place.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.facts import Fact
from models.daily import Days, days_of
from models.facts import known_facts
from models.here import Here

FACTS_KEPT = 7_000  # of all accounts together: 2.2 KB each, with what was worked out of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One account, as of an entry of its log."""

    facts: Mapping[str, Fact]
    "The versions that hold, by the ids of their records."
    days: Days


def read_known(here: Here, account_id: str, *, at: datetime) -> Known:
    """As the database has it at `at`, which no entry is later than."""
    facts = here.read(known_facts([account_id], at))[account_id]
    return Known(facts={fact.source_id: fact for fact in facts}, days=days_of(here, account_id))


class Recent:
    """The accounts written last, as many as have so many facts together."""

    def __init__(self, *, most: int = FACTS_KEPT) -> None:
        self._most = most
        self._held = 0
        self._kept: OrderedDict[str, tuple[datetime, Known]] = OrderedDict()

    def of(self, account_id: str, last: datetime | None) -> Known | None:
        """What is known of an account whose log ends with this instant."""
        at, known = self._kept.get(account_id, (None, None))
        return known if at is not None and at == last else None

    def keep(self, account_id: str, at: datetime, known: Known) -> None:
        """As of the entry of this instant; those written longest ago make room."""
        self.forget(account_id)
        self._kept[account_id] = at, known
        self._held += len(known.facts)
        while self._held > self._most:
            self.forget(next(iter(self._kept)))

    def forget(self, account_id: str) -> None:
        """It is being changed without an entry in its log."""
        _, known = self._kept.pop(account_id, (None, None))
        self._held -= len(known.facts) if known else 0
