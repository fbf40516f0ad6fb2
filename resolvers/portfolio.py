"""The book as a whole: totals that are sums over the very rows the account list shows."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from domain.assessment import Assessment
from domain.errors import InvalidInput
from domain.facts import ContractInputs, Fact
from domain.money import Money, totals
from domain.risk import Risk
from domain.running import is_running
from domain.verdicts import HealthBand, RiskDriverKey
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch
from models.account import Account
from models.base import table_of
from models.facts import known_facts
from models.history import Score
from models.outlines import risk_of
from resolvers import renewals
from resolvers.accounts import ACCOUNTS, AccountFilter, live, with_score
from resolvers.context import Context
from resolvers.filters import Test, Where
from resolvers.health import answer, days_before
from resolvers.lists import chosen
from resolvers.replay import Moment, judged

K = TypeVar("K", bound=Hashable)
ACCOUNT, SCORE = table_of(Account), table_of(Score)
NO_DATE = "none"
"The quarter of accounts whose renewal date nobody has recorded."


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One account's part of every total."""

    owner_id: str | None
    band: HealthBand
    renewal_date: date | None
    arr: tuple[Money, ...]
    at_risk: Money | None
    causes: Mapping[RiskDriverKey, Money]

    @property
    def quarter(self) -> str:
        day = self.renewal_date
        return NO_DATE if day is None else f"{day.year}-Q{(day.month + 2) // 3}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What some accounts come to; `of` is the band, owner id or quarter they share."""

    of: Any
    accounts: int
    arr: tuple[Money, ...]
    contract_value_at_risk: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    key: RiskDriverKey
    accounts: int
    contract_value_at_risk: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Holdings, summed in one way after another."""

    holdings: Sequence[Holding]

    @property
    def accounts(self) -> int:
        return len(self.holdings)

    @property
    def arr(self) -> tuple[Money, ...]:
        return total_of(None, self.holdings).arr

    @property
    def contract_value_at_risk(self) -> tuple[Money, ...]:
        return total_of(None, self.holdings).contract_value_at_risk

    @property
    def by_band(self) -> list[Total]:
        """Every band, also the empty ones."""
        found = by(self.holdings, lambda holding: holding.band)
        return [total_of(band, found.get(band, [])) for band in HealthBand]

    @property
    def by_owner(self) -> list[Total]:
        """Who has most accounts first; accounts without an owner last."""
        found = by(self.holdings, lambda holding: holding.owner_id)
        owners = sorted(found, key=lambda id_: (id_ is None, -len(found[id_]), id_))
        return [total_of(owner, found[owner]) for owner in owners]

    @property
    def by_renewal_quarter(self) -> list[Total]:
        """In order; accounts without a date last."""
        found = by(self.holdings, lambda holding: holding.quarter)
        return [total_of(quarter, found[quarter]) for quarter in sorted(found)]

    @property
    def by_cause(self) -> list[Cause]:
        """Every cause of money at risk; together they are all of it."""
        counted = Counter(key for holding in self.holdings for key in holding.causes)
        return [
            Cause(
                key=key,
                accounts=counted[key],
                contract_value_at_risk=totals(
                    holding.causes[key] for holding in self.holdings if key in holding.causes
                ),
            )
            for key in RiskDriverKey
            if counted[key]
        ]


def by(holdings: Iterable[Holding], key: Callable[[Holding], K]) -> dict[K, list[Holding]]:
    found: dict[K, list[Holding]] = {}
    for holding in holdings:
        found.setdefault(key(holding), []).append(holding)
    return found


def total_of(what: object, holdings: Sequence[Holding]) -> Total:
    return Total(
        of=what,
        accounts=len(holdings),
        arr=totals(money for holding in holdings for money in holding.arr),
        contract_value_at_risk=totals(h.at_risk for h in holdings if h.at_risk is not None),
    )


def causes_of(risk: Risk | None) -> Mapping[RiskDriverKey, Money]:
    """Each driver's money, and under BASE_RATE what no driver accounts for: all of it, exactly."""
    if risk is None or risk.value_at_risk is None:
        return {}
    code = risk.value_at_risk.currency_code
    found = {driver.key: driver.value for driver in risk.drivers if driver.value}
    base = risk.value_at_risk.minor - sum(money.minor for money in found.values())
    return {RiskDriverKey.BASE_RATE: Money(base, code), **found}


