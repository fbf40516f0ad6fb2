"""Cursors: a position in one list, signed so that it fits no other list, filter or order."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from functools import cached_property
from hashlib import sha256
from hmac import compare_digest
from hmac import new as mac_of
from typing import Any

import msgspec
import orjson

from domain.errors import InvalidCursor
from engine.reads import Row

MAC_BYTES = 16
"Of the signature; 128 bits cannot be guessed."


class Cursors(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Writes and reads the cursors of one list, as one viewer ordered and filtered it."""

    secret: bytes
    viewer: str
    place: object
    "Which list: its rows, order and filter; spelled out when a cursor is written or read."
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

    @cached_property
    def _bound(self) -> bytes:
        """To whom and to which list."""
        return b"\0".join((self.viewer.encode(), repr(self.place).encode(), b""))

    def _signature(self, body: bytes) -> bytes:
        return mac_of(self.secret, self._bound + body, sha256).digest()[:MAC_BYTES]
