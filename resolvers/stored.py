"""The stored scores of accounts, and the evidence behind them for who asks."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, bindparam, select

from domain.health import Scored
from domain.money import Money, money_of
from domain.risk import Risk
from domain.verdicts import HealthBand
from engine.reads import Ask, Call, Columns, Keys, Reads, Shape, Statement
from engine.sql import KEYS, one_of
from models.base import table_of
from models.history import Score, ScoreDetail
from models.outlines import HealthShown, RiskShown, evidence_of, risk_of, shown_of, shown_risk_of
from resolvers.context import Context
from resolvers.said import OnHealth, OnRisk

SCORE, DETAIL = table_of(Score), table_of(ScoreDetail)
SHOWN = (
    "account_id",
    "value",
    "band",
    "band_reason",
    "trend",
    "confidence",
    "computed_at",
    "model_version",
    "contract_id",
    "probability",
    "risk_level",
    "at_risk_minor",
    "currency_code",
    "health",
    "risk",
)
ALWAYS = frozenset({"account_id", "probability"})
"Whose score it is, and whether it has a risk."
HEALTH, RISK = frozenset({"health"}), frozenset({"risk"})
NEEDS: Mapping[str, Collection[str]] = {
    "__typename": (),
    "value": {"value"},
    "band": {"band"},
    "bandReason": {"band_reason"},
    "trend": {"trend"},
    "confidence": {"confidence"},
    "computedAt": {"computed_at"},
    "modelVersion": {"model_version"},
    "probability": {"probability"},
    "level": {"risk_level"},
    "contractValueAtRisk": {"at_risk_minor", "currency_code"},
    "contract": {"contract_id"},
    **dict.fromkeys(("factors", "weakestFactor", "weakestLinkPoints", "override"), HEALTH),
    **dict.fromkeys(("low", "high", "basis", "missing", "decisionDate", "drivers"), RISK),
    **dict.fromkeys(("baseRate", "baseRateAssumed", "usdPerUnit"), RISK),
}
"The columns behind each field; what is not named here may need any."


class StoredScore(OnHealth, OnRisk, tuple[Any, ...]):  # noqa: SLOT001 - remembers what it read
    """A row of `stored_scores`: of what it says, only what somebody asks for is read."""

    account_id: str
    value: float
    band: HealthBand
    confidence: float
    computed_at: datetime
    model_version: str
    probability: float | None
    at_risk_minor: int | None
    currency_code: str | None
    stored_health: str
    stored_risk: str
    scored: None = None
    "Its evidence is stored as well."
    _health: HealthShown | None = None
    _risk: RiskShown | None = None

    @property
    def as_of(self) -> datetime:
        return self.computed_at

    @property
    def known_at(self) -> datetime:
        return self.computed_at

    @property
    def contract_value_at_risk(self) -> Money | None:
        return money_of(self.at_risk_minor, self.currency_code)

    @property
    def outline(self) -> HealthShown:
        if self._health is None:
            self._health = shown_of(self.stored_health)
        return self._health

    @property
    def shown_risk(self) -> RiskShown:
        if self._risk is None:
            self._risk = shown_risk_of(self.stored_risk)
        return self._risk

    @property
    def risk(self) -> Risk:
        return risk_of(self.stored_risk)


class Judged(Protocol):
    """What is said of an account."""

    @property
    def account_id(self) -> str: ...

    @property
    def scored(self) -> Sequence[Scored] | None:
        """The account's evidence; None: it is stored."""
        ...


J = TypeVar("J", bound=Judged)


def stored_score(_: Columns, *, needed: Columns = SHOWN) -> Select[Any]:
    """What health and risk say; as one statement, for a page that shows both reads it once."""
    return select(
        *(SCORE.c[name].label(NAMED.get(name, name)) for name in needed),
        bindparam("now", type_=SCORE.c.computed_at.type).label("asked_at"),
    ).where(one_of(SCORE.c.account_id))


NAMED = {"risk_level": "level", "health": "stored_health", "risk": "stored_risk"}
"Columns that a row calls otherwise."
STORED = Statement(stored_score, StoredScore)


def stored_scores(ask: Ask) -> Callable[[Keys, Context], Call]:
    """What reads the scores of accounts, as far as they are wanted."""
    prepared = STORED.prepared((), shape_of(ask.wants))

    def scores(keys: Keys, context: Context) -> Call:
        given = {KEYS: keys, "now": context.now}
        return Call(prepared.of_keys(given), given, is_input=True)

    return scores


@lru_cache
def shape_of(wants: frozenset[str]) -> Shape:
    needed = ALWAYS.union(*(NEEDS.get(want, SHOWN) for want in wants))
    return (("needed", tuple(name for name in SHOWN if name in needed)),)


@Statement
def stored_risks(_: Columns) -> Select[Any]:
    """The risks of all contracts of accounts."""
    columns = [SCORE.c.account_id, SCORE.c.risk, DETAIL.c.other_risks]
    return (
        select(*columns)
        .join(DETAIL, DETAIL.c.account_id == SCORE.c.account_id)
        .where(one_of(SCORE.c.account_id))
    )


@Statement
def stored_evidence(_: Columns) -> Select[Any]:
    columns = [DETAIL.c.account_id, DETAIL.c.evidence]
    return select(*columns).where(one_of(DETAIL.c.account_id))


def evidence_behind(answers: Iterable[J]) -> Reads[dict[J, Sequence[Scored]]]:
    """The evidence of each account something is said of; what is stored is read now."""
    known = {one: one.scored for one in answers}
    stored = {one.account_id for one, scored in known.items() if scored is None}
    rows = (yield Ask(()).values(stored_evidence, keys=sorted(stored))) if stored else []
    found = {row.account_id: evidence_of(row.evidence) for row in rows}
    return {
        one: found[one.account_id] if scored is None else scored for one, scored in known.items()
    }
