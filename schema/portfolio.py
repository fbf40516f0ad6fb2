"""The book as a whole."""

import strawberry

from domain.verdicts import HealthBand, RiskDriverKey
from engine.fields import answered_by, worked_out
from resolvers import records
from schema.node import Money
from schema.user import User


def what(of: object) -> object:
    """The band or quarter the accounts of a total share."""
    return of


@strawberry.type
class BandTotal:
    band: HealthBand = worked_out(what, "of")
    accounts: int
    arr: list[Money]
    contract_value_at_risk: list[Money]


@strawberry.type
class OwnerTotal:
    owner: User | None = answered_by(records.users, key="of")
    accounts: int
    contract_value_at_risk: list[Money]


@strawberry.type
class QuarterTotal:
    quarter: str = worked_out(
        what, "of", description="2025-Q1, or none: no renewal date is on file."
    )
    accounts: int
    contract_value_at_risk: list[Money]


@strawberry.type
class CauseTotal:
    key: RiskDriverKey
    accounts: int
    contract_value_at_risk: list[Money] = strawberry.field(
        description="Its share of the money at risk; over all causes, BASE_RATE included, these add"
        " up to the whole."
    )


@strawberry.type(
    description="Totals reconcile with the account list: per currency, never added across"
    " currencies."
)
class Portfolio:
    accounts: int
    arr: list[Money]
    contract_value_at_risk: list[Money]
    by_band: list[BandTotal]
    by_owner: list[OwnerTotal]
    by_renewal_quarter: list[QuarterTotal]
    by_cause: list[CauseTotal]
