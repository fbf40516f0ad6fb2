"""What a request asks for, read from its body or from its address."""

import re
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl

import orjson
from starlette.exceptions import HTTPException

from api.exchange import Exchange
from api.media import is_json

IDS = ("documentId", "doc_id", "id")
"Where a client names a document it does not send: as the specification says, and as Relay does."
NAMING = frozenset({"extensions", *IDS})
IN_ADDRESS = NAMING | {"query", "variables", "operationName"}
MOST_IN_ADDRESS = 20  # parts: more than there are, so that nobody makes us count
PLAIN = b"identity"
NUL = b"\\u0000"
"As JSON spells it, which it must."
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\\u(?:0000|\{0+\})")
"Characters no text has; NUL also as GraphQL spells it."


class Asked(NamedTuple):
    """An operation a client would like to be run."""

    text: str | None
    "Its document, or None where only the id of one was sent."
    id: str | None
    "Of its document: a SHA-256, or whatever a client's tools have made."
    name: str | None
    variables: dict[str, Any] | None


def is_asking(query_string: bytes) -> bool:
    """Whether an address asks for anything but the page people see."""
    return bool(query_string) and not IN_ADDRESS.isdisjoint(in_address(query_string))


def read(exchange: Exchange, body: bytes) -> Asked:
    """Raises HTTPException where a request is none of GraphQL's."""
    if exchange.method == "POST":
        if not is_json(exchange.headers.get(b"content-type", b"")):
            raise HTTPException(415, "A body is JSON in UTF-8: Content-Type: application/json.")
        if exchange.headers.get(b"content-encoding", PLAIN) != PLAIN:
            raise HTTPException(415, "A body is sent as it is, not compressed.")
        parts = in_body(body)
    else:
        parts = in_address(exchange.scope["query_string"])
        for name in ("variables", "extensions"):
            if parts.get(name):
                parts[name] = json_of(parts[name].encode())
    return Asked(
        text_in(parts, "query"),
        id_in(parts),
        text_in(parts, "operationName"),
        object_in(parts, "variables"),
    )


def in_body(body: bytes) -> dict[str, Any]:
    found = json_of(body)
    if isinstance(found, dict):
        return cast("dict[str, Any]", found)
    if isinstance(found, list):
        raise HTTPException(400, "Send one operation for each request; there are no batches.")
    raise HTTPException(400, 'A request is a JSON object: {"query": "...", ...}.')


def in_address(query_string: bytes) -> dict[str, Any]:
    """Of several parts with one name the last."""
    try:
        return dict(
            parse_qsl(query_string.decode(), errors="strict", max_num_fields=MOST_IN_ADDRESS)
        )
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The address is not UTF-8 text.") from error
    except ValueError as error:
        raise HTTPException(400, f"An address has at most {MOST_IN_ADDRESS} parts.") from error


def json_of(said: bytes) -> object:
    """What this JSON says; orjson refuses broken UTF-8, half characters and bottomless nesting."""
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, why_unreadable(said, error)) from error
    if said.find(NUL) >= 0 and holds_nul(found):  # `in` would first try it as a number
        raise HTTPException(400, "A text holds NUL, which no text does.")
    return found


def why_unreadable(said: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        said.decode()
    except UnicodeDecodeError:
        return "The body is not UTF-8 text."
    return f"This is not JSON: {error}."


def holds_nul(found: object) -> bool:
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and "\0" in one:
            return True
        if isinstance(one, dict):
            waiting += [part for pair in cast("dict[str, object]", one).items() for part in pair]
        elif isinstance(one, list):
            waiting += cast("list[object]", one)
    return False


def text_in(parts: dict[str, Any], name: str) -> str | None:
    """This part of a request; null and nothing are as good as none."""
    found = parts.get(name)
    if found is None or isinstance(found, str):
        return found or None
    raise HTTPException(400, f"`{name}` is a text, or left out.")


def object_in(parts: dict[str, Any], name: str) -> dict[str, Any] | None:
    found = parts.get(name)
    if found is None or isinstance(found, dict):
        return cast("dict[str, Any] | None", found)
    raise HTTPException(400, f"`{name}` is an object, or left out.")


def id_in(parts: dict[str, Any]) -> str | None:
    """The id of a document, wherever it stands."""
    if NAMING.isdisjoint(parts):
        return None
    extensions = object_in(parts, "extensions")
    if extensions and "persistedQuery" in extensions:
        return sha_of(extensions["persistedQuery"])
    for name in IDS:
        if name in parts:
            return text_in(parts, name)
    return None


def sha_of(persisted: Any) -> str:  # noqa: ANN401 - whatever a client sent
    """As Apollo's clients send it."""
    match persisted:
        case {"version": 1, "sha256Hash": str(found)}:
            return found
        case _:
            raise HTTPException(400, '`persistedQuery` is {"version": 1, "sha256Hash": "..."}.')


def refuse_controls(text: str) -> None:
    """Raises HTTPException for characters that have no place in a document."""
    if CONTROL.search(text):
        raise HTTPException(400, "The document holds a control character.")
