"""What the customer said and did: quotes, concerns, signals."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.money import money_of
from domain.vocabulary import ConcernTopic, RecordType, SignalKind
from engine.fields import answered_by, worked_out
from resolvers import records
from schema.incidents import Incident
from schema.node import Money, Node, SourceSpan, Versioned, id_of, sources_of
from schema.people import Contact
from schema.user import User

if TYPE_CHECKING:
    from schema.accounts import Account

strawberry.enum(ConcernTopic)
strawberry.enum(SignalKind)


@strawberry.type
class Feedback(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.FEEDBACK)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    quote: str
    speaker: Contact | None = answered_by(
        records.NODES[RecordType.CONTACT], key=("account_id", "speaker_id")
    )
    said_at: datetime | None
    suggested_polarity: float | None
    polarity: float | None = strawberry.field(
        description="-1 to 1, confirmed by a person; null until then."
    )
    confirmed_by: User | None = answered_by(records.users, key="confirmed_by_id")
    sources: list[SourceSpan] = sources_of()


@strawberry.type
class Concern(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.CONCERN)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    topic: ConcernTopic
    text: str
    raised_by: Contact | None = answered_by(
        records.NODES[RecordType.CONTACT], key=("account_id", "raised_by_id")
    )
    stated_loss: Money | None = worked_out(
        money_of,
        "stated_loss_minor",
        "stated_loss_currency",
        description="Stated by the customer; never an obligation.",
    )
    raised_at: datetime
    settled_at: datetime | None
    incident: Incident | None = answered_by(
        records.NODES[RecordType.INCIDENT], key=("account_id", "incident_id")
    )
    sources: list[SourceSpan] = sources_of()


@strawberry.type(description="A stated fact outside incidents and promises that moves the score.")
class Signal(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.SIGNAL)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    kind: SignalKind
    value: Decimal | None
    observed_at: datetime
    cleared_at: datetime | None
    note: str | None
    sources: list[SourceSpan] = sources_of()
