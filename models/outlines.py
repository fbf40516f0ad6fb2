"""What is stored of an assessment: parts, so that a page reads a small one; nothing twice.

Structs, and rows of values where there are many of a kind, are read in half the time of the
domain's own dataclasses. All of it is JSON an operator can read.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

import msgspec

from domain.assessment import Assessment
from domain.drivers import MILLION
from domain.evidence.item import Evidence
from domain.facts import FactKind, OverrideInputs
from domain.health import Health, Scored
from domain.known import once
from domain.money import scaled
from domain.risk import Risk
from domain.verdicts import FactorKey, HealthBand, MissingInput, RiskBasis, RiskDriverKey

Parts = dict[str, str | None]
"Columns of models.history.Score and ScoreDetail, by name."


class FactorRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """domain.health.FactorScore as a row of values; none can hold it, so no collector walks it."""

    key: FactorKey
    label: str
    weight: float
    score: float
    cents: int
    confidence: float

    @property
    def points(self) -> float:
        return self.cents / 100


class HealthShown(msgspec.Struct, frozen=True):
    """What is shown of a health and has no column of its own; the rest of an outline is skipped."""

    factors: tuple[FactorRow, ...]
    weakest_link_cents: int
    weakest_factor: FactorKey
    override: OverrideInputs | None

    @property
    def weakest_link_points(self) -> float:
        return self.weakest_link_cents / 100


class HealthOutline(HealthShown, frozen=True):
    """domain.health.Health, less its evidence."""

    cents: int
    exact: float
    raw_band: HealthBand
    confidence: float
    has_open_sev1: bool
    as_of: datetime
    known_at: datetime
    model_version: str


class MoneyShown(msgspec.Struct, frozen=True, gc=False):
    """domain.money.Money; its currency was looked up before it was stored."""

    minor: int
    currency_code: str

    @property
    def amount(self) -> Decimal:
        return scaled(self.minor, self.currency_code)


class DriverShown(msgspec.Struct, frozen=True):
    """domain.drivers.Driver."""

    key: RiskDriverKey
    millionths: int
    value: MoneyShown | None
    summary: str
    source_kind: FactKind | None
    source_id: str | None

    @property
    def points(self) -> float:
        return self.millionths / MILLION


class RiskShown(msgspec.Struct, frozen=True):
    """What is shown of a domain.risk.Risk and has no column of its own."""

    low: float
    high: float
    missing: tuple[MissingInput, ...]
    decision_date: date | None
    base_millionths: int
    drivers: tuple[DriverShown, ...]
    base_rate_assumed: bool
    usd_per_unit: Decimal | None
    basis: RiskBasis

    @property
    def base_rate(self) -> float:
        return self.base_millionths / MILLION


class EvidenceRow(msgspec.Struct, frozen=True, array_like=True):
    """domain.evidence.item.Evidence as a row of values."""

    key: str
    factor: FactorKey
    summary: str
    good: float
    bad: float
    is_open: bool
    anchor: datetime
    spread: timedelta
    occurred_at: datetime
    known_at: datetime
    source_kind: FactKind | None
    source_id: str | None


class ScoredRow(msgspec.Struct, frozen=True, array_like=True):
    """domain.health.Scored as a row of values."""

    cents: int
    evidence: EvidenceRow


SHOWN = msgspec.json.Decoder(HealthShown)
SHOWN_RISK = msgspec.json.Decoder(RiskShown)
HEALTH = msgspec.json.Decoder(HealthOutline)
RISK = msgspec.json.Decoder(Risk)
RISKS = msgspec.json.Decoder(tuple[Risk, ...])
VALUES = attrgetter(*EvidenceRow.__struct_fields__)
EVIDENCE = msgspec.json.Decoder(tuple[ScoredRow, ...])


def text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def parts_of_score(assessment: Assessment) -> Parts:
    """What pages show, but for the columns they also sort and filter by."""
    health = msgspec.convert(assessment.health, HealthOutline, from_attributes=True)
    return {"health": text(health), "risk": assessment.risk and text(assessment.risk)}


def parts_of_detail(assessment: Assessment) -> Parts:
    """What is read when somebody asks why."""
    evidence = [(scored.cents, row_of(scored.evidence)) for scored in assessment.health.evidence]
    others = [risk for risk in assessment.risks.values() if risk is not assessment.risk]
    return {
        "evidence": text(evidence),
        "unscored": text(assessment.unscored),
        "other_risks": text(others),
    }


@once
def row_of(evidence: Evidence) -> msgspec.Raw:
    """Its part of the text; most evidence is the same in one score and the next."""
    return msgspec.Raw(msgspec.json.encode(VALUES(evidence)))


def shown_of(stored: str) -> HealthShown:
    return SHOWN.decode(stored)


def health_of(stored: str) -> HealthOutline:
    return HEALTH.decode(stored)


def shown_risk_of(stored: str) -> RiskShown:
    return SHOWN_RISK.decode(stored)


def risk_of(stored: str) -> Risk:
    return RISK.decode(stored)


def risks_of(stored: str) -> tuple[Risk, ...]:
    return RISKS.decode(stored)


def evidence_of(stored: str) -> tuple[Scored, ...]:
    """The largest first, as it was scored."""
    return tuple(
        Scored(msgspec.convert(row.evidence, Evidence, from_attributes=True), row.cents)
        for row in EVIDENCE.decode(stored)
    )


def whole(outline: HealthOutline, evidence: Sequence[Scored]) -> Health:
    """The health that an outline is of."""
    values = {**msgspec.structs.asdict(outline), "evidence": evidence}
    return msgspec.convert(values, Health, from_attributes=True)
