"""Who asks: the one place that decides it, for every door.

Where there was never a token and no issuer is set, whoever reaches this machine's own address is
its operator, and sees all. From the first token on everybody needs one, here as elsewhere.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

from api.clock import now
from api.exchange import Exchange
from api.failures import unknown_token
from api.outside import is_here
from api.settings import Settings
from domain.errors import InvalidInput, Unauthenticated
from engine.lru import Lru
from models.access import secret_hash
from models.database import Database
from resolvers.context import Viewer
from resolvers.principals import any_token, token_held, user_called

if TYPE_CHECKING:
    from api.oidc import Issuer

log = logging.getLogger("bellwether.tokens")
STARTS = ("bw_", "bws_")
"How our own tokens begin, and share links: whoever finds one knows what it is."
MOST = 2_000  # tokens in memory, a KB each: more than one process has people who ask
LOOKED_UP = timedelta(minutes=10)
"How long a token is remembered at most: an issuer's keys may change meanwhile."
USE_WRITTEN = timedelta(minutes=10)
"How far what is stored of a token's last use may lag behind."
NEVER = datetime.min.replace(tzinfo=UTC)
NO_HASH = secret_hash("")
"Compared where there is no token: it takes as long."
NEEDED = "Send a token: Authorization: Bearer <token>."


@dataclass(frozen=True, slots=True)
class Remembered:
    """Whom a header stands for, as long as nothing that decides it has changed."""

    viewer: Viewer
    until: datetime
    version: int
    token_id: str | None = None

    def holds(self, database: Database, at: datetime) -> bool:
        return self.version == database.access_version and at < self.until


def remembered_as(header: bytes) -> bytes:
    """What stands for a header in memory: no secret, and nothing where nothing was sent."""
    return header and sha256(header).digest()


class Access:
    """Tokens in use, each looked up once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.issuer = issuer_of(settings)
        self.is_open = True
        "Whether nobody needs a token, as far as is known; then only this machine is answered."
        self._version = -1
        self._known: Lru[bytes, Remembered] = Lru(most=MOST, heaviest=MOST)
        self._used: dict[str, datetime] = {}
        self._written: dict[str, datetime] = {}

    async def knock(self, exchange: Exchange) -> None:
        """Look who asks, before any more of a request is read; raises what `viewer` does.

        Who was known a moment ago is let in so far: `viewer` looks at the clock.
        """
        database: Database = exchange.state["database"]
        known = self._known.get(remembered_as(exchange.headers.get(b"authorization", b"")))
        if known is None or known.version != database.access_version:
            known = await self._known_by(exchange.headers, database, now())
        exchange.known = known

    async def viewer(
        self,
        headers: Mapping[bytes, bytes],
        database: Database,
        at: datetime,
        known: Remembered | None = None,
    ) -> Viewer:
        """Raises Unauthenticated; Overloaded while an issuer's keys cannot be had.

        `known` is what was found when the request began.
        """
        if known is None or not known.holds(database, at):
            known = await self._known_by(headers, database, at)
        if known.token_id is not None:
            self._used[known.token_id] = at
        return known.viewer

    async def _known_by(
        self, headers: Mapping[bytes, bytes], database: Database, at: datetime
    ) -> Remembered:
        header = headers.get(b"authorization", b"")
        place = remembered_as(header)
        found = self._known.get(place)
        if found is None or not found.holds(database, at):
            version = database.access_version  # before what is read now
            found = await self._look_up(header, database, at, version)
            self._known.put(place, found)
        return found

    async def look_again(self, database: Database) -> bool:
        """Whether nobody needs a token, as the database has it now."""
        version = database.access_version
        if self._version != version:
            self.is_open = await is_open_house(self.settings, database)
            self._version = version
        return self.is_open

    async def _look_up(
        self, header: bytes, database: Database, at: datetime, version: int
    ) -> Remembered:
        is_open = await self.look_again(database)
        if not header:
            if not is_open:
                raise Unauthenticated(NEEDED)
            return Remembered(await self._operator(database), at + LOOKED_UP, version)
        scheme, _, sent = header.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated(NEEDED)
        token = sent.strip()
        if not token.startswith(STARTS):
            return await self._issued(token, database, at, version)
        return await self._own(token, database, at, version)

    async def _operator(self, database: Database) -> Viewer:
        """Whoever sits at this machine; `mine` is of whom the settings name."""
        found = await named(self.settings, database)
        return Viewer(user_id=found and found.user_id, time_zone=self.settings.time_zone)

    async def _own(self, token: str, database: Database, at: datetime, version: int) -> Remembered:
        id_, _, secret = token.partition("_")[2].partition("_")
        zone = self.settings.time_zone
        held = await database.read(token_held(id_, time_zone=zone))
        is_right = compare_digest(secret_hash(secret), held.secret_hash if held else NO_HASH)
        if held is None or not is_right or held.viewer is None:
            raise unknown_token()
        if held.expires_at <= at:
            raise Unauthenticated("This token has expired.")
        return Remembered(held.viewer, min(held.expires_at, at + LOOKED_UP), version, id_)

    async def _issued(
        self, token: str, database: Database, at: datetime, version: int
    ) -> Remembered:
        if self.issuer is None:
            raise unknown_token()
        said = await self.issuer.claims(token)
        zone = self.settings.time_zone
        viewer = await database.read(user_called(said.email, said.scopes, time_zone=zone))
        if viewer is None:
            raise unknown_token()
        return Remembered(viewer, min(said.until, at + LOOKED_UP), version)

    async def note_use(self, database: Database, at: datetime, *, is_end: bool = False) -> None:
        """Store when tokens were used last: of each now and then, and of all at the end."""
        due = {
            id_: used
            for id_, used in self._used.items()
            if is_end or at - self._written.get(id_, NEVER) >= USE_WRITTEN
        }
        try:
            if due:
                await database.note_use(due)
        except Exception:
            log.exception("When tokens were used last is not written down; it is tried again")
            return
        self._written |= due
        for id_, used in due.items():
            if self._used[id_] is used:  # and not used again meanwhile
                del self._used[id_]


