"""What a customer's share link may ask for: the parts of the contract named here, no other one.

A new field is not theirs until it stands here. Nothing that judges them, nothing said among
ourselves, no person, no text that was not written for them, no total, and no way to another record.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from graphql import GraphQLDirective, GraphQLSchema

from schema.marks import mark

MARKED: Mapping[str, str] = {
    "Query": "account viewer",
    "AccountRef": "id",
    "Viewer": "account timeZone today",
    "Account": "id name incidents commitments reviews",
    "IncidentConnection": "nodes pageInfo",
    "CommitmentConnection": "nodes pageInfo",
    "CommitmentOccurrenceConnection": "nodes pageInfo",
    "BusinessReviewConnection": "nodes pageInfo",
    "PageInfo": "hasNextPage endCursor",
    "Incident": "id title severity status reportedAt respondedAt mitigatedAt resolvedAt clocks",
    "SlaClock": "metric basis state target startedAt dueAt stoppedAt elapsed pausedFor breachedAt",
    "Commitment": "id text kind status promisedOn dueOn keptAt condition recurrence occurrences"
    " credit",
    "CommitmentOccurrence": "slot dueOn status keptAt",
    "ServiceCredit": "percent base period periodRole amount state issuedAt appliedAt invoice",
    "Money": "amount currencyCode",
    "BusinessReview": "id title status startsAt endsAt localDate timeZone",
}
"Type -> its fields."
ARGUMENTS = frozenset({"by", "first", "after"})
"Of those fields: which account, and which page; others filter, sort, or ask for the past."


def audience(schema: GraphQLSchema) -> GraphQLDirective:
    """The directive, as clients find it in the contract."""
    told = (
        "CUSTOMER: a customer's share link may ask for this too, with no other"
        " arguments than by, first and after. Without it a field is refused to them."
    )
    return mark(schema, "audience", argument="audience", of="Audience", description=told)


def marked_fields(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Schema coordinate, and field; raises KeyError for one there is not."""
    for kind, names in MARKED.items():
        for name in names.split():
            yield f"{kind}.{name}", cast("Any", schema.type_map[kind]).fields[name]


def for_customers(schema: GraphQLSchema) -> frozenset[str]:
    """Schema coordinates of all they may name, arguments included."""
    found: set[str] = set()
    for at, field in marked_fields(schema):
        found.add(at)
        found |= {f"{at}({name}:)" for name in ARGUMENTS & set(getattr(field, "args", ()))}
    return frozenset(found)
