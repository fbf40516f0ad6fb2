"""How a failure is told: JSON with a code; what nobody expected keeps its details in the log."""

import logging
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response

from domain.errors import DomainError, Overloaded

BAD_USER_INPUT = "BAD_USER_INPUT"
TOO_NESTED = "The document is nested too deeply to be read."

log = logging.getLogger("bellwether.failure")

Told = dict[str, Any]


def told(message: str, code: str, **more: object) -> Told:
    """One entry of a GraphQL answer's `errors`."""
    return {"message": message, "extensions": {"code": code, **more}}


def failure(status: int, *errors: Told) -> Response:
    """An answer without data: the request never became an operation."""
    return Response(orjson.dumps({"errors": errors}), status, media_type="application/json")


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
        own: Any = (error.extensions or {}).get("code", BAD_USER_INPUT)
        out = told(error.message, own)
    else:
        out = internal(cause, request_id)
    if error.locations:
        out["locations"] = [place.formatted for place in error.locations]
    if error.path:
        out["path"] = error.path
    return out


def coerced(error: GraphQLError) -> bool:
    """Whether a literal or a variable was refused: graphql-core then puts it in its own words."""
    return not error.path and error.message != str(error.original_error)


def named(error: DomainError) -> Told:
    """A rule that said no. INVALID is the word of `userErrors`; clients know it here as another."""
    code = BAD_USER_INPUT if error.code == "INVALID" else error.code
    wait = {"retryAfter": error.retry_after} if isinstance(error, Overloaded) else {}
    return told(str(error), code, **wait)
