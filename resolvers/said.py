"""What is said of an account's health and risk, whether it is stored or was just worked out."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from domain.facts import OverrideInputs
from domain.health import FactorScore, Health, raw_band
from domain.risk import Risk
from domain.verdicts import FactorKey, HealthBand, MissingInput, RiskBasis
from models.outlines import FactorRow, HealthShown, RiskShown


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


class OnHealth:
    """What follows from the outline of a health: all of it but its evidence."""

    __slots__ = ()

    @property
    @abstractmethod
    def outline(self) -> Health | HealthShown: ...

    @property
    @abstractmethod
    def asked_at(self) -> datetime: ...

    @property
    def itself(self) -> Self:
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
    def override(self) -> Override | None:
        """The one in force; a stored score may be a minute older than its end."""
        found = self.outline.override
        if found is None or self.asked_at >= found.expires_at:
            return None
        return Override(inputs=found)


class OnRisk:
    """What follows from the risk of one renewal."""

    __slots__ = ()

    @property
    @abstractmethod
    def risk(self) -> Risk: ...

    @property
    @abstractmethod
    def shown_risk(self) -> Risk | RiskShown: ...

    @property
    def itself(self) -> Self:
        """What its lists are worked out of."""
        return self

    @property
    def low(self) -> float:
        return self.shown_risk.low

    @property
    def high(self) -> float:
        return self.shown_risk.high

    @property
    def basis(self) -> RiskBasis:
        return self.shown_risk.basis

    @property
    def missing(self) -> tuple[MissingInput, ...]:
        return self.shown_risk.missing

    @property
    def decision_date(self) -> date | None:
        return self.shown_risk.decision_date

    @property
    def base_rate(self) -> float:
        return self.shown_risk.base_rate

    @property
    def base_rate_assumed(self) -> bool:
        return self.shown_risk.base_rate_assumed

    @property
    def usd_per_unit(self) -> Decimal | None:
        return self.shown_risk.usd_per_unit
