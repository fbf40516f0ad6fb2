"""Cursors of the servers compared with: where in the names a page of the export ended."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

import orjson


def cursor_at(name: str, id_: str) -> str:
    return urlsafe_b64encode(orjson.dumps((name, id_))).decode().rstrip("=")


def padded(text: str) -> bytes:
    """What the text stands for, its padding put back."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def position(cursor: str) -> Sequence[str]:
    return orjson.loads(padded(cursor))
