"""Renewal risk: how likely a contract is not renewed, and what drives it."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.verdicts import MissingInput, RiskBasis, RiskDriverKey, RiskLevel
from domain.vocabulary import RecordType
from engine.fields import answered_by, promised, worked_out
from resolvers import records, risk, sources
from schema.health import SOURCE, SPANS, Evidence
from schema.node import Money, Node, SourceSpan

if TYPE_CHECKING:
    from schema.contracts import Contract

for words in (MissingInput, RiskBasis, RiskDriverKey, RiskLevel):
    strawberry.enum(words)


@promised
@strawberry.type
class RiskDriver:
    key: RiskDriverKey
    points: float
    value: Money | None
    summary: str
    evidence: list[Evidence] = answered_by(risk.evidence, key=("of", "key"))
    source: Node | None = answered_by(
        records.named,
        key=SOURCE,
        description="The record behind it, where it is one record; factors name theirs in"
        " evidence.",
    )
    sources: list[SourceSpan] = answered_by(sources.of_records, key=SPANS)


@strawberry.type
class RiskRemainder:
    count: int
    points: float
    value: Money | None


@promised
@strawberry.type
class RenewalRisk:
    probability: float = strawberry.field(
        description="Probability of non-renewal at the decision date, 0-1, with its 80% interval."
    )
    low: float
    high: float
    level: RiskLevel
    basis: RiskBasis
    model_version: str
    missing: list[MissingInput] = strawberry.field(
        description="Inputs the estimate had to do without; the horizon is 180 days when the"
        " renewal date is one of them."
    )
    decision_date: date | None
    contract: Annotated["Contract", strawberry.lazy("schema.contracts")] | None = answered_by(
        records.NODES[RecordType.CONTRACT],
        key=("account_id", "contract_id"),
        description="The contract whose decision comes first; the estimate is about it.",
    )
    base_rate: float
    base_rate_assumed: bool = strawberry.field(
        description="The contract's size is unknown: no annual value, or no reference rate of its"
        " currency on file. Then baseRate is that of the smallest contracts."
    )
    usd_per_unit: Decimal | None = strawberry.field(
        description="The reference rate by which the contract's size was judged: USD one unit of"
        " its currency is worth, 1 for USD itself. Null when baseRateAssumed."
    )
    contract_value_at_risk: Money | None
    drivers: list[RiskDriver] = worked_out(
        risk.drivers,
        "itself",
        description="At most four, largest first; drivers + rest = probability - baseRate, and so"
        " in money.",
    )
    rest: RiskRemainder = worked_out(risk.rest, "itself")