def issuer_of(settings: Settings) -> "Issuer | None":
    """The OpenID provider that is set; checking its signatures takes a library of 10 MB."""
    url, audience = settings.oidc_issuer, settings.oidc_audience
    if url is None or audience is None:
        return None
    from api.oidc import Issuer  # noqa: PLC0415 - see above

    return Issuer(url, audience=audience, scope_claim=settings.oidc_scope_claim)


async def is_open_house(settings: Settings, database: Database) -> bool:
    """Whether nobody needs a token: there never was one, and no issuer is set."""
    return settings.oidc_issuer is None and not await database.read(any_token())


def refuse_open_house(host: str, *, is_open: bool) -> None:
    """Raises InvalidInput where everybody on the network would see everything."""
    if is_open and not is_here(host):
        raise InvalidInput(
            f"BELLWETHER_HOST={host}: there are no tokens, so whoever reaches this address would"
            " see everything. Make one first (python -m cli token create --help), or set"
            " BELLWETHER_OIDC_ISSUER"
        )


async def named(settings: Settings, database: Database) -> Viewer | None:
    """The user the settings name; None for nobody, and for who has left."""
    email, zone = settings.viewer, settings.time_zone
    return await database.read(user_called(email, (), time_zone=zone)) if email else None


async def refuse_nobody(settings: Settings, database: Database) -> None:
    """Raises InvalidInput where the settings name nobody, and it is they who would be asking."""
    if settings.viewer is None or not await is_open_house(settings, database):
        return
    if await named(settings, database) is None:
        raise InvalidInput(
            f"BELLWETHER_VIEWER={settings.viewer}: nobody here has this address; leave it out, or"
            " add them (python -m cli user add --help)"
        )
