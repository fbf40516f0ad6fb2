"""Renewal risk of accounts and contracts: as stored, or replayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.assessment import Assessment
from domain.drivers import behind
from domain.errors import InvalidInput
from domain.health import Scored
from domain.money import Money
from domain.risk import Driver, Risk, RiskRemainder
from domain.verdicts import RiskLevel
from engine.reads import Ask, Bound, Key, Keys, Reads, Row, batch, bound_batch
from models.outlines import DriverShown, risk_of, risks_of
from resolvers.context import Context
from resolvers.evidence import Evidence, Source, Sourced, bounded, shown, source_of
from resolvers.replay import Moment, replayed
from resolvers.said import OnRisk
from resolvers.stored import STORED, StoredScore, evidence_behind, stored_risks, stored_scores


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskAnswer(OnRisk):
    """A risk that is no column of a stored score, and the evidence behind it."""

    account_id: str
    estimated: Risk
    scored: Sequence[Scored] | None
    "The account's; None: it is stored."

    @property
    def risk(self) -> Risk:
        return self.estimated

    @property
    def shown_risk(self) -> Risk:
        return self.estimated

    @property
    def contract_id(self) -> str | None:
        return self.risk.contract_id

    @property
    def probability(self) -> float:
        return self.risk.probability

    @property
    def level(self) -> RiskLevel:
        return self.risk.level

    @property
    def contract_value_at_risk(self) -> Money | None:
        return self.risk.value_at_risk

    @property
    def model_version(self) -> str:
        return self.risk.model_version


class ShownDriver(Sourced):
    """A driver of one account's risk, with the record it was read from."""

    __slots__ = ("_driver", "key", "of", "points", "summary", "value")

    def __init__(self, driver: Driver | DriverShown, of: RiskAnswer | StoredScore) -> None:
        self._driver = driver
        self.of = of
        self.key = driver.key
        self.points = driver.points
        self.value = driver.value
        self.summary = driver.summary

    @property
    def source(self) -> Source:
        own = self._driver
        return source_of(self.of.account_id, own.source_kind, own.source_id, own.key)


@bound_batch(shares=STORED)
def of_accounts(
    ask: Ask, *, as_of: datetime | None = None, known_at: datetime | None = None
) -> Bound:
    """Of the contract whose decision comes first; null when every contract is decided."""
    stored = stored_scores(ask)

    def read(
        keys: Keys, context: Context
    ) -> Reads[dict[Key, RiskAnswer | StoredScore | InvalidInput | None]]:
        moment = Moment.of(as_of, known_at, context)
        if moment is None:
            rows = yield stored(keys, context)
            return {row.account_id: row for row in rows if row.probability is not None}
        judged = yield from replayed(keys, moment)
        return {
            account: found
            if isinstance(found, InvalidInput)
            else answer(account, found.risk, found.health.evidence)
            for account, found in judged.items()
        }

    return read


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


def answer(
    account_id: str, risk: Risk | None, scored: Sequence[Scored] | None = None
) -> RiskAnswer | None:
    """A risk and the evidence behind it (None: stored); null when nothing is left to decide."""
    if risk is None:
        return None
    return RiskAnswer(account_id=account_id, estimated=risk, scored=scored)


def drivers(risk: RiskAnswer | StoredScore, *, first: int = 4) -> list[ShownDriver]:
    """The largest first."""
    return [ShownDriver(driver, risk) for driver in risk.shown_risk.drivers[: bounded(first)]]


def rest(risk: RiskAnswer | StoredScore, *, first: int = 4) -> RiskRemainder:
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
