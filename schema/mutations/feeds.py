"""What clients are told once of a calendar they made."""

import strawberry

from engine.fields import worked_out
from resolvers.feeds import ADDRESS


def token_of(token: str | None) -> str | None:
    return token


def url_of(token: str | None) -> str | None:
    return token and ADDRESS.format(token=token)


@strawberry.type
class FeedTold:
    """What the payload of feedTokenCreate has besides the others' fields."""

    token: str | None = worked_out(
        token_of,
        "more",
        description="Shown this once: whoever has it reads the calendar, and only its hash is"
        " stored.",
    )
    url: str | None = worked_out(
        url_of, "more", description="Below the address of this server; shown once too."
    )
