"""Asking a running server over HTTP: what it says, after as many tries as it takes."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import orjson

from domain.errors import InvalidInput

URL = "http://127.0.0.1:8000"
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds before another try: a restart takes a few
PATIENCE = 30.0  # seconds for one answer
PASSING = {"OVERLOADED", "STORAGE_FULL"}
"Codes of what may be over in a moment."
BAD_REQUEST = range(400, 500)


class Unreachable(OSError):
    """No answer, however often it was asked."""


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
    if not address.startswith(("http://", "https://")):
        raise InvalidInput(f"{address} is no address such as {URL}")
    request = Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - checked above
            return orjson.loads(response.read())
    except HTTPError as error:
        if error.code not in BAD_REQUEST:
            raise NotNow(f"HTTP {error.code}") from error
        raise InvalidInput(f"{address} refuses: {said_in(error.read()) or error.code}") from error
    except (URLError, TimeoutError, ConnectionError, orjson.JSONDecodeError) as error:
        raise NotNow(str(getattr(error, "reason", error))) from error


def said_in(body: bytes) -> str:
    """The messages of an answer that is an error."""
    try:
        return "; ".join(error["message"] for error in orjson.loads(body)["errors"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def data_of(told: dict[str, Any]) -> dict[str, Any]:
    """Raises NotNow for what may be over in a moment, InvalidInput for what will not."""
    errors = told.get("errors")
    if not errors:
        return told["data"]
    codes = {error.get("extensions", {}).get("code") for error in errors}
    messages = "; ".join(error["message"] for error in errors)
    raise NotNow(messages) if codes <= PASSING else InvalidInput(messages)
