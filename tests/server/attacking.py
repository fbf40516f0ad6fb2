"""What an attacker has: sockets, bytes of any shape, and time; and what is asked of the server."""

import json
import os
import re
import socket
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from api.logs import TOGETHER
from tests.server.servers import Server

DEADLINE = 21.0  # seconds in which every attack has to have ended
MEGABYTE = 1 << 20
SECRET = "hunter2"  # noqa: S105 - what no line of the log may hold
JSON = "application/json"
WELL = "{accounts(first: 1) {totalCount}}"
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


class Heard(NamedTuple):
    """An answer as it came; status 0 where the connection ended without one."""

    status: int
    head: bytes
    body: bytes

    @property
    def codes(self) -> list[str]:
        """Of its errors."""
        found = orjson.loads(self.body)
        return [error["extensions"]["code"] for error in found.get("errors", ())]


def address(server: Server) -> tuple[str, int]:
    parts = urlsplit(server.url)
    return parts.hostname or "", parts.port or 0


@contextmanager
def connected(server: Server, source: str = "127.0.0.1") -> Generator[socket.socket]:
    """From an address of this machine; all of 127.0.0.0/8 are."""
    with socket.create_connection(address(server), DEADLINE, (source, 0)) as one:
        yield one


def is_held(one: socket.socket) -> bool:
    """Whether the server has not ended it; what it has said is read."""
    one.setblocking(False)  # noqa: FBT003 - its signature
    try:
        while one.recv(65536):
            pass
    except BlockingIOError:
        return True
    except ConnectionError:
        pass
    return False


def head(server: Server, line: str = "POST /graphql HTTP/1.1", **headers: str) -> bytes:
    """A head with Host and JSON; `x_y` is spelt X-Y."""
    named = {"Host": "{}:{}".format(*address(server)), "Content-Type": JSON}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "\r\n".join([line, *(f"{k}: {v}" for k, v in named.items()), "", ""]).encode()


def posted(server: Server, body: bytes, **headers: str) -> bytes:
    return head(server, **{"Content_Length": str(len(body)), **headers}) + body


def asking(query: str, **variables: object) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()  # of any size of number


def sent(server: Server, parts: Iterable[bytes]) -> Heard:
    """What the server says to these bytes, sent as they are, until it has said it or hangs up."""
    with connected(server) as one:
        with suppress(OSError):  # it may refuse before the last of them
            for part in parts:
                one.sendall(part)
        return heard(one)


def post(server: Server, body: bytes, **headers: str) -> Heard:
    return sent(server, [posted(server, body, **headers)])


def ask(server: Server, query: str, **variables: object) -> Heard:
    return post(server, asking(query, **variables))


def heard(one: socket.socket) -> Heard:
    """The next answer, by its length, or up to the end of the connection."""
    said = b""
    with suppress(ConnectionResetError):
        while not is_whole(said) and (more := one.recv(65536)):
            said += more
    top, _, body = said.partition(b"\r\n\r\n")
    return Heard(int(top[9:12]) if top.startswith(b"HTTP/1.1 ") else 0, top, body)


def is_whole(said: bytes) -> bool:
    top, ended, body = said.partition(b"\r\n\r\n")
    found = LENGTH.search(top)
    return bool(ended and found and len(body) >= int(found[1]))


def resident(server: Server) -> int:
    """Bytes of memory the process holds."""
    status = Path(f"/proc/{server.process.pid}/statm").read_text()
    return int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE")


def used(server: Server) -> float:
    """Seconds of a processor that the process has worked, whatever else the machine did."""
    after_name = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def connections(server: Server) -> int:
    """How many sockets the process has open; one just ended is still among them for a moment."""
    found = 0
    for one in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found += str(one.readlink()).startswith("socket:")
    return found


def is_well(server: Server) -> float:
    """Seconds of a usual query; fails unless it is answered."""
    began = time.perf_counter()
    answer: dict[str, Any] = server.ask(WELL)
    assert answer["data"]["accounts"]["totalCount"] >= 0, answer
    return time.perf_counter() - began


def said(server: Server, since: int = 0) -> str:
    """What its log has gained; nothing that looks like a defect of ours is in it."""
    time.sleep(2 * TOGETHER)
    found = server.log.read_text()[since:]
    assert not re.search(r"Traceback|level=(ERROR|CRITICAL)|Exception", found), found[-3000:]
    return found
