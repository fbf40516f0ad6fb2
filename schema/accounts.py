"""A customer, and everything known about it."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.texts import CurrencyCode, TimeZone
from domain.vocabulary import RecordType
from engine.fields import answered_by
from resolvers import (
    access,
    accounts,
    actions,
    activity,
    commitments,
    contracts,
    health,
    incidents,
    past_health,
    people,
    records,
    renewals,
    reviews,
    risk,
    series,
    sources,
    voices,
)
from schema import filters
from schema.access import AccessToken
from schema.actions import ActionItem
from schema.activity import ActivityConnection
from schema.commitments import Commitment
from schema.contracts import Contract
from schema.health import HealthPoint, HealthScore
from schema.incidents import Incident
from schema.meetings import Meeting
from schema.node import Connection, Money, Node, SourceSpan, Versioned, id_of
from schema.people import Contact
from schema.reviews import BusinessReview, ReviewSeries
from schema.risk import RenewalRisk
from schema.user import User
from schema.voices import Concern, Feedback, Signal

FROM = {"from_": Annotated[date, strawberry.argument(name="from")]}


@strawberry.type
class ExternalRef:
    system: str
    key: str


@strawberry.type(description="A customer we have promised something to.")
class Account(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.ACCOUNT)
    name: str
    segment: str | None
    external_refs: list[ExternalRef] = answered_by(accounts.external_refs)
    owner: User | None = answered_by(records.users, key="owner_id")
    csm: User | None = answered_by(records.users, key="csm_id")
    sponsor: Contact | None = answered_by(
        records.NODES[RecordType.CONTACT], key=("id", "sponsor_id")
    )
    time_zone: TimeZone | None
    currency_code: CurrencyCode | None
    tracked_from: datetime
    incidents_observed_from: datetime | None = strawberry.field(
        description="Incident feed connected since; null = silence is not good news."
    )
    merged_into: Annotated["Account", strawberry.lazy("schema.accounts")] | None = answered_by(
        records.accounts, key="merged_into_id"
    )
    arr: list[Money] = answered_by(renewals.arr)
    contacts: Connection[Contact] = answered_by(people.contacts_of_accounts)
    contracts: Connection[Contract] = answered_by(
        contracts.of_accounts, arguments=filters.CONTRACTS
    )
    incidents: Connection[Incident] = answered_by(
        incidents.of_accounts, arguments=filters.INCIDENTS
    )
    commitments: Connection[Commitment] = answered_by(
        commitments.of_accounts, arguments=filters.COMMITMENTS
    )
    action_items: Connection[ActionItem] = answered_by(
        actions.of_accounts, arguments=filters.ACTION_ITEMS
    )
    reviews: Connection[BusinessReview] = answered_by(
        reviews.of_accounts, arguments=filters.REVIEWS
    )
    review_series: Connection[ReviewSeries] = answered_by(series.of_accounts)
    meetings: Connection[Meeting] = answered_by(voices.meetings)
    feedback: Connection[Feedback] = answered_by(voices.feedback)
    concerns: Connection[Concern] = answered_by(voices.concerns)
    signals: Connection[Signal] = answered_by(voices.signals)
    next_review: BusinessReview | None = answered_by(series.next_of_accounts)
    renewal_date: date | None = answered_by(renewals.renewal_date)
    notice_deadline: date | None = answered_by(
        renewals.notice_deadline, description="Last day the customer may give notice."
    )
    health: HealthScore | None = answered_by(
        health.of_accounts,
        description="The stored score, as of computedAt; with asOf (and knownAt, default asOf),"
        " replayed from the facts known then.",
    )
    health_history: list[HealthPoint] = answered_by(past_health.history, arguments=FROM)
    recent_health: list[float] = answered_by(
        past_health.recent, description="Flat weekly values for a sparkline, oldest first."
    )
    renewal_risk: RenewalRisk | None = answered_by(risk.of_accounts)
    share_links: Connection[AccessToken] = answered_by(
        access.share_links, description="The newest first; of those revoked, too."
    )
    activity: ActivityConnection = answered_by(activity.of_accounts)
    sources: list[SourceSpan] = answered_by(sources.of_records, key=("id", "id"))
    created_at: datetime
