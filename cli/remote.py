"""Asking a running server over HTTP: what it says, after as many tries as it takes."""

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, InvalidURL
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import orjson

from api.outside import no_address, opener_for
from cli.options import settings_of
from domain.errors import InvalidInput

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds before another try: a restart takes a few
PATIENCE = 30.0  # seconds for one answer
PASSING = {"OVERLOADED", "RATE_LIMITED", "TIMEOUT", "STORAGE_FULL", "INTERNAL"}
"Codes of what is no fault of the request, and may be over in a moment."
BAD_REQUEST = range(400, 500)
TOO_MANY = 429  # a budget that fills again: a second for the largest import there is


class Unreachable(OSError):
    """No answer, or none but the server's own failure, however often it was asked."""


class NotNow(Exception):
    """No answer this time."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, and the token it asks for."""

    url: str
    token: str | None = None


def declare_server(parser: ArgumentParser) -> None:
    """Flags that say which server, and who asks."""
    add = parser.add_argument
    add("--url", help="the server (default: the port of the settings, on this machine)")
    add("--token", help="who asks; better in BELLWETHER_TOKEN, where nobody looks on")


def server_of(asked: Namespace) -> Server:
    """InvalidInput names a setting that is wrong."""
    url = asked.url or f"http://127.0.0.1:{settings_of(asked).port}"
    return Server(url, asked.token or os.environ.get("BELLWETHER_TOKEN"))


def ask(server: Server, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an answer. The same request is sent again while the server cannot be reached.

    A mutation needs an idempotency key for that. Raises InvalidInput for a request that is wrong,
    Unreachable when all tries were in vain.
    """
    body = orjson.dumps({"query": document, "variables": variables})
    why: NotNow | None = None
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        try:
            return data_of(answer(f"{server.url.rstrip('/')}/graphql", body, server.token))
        except NotNow as error:
            why = error
    raise Unreachable(f"{server.url}: {why}")


def answer(address: str, body: bytes, token: str | None) -> dict[str, Any]:
    """One try."""
    opener = opener_for(address)
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = Request(address, body, headers)  # noqa: S310 - checked above
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return orjson.loads(response.read())
    except InvalidURL as error:
        raise no_address(address) from error
    except HTTPError as error:
        with error:  # it holds the connection
            if error.code not in BAD_REQUEST or error.code == TOO_MANY:
                raise NotNow(f"HTTP {error.code}") from error
            raise InvalidInput(f"{address} refuses: {said_in(error) or error.code}") from error
    except (OSError, HTTPException, orjson.JSONDecodeError) as error:
        raise NotNow(str(getattr(error, "reason", error))) from error


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
