"""Every change a client may ask for: each with an input, and a payload of the same shape."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import strawberry
from strawberry.types.base import has_object_definition

from domain.access import Scope
from domain.vocabulary import RecordType
from engine.fields import answered_by, done_by
from engine.reads import Batch
from resolvers import records
from resolvers.access import one_token
from resolvers.context import Context
from resolvers.drafts import of_notes
from resolvers.mutations import (
    accounts,
    actions,
    commitments,
    contacts,
    contracts,
    decisions,
    drafts,
    feeds,
    incidents,
    linking,
    meetings,
    merging,
    overrides,
    promises,
    reopening,
    review_outcomes,
    review_series,
    share_links,
    timeline,
    tokens,
    users,
    voices,
)
from resolvers.mutations import credits as service_credits
from resolvers.mutations import reviews as single_reviews
from resolvers.mutations.bulk import MOST_ROWS, Bulk, ErrorPolicy, perform_bulk
from resolvers.mutations.meetings import AttendeeInput
from resolvers.mutations.money import MoneyInput
from resolvers.mutations.payload import Payload, WriteOutcome
from resolvers.mutations.perform import Mutation, perform
from schema.access import AccessToken
from schema.accounts import Account
from schema.actions import ActionItem
from schema.build import input_type
from schema.commitments import Commitment
from schema.contracts import Contract
from schema.drafts import NoteDraft
from schema.incidents import Incident
from schema.meetings import Meeting
from schema.mutations import promises as promise_inputs
from schema.mutations import reviews
from schema.mutations.access import TokenTold
from schema.mutations.errors import UserError
from schema.mutations.feeds import FeedTold
from schema.node import Node
from schema.people import Contact
from schema.reviews import BusinessReview, ReviewSeries
from schema.user import User
from schema.voices import Concern, Feedback, Signal

strawberry.enum(
    ErrorPolicy,
    description="REJECT_ALL: no row is written unless every one can be.",
)
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
    RecordType.NOTE_DRAFT: ("noteDraft", NoteDraft),
    RecordType.USER: ("user", User),
    RecordType.ACCESS_TOKEN: ("accessToken", AccessToken),
}
"How a payload calls the record it shows, and its type."
DIRECTORIES: Mapping[RecordType, Batch] = {
    RecordType.NOTE_DRAFT: of_notes,
    RecordType.USER: records.users,
    RecordType.ACCESS_TOKEN: one_token,
}
"How records that are of no account are read."
NESTED = (MoneyInput, AttendeeInput)
"Inputs that are parts of others."
DESCRIBED: Mapping[type, Mapping[str, Any]] = promise_inputs.TOLD
"Inputs, and what is told about their fields."
MUTATIONS: Mapping[Scope, Sequence[Mutation]] = {
    Scope.WRITE: (
        *accounts.ALL,
        *contacts.ALL,
        *contracts.ALL,
        *decisions.ALL,
        *incidents.ALL,
        *timeline.ALL,
        *voices.ALL,
        *overrides.ALL,
        *feeds.ALL,
        *share_links.ALL,
        *meetings.ALL,
        *linking.ALL,
        *reopening.ALL,
        *commitments.ALL,
        *promises.ALL,
        *service_credits.ALL,
        *actions.ALL,
    ),
    Scope.REVIEWS_WRITE: (*review_series.ALL, *single_reviews.ALL, *review_outcomes.ALL),
    Scope.NOTES_WRITE: (*drafts.ALL, linking.RETRACT),
    Scope.ADMIN: (*merging.ALL, *tokens.ALL, *users.ALL),
}
"By the scope each of them needs."
BULKS = (accounts.BULK, contacts.BULK, contracts.BULK)
SCOPES: Mapping[str, Scope] = {
    **{mutation.name: scope for scope, of_scope in MUTATIONS.items() for mutation in of_scope},
    **{bulk.name: Scope.WRITE for bulk in BULKS},
}
BULK_TOLD = (
    "Changes the records of these names in another system, and adds those that are new: "
    "all rows in one transaction."
)
MORE: Mapping[str, type] = {
    review_series.SCHEDULE.name: reviews.ScheduleTold,
    single_reviews.CREATE.name: reviews.ReviewTold,
    single_reviews.MOVE.name: reviews.ReviewTold,
    feeds.CREATE.name: FeedTold,
    tokens.CREATE.name: TokenTold,
    share_links.CREATE.name: TokenTold,
}
"What the payload of a mutation tells besides: types whose fields are read from `Payload.more`."


@strawberry.type
class RowResult:
    """Of one row of a call with many."""

    row: int = strawberry.field(description="From 0, as in a path: [input, rows, 17, name].")


def payload(mutation: Mutation) -> type:
    """The record, and what is told besides."""
    entity, _ = shown(mutation.about)
    more = MORE.get(mutation.name, object)
    return outcome_type(f"{capital(mutation.name)}Payload", mutation.about, entity, more)


def bulk_payload(bulk: Bulk) -> type:
    """What became of every row, and all that was refused."""
    entity, _ = shown(bulk.about)
    result = outcome_type(f"{capital(entity)}RowResult", bulk.about, "record", RowResult)
    annotations = {
        "outcome": WriteOutcome,
        "results": list[result],
        "user_errors": list[UserError],
    }
    name = f"{capital(bulk.name)}Payload"
    return strawberry.type(type(name, (), {"__annotations__": annotations}))


def shown(about: RecordType | None) -> tuple[str, type]:
    """How a record of this type is called, and its type; None: it may be any."""
    return ("record", Node) if about is None else SHOWN[about]


def outcome_type(name: str, about: RecordType | None, entity: str, more: type) -> type:
    """What became of a record, and the record: read back by its key as every reader would."""
    _, kind = shown(about)
    annotations = {
        entity: kind | None,
        "outcome": WriteOutcome,
        "user_errors": list[UserError],
    }
    own = {"__annotations__": annotations, entity: read_back(about)}
    return strawberry.type(type(name, (more,), own))


def read_back(about: RecordType | None) -> Any:
    """How the record is read from a payload."""
    if about is None:
        return answered_by(records.named, key=("account_id", "record_type", "record_id"))
    if about is RecordType.ACCOUNT:
        return answered_by(records.accounts, key="account_id")
    if about in DIRECTORIES:
        return answered_by(DIRECTORIES[about], key="record_id")
    return answered_by(records.NODES[about], key=("account_id", "record_id"))


def field_of(mutation: Mutation) -> Any:
    """Its value is a resolvers.mutations.payload.Payload, whose attributes the type names."""

    async def do(context: Context, *, input: Any) -> Payload:  # noqa: A002 - the contract's own word
        return await perform(context, mutation, input)

    arguments = {"input": mutation.asked}
    return done_by(do, arguments=arguments, name=mutation.name, description=mutation.told)


def bulk_field_of(bulk: Bulk) -> Any:
    """The same with many rows."""

    async def do(context: Context, *, input: Any) -> Payload:  # noqa: A002 - the contract's own word
        return await perform_bulk(context, bulk, input)

    return done_by(do, arguments={"input": bulk.asked}, name=bulk.name, description=BULK_TOLD)


def capital(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def root(mutations: Iterable[Mutation], bulks: Iterable[Bulk]) -> type:
    """The type of all mutations; their inputs become inputs of the schema."""
    fields: dict[str, Any] = {}
    types: dict[str, Any] = {}
    for part in NESTED:
        input_type(part)
    for kind, told in DESCRIBED.items():
        input_type(kind, **told)
    for mutation in mutations:
        if not has_object_definition(mutation.asked):  # it is where its fields are described
            input_type(mutation.asked)
        fields[mutation.name] = field_of(mutation)
        types[mutation.name] = payload(mutation) | None
    for bulk in bulks:
        input_type(bulk.row)
        input_type(bulk.asked, rows=f"At most {MOST_ROWS}.")
        fields[bulk.name] = bulk_field_of(bulk)
        types[bulk.name] = bulk_payload(bulk) | None
    own = {"__annotations__": types, **fields}
    return strawberry.type(type("Mutation", (), own), description="Changes, one at a time.")


MUTATION = root(chain(*MUTATIONS.values()), BULKS)
