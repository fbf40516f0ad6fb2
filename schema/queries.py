"""Root fields that list records of one type over all accounts."""

from datetime import date
from typing import Annotated

import strawberry

from engine.fields import ROOT, answered_by
from resolvers import actions, commitments, contracts, drafts, incidents, reviews
from schema import filters
from schema.actions import ActionItem
from schema.commitments import Commitment
from schema.contracts import Contract
from schema.drafts import NoteDraft
from schema.incidents import Incident
from schema.node import Connection
from schema.reviews import BusinessReview

DAYS = {
    "from_": Annotated[date, strawberry.argument(name="from")],
    "to": Annotated[date, strawberry.argument(description="The last day, itself included.")],
}


@strawberry.type
class RecordQueries:
    """The part of Query that is about records."""

    incidents: Connection[Incident] = answered_by(
        incidents.everywhere, key=ROOT, arguments=filters.INCIDENTS
    )
    contracts: Connection[Contract] = answered_by(
        contracts.everywhere, key=ROOT, arguments=filters.CONTRACTS
    )
    commitments: Connection[Commitment] = answered_by(
        commitments.everywhere, key=ROOT, arguments=filters.COMMITMENTS
    )
    action_items: Connection[ActionItem] = answered_by(
        actions.everywhere, key=ROOT, arguments=filters.ACTION_ITEMS
    )
    reviews: Connection[BusinessReview] = answered_by(
        reviews.between,
        key=ROOT,
        arguments=filters.REVIEWS | DAYS,
        description="On these local dates, by time; what is only proposed has no date.",
    )
    note_draft: NoteDraft | None = answered_by(
        drafts.one,
        key=ROOT,
        arguments={"id_": Annotated[strawberry.ID, strawberry.argument(name="id")]},
    )
