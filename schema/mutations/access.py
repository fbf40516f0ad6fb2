"""Inputs about tokens and our people, and what is told once of a token."""

import strawberry

from engine.fields import worked_out
from resolvers.mutations.share_links import ShareLinkCreateInput, ShareLinkRevokeInput
from resolvers.mutations.tokens import (
    AccessTokenCreateInput,
    AccountsSeenInput,
)
from resolvers.mutations.users import UserSaveInput
from schema.build import input_type

input_type(
    AccountsSeenInput,
    is_one_of=True,
    book_of="The email address of one of our people.",
    ids="At most 500.",
)
input_type(
    AccessTokenCreateInput,
    label="What it is for, so that somebody still knows next year.",
    user="The email address of one of our people.",
    script="The script's name; its retries are known by it, with whatever token.",
    accounts="Of a script.",
    expires_at="At most 366 days from now.",
)
input_type(
    ShareLinkCreateInput,
    label="Who has it, so that somebody still knows next year.",
    expires_at="At most 366 days from now.",
)
input_type(ShareLinkRevokeInput, link="Left out: every link of the account.")
input_type(
    UserSaveInput,
    lead="The email address of whose team they are in; null for nobody's.",
)


def secret_of(token: str | None) -> str | None:
    return token


@strawberry.type
class TokenTold:
    """What the payload of whatever makes a token has besides the others' fields."""

    secret: str | None = worked_out(
        secret_of,
        "more",
        description="The whole token, shown this once: only a hash of it is stored.",
    )