@batch()
def whole(
    keys: Keys,
    ask: Ask,
    context: Context,
    *,
    filter: AccountFilter | None = None,  # noqa: A002 - the contract's own word
    as_of: datetime | None = None,
) -> Reads[dict[Key, Portfolio | InvalidInput]]:
    """Of the accounts that pass the filter today; their figures are those of now, or of `as_of`."""
    where = chosen(context, filter or AccountFilter(), live)
    moment = Moment.of(as_of, None, context)
    if moment is None:
        return {(): (yield from stored(where, ask, context))}
    return {(): (yield from replayed(where, moment, ask, context))}


def listed(_: tuple[str, ...], *, where: Test, detailed: bool) -> Select[Any]:
    """What the totals are made of, of every account that passes."""
    names = ("band", "renewal_date", "at_risk_minor", "currency_code")
    columns = [SCORE.c[name] for name in (*names, *(("risk",) if detailed else ()))]
    return (
        select(ACCOUNT.c.id, ACCOUNT.c.owner_id, *columns)
        .select_from(with_score(ACCOUNT))
        .where(ACCOUNTS.condition(where, ACCOUNT))
        .order_by(ACCOUNT.c.id)
    )


LISTED = Statement(listed)


def rows_of(where: Where, ask: Ask, context: Context, *, detailed: bool) -> Reads[list[Row]]:
    shape = (("where", where.shape), ("detailed", detailed))
    bound = {**where.given, "now": context.now, "today": context.today}
    return (yield ask.values(LISTED, shape, **bound))


def stored(where: Where, ask: Ask, context: Context) -> Reads[Portfolio]:
    """From the stored scores; causes are read only when somebody asks for them."""
    detailed = "byCause" in ask.wants
    rows = yield from rows_of(where, ask, context, detailed=detailed)
    arr = yield from renewals.arr.read([row.id for row in rows], ask, context)
    return Portfolio(
        [
            Holding(
                owner_id=row.owner_id,
                band=row.band or HealthBand.UNKNOWN,
                renewal_date=row.renewal_date,
                arr=arr[row.id],
                at_risk=at_risk(row),
                causes=causes_of(risk_of(row.risk)) if detailed and row.risk else {},
            )
            for row in rows
        ]
    )


def at_risk(row: Row) -> Money | None:
    return None if row.at_risk_minor is None else Money(row.at_risk_minor, row.currency_code)


def replayed(
    where: Where, moment: Moment, ask: Ask, context: Context
) -> Reads[Portfolio | InvalidInput]:
    """From the facts known then; accounts nobody knew yet are left out, owners are today's."""
    rows = yield from rows_of(where, ask, context, detailed=False)
    ids = [row.id for row in rows]
    facts = yield from known_facts(ids, moment.known_at)
    found = yield from judged(facts, moment)
    days = yield from days_before(ids, moment.at)
    day = moment.at.astimezone(ZoneInfo(context.viewer.time_zone)).date()
    holdings: list[Holding] = []
    for row in rows:
        assessment = found.get(row.id)
        if isinstance(assessment, InvalidInput):
            return assessment
        if assessment is not None:
            band = answer(row.id, assessment.health, days[row.id], context).band
            holdings.append(
                holding_of(row.owner_id, band, assessment, facts=facts[row.id], day=day)
            )
    return Portfolio(holdings)


def holding_of(
    owner_id: str | None,
    band: HealthBand,
    assessment: Assessment,
    *,
    facts: Sequence[Fact],
    day: date,
) -> Holding:
    contracts = {f.source_id: f.inputs for f in facts if isinstance(f.inputs, ContractInputs)}
    risk = assessment.risk
    first = contracts.get(risk.contract_id) if risk and risk.contract_id else None
    return Holding(
        owner_id=owner_id,
        band=band,
        renewal_date=first and first.renews_on,
        arr=totals(
            c.annual_value for c in contracts.values() if c.annual_value and is_running(c, day)
        ),
        at_risk=risk and risk.value_at_risk,
        causes=causes_of(risk),
    )
