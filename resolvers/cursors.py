"""Cursors: a position in one list, signed so that it fits no other list, filter or order."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as mac_of
from typing import Any

import orjson

from domain.errors import InvalidCursor
from engine.reads import Row

MAC_BYTES = 16
"Of the signature; 128 bits cannot be guessed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursors:
    """Writes and reads the cursors of one list, as one viewer ordered and filtered it."""

    secret: bytes
    viewer: str
    place: str
    "Which list: its rows, order and filter."
    keys: int
    "How many of a row's last columns are its position."

    def of(self, row: Row) -> str:
        """The cursor that stands at this row."""
        body = orjson.dumps(row[-self.keys :])
        return urlsafe_b64encode(self._signature(body) + body).decode().rstrip("=")

    def position(self, cursor: str) -> list[Any]:
        """Where it stands; raises InvalidCursor when it was not made for this list."""
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (NotBase64, ValueError):
            raw = b""
        body = raw[MAC_BYTES:]
        if not compare_digest(raw[:MAC_BYTES], self._signature(body)):
            raise InvalidCursor(
                "This cursor was changed, or belongs to another list, order or filter"
            )
        return orjson.loads(body)

    def _signature(self, body: bytes) -> bytes:
        bound = b"\0".join((self.viewer.encode(), self.place.encode(), body))
        return mac_of(self.secret, bound, sha256).digest()[:MAC_BYTES]
