"""Health of accounts: the stored score, or a replay of the facts known at some instant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, select

from domain import bands
from domain.bands import Reading
from domain.errors import InvalidInput
from domain.facts import OverrideInputs
from domain.health import FactorScore, Health, Remainder, Scored, raw_band
from domain.health import rest as left_out
from domain.model import MODEL
from domain.verdicts import BandReason, FactorKey, HealthBand, Trend
from engine.reads import Ask, Columns, Key, Keys, Reads, Row, Statement, batch, grouped
from engine.sql import one_of
from models.base import table_of
from models.history import DailyScore
from models.outlines import FactorRow, HealthOutline, health_of
from resolvers.context import Context
from resolvers.evidence import Evidence, bounded, shown
from resolvers.replay import Moment, replayed
from resolvers.stored import evidence_behind, stored_scores

DAILY = table_of(DailyScore)

Days = Mapping[date, Reading]
"Value and confidence of each day (UTC), oldest first."


class HealthAnswer(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What is said of an account's health; the details are worked out when somebody asks.

    A struct, as a page makes fifty of them.
    """

    account_id: str
    value: float
    band: HealthBand
    band_reason: BandReason
    trend: Trend
    confidence: float
    as_of: datetime
    known_at: datetime
    computed_at: datetime
    model_version: str
    asked_at: datetime
    outlined: Callable[[], Health | HealthOutline]
    scored: Sequence[Scored] | None
    "The evidence; None: it is stored."

    @property
    def outline(self) -> Health | HealthOutline:
        """All but the evidence; reading it again takes no longer than remembering it would."""
        return self.outlined()

    @property
    def itself(self) -> "HealthAnswer":
        """The key of what its evidence is read for."""
        return self

    @property
    def factors(self) -> Sequence[FactorScore | FactorRow]:
        return self.outline.factors

    @property
    def weakest_link_points(self) -> float:
        return self.outline.weakest_link_points

    @property
    def weakest_factor(self) -> FactorKey:
        return self.outline.weakest_factor

    @property
    def override(self) -> "Override | None":
        """The one in force; a stored score may be a minute older than its end."""
        found = self.outline.override
        if found is None or self.asked_at >= found.expires_at:
            return None
        return Override(inputs=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A value that stands beside the computed one, and the band it would have."""

    inputs: OverrideInputs

    @property
    def value(self) -> float:
        return self.inputs.value

    @property
    def band(self) -> HealthBand:
        return raw_band(self.inputs.value)

    @property
    def reason(self) -> str:
        return self.inputs.reason

    @property
    def author_id(self) -> str | None:
        return self.inputs.author_id

    @property
    def created_at(self) -> datetime:
        return self.inputs.created_at

    @property
    def expires_at(self) -> datetime:
        return self.inputs.expires_at


@batch()
def of_accounts(
    keys: Keys,
    ask: Ask,
    context: Context,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Reads[dict[Key, HealthAnswer | InvalidInput]]:
    """The stored score of each account; with an instant, its health replayed."""
    moment = Moment.of(as_of, known_at, context)
    if moment is None:
        rows = yield ask.values(stored_scores, keys=keys)
        return {row.account_id: stored(row, context) for row in rows}
    return (yield from replayed_health(keys, moment, context))


def stored(row: Row, context: Context) -> HealthAnswer:
    """The score as it was last computed."""
    return HealthAnswer(
        account_id=row.account_id,
        value=row.value,
        band=row.band,
        band_reason=row.band_reason,
        trend=row.trend,
        confidence=row.confidence,
        as_of=row.computed_at,
        known_at=row.computed_at,
        computed_at=row.computed_at,
        model_version=row.model_version,
        asked_at=context.now,
        outlined=lambda: health_of(row.health),
        scored=None,
    )


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
        value=health.value,
        band=verdict.band,
        band_reason=verdict.reason,
        trend=bands.trend(now, days.get(before)),
        confidence=health.confidence,
        as_of=health.as_of,
        known_at=health.known_at,
        computed_at=context.now,
        model_version=health.model_version,
        asked_at=health.as_of,
        outlined=lambda: health,
        scored=health.evidence,
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
