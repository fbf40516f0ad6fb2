"""What we promised, each of its due dates, and what a credit comes to."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.texts import YearMonth
from domain.vocabulary import (
    Audience,
    Basis,
    CommitmentGap,
    CommitmentKind,
    CommitmentStatus,
    CreditBase,
    CreditState,
    Horizon,
    PeriodRole,
    RecordType,
)
from engine.fields import answered_by, worked_out
from resolvers import alike, commitments, records, references, service_credits
from resolvers.occurrences import count_due, count_kept, of_commitments
from schema.node import Connection, Money, Node, SourceSpan, Versioned, id_of, sources_of
from schema.people import Contact
from schema.user import User

if TYPE_CHECKING:
    from schema.accounts import Account

for words in (Audience, CommitmentGap, CommitmentKind, CommitmentStatus, Horizon):
    strawberry.enum(words)
for words in (CreditBase, CreditState, PeriodRole):
    strawberry.enum(words)

OWN = ("account_id", "id")


@strawberry.type(
    description="One due date of a recurring, standing or until-condition promise; for a review"
    " series it is the review."
)
class CommitmentOccurrence:
    slot: str
    due_on: date
    status: CommitmentStatus
    kept_at: datetime | None
    fulfilled_by: Node | None = answered_by(
        records.named, key=("account_id", "fulfilled_by_type", "fulfilled_by_id")
    )


@strawberry.type
class ServiceCredit:
    percent: Decimal | None
    base: CreditBase
    period: YearMonth | None
    period_role: PeriodRole | None = strawberry.field(
        description="Null: not said whether the month is that of the service or of the invoice."
    )
    amount: Money | None
    state: CreditState
    approved_at: datetime | None
    issued_at: datetime | None
    applied_at: datetime | None
    invoice: str | None
    formula: str | None
    share_of_stated_loss: Decimal | None = strawberry.field(
        description="Of the loss the customer states, which is theirs and no obligation; 0.0250 is"
        " 2.5 %."
    )


@strawberry.type
class Commitment(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.COMMITMENT)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    text: str
    audience: Audience
    kind: CommitmentKind
    status: CommitmentStatus = worked_out(
        commitments.status, "settled_status", "overdue_after", in_context=True
    )
    owner: User | None = answered_by(records.users, key="owner_id")
    promised_on: date | None
    promised_to: list[Contact] = answered_by(references.contacts, key=("account_id", "promised_to"))
    due_on: date | None
    counts_from: date | None = strawberry.field(
        description="The due date lateness counts from: the first, or the last one agreed with a"
        " named contact."
    )
    agreed_with: Contact | None = answered_by(
        records.NODES[RecordType.CONTACT],
        key=("account_id", "agreed_with_id"),
        description="With whom that date was agreed; null: with nobody.",
    )
    due_basis: Basis | None
    horizon: Horizon | None
    kept_at: datetime | None
    fulfilled_by: Node | None = answered_by(
        records.named, key=("account_id", "fulfilled_by_type", "fulfilled_by_id")
    )
    ended_reason: str | None
    waived_by: Contact | None = answered_by(
        records.NODES[RecordType.CONTACT], key=("account_id", "waived_by_id")
    )
    occurrences: Connection[CommitmentOccurrence] = answered_by(of_commitments, key=OWN)
    same_as: list[Node] = answered_by(
        alike.of_records,
        key=("account_id", "id"),
        description="The same promise or task on record elsewhere; only one of them counts.",
    )
    sources: list[SourceSpan] = sources_of()
    condition: str | None
    condition_met_at: datetime | None
    recurrence: str | None
    occurrences_due: int = answered_by(
        count_due, key=OWN, description="How many due dates have come or are settled."
    )
    occurrences_kept: int = answered_by(
        count_kept, key=OWN, description="Of those due, late ones included."
    )
    credit: ServiceCredit | None = answered_by(service_credits.of_commitments, key=OWN)
    gaps: list[CommitmentGap] = strawberry.field(
        description="What is missing before anyone can say it was kept."
    )
    source: Node | None = answered_by(records.named, key=("account_id", "source_type", "source_id"))
