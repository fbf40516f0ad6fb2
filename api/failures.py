"""How a failure is told: JSON with a code; what nobody expected keeps its details in the log."""

import logging
import re
from asyncio import CancelledError
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.media import JSON
from domain.errors import (
    CostLimitExceeded,
    DomainError,
    Overloaded,
    TryLater,
    Unauthenticated,
)

BAD_USER_INPUT = "BAD_USER_INPUT"
CODES = {401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND"}
"Of a refusal by its status; all others are the request's own fault."
STATUSES = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "INTERNAL": 500,
    "OVERLOADED": 503,
    "RATE_LIMITED": 429,
    "TIMEOUT": 503,
}
"Of an answer without data by its code, in GraphQL's own media type; all others are 400."
CLIENT_GONE = 499  # nobody is told; the log is
TOO_NESTED = "The document is nested too deeply to be read."
REFUSED = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ((?:\.\w+|\[\d+\])+))?:")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
"Where in a variable something is wrong, in the words of graphql-core: `at .people[2].name:`."
STOPPING = "The server is stopping; ask again in a moment."
RESTART = 5.0  # seconds it may take to end; the next one answers in less than two

log = logging.getLogger("bellwether.failure")

Told = dict[str, Any]


def told(message: str, code: str, **more: object) -> Told:
    """One entry of a GraphQL answer's `errors`."""
    return {"message": message, "extensions": {"code": code, **more}}


class RequestError(Exception):
    """A request GraphQL can tell, and that is no operation: as one that asks for too much."""

    def __init__(self, message: str, code: str = BAD_USER_INPUT) -> None:
        super().__init__(message)
        self.errors: Sequence[Told] = [told(message, code)]


class Refused(RequestError):
    """A document that is refused whenever it comes."""

    def __init__(self, errors: Sequence[Told], *, by_rules: bool = False) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors
        self.by_rules = by_rules
        "Whether it is not valid: the errors then speak of the schema."


def failure(
    status: int,
    errors: Sequence[Told],
    media: bytes = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer without data: the request never became an operation."""
    return Response(orjson.dumps({"errors": errors}), status, headers, media.decode())


def refusal(error: BaseException, request_id: str, media: bytes = JSON) -> Response:
    """The answer to a request that ended like this, all in the same shape."""
    match error:
        case HTTPException():
            said = told(error.detail, CODES.get(error.status_code, BAD_USER_INPUT))
            return failure(error.status_code, [said], media, error.headers)
        case RequestError() | CostLimitExceeded():
            errors = error.errors if isinstance(error, RequestError) else [named(error)]
            return failure(status_without_data(errors, media), errors, media)
        case TryLater() | Unauthenticated():
            return failure(STATUSES[error.code], [named(error)], media, wait(error))
        case ClientDisconnect():
            return Response(status_code=CLIENT_GONE)
        case CancelledError():  # the server stops, and this took too long to wait for
            return refusal(Overloaded(STOPPING, retry_after=RESTART), request_id, media)
        case _:
            return failure(500, [internal(error, request_id)], media)


def wait(error: DomainError) -> Mapping[str, str] | None:
    """What a caller is told to do."""
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(ceil(error.retry_after))} if isinstance(error, TryLater) else None


def status_without_data(errors: Sequence[Told], media: bytes) -> int:
    """Of an answer that is these: plain JSON says 200, since others than we write JSON too."""
    return 200 if media == JSON else STATUSES.get(errors[0]["extensions"]["code"], 400)


def internal(error: BaseException, request_id: str) -> Told:
    """Mask a defect; its traceback stands in the log under the id the caller is given."""
    log.error("id=%s unexpected %s", request_id, type(error).__name__, exc_info=error)
    return told("Something went wrong on our side.", "INTERNAL", id=request_id)


def explained(error: GraphQLError, request_id: str) -> Told:
    """An error of an operation, with a code the client can act on, its place and its path."""
    cause = error.original_error
    if isinstance(cause, RecursionError) and not error.path:
        return told(TOO_NESTED, BAD_USER_INPUT)
    if isinstance(cause, DomainError):
        out = named(cause)
    elif cause is None or isinstance(cause, GraphQLError) or coerced(error):
        place: dict[str, Any] = {**place_in_variables(error.message)}
        more = {"code": BAD_USER_INPUT, **(error.extensions or {}), **place}
        out = told(error.message, **more)
    else:
        out = internal(cause, request_id)
    if error.locations:
        out["locations"] = [place.formatted for place in error.locations]
    if error.path:
        out["path"] = error.path
    return out


def place_in_variables(message: str) -> Mapping[str, list[str | int]]:
    """Which value was refused before the operation began, as `userErrors` tell their path."""
    found = REFUSED.match(message)
    if found is None:
        return {}
    name, steps = found.groups()
    return {"path": [name, *(key or int(n) for key, n in STEP.findall(steps or ""))]}


def coerced(error: GraphQLError) -> bool:
    """Whether a literal or a variable was refused: graphql-core then puts it in its own words."""
    return not error.path and error.message != str(error.original_error)


def named(error: DomainError) -> Told:
    """A rule that said no. INVALID is the word of `userErrors`; clients know it here as another."""
    code = BAD_USER_INPUT if error.code == "INVALID" else error.code
    more: dict[str, Any] = {}
    if isinstance(error, TryLater):
        more = {"retryAfter": ceil(error.retry_after)}
    elif isinstance(error, CostLimitExceeded):
        more = {"cost": error.cost}
    return told(str(error), code, **more)


def unknown_token() -> Unauthenticated:
    """For any token but an expired one: what exactly is wrong helps only who guesses."""
    return Unauthenticated("This token is unknown, or no longer good.")
