"""Judging one account: its facts and an instant in; health and renewal risks out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.evidence.item import Unscored
from domain.facts import Fact
from domain.health import Health
from domain.risk import Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    health: Health
    risks: Mapping[str, Risk]
    "By contract id; contracts that still have a decision ahead or none recorded."
    risk: Risk
    "The one whose decision comes first; without any contract an estimate that says what is missing."
    next_change_at: datetime
    "The next instant at which the score may jump, or must be refreshed, without a write."
    unscored: tuple[Unscored, ...]

# judge(facts: Iterable[Fact], *, at: datetime, known_at: datetime | None = None,
#       calendars: Mapping[str, Calendar] = {}, config: Model = MODEL) -> Assessment
