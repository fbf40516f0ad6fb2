"""How clients choose and sort records; one description for every list of a type."""

import strawberry

from resolvers.actions import ActionItemFilter
from resolvers.commitments import CommitmentFilter, DueOrder, DueOrderField
from resolvers.contracts import ContractFilter, ContractOrder, ContractOrderField
from resolvers.filters import DateFilter, FloatFilter, IdFilter, StringFilter
from resolvers.incidents import IncidentFilter, IncidentOrder, IncidentOrderField
from resolvers.lists import OrderDirection
from resolvers.reviews import ReviewFilter
from schema.build import input_type

strawberry.enum(OrderDirection)
for words in (IncidentOrderField, ContractOrderField, DueOrderField):
    strawberry.enum(words)

input_type(StringFilter)
input_type(FloatFilter)
input_type(
    DateFilter,
    next_days="From today to today + n, in the viewer zone.",
    last_days="From today - n to today, in the viewer zone.",
)
IdFilter.__annotations__ |= {"eq": strawberry.ID | None, "in_": list[strawberry.ID] | None}
input_type(IdFilter)
input_type(
    IncidentFilter, breached="The resolution clock that counts is past its target, open or not."
)
input_type(IncidentOrder, field="Descending by severity: the gravest first.")
input_type(
    ContractFilter,
    mine="Of the accounts I own or care for.",
    outcome_missing="The renewal day has come and nobody has recorded what became of it.",
)
input_type(ContractOrder, field="Values are ranked within their currency.")
input_type(CommitmentFilter, mine="I own the promise.", has_gap="At least one of these is missing.")
input_type(ActionItemFilter, mine="I own it.", overdue="Still open when its due day was over.")
input_type(DueOrder, field="What has no due date comes last, either way.")
input_type(ReviewFilter, mine="Of the accounts I own or care for.")


INCIDENTS = {"filter": IncidentFilter | None, "order_by": list[IncidentOrder] | None}
CONTRACTS = {"filter": ContractFilter | None, "order_by": list[ContractOrder] | None}
COMMITMENTS = {"filter": CommitmentFilter | None, "order_by": list[DueOrder] | None}
ACTION_ITEMS = {"filter": ActionItemFilter | None, "order_by": list[DueOrder] | None}
REVIEWS = {"filter": ReviewFilter | None}
"The arguments of every list of the type, for answered_by."
