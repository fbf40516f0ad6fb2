"""Every change a client may ask for: each with an input, and a payload of the same shape."""

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from strawberry.types import Info
from strawberry.types.base import has_object_definition

from domain.vocabulary import RecordType
from engine.fields import answered_by
from resolvers import records
from resolvers.context import Context
from resolvers.mutations import (
    accounts,
    contacts,
    contracts,
    decisions,
    feeds,
    incidents,
    linking,
    meetings,
    overrides,
    review_series,
    timeline,
    voices,
)
from resolvers.mutations.meetings import AttendeeInput
from resolvers.mutations.money import MoneyInput
from resolvers.mutations.payload import WriteOutcome
from resolvers.mutations.perform import Mutation, perform
from schema.accounts import Account
from schema.actions import ActionItem
from schema.build import input_type
from schema.commitments import Commitment
from schema.contracts import Contract
from schema.incidents import Incident
from schema.meetings import Meeting
from schema.mutations import reviews
from schema.mutations.errors import UserError
from schema.mutations.feeds import FeedTold
from schema.node import Node
from schema.people import Contact
from schema.reviews import BusinessReview, ReviewSeries
from schema.voices import Concern, Feedback, Signal

SHOWN: dict[RecordType, tuple[str, type]] = {
    RecordType.ACCOUNT: ("account", Account),
    RecordType.CONTACT: ("contact", Contact),
    RecordType.CONTRACT: ("contract", Contract),
    RecordType.INCIDENT: ("incident", Incident),
    RecordType.COMMITMENT: ("commitment", Commitment),
    RecordType.ACTION_ITEM: ("actionItem", ActionItem),
    RecordType.REVIEW_SERIES: ("reviewSeries", ReviewSeries),
    RecordType.BUSINESS_REVIEW: ("businessReview", BusinessReview),
    RecordType.MEETING: ("meeting", Meeting),
    RecordType.FEEDBACK: ("feedback", Feedback),
    RecordType.CONCERN: ("concern", Concern),
    RecordType.SIGNAL: ("signal", Signal),
}
"How a payload calls the record it shows, and its type."
NESTED = (MoneyInput, AttendeeInput)
"Inputs that are parts of others."
MUTATIONS = (
    *accounts.ALL,
    *contacts.ALL,
    *contracts.ALL,
    *decisions.ALL,
    *incidents.ALL,
    *timeline.ALL,
    *voices.ALL,
    *overrides.ALL,
    *feeds.ALL,
    *meetings.ALL,
    *linking.ALL,
    *review_series.ALL,
)
MORE: Mapping[str, type] = {
    review_series.SCHEDULE.name: reviews.ScheduleTold,
    feeds.CREATE.name: FeedTold,
}
"What the payload of a mutation tells besides: types whose fields are read from `Payload.more`."


def payload(mutation: Mutation) -> type:
    """The record, read back by its key as every reader would, and what is told besides."""
    about = mutation.about
    entity, kind = ("record", Node) if about is None else SHOWN[about]
    annotations = {
        entity: kind | None,
        "outcome": WriteOutcome,
        "user_errors": list[UserError],
    }
    name = f"{mutation.name[0].upper()}{mutation.name[1:]}Payload"
    more = MORE.get(mutation.name, object)
    own = {"__annotations__": annotations, entity: read_back(about)}
    return strawberry.type(type(name, (more,), own))


def read_back(about: RecordType | None) -> Any:
    """How the record is read from a payload."""
    if about is None:
        return answered_by(records.named, key=("account_id", "record_type", "record_id"))
    if about is RecordType.ACCOUNT:
        return answered_by(records.accounts, key="account_id")
    return answered_by(records.NODES[about], key=("account_id", "record_id"))


def field_of(mutation: Mutation) -> Any:
    """Its value is a resolvers.mutations.payload.Payload, whose attributes the type names."""

    async def resolve(info: Info[Context, Any], input: Any) -> Any:  # noqa: A002 - the contract's own word
        return await perform(info.context, mutation, input)

    resolve.__annotations__ |= {"input": mutation.asked, "return": payload(mutation) | None}
    return strawberry.field(resolver=resolve, name=mutation.name, description=mutation.told)


def root(mutations: Iterable[Mutation]) -> type:
    """The type of all mutations; their inputs become inputs of the schema."""
    fields: dict[str, Any] = {}
    for part in NESTED:
        input_type(part)
    for mutation in mutations:
        if not has_object_definition(mutation.asked):  # it is where its fields are described
            input_type(mutation.asked)
        fields[mutation.name] = field_of(mutation)
    return strawberry.type(type("Mutation", (), fields), description="Changes, one at a time.")


MUTATION = root(MUTATIONS)
