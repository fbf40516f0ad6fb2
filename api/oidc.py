"""Tokens of an OpenID provider: checked here, against keys it publishes.

Loaded only where an issuer is set: the library for signatures takes memory.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from time import monotonic
from typing import Any, NoReturn, cast
from urllib.request import Request

import jwt
import orjson

from api.failures import unknown_token
from api.outside import host_of, is_here, opener_for
from domain.access import Scope
from domain.errors import InvalidInput, Overloaded, Unauthenticated

ALGORITHMS = ("RS256", "ES256", "EdDSA")  # of key pairs; never a shared secret, never `none`
LEEWAY = 30  # seconds two clocks may differ
FRESH = 600.0  # seconds; so a key its owner withdraws is used ten minutes more at most
LASTING = 3600.0  # seconds; an hour without the issuer, and no token it gave us is good any more
PAUSE = 30.0  # seconds between two calls, however many tokens name keys that are not there
PATIENCE = 5.0  # seconds for one answer
LONGEST_TOKEN = 8_192  # characters; servers allow no longer header
LARGEST = 256_000  # bytes of a document of the issuer; keys take some hundred each
WELL_KNOWN = "/.well-known/openid-configuration"
log = logging.getLogger("bellwether.oidc")
WORDS = {scope.value: scope for scope in Scope}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a good token says."""

    email: str
    scopes: tuple[Scope, ...]
    until: datetime


class Issuer:
    """One provider, its keys, and when they were fetched."""

    def __init__(self, url: str, *, audience: str, scope_claim: str) -> None:
        self.url = url
        self.audience = audience
        self.scope_claim = scope_claim
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    @property
    def is_silent(self) -> bool:
        """Whether it gave no keys when it was asked last."""
        return self._tried > self._fetched

    async def claims(self, token: str) -> Claims:
        """What it says; raises Unauthenticated, and Overloaded while the keys cannot be had."""
        kid, algorithm = header_of(token)
        key = await self._key(kid)
        if key.algorithm_name != algorithm:
            refuse()
        try:
            said = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self.url,
                audience=self.audience,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("This token has expired.") from error
        except jwt.InvalidTokenError as error:
            raise unknown_token() from error
        email = said.get("email")
        if not isinstance(email, str) or said.get("email_verified") is not True:
            raise Unauthenticated("This token names no verified email address.")
        until = datetime.fromtimestamp(said["exp"], tz=UTC)
        return Claims(email=email, scopes=scopes_in(said.get(self.scope_claim)), until=until)

    async def _key(self, kid: str) -> jwt.PyJWK:
        """Asked for again when it is unknown or the keys are old, but not at every request."""
        if not self._holds(kid, FRESH):
            async with self._fetching:
                if not self._holds(kid, FRESH) and monotonic() - self._tried > PAUSE:
                    await self._fetch()
        key = self._keys.get(kid) if monotonic() - self._fetched <= LASTING else None
        if key is None and self.is_silent:
            raise Overloaded("The issuer's keys cannot be had.", retry_after=PAUSE)
        return key or refuse()

    def _holds(self, kid: str, age: float) -> bool:
        return kid in self._keys and monotonic() - self._fetched <= age

    async def _fetch(self) -> None:
        """Without an answer the keys stay as they are."""
        self._tried = monotonic()
        try:
            self._keys = await asyncio.to_thread(keys_of, self.url)
        except (OSError, HTTPException, ValueError, InvalidInput) as error:
            log.warning("issuer=%s gives no keys: %s", self.url, error)
            return
        self._fetched = monotonic()


def header_of(token: str) -> tuple[str, str]:
    """The key it names and how it is signed, of which nothing is proved yet."""
    try:
        said = jwt.get_unverified_header(token) if len(token) <= LONGEST_TOKEN else {}
    except jwt.InvalidTokenError as error:
        raise unknown_token() from error
    kid, algorithm = said.get("kid"), said.get("alg")
    if not isinstance(kid, str) or algorithm not in ALGORITHMS:
        refuse()
    return kid, algorithm


def keys_of(issuer: str) -> dict[str, jwt.PyJWK]:
    """The keys it signs with, by their names; raises OSError and the like without an answer."""
    told = fetched(issuer.rstrip("/") + WELL_KNOWN)
    if told.get("issuer") != issuer:
        raise ValueError(f"it calls itself {told.get('issuer')!a}")
    found: dict[str, jwt.PyJWK] = {}
    for one in fetched(safe(str(told.get("jwks_uri")))).get("keys") or ():
        if one.get("use", "sig") != "sig" or not isinstance(one.get("kid"), str):
            continue
        try:
            key = jwt.PyJWK(one)
        except jwt.PyJWTError:
            continue  # of a kind we do not use
        if key.algorithm_name in ALGORITHMS:
            found[one["kid"]] = key
    return found


def fetched(address: str) -> dict[str, Any]:
    """A JSON object; raises ValueError for anything else."""
    request = Request(address, headers={"Accept": "application/json"})  # noqa: S310 - `safe` looked
    with opener_for(address).open(request, timeout=PATIENCE) as answer:
        body = answer.read(LARGEST + 1)
    found = orjson.loads(body) if len(body) <= LARGEST else None
    if not isinstance(found, dict):
        raise ValueError(f"{address} gives no JSON object of at most {LARGEST:,} bytes")  # noqa: TRY004 - a value sent to us
    return cast("dict[str, Any]", found)


def safe(address: str) -> str:
    """Nobody in between can read or change what comes from there; raises InvalidInput else."""
    if not address.startswith("https:") and not is_here(host_of(address)):
        raise InvalidInput(f"{address} is not https")
    return address


def scopes_in(said: object) -> tuple[Scope, ...]:
    """A list, or words with blanks between; what is none of ours is for others."""
    if isinstance(said, str):
        said = said.split()
    words = cast("list[object]", said) if isinstance(said, list) else []
    named = (str(word).upper() for word in words)
    return tuple(WORDS[name] for name in named if name in WORDS)


def refuse() -> NoReturn:
    raise unknown_token()
