"""Large answers made small on the way: gzip, away from the loop where that takes long."""

import zlib
from asyncio import to_thread

from starlette.types import Message

LARGE = 4000  # bytes: three packets that become one, for 23 µs
LONG = 100_000  # bytes, .6 ms: from there on others wait less when a thread does it
LEVEL = 1  # 6 makes JSON of ours a sixth smaller still, and takes more than twice as long
PART = 206
LENGTH = b"content-length"
GZIP = 31  # what zlib calls the format of gzip


def is_large(start: Message) -> bool:
    """Whether an answer that begins so is worth the work; a part of a file is sent as it is."""
    for name, value in start["headers"]:
        if name == LENGTH:
            return int(value) >= LARGE and start["status"] != PART
    return False


async def compressed(start: Message, body: Message) -> tuple[Message, Message]:
    """Head and body of the same answer in gzip."""
    plain = body["body"]
    small = await to_thread(gzip, plain) if len(plain) >= LONG else gzip(plain)
    kept = [(name, weak(name, value)) for name, value in start["headers"] if name != LENGTH]
    sizes = [(LENGTH, b"%d" % len(small)), (b"content-encoding", b"gzip")]
    return {**start, "headers": [*kept, *sizes]}, {**body, "body": small}


def gzip(plain: bytes) -> bytes:
    return zlib.compress(plain, LEVEL, GZIP)


def weak(name: bytes, value: bytes) -> bytes:
    """A tag for the same bytes is, of other bytes, one for the same content."""
    return b"W/" + value if name == b"etag" and not value.startswith(b"W/") else value
