"""Health of accounts: the stored score, or a replay of the facts known at some instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select

from domain import bands
from domain.bands import Reading
from domain.errors import InvalidInput
from domain.health import Health, Remainder, Scored
from domain.health import rest as left_out
from domain.model import MODEL
from domain.verdicts import BandReason, FactorKey, HealthBand, Trend
from engine.reads import (
    Ask,
    Bound,
    Columns,
    Key,
    Keys,
    Reads,
    Statement,
    batch,
    bound_batch,
    grouped,
)
from engine.sql import one_of
from models.base import table_of
from models.history import DailyScore
from resolvers.context import Context
from resolvers.evidence import Evidence, bounded, shown
from resolvers.replay import Moment, replayed
from resolvers.said import OnHealth
from resolvers.stored import STORED, StoredScore, evidence_behind, stored_scores

DAILY = table_of(DailyScore)

Days = Mapping[date, Reading]
"Value and confidence of each day (UTC), oldest first."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HealthAnswer(OnHealth):
    """A health that was worked out, and what the days before it make of it."""

    account_id: str
    health: Health
    band: HealthBand
    band_reason: BandReason
    trend: Trend
    computed_at: datetime

    @property
    def outline(self) -> Health:
        return self.health

    @property
    def value(self) -> float:
        return self.health.value

    @property
    def confidence(self) -> float:
        return self.health.confidence

    @property
    def as_of(self) -> datetime:
        return self.health.as_of

    @property
    def known_at(self) -> datetime:
        return self.health.known_at

    @property
    def model_version(self) -> str:
        return self.health.model_version

    @property
    def asked_at(self) -> datetime:
        return self.health.as_of

    @property
    def scored(self) -> Sequence[Scored]:
        return self.health.evidence


@bound_batch(shares=STORED)
def of_accounts(
    ask: Ask, *, as_of: datetime | None = None, known_at: datetime | None = None
) -> Bound:
    """The stored score of each account; with an instant, its health replayed."""
    stored = stored_scores(ask)

    def read(
        keys: Keys, context: Context
    ) -> Reads[dict[Key, HealthAnswer | StoredScore | InvalidInput]]:
        moment = Moment.of(as_of, known_at, context)
        if moment is None:
            rows = yield stored(keys, context)
            return {row.account_id: row for row in rows}
        return {**(yield from replayed_health(keys, moment, context))}

    return read


def replayed_health(
    accounts: Keys, moment: Moment, context: Context
) -> Reads[dict[Key, HealthAnswer | InvalidInput]]:
    """Health at one instant; its band remembers earlier days unless the client named `known_at`."""
    judged = yield from replayed(accounts, moment)
    days: Mapping[str, Days] = (
        {} if moment.is_hindsight else (yield from days_before(accounts, moment.at))
    )
    found: dict[Key, HealthAnswer | InvalidInput] = {}
    for account, assessment in judged.items():
        if isinstance(assessment, InvalidInput):
            found[account] = assessment
        else:
            found[account] = answer(account, assessment.health, days.get(account, {}), context)
    return found


def answer(account_id: str, health: Health, days: Days, context: Context) -> HealthAnswer:
    """A computed health with the band and trend that the days before it lead to."""
    now = Reading(health.value, health.confidence)
    verdict = bands.verdict(
        now,
        has_open_sev1=health.has_open_sev1,
        memory=bands.remembered(reading.value for reading in days.values()),
    )
    before = health.as_of.date() - timedelta(days=MODEL.band.trend_days)
    return HealthAnswer(
        account_id=account_id,
        health=health,
        band=verdict.band,
        band_reason=verdict.reason,
        trend=bands.trend(now, days.get(before)),
        computed_at=context.now,
    )


@Statement
def readings(_: Columns) -> Select[Any]:
    """Daily values of accounts, of days that were over by `:at`."""
    columns = [DAILY.c.account_id, DAILY.c.day, DAILY.c.value, DAILY.c.confidence]
    return (
        select(*columns)
        .where(one_of(DAILY.c.account_id), DAILY.c.at < bindparam("at", type_=DAILY.c.at.type))
        .order_by(DAILY.c.account_id, DAILY.c.day)
    )


def days_before(accounts: Keys, at: datetime) -> Reads[dict[Key, Days]]:
    """The days of each account that were over by an instant, oldest first."""
    rows = yield Ask(()).values(readings, keys=accounts, at=at)
    found = grouped(rows, accounts, lambda row: row.account_id)
    return {
        account: {row.day: Reading(row.value, row.confidence) for row in days}
        for account, days in found.items()
    }


@batch()
def evidence(
    keys: Keys, _: Ask, __: Context, *, first: int = 10, factor: FactorKey | None = None
) -> Reads[dict[Key, list[Evidence]]]:
    """Of each health, the largest first: of all factors or of one."""
    bounded(first)
    found = yield from evidence_behind(keys)
    return {
        health: shown(
            health.account_id,
            [one for one in scored if factor is None or one.factor is factor][:first],
        )
        for health, scored in found.items()
    }


@batch()
def rest(keys: Keys, _: Ask, __: Context, *, first: int = 10) -> Reads[dict[Key, Remainder]]:
    """What remains of each health's evidence when the first so many are shown."""
    bounded(first)
    found = yield from evidence_behind(keys)
    return {health: left_out(scored, first) for health, scored in found.items()}
