"""Answers to operations, as they are sent."""

from collections.abc import Sequence
from hashlib import sha256

import orjson
from starlette.responses import Response
from strawberry.types import ExecutionResult

from api.charge import without_cost
from api.failures import Told, status_without_data
from api.media import JSON

Headers = list[tuple[bytes, bytes]]
OK = 200


class Written(Response):
    """An answer in bytes: nothing of its headers has to be worked out."""

    def __init__(self, body: bytes, media: bytes = JSON, status: int = 200) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers: Headers = [
            (b"content-length", b"%d" % len(body)),
            (b"content-type", media),
        ]


def answer_of(result: ExecutionResult, errors: Sequence[Told], media: bytes) -> tuple[bytes, int]:
    """Data and errors, and their status; no `data` when the operation never began."""
    answer: dict[str, object] = {"errors": errors} if errors else {}
    if result.data is not None or any("path" in error for error in errors):
        answer["data"] = result.data
        return orjson.dumps(answer), OK
    return orjson.dumps(answer), status_without_data(errors, media)


def unless_known(condition: str, answer: Response) -> Response:
    """The answer, or 304 where If-None-Match says that the caller has it.

    The tag is weak: it is that of the answer, however it is compressed and whatever it cost.
    """
    tag = f'"{sha256(without_cost(bytes(answer.body))).hexdigest()}"'
    if tags_in(condition) & {tag, "*"}:
        answer = Response(status_code=304)
    answer.headers["ETag"] = f"W/{tag}"
    return answer


def tags_in(condition: str) -> set[str]:
    """What the caller has; weak and strong tags are one here, as RFC 9110 says for GET."""
    return {tag.strip().removeprefix("W/") for tag in condition.split(",")}
