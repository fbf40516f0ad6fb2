"""Asking a running server over HTTP: what it says, after as many tries as it takes."""

import time
from collections.abc import Mapping
from http.client import HTTPException, InvalidURL
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import orjson

from domain.errors import InvalidInput

URL = "http://127.0.0.1:8000"
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds before another try: a restart takes a few
PATIENCE = 30.0  # seconds for one answer
PASSING = {"OVERLOADED", "STORAGE_FULL", "INTERNAL"}
"Codes of what is no fault of the request, and may be over in a moment."
BAD_REQUEST = range(400, 500)


class Unreachable(OSError):
    """No answer, or none but the server's own failure, however often it was asked."""


class NotNow(Exception):
    """No answer this time."""


def ask(url: str, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an answer. The same request is sent again while the server cannot be reached.

    A mutation needs an idempotency key for that. Raises InvalidInput for a request that is wrong,
    Unreachable when all tries were in vain.
    """
    body = orjson.dumps({"query": document, "variables": variables})
    why: NotNow | None = None
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        try:
            return data_of(answer(f"{url.rstrip('/')}/graphql", body))
        except NotNow as error:
            why = error
    raise Unreachable(f"{url}: {why}")


def answer(address: str, body: bytes) -> dict[str, Any]:
    """One try."""
    opener = opener_for(address)
    request = Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return orjson.loads(response.read())
    except InvalidURL as error:
        raise no_address(address) from error
    except HTTPError as error:
        if error.code not in BAD_REQUEST:
            raise NotNow(f"HTTP {error.code}") from error
        raise InvalidInput(f"{address} refuses: {said_in(error) or error.code}") from error
    except (OSError, HTTPException, orjson.JSONDecodeError) as error:
        raise NotNow(str(getattr(error, "reason", error))) from error


def opener_for(address: str) -> OpenerDirector:
    """A proxy of the environment is for other machines: it would look for this one in itself."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise no_address(address) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise no_address(address)
    return build_opener(ProxyHandler({})) if is_here(parts.hostname) else build_opener()


def is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def no_address(text: str) -> InvalidInput:
    return InvalidInput(f"{text} is no address such as {URL}")


def said_in(refusal: HTTPError) -> str:
    """The messages of an answer that is an error, where they can be read."""
    try:
        return "; ".join(error["message"] for error in orjson.loads(refusal.read())["errors"])
    except (OSError, HTTPException, orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def data_of(told: dict[str, Any]) -> dict[str, Any]:
    """Raises NotNow for what may be over in a moment, InvalidInput for what will not."""
    errors = told.get("errors")
    if not errors:
        return told["data"]
    codes = {error.get("extensions", {}).get("code") for error in errors}
    messages = "; ".join(error["message"] for error in errors)
    raise NotNow(messages) if codes & PASSING else InvalidInput(messages)
