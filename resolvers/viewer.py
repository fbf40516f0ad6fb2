"""Who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.reads import Ask, Key, Keys, Reads, batch
from resolvers.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The viewer and the viewer's day."""

    user_id: str | None
    account_id: str | None
    token: str
    scopes: Sequence[str]
    time_zone: str
    today: date


@batch()
def current(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, Seen]]:
    """The viewer of this request."""
    yield from ()
    viewer = context.viewer
    return {
        (): Seen(
            user_id=viewer.user_id,
            account_id=viewer.account_id,
            token=viewer.token,
            scopes=viewer.scopes,
            time_zone=viewer.time_zone,
            today=context.today,
        )
    }
