"""How clients name, choose and rank accounts."""

import strawberry

from resolvers.accounts import (
    AccountFilter,
    AccountOrder,
    AccountOrderField,
    AccountRefInput,
    BandFilter,
    ExternalRefInput,
)
from schema.build import input_type

strawberry.enum(AccountOrderField)
input_type(BandFilter)
input_type(
    AccountFilter,
    mine="I own it or care for it.",
    health="The computed value; an override changes nothing here.",
    incidents_some="At least one of its incidents passes.",
    commitments_some="At least one of its commitments passes.",
)
input_type(
    AccountOrder,
    field="Amounts are ranked by their worth in USD at the reference rates; those in a currency"
    " without a rate come after them, currency by currency.",
)
input_type(ExternalRefInput)
AccountRefInput.__annotations__ |= {"id": strawberry.ID | None}
input_type(AccountRefInput, name="AccountRef", is_one_of=True)

ACCOUNTS = {"filter": AccountFilter | None, "order_by": list[AccountOrder] | None}
"The arguments of every list of accounts, for answered_by."
