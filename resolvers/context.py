"""What one operation knows: who asks, when, and the snapshot it reads."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from domain.access import Scope, implied
from domain.errors import Forbidden
from domain.vocabulary import Audience
from engine.execute import Engine
from engine.fields import Kept, Place
from engine.narrowing import Narrowing
from engine.price import Price
from models.sight import Sight, SightKind
from models.unit import Unit


class Write(Protocol):
    """Database.write."""

    def __call__(
        self,
        account_id: str | None,
        /,
        *,
        actor: str,
        now: datetime,
        narrowing: Narrowing | None = None,
    ) -> AbstractAsyncContextManager[Unit]: ...


def read_only(
    account_id: str | None, /, *, actor: str, now: datetime, narrowing: object = None
) -> AbstractAsyncContextManager[Unit]:
    """For who only reads."""
    what = (account_id, narrowing, now)
    raise RuntimeError(f"{actor} writes {what} in a context that only reads")


def nothing() -> None:
    """For who writes nothing."""


def any_price(_: Callable[[], Price], /) -> None:
    """For who may ask for everything."""


LOCAL = "local"
"What whoever asks is called where there are no tokens."


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks; where no tokens are it is whoever reaches the loopback address, and sees all."""

    user_id: str | None = None
    account_id: str | None = None
    "The one a share link is of; None for our people and scripts."
    token: str = LOCAL
    "What the principal is called, for good: keys of requests are its own."
    scopes: tuple[Scope, ...] = tuple(Scope)
    time_zone: str = "UTC"
    sight: Sight = field(default_factory=Sight.everything)
    may_hand_over: bool = True
    "Whether they may say who owns an account and who cares for it: leads and admins."
    is_customer: bool = field(init=False)
    "Whether they came by a share link: what is not marked as theirs is not there for them."
    actor: str = field(init=False)
    "As the account's log names who changed something."
    may: frozenset[Scope | Audience] = field(init=False)
    "The scopes, and what they imply; INTERNAL for all but customers."
    narrowing: Narrowing | None = field(init=False)
    "What all they read and write runs under; None: under nothing."

    def __post_init__(self) -> None:
        keep = partial(object.__setattr__, self)
        keep("is_customer", self.sight.kind is SightKind.CUSTOMER)
        keep("actor", self.user_id or self.token)
        inside = () if self.is_customer else (Audience.INTERNAL,)
        keep("may", implied(self.scopes).union(inside))
        keep("narrowing", self.sight.narrowing(self.actor))

    def require(self, scope: Scope, *, to: str) -> None:
        """Raises Forbidden where the token is not good for this."""
        if scope not in self.may:
            raise Forbidden(f"{to} takes the scope {scope}")


@dataclass(kw_only=True)
class Context:
    """One per operation; every batch read gets it."""

    viewer: Viewer
    now: datetime
    "The one instant of the request."
    run: Callable[..., Awaitable[Any]]
    "Runs a batch read on the operation's snapshot, as the viewer sees it."
    cursor_secret: bytes
    write: Write = read_only
    "Begins a unit of work on an account."
    renew: Callable[[], None] = nothing
    "Ends the snapshot: what is read from here on is what has been written."
    admit: Callable[[Callable[[], Price]], None] = any_price
    "Raises what keeps an operation of this price from running."
    operation: str | None = None
    "Its name, once its document was found valid; None where it has none."
    engine: Engine | None = None
    "Answers the operation; None: graphql-core does, over the very same batch reads."
    loaders: dict[tuple[int, ...], Any] = field(default_factory=dict)
    kept: Mapping[Place, Kept] | None = None
    "What the engine had read when it handed the answer over."

    def __post_init__(self) -> None:
        """Let no read and no write of this operation go past what the viewer may see."""
        narrowing = self.viewer.narrowing
        if narrowing is not None:
            self.run = partial(self.run, narrowing=narrowing)
            self.write = partial(self.write, narrowing=narrowing)

    @cached_property
    def today(self) -> date:
        """The day it is for the viewer."""
        return self.now.astimezone(ZoneInfo(self.viewer.time_zone)).date()
