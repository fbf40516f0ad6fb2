"""What the customer pays, until when, and what it was promised about time."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.texts import Duration
from domain.vocabulary import (
    ClockBasis,
    ClockMetric,
    RecordType,
    RenewalOutcome,
    ReopenPolicy,
    Severity,
)
from engine.fields import answered_by, worked_out
from resolvers import records, risk
from resolvers.contracts import monthly_fee
from resolvers.mutations.decisions import TakenBack
from resolvers.mutations.sla_terms import SlaTermInput
from schema.build import input_type
from schema.node import Money, Node, SourceSpan, Versioned, id_of, money, sources_of
from schema.people import Contact
from schema.risk import RenewalRisk

if TYPE_CHECKING:
    from schema.accounts import Account

for words in (ClockBasis, ClockMetric, RenewalOutcome, ReopenPolicy, Severity, TakenBack):
    strawberry.enum(words)


@strawberry.type(
    description="Null severity: every severity. Null basis: not agreed; REPORTED counts, all three"
    " are shown. Null calendar: not stated; read as 24x7 and flagged."
)
class SlaTerm:
    severity: Severity | None
    metric: ClockMetric
    target: Duration
    basis: ClockBasis | None
    calendar: str | None
    on_reopen: ReopenPolicy


input_type(
    SlaTermInput,
    severity="Null: every severity.",
    target="At most ten years; P1D is 24 hours that count.",
    basis="What starts the clock; null: not agreed.",
    calendar="Key of a working calendar; null: every hour counts.",
)


@strawberry.type
class Contract(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.CONTRACT)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    name: str
    annual_value: Money | None = money("annual_value_minor", "currency_code")
    monthly_fee: Money | None = worked_out(
        monthly_fee,
        "annual_value_minor",
        "currency_code",
        description="Annual value / 12, rounded once, half up.",
    )
    starts_on: date | None
    ends_on: date | None
    renews_on: date | None
    notice_period: Duration | None = strawberry.field(
        description="P60D or P3M: days by days, months by calendar."
    )
    notice_deadline: date | None = strawberry.field(
        description="Last day the customer may give notice: the renewal less the notice period."
    )
    notice_given_on: date | None
    notice_given_by: Contact | None = answered_by(
        records.NODES[RecordType.CONTACT], key=("account_id", "notice_given_by_id")
    )
    auto_renews: bool | None
    first_renewal: bool | None
    penalty_terms: str | None
    sources: list[SourceSpan] = sources_of()
    renewal_risk: RenewalRisk | None = answered_by(risk.of_contracts, key=("account_id", "id"))
    sla_terms: list[SlaTerm]
    outcome: RenewalOutcome | None
    outcome_on: date | None = strawberry.field(description="The day the customer decided.")
    outcome_recorded_at: datetime | None
