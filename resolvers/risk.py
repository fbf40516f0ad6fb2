"""Renewal risk of accounts and contracts: as stored, or replayed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import msgspec

from domain.assessment import Assessment
from domain.drivers import behind
from domain.errors import InvalidInput
from domain.health import Scored
from domain.money import Money
from domain.risk import Driver, Risk, RiskRemainder
from domain.verdicts import MissingInput, RiskBasis, RiskDriverKey, RiskLevel
from engine.reads import Ask, Key, Keys, Reads, Row, batch
from models.outlines import risk_of, risks_of
from resolvers.context import Context
from resolvers.evidence import Evidence, Sourced, bounded, shown, source_of
from resolvers.replay import Moment, replayed
from resolvers.stored import evidence_behind, stored_risks, stored_scores


class RiskAnswer(msgspec.Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """What is said of one renewal; the details are read when somebody asks."""

    account_id: str
    contract_id: str | None
    probability: float
    level: RiskLevel
    contract_value_at_risk: Money | None
    details: Callable[[], Risk]
    scored: Sequence[Scored] | None
    "The account's evidence; None: it is stored."

    @cached_property
    def risk(self) -> Risk:
        return self.details()

    @property
    def itself(self) -> "RiskAnswer":
        """What its lists are worked out of."""
        return self

    @property
    def low(self) -> float:
        return self.risk.low

    @property
    def high(self) -> float:
        return self.risk.high

    @property
    def basis(self) -> RiskBasis:
        return self.risk.basis

    @property
    def model_version(self) -> str:
        return self.risk.model_version

    @property
    def missing(self) -> tuple[MissingInput, ...]:
        return self.risk.missing

    @property
    def decision_date(self) -> date | None:
        return self.risk.decision_date

    @property
    def base_rate(self) -> float:
        return self.risk.base_rate

    @property
    def base_rate_assumed(self) -> bool:
        return self.risk.base_rate_assumed

    @property
    def usd_per_unit(self) -> Decimal | None:
        return self.risk.usd_per_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDriver(Sourced):
    """A driver of one account's risk, with the record it was read from."""

    driver: Driver
    of: RiskAnswer

    @property
    def key(self) -> RiskDriverKey:
        return self.driver.key

    @property
    def points(self) -> float:
        return self.driver.points

    @property
    def value(self) -> Money | None:
        return self.driver.value

    @property
    def summary(self) -> str:
        return self.driver.summary


@batch()
def of_accounts(
    keys: Keys,
    ask: Ask,
    context: Context,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Reads[dict[Key, RiskAnswer | InvalidInput | None]]:
    """Of the contract whose decision comes first; null when every contract is decided."""
    moment = Moment.of(as_of, known_at, context)
    if moment is None:
        rows = yield ask.values(stored_scores, keys=keys)
        return {row.account_id: stored(row) for row in rows}
    judged = yield from replayed(keys, moment)
    return {
        account: found
        if isinstance(found, InvalidInput)
        else answer(account, found.risk, found.health.evidence)
        for account, found in judged.items()
    }


@batch()
def of_contracts(
    keys: Keys,
    ask: Ask,
    context: Context,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Reads[dict[Key, RiskAnswer | InvalidInput | None]]:
    """Of each (account id, contract id); null for a contract already decided, or not yet known."""
    accounts = list(dict.fromkeys(account for account, _ in keys))
    moment = Moment.of(as_of, known_at, context)
    if moment is None:
        rows = yield ask.values(stored_risks, keys=accounts)
        return {
            (row.account_id, risk.contract_id): answer(row.account_id, risk)
            for row in rows
            for risk in all_risks(row)
        }
    judged = yield from replayed(accounts, moment)
    return {key: of_contract(key, judged.get(key[0])) for key in keys}


def all_risks(row: Row) -> list[Risk]:
    """Of every contract nobody has decided about."""
    nearest = [risk_of(row.risk)] if row.risk else []
    return [*nearest, *risks_of(row.other_risks)]


def of_contract(
    key: Key, judged: Assessment | InvalidInput | None
) -> RiskAnswer | InvalidInput | None:
    if judged is None or isinstance(judged, InvalidInput):
        return judged
    account, contract = key
    return answer(account, judged.risks.get(contract), judged.health.evidence)


def stored(row: Row) -> RiskAnswer | None:
    """As last computed."""
    if row.probability is None:
        return None
    at_risk = None if row.at_risk_minor is None else Money(row.at_risk_minor, row.currency_code)
    return RiskAnswer(
        account_id=row.account_id,
        contract_id=row.contract_id,
        probability=row.probability,
        level=row.risk_level,
        contract_value_at_risk=at_risk,
        details=lambda: risk_of(row.risk),
        scored=None,
    )


def answer(
    account_id: str, risk: Risk | None, scored: Sequence[Scored] | None = None
) -> RiskAnswer | None:
    """A risk and the evidence behind it (None: stored); null when nothing is left to decide."""
    if risk is None:
        return None
    return RiskAnswer(
        account_id=account_id,
        contract_id=risk.contract_id,
        probability=risk.probability,
        level=risk.level,
        contract_value_at_risk=risk.value_at_risk,
        details=lambda: risk,
        scored=scored,
    )


def drivers(risk: RiskAnswer, *, first: int = 4) -> list[ShownDriver]:
    """The largest first."""
    own = risk.risk.drivers[: bounded(first)]
    return [
        ShownDriver(
            driver=driver,
            of=risk,
            source=source_of(risk.account_id, driver.source_kind, driver.source_id, driver.key),
        )
        for driver in own
    ]


def rest(risk: RiskAnswer, *, first: int = 4) -> RiskRemainder:
    """What remains when the first so many are shown."""
    return risk.risk.rest(bounded(first))


@batch()
def evidence(
    keys: Keys, _: Ask, __: Context, *, first: int = 3
) -> Reads[dict[Key, list[Evidence]]]:
    """The evidence behind the driver of each (risk, key), the largest points first."""
    bounded(first)
    found = yield from evidence_behind(risk for risk, _ in keys)
    return {
        (risk, key): shown(risk.account_id, behind(key, found[risk])[:first]) for risk, key in keys
    }
